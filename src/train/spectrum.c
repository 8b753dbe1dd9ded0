// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "spectrum.h"

#include <math.h>

/// Put x in the order of its indices' bits reversed
static void
reorder(float complex* const x, const size_t n)
{
  size_t mirror = 0U;
  for (size_t i = 1U; i < n; ++i) {
    size_t bit = n >> 1U;
    for (; mirror & bit; bit >>= 1U) {
      mirror ^= bit;
    }
    mirror ^= bit;
    if (i < mirror) {
      const float complex swapped = x[i];
      x[i] = x[mirror];
      x[mirror] = swapped;
    }
  }
}

/// Join pairs of transforms of `half` points
static void
join(float complex* const x,
     const size_t n,
     const size_t half,
     const double sign)
{
  static const double pi = 3.141592653589793;
  for (size_t k = 0U; k < half; ++k) {
    const double angle = sign * pi * (double)k / (double)half;
    const float complex turn = (float)cos(angle) + (float)sin(angle) * I;
    for (size_t i = k; i < n; i += 2U * half) {
      const float complex odd = turn * x[i + half];
      x[i + half] = x[i] - odd;
      x[i] += odd;
    }
  }
}

void
dil_transform(float complex* const x, const size_t n, const bool is_back)
{
  reorder(x, n);
  for (size_t half = 1U; half < n; half *= 2U) {
    join(x, n, half, is_back ? 1.0 : -1.0);
  }
}
