// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_EXPRESSION_H
#define DIL_PLUGIN_EXPRESSION_H

#include "dilaton/attributes.h"
#include "dilaton/event.h"

#include <stdbool.h>
#include <stdint.h>

/// What a host can express with one note; numbered as in CLAP and VST 3
typedef enum {
  DIL_EXPRESSION_VOLUME,     ///< Gain, 0 to 4
  DIL_EXPRESSION_PAN,        ///< 0 left, 0.5 middle, 1 right
  DIL_EXPRESSION_TUNING,     ///< Semitones
  DIL_EXPRESSION_VIBRATO,    ///< 0 to 1
  DIL_EXPRESSION_EXPRESSION, ///< 0 to 1
  DIL_EXPRESSION_BRIGHTNESS, ///< 0 to 1, 0.5 as it is
  DIL_EXPRESSION_PRESSURE    ///< 0 to 1
} DilExpression;

/**
   Fill in type, number and value of an event that says the same.

   Tuning and pressure are of a note, for which `number` is its key, left as it
   is; the others are controllers.

   @return False for an unknown expression, or NaN.
*/
DIL_REALTIME bool
dil_express(int32_t expression, double value, DilEvent* event);

#endif // DIL_PLUGIN_EXPRESSION_H
