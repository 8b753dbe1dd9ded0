// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_PARAMETER_VALUES_H
#define DIL_PLUGIN_PARAMETER_VALUES_H

#include "dilaton/attributes.h"
#include "dilaton/parameter.h"

#include <stdbool.h>
#include <stdint.h>

/**
   The values of all parameters, and what an engine was told of them.

   Any thread gets and sets values, from which settings of engines and states
   are made.  The audio thread modulates them and brings the news to its engine.
*/
typedef struct {
  _Atomic(float) values[DIL_N_PARAMETERS]; ///< As set by anyone
  float applied[DIL_N_PARAMETERS];         ///< What the engine was told
  float modulation[DIL_N_PARAMETERS];      ///< Added to the values
} DilParameterValues;

/// Every parameter's default
void
dil_parameter_values_init(DilParameterValues* self);

/// dil_parameter_limit() of a number that may be out of the range of floats
DIL_REALTIME float
dil_parameter_limit_number(uint32_t parameter, double value);

/// Value of a parameter, as it was set last, or 0 if unknown; any thread
DIL_REALTIME float
dil_parameter_value(const DilParameterValues* self, uint32_t parameter);

/// All values; any thread
void
dil_parameter_values_get(const DilParameterValues* self,
                         float values[DIL_N_PARAMETERS]);

/**
   Set a parameter from the next block on; any thread.

   Values out of range are limited; NaN and unknown parameters do nothing.
*/
DIL_REALTIME void
dil_parameter_set(DilParameterValues* self, uint32_t parameter, double value);

/**
   Add to a parameter's value without changing it; audio thread.

   @param amount In units of the parameter; NaN does nothing.
*/
DIL_REALTIME void
dil_parameter_modulate(DilParameterValues* self,
                       uint32_t parameter,
                       double amount);

/// A new engine has these values, and nothing is modulated
void
dil_parameter_values_restart(DilParameterValues* self,
                             const float values[DIL_N_PARAMETERS]);

/**
   Take what the engine is to be told of a parameter; audio thread.

   @return Whether it is another value than it was told before.
*/
DIL_REALTIME bool
dil_parameter_news(DilParameterValues* self, uint32_t parameter, float* value);

#endif // DIL_PLUGIN_PARAMETER_VALUES_H
