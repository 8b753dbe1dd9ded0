// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/parameter.h"

#include "number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// What values below 0 are called that each instrument has its own for
static const char own[] = "own";

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

  const double choice = nearbyint(value - (double)info->low);
  if (info->choices && choice >= 0.0 &&
      choice <= (double)(info->high - info->low)) {
    snprintf(text, size, "%s", info->choices[(size_t)choice]);
    return true;
  }

  if (info->has_own && value < 0.0) {
    snprintf(text, size, "%s", own);
    return true;
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
  const DilParameterInfo* const info = dil_parameter_info(parameter);
  const char* const typed = text + strspn(text, " ");
  for (size_t i = 0U; info && info->choices && info->choices[i]; ++i) {
    if (!strcmp(info->choices[i], typed)) {
      *value = (double)info->low + (double)i;
      return true;
    }
  }

  if (info && info->has_own && !strcmp(typed, own)) {
    *value = (double)info->low;
    return true;
  }

  // People type the comma of their country as well
  char copy[256];
  snprintf(copy, sizeof(copy), "%s", typed);
  char* const comma = strchr(copy, ',');
  if (comma) {
    *comma = '.';
  }

  return info && dil_number_start(copy, sizeof(copy), value);
}
