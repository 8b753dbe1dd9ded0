// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "half.h"

#include <math.h>

#define HALF_INFINITY 0x7C00U

float
dil_half_to_float(const uint16_t half)
{
  const int exponent = (half >> 10U) & 0x1F;
  const int fraction = half & 0x3FF;
  const float sign = (half & 0x8000U) ? -1.0f : 1.0f;

  if (exponent == 0x1F) {
    return fraction ? NAN : sign * INFINITY;
  }

  // Below 2^-14 there is no hidden bit and the exponent stays
  return exponent ? sign * ldexpf((float)(fraction + 0x400), exponent - 25)
                  : sign * ldexpf((float)fraction, -24);
}

uint16_t
dil_half_from_float(const float value)
{
  const unsigned sign = signbit(value) ? 0x8000U : 0U;

  int exponent = 0;
  (void)frexpf(value, &exponent);

  // Rounding up to the next power of two carries into the exponent's bits,
  // which is just what it should do
  const int lowest = (value == 0.0f || exponent < -13) ? -13 : exponent;
  const long fraction = lrintf(ldexpf(fabsf(value), 11 - lowest));
  const long bits = fraction + 1024L * (lowest + 13);
  const unsigned limited =
    (exponent > 16 || bits > HALF_INFINITY) ? HALF_INFINITY : (unsigned)bits;
  return (uint16_t)(sign | limited);
}
