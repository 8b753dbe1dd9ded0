// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "time_map.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const double pi = 3.141592653589793;

/// Samples that one is made of, and places between two samples for which that
/// is worked out; between places the weights follow lines: errors of 1e-5
#define N_TAPS   32
#define N_PLACES 256

/// Of the Kaiser window: 80 dB down from 0.44 of the rate on
static const double kaiser_beta = 8.0;

DilStatus
dil_time_map_new(const double duration_s,
                 const double step_s,
                 DilTimeMap* const out)
{
  DilTimeMap map = {NULL, 2U + (size_t)(duration_s / step_s), step_s};
  map.sources = (double*)calloc(map.n_times, sizeof(*map.sources));
  if (!map.sources) {
    return DIL_NO_MEMORY;
  }

  for (size_t i = 0U; i < map.n_times; ++i) {
    map.sources[i] = (double)i * step_s;
  }
  *out = map;
  return DIL_OK;
}

void
dil_time_map_free(DilTimeMap* const map)
{
  free(map->sources);
  memset(map, 0, sizeof(*map));
}

/// Entry `i` of the map, or where its end leads to
static double
source_at(const DilTimeMap* const map, const ptrdiff_t i)
{
  const double* const sources = map->sources;
  const ptrdiff_t last = (ptrdiff_t)map->n_times - 1;
  if (i < 0) {
    return sources[0] + (double)i * (sources[1] - sources[0]);
  }
  if (i > last) {
    return sources[last] +
           (double)(i - last) * (sources[last] - sources[last - 1]);
  }

  return sources[i];
}

double
dil_time_map_source(const DilTimeMap* const map, const double time_s)
{
  // Catmull-Rom: lines would bend at every step, which is heard as a whistle
  const double place = time_s / map->step_s;
  const double base = floor(place);
  const double x = place - base;
  const ptrdiff_t i = (ptrdiff_t)base;
  const double p0 = source_at(map, i - 1);
  const double p1 = source_at(map, i);
  const double p2 = source_at(map, i + 1);
  const double p3 = source_at(map, i + 2);
  return p1 + 0.5 * x *
                (p2 - p0 +
                 x * (2.0 * p0 - 5.0 * p1 + 4.0 * p2 - p3 +
                      x * (3.0 * (p1 - p2) + p3 - p0)));
}

DilStatus
dil_time_map_shift(DilTimeMap* const map, const double* const shifts)
{
  const size_t last = map->n_times - 1U;
  const double end = (double)last * map->step_s + shifts[last];
  const size_t n_times = 2U + (size_t)(fmax(end, 0.0) / map->step_s);
  double* const sources = (double*)calloc(n_times, sizeof(*sources));
  if (!sources) {
    return DIL_NO_MEMORY;
  }

  size_t i = 0U;
  for (size_t k = 0U; k < n_times; ++k) {
    // Moment k is heard between moments i and i + 1 of before
    const double wanted = (double)k;
    while (i + 2U < map->n_times &&
           (double)(i + 1U) + shifts[i + 1U] / map->step_s < wanted) {
      ++i;
    }
    const double low = (double)i + shifts[i] / map->step_s;
    const double high = (double)(i + 1U) + shifts[i + 1U] / map->step_s;
    const double before = (double)i + (wanted - low) / (high - low);
    sources[k] = dil_time_map_source(map, before * map->step_s);
  }

  free(map->sources);
  map->sources = sources;
  map->n_times = n_times;
  return DIL_OK;
}

/// Modified Bessel function of the first kind, order 0
static double
bessel(const double x)
{
  double term = 1.0;
  double sum = 1.0;
  for (double k = 1.0; term > 1e-12 * sum; k += 1.0) {
    term *= 0.25 * x * x / (k * k);
    sum += term;
  }

  return sum;
}

/// Weights of the samples around, for each place between two
static float*
make_weights(void)
{
  float* const weights =
    (float*)calloc((size_t)(N_PLACES + 1) * N_TAPS, sizeof(*weights));
  for (int p = 0; weights && p <= N_PLACES; ++p) {
    for (int k = 0; k < N_TAPS; ++k) {
      const double t =
        (double)(k - N_TAPS / 2 + 1) - (double)p / (double)N_PLACES;
      const double u = t / (0.5 * (double)N_TAPS);
      const double window = bessel(kaiser_beta * sqrt(fmax(1.0 - u * u, 0.0))) /
                            bessel(kaiser_beta);
      const double sinc = fabs(t) < 1e-9 ? 1.0 : sin(pi * t) / (pi * t);
      weights[p * N_TAPS + k] = (float)(sinc * window);
    }
  }

  return weights;
}

/// The recording between its samples
static float
sample_at(const float* const weights,
          const float* const samples,
          const size_t n_samples,
          const double place)
{
  const double base = floor(place);
  const double between = (place - base) * (double)N_PLACES;
  const size_t p = (size_t)between;
  const float share = (float)(between - (double)p);
  const float* const w0 = weights + p * (size_t)N_TAPS;
  const float* const w1 = w0 + N_TAPS;
  const ptrdiff_t first = (ptrdiff_t)base - N_TAPS / 2 + 1;
  float sum = 0.0f;
  for (int k = 0; k < N_TAPS; ++k) {
    const ptrdiff_t i = first + k;
    if (i >= 0 && (size_t)i < n_samples) {
      sum += (w0[k] + share * (w1[k] - w0[k])) * samples[i];
    }
  }

  return sum;
}

DilStatus
dil_time_map_read(const DilTimeMap* const map,
                  const double from_s,
                  const float* const samples,
                  const size_t n_samples,
                  const double rate,
                  float* const out,
                  const size_t n_out)
{
  float* const weights = make_weights();
  if (!weights) {
    return DIL_NO_MEMORY;
  }

  for (size_t i = 0U; i < n_out; ++i) {
    const double time_s = from_s + (double)i / rate;
    const double place = dil_time_map_source(map, time_s) * rate;
    const bool is_inside =
      place > -(double)N_TAPS && place < (double)n_samples + (double)N_TAPS;
    out[i] = is_inside ? sample_at(weights, samples, n_samples, place) : 0.0f;
  }

  free(weights);
  return DIL_OK;
}
