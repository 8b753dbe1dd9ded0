// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "parameter_text.h"

#include "number.h"

#include "dilaton/parameter.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// Distance to an integer that divisions in single precision may leave
#define INTEGER_TOLERANCE 1e-4

bool
dil_parameter_write(const uint32_t parameter,
                    const double value,
                    char* const text,
                    const size_t size)
{
  const DilParameterInfo* const info = dil_parameter_info(parameter);
  if (!info || isnan(value)) {
    return false;
  }

  dil_number_print(text,
                   size,
                   "%.*f%s%s",
                   info->is_integer ? 0 : 2,
                   value,
                   info->unit[0] ? " " : "",
                   info->unit);
  return true;
}

bool
dil_parameter_read(const uint32_t parameter,
                   const char* const text,
                   double* const value)
{
  // People type the comma of their country as well
  char copy[256];
  snprintf(copy, sizeof(copy), "%s", text + strspn(text, " "));
  char* const comma = strchr(copy, ',');
  if (comma) {
    *comma = '.';
  }

  return dil_parameter_info(parameter) &&
         dil_number_start(copy, sizeof(copy), value);
}

float
dil_midi_value(const double fraction)
{
  const double value = fraction * 127.0;
  const double whole = nearbyint(value);
  return (float)(fabs(value - whole) < INTEGER_TOLERANCE ? whole : value);
}
