// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "parameter_values.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

void
dil_parameter_values_init(DilParameterValues* const self)
{
  memset(self, 0, sizeof(*self));
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    atomic_init(&self->values[i], dil_parameter_info(i)->value);
  }
}

float
dil_parameter_limit_number(const uint32_t parameter, const double value)
{
  // Limited before it is made shorter, which is undefined beyond the range
  const DilParameterInfo* const info = dil_parameter_info(parameter);
  const double limited =
    info ? fmin(fmax(value, (double)info->low), (double)info->high) : 0.0;
  return dil_parameter_limit(parameter, (float)limited);
}

float
dil_parameter_value(const DilParameterValues* const self,
                    const uint32_t parameter)
{
  return parameter < DIL_N_PARAMETERS
           ? atomic_load_explicit(&self->values[parameter],
                                  memory_order_relaxed)
           : 0.0f;
}

void
dil_parameter_values_get(const DilParameterValues* const self,
                         float values[DIL_N_PARAMETERS])
{
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    values[i] = dil_parameter_value(self, i);
  }
}

void
dil_parameter_set(DilParameterValues* const self,
                  const uint32_t parameter,
                  const double value)
{
  if (parameter < DIL_N_PARAMETERS && !isnan(value)) {
    atomic_store_explicit(&self->values[parameter],
                          dil_parameter_limit_number(parameter, value),
                          memory_order_relaxed);
  }
}

void
dil_parameter_modulate(DilParameterValues* const self,
                       const uint32_t parameter,
                       const double amount)
{
  const DilParameterInfo* const info = dil_parameter_info(parameter);
  if (info && !isnan(amount)) {
    const double range = (double)info->high - (double)info->low;
    self->modulation[parameter] = (float)fmin(fmax(amount, -range), range);
  }
}

void
dil_parameter_values_restart(DilParameterValues* const self,
                             const float values[DIL_N_PARAMETERS])
{
  memcpy(self->applied, values, sizeof(self->applied));
  memset(self->modulation, 0, sizeof(self->modulation));
}

bool
dil_parameter_news(DilParameterValues* const self,
                   const uint32_t parameter,
                   float* const value)
{
  *value = dil_parameter_limit(parameter,
                               dil_parameter_value(self, parameter) +
                                 self->modulation[parameter]);
  const bool is_news = *value != self->applied[parameter];
  self->applied[parameter] = *value;
  return is_news;
}
