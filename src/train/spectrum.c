// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "spectrum.h"

#include <math.h>

static void
swap(float* const x, const size_t i, const size_t k)
{
  const float swapped = x[i];
  x[i] = x[k];
  x[k] = swapped;
}

/// Put points in the order of their indices' bits reversed
static void
reorder(float* const re, float* const im, const size_t n)
{
  size_t mirror = 0U;
  for (size_t i = 1U; i < n; ++i) {
    size_t bit = n >> 1U;
    for (; mirror & bit; bit >>= 1U) {
      mirror ^= bit;
    }
    mirror ^= bit;
    if (i < mirror) {
      swap(re, i, mirror);
      swap(im, i, mirror);
    }
  }
}

/// Join pairs of transforms of `half` points
static void
join(float* const re,
     float* const im,
     const size_t n,
     const size_t half,
     const double sign)
{
  static const double pi = 3.141592653589793;
  for (size_t k = 0U; k < half; ++k) {
    const double angle = sign * pi * (double)k / (double)half;
    const float c = (float)cos(angle);
    const float s = (float)sin(angle);
    for (size_t i = k; i < n; i += 2U * half) {
      const size_t odd = i + half;
      const float x = c * re[odd] - s * im[odd];
      const float y = c * im[odd] + s * re[odd];
      re[odd] = re[i] - x;
      im[odd] = im[i] - y;
      re[i] += x;
      im[i] += y;
    }
  }
}

void
dil_transform(float* const re,
              float* const im,
              const size_t n,
              const bool is_back)
{
  reorder(re, im, n);
  for (size_t half = 1U; half < n; half *= 2U) {
    join(re, im, n, half, is_back ? 1.0 : -1.0);
  }
}
