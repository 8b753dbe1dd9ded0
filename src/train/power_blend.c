// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "power_blend.h"

#include "spectrum.h"

#include <math.h>
#include <stdlib.h>

/// Partials that have a gain of their own, at most
#define MAX_PARTIALS 512U

static const double largest_gain = 2.0;

/// Periods of silence after the tones, into which the filter rings
static const double margin_periods = 8.0;

/// Both tones, and what becomes of their sum
typedef struct {
  float* re; ///< [n] of the first tone, then of the sum
  float* im; ///< [n] of the second tone, then of the sum
  size_t n;  ///< A power of two
  double partials_per_bin;
  float share;
  double wanted[MAX_PARTIALS + 1U]; ///< Power around each partial, 0 for DC
  double summed[MAX_PARTIALS + 1U]; ///< The same of the sum
  double gains[MAX_PARTIALS + 1U];  ///< That bring the one to the other
} Blend;

/// The transforms of both tones at a bin: of the even and the odd part of one
/// transform whose real part is the first and whose imaginary one the second
static void
part(const Blend* const b, const size_t bin, float x[2], float y[2])
{
  const size_t mirror = (b->n - bin) % b->n;
  x[0] = 0.5f * (b->re[bin] + b->re[mirror]);
  x[1] = 0.5f * (b->im[bin] - b->im[mirror]);
  y[0] = 0.5f * (b->im[bin] + b->im[mirror]);
  y[1] = -0.5f * (b->re[bin] - b->re[mirror]);
}

static double
power(const float z[2])
{
  return (double)z[0] * (double)z[0] + (double)z[1] * (double)z[1];
}

static size_t
nearest_partial(const double place)
{
  return (size_t)fmin(place + 0.5, (double)MAX_PARTIALS);
}

/// Turn the transform of both into that of their sum, and note its powers
static void
sum_up(Blend* const b)
{
  for (size_t i = 0U; i <= b->n / 2U; ++i) {
    float x[2];
    float y[2];
    part(b, i, x, y);
    const float sum[2] = {(1.0f - b->share) * x[0] + b->share * y[0],
                          (1.0f - b->share) * x[1] + b->share * y[1]};
    const size_t k = nearest_partial((double)i * b->partials_per_bin);
    b->wanted[k] +=
      (1.0 - (double)b->share) * power(x) + (double)b->share * power(y);
    b->summed[k] += power(sum);

    const size_t mirror = (b->n - i) % b->n;
    b->re[i] = sum[0];
    b->im[i] = sum[1];
    b->re[mirror] = sum[0];
    b->im[mirror] = -sum[1];
  }
}

static void
find_gains(Blend* const b)
{
  for (size_t k = 0U; k <= MAX_PARTIALS; ++k) {
    b->gains[k] = b->summed[k] > 0.0
                    ? fmin(sqrt(b->wanted[k] / b->summed[k]), largest_gain)
                    : 1.0;
  }
}

/// Gain at `place` partials from 0 Hz
static double
gain_at(const Blend* const b, const double place)
{
  const size_t below = (size_t)fmin(place, (double)(MAX_PARTIALS - 1U));
  const double way = fmin(place - (double)below, 1.0);
  const double smooth = way * way * (3.0 - 2.0 * way);
  const double gain = b->gains[below];
  return gain + smooth * (b->gains[below + 1U] - gain);
}

static void
filter(const Blend* const b)
{
  for (size_t i = 0U; i < b->n; ++i) {
    const size_t bin = i <= b->n / 2U ? i : b->n - i;
    const float gain = (float)gain_at(b, (double)bin * b->partials_per_bin);
    b->re[i] *= gain;
    b->im[i] *= gain;
  }
}

static void
run(Blend* const b, const size_t n, float* const out)
{
  dil_transform(b->re, b->im, b->n, false);
  sum_up(b);
  find_gains(b);
  filter(b);
  dil_transform(b->re, b->im, b->n, true);
  for (size_t t = 0U; t < n; ++t) {
    out[t] = b->re[t] / (float)b->n;
  }
}

DilStatus
dil_power_blend(const float* const x,
                const float* const y,
                const size_t n,
                const double cycles_per_sample,
                const float share,
                float* const out)
{
  const size_t n_wanted = n + (size_t)(margin_periods / cycles_per_sample);
  Blend b = {.n = 2U, .share = share};
  while (b.n < n_wanted) {
    b.n *= 2U;
  }

  b.partials_per_bin = 1.0 / ((double)b.n * cycles_per_sample);
  b.re = (float*)calloc(b.n, sizeof(*b.re));
  b.im = (float*)calloc(b.n, sizeof(*b.im));
  DilStatus status = DIL_NO_MEMORY;
  if (b.re && b.im) {
    for (size_t t = 0U; t < n; ++t) {
      b.re[t] = x[t];
      b.im[t] = y[t];
    }
    run(&b, n, out);
    status = DIL_OK;
  }

  free(b.re);
  free(b.im);
  return status;
}
