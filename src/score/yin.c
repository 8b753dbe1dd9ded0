// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "yin.h"

#include "vector.h"

#include <math.h>
#include <stdlib.h>

/// A window is this many hops, 40 ms: longer than the longest period
enum { window_hops = 8 };

/// Vectors and lags that are summed at a time, in about half of the registers
enum { lag_vectors = 8, n_block = lag_vectors * VEC_WIDTH };

/// Longest period, in samples, that is looked for at least: more than a block,
/// whatever the vectors, and less than the lowest at 8000 samples a second
enum { least_lag = 256 };

/// A dip below this is a period; the paper has 0.1 (figure 4)
static const double dip_threshold = 0.05;

/// A dip this little above the deepest is as good
static const double dip_tolerance = 0.05;

/// Buffers for frames, all by lag in samples
typedef struct {
  DilYinFrames frames; ///< How the recording is cut
  size_t n_lags;       ///< Lags from 0 to frames.max_lag
  float* sums;         ///< [window_hops][n_lags] of hops, used as a ring
  float* difference;   ///< [n_lags] d of equation 6, of a whole window
  float* normal;       ///< [n_lags] d' of equation 8
} Yin;

DilYinFrames
dil_yin_frames(const double rate, const double lowest)
{
  const size_t hop = (size_t)lrint(0.005 * rate);
  const size_t lag = (size_t)(rate / fmax(lowest, DIL_YIN_LOWEST)) + 1U;
  const size_t max_lag = lag > least_lag ? lag : least_lag;
  const DilYinFrames frames = {rate, hop, window_hops * hop, max_lag};
  return frames;
}

// Squared differences of a hop with itself at n_block lags, whose sums stay in
// registers
static void
sum_block(const float* const samples,
          const size_t hop,
          const size_t lag,
          float* const sums)
{
  Vec parts[lag_vectors];
  for (size_t v = 0U; v < lag_vectors; ++v) {
    parts[v] = vec_set(0.0f);
  }

  for (size_t i = 0U; i < hop; ++i) {
    const Vec sample = vec_set(samples[i]);
    for (size_t v = 0U; v < lag_vectors; ++v) {
      const Vec difference =
        sample - vec_load(samples + i + lag + v * VEC_WIDTH);
      parts[v] = parts[v] + difference * difference;
    }
  }

  for (size_t v = 0U; v < lag_vectors; ++v) {
    vec_store(sums + lag + v * VEC_WIDTH, parts[v]);
  }
}

// Part of equation 6: squared differences of a hop with itself at all lags,
// each summed in the order of samples, whatever the vectors.  The last block
// ends with the last lag, and makes some sums of the one before it again.
static void
sum_hop(const Yin* const yin, const float* const samples, float* const sums)
{
  const size_t last = yin->n_lags - n_block;
  for (size_t lag = 0U; lag < last; lag += n_block) {
    sum_block(samples, yin->frames.hop, lag, sums);
  }
  sum_block(samples, yin->frames.hop, last, sums);
}

// Equation 6: d of the window.  The last vector ends with the last lag.
static void
sum_window(const Yin* const yin)
{
  const size_t last = yin->n_lags - VEC_WIDTH;
  for (size_t i = 0U; i < yin->n_lags; i += VEC_WIDTH) {
    const size_t lag = i < last ? i : last;
    Vec sum = vec_set(0.0f);
    for (size_t hop = 0U; hop < window_hops; ++hop) {
      sum = sum + vec_load(yin->sums + hop * yin->n_lags + lag);
    }
    vec_store(yin->difference + lag, sum);
  }
}

// Equation 8: d over its mean at shorter lags
static void
normalise(const Yin* const yin)
{
  double total = 0.0;
  for (size_t lag = 0U; lag < yin->n_lags; ++lag) {
    const double sum = (double)yin->difference[lag];
    total += sum;
    yin->normal[lag] = total > 0.0 ? (float)(sum * (double)lag / total) : 1.0f;
  }
}

/// Bottom of a parabola through three neighbours
typedef struct {
  double place; ///< From the middle one, in -0.5 to 0.5
  double value; ///< There
} Bottom;

static Bottom
find_bottom(const float* const middle)
{
  const double slope = 0.5 * ((double)middle[1] - (double)middle[-1]);
  const double bend =
    (double)middle[1] - 2.0 * (double)middle[0] + (double)middle[-1];
  const double place = bend > 0.0 ? fmin(fmax(-slope / bend, -0.5), 0.5) : 0.0;
  const Bottom bottom = {
    place, (double)middle[0] + place * (slope + 0.5 * bend * place)};
  return bottom;
}

static bool
is_dip(const float* const middle)
{
  return middle[0] <= middle[-1] && middle[0] < middle[1];
}

// Step 4, with the depths of step 5: the first dip that is deep enough, or 0
static size_t
find_period(const Yin* const yin, const size_t min_lag)
{
  double deepest = (double)INFINITY;
  for (size_t lag = min_lag; lag + 1U < yin->n_lags; ++lag) {
    if (is_dip(&yin->normal[lag])) {
      deepest = fmin(deepest, find_bottom(&yin->normal[lag]).value);
    }
  }

  const double limit = fmax(dip_threshold, deepest + dip_tolerance);
  for (size_t lag = min_lag; lag + 1U < yin->n_lags; ++lag) {
    if (is_dip(&yin->normal[lag]) &&
        find_bottom(&yin->normal[lag]).value <= limit) {
      return lag;
    }
  }

  return 0U;
}

static DilPitch
find_pitch(const Yin* const yin)
{
  const double rate = yin->frames.rate;
  const size_t min_lag = (size_t)fmax(2.0, rate / DIL_YIN_HIGHEST);
  const size_t lag = find_period(yin, min_lag);
  DilPitch pitch = {0.0f, 1.0f};
  if (lag) {
    // The place is that in d, as d' is tilted
    const double place = find_bottom(&yin->difference[lag]).place;
    const double depth = find_bottom(&yin->normal[lag]).value;
    pitch.frequency = (float)(rate / ((double)lag + place));
    pitch.aperiodicity = (float)fmax(depth, 0.0);
  }

  return pitch;
}

bool
dil_yin_track(const DilYinFrames* const frames,
              const float* const samples,
              const size_t n_frames,
              DilPitch* const pitches)
{
  Yin yin = {.frames = *frames};
  yin.n_lags = yin.frames.max_lag + 1U;

  float* const memory =
    (float*)malloc((window_hops + 2U) * yin.n_lags * sizeof(float));
  if (!memory) {
    return false;
  }

  yin.sums = memory;
  yin.difference = memory + window_hops * yin.n_lags;
  yin.normal = yin.difference + yin.n_lags;

  // A window ends with each hop, but for the first hops
  for (size_t i = 0U; i < n_frames + window_hops - 1U; ++i) {
    sum_hop(&yin,
            samples + i * yin.frames.hop,
            yin.sums + i % window_hops * yin.n_lags);
    if (i + 1U >= window_hops) {
      sum_window(&yin);
      normalise(&yin);
      pitches[i + 1U - window_hops] = find_pitch(&yin);
    }
  }

  free(memory);
  return true;
}
