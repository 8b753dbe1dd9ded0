// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "resample.h"

#include "arena.h"
#include "precise.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define HALF_TAPS   48U           ///< Taps on each side at rising rates
#define MAX_TABLE   (1024U * 96U) ///< Floats of coefficients, without a row
#define N_CHANNELS  2U
#define SUM_WIDTH   8U     ///< Partial sums of a product
#define CUTOFF      0.4835 ///< -6 dB point, in the lower rate
#define KAISER_BETA 10.06  ///< 0.1102 (100 - 8.7), for -100 dB

struct DilResampler {
  uint32_t advance;     ///< Steps in to a frame out: advance / n_phases
  uint32_t n_phases;    ///< Places between two steps where a frame can be
  uint32_t latency;     ///< In frames
  uint32_t n_half;      ///< Taps after a frame's place; as many before
  uint32_t n_taps;      ///< Twice that, or 1 for a copy
  uint32_t n_rows;      ///< Places in the table, of which `table` has one more
  bool is_interpolated; ///< Whether frames fall between the rows
  float* table;         ///< [n_rows + 1][n_taps]
  float* kept[N_CHANNELS]; ///< [n_kept + max_steps] the latest steps
  size_t n_kept;           ///< Steps kept between two calls
  size_t max_steps;        ///< Steps in a call
  size_t place;            ///< First tap of the next frame, in `kept`
  uint32_t phase;          ///< Of the next frame, in [0, n_phases)
  size_t n_same;           ///< Latest steps that are the same in both channels
};

/// Greatest common divisor, at least 1
static uint32_t
greatest_divisor(const uint32_t a, const uint32_t b)
{
  return b ? greatest_divisor(b, a % b) : a > 1U ? a : 1U;
}

/// Taps on each side, so many that the filter's slope is the same in Hz
static uint32_t
half_taps(const uint32_t rate_in, const uint32_t rate_out)
{
  const uint64_t scaled =
    ((uint64_t)HALF_TAPS * rate_in + rate_out - 1U) / rate_out;
  const uint32_t n = (scaled > HALF_TAPS) ? (uint32_t)scaled : HALF_TAPS;
  return (n + SUM_WIDTH / 2U - 1U) / (SUM_WIDTH / 2U) * (SUM_WIDTH / 2U);
}

uint32_t
dil_resampler_latency(const uint32_t rate_in, const uint32_t rate_out)
{
  // The last tap of frame f, step floor((f - latency) in / out) + half, must
  // not be beyond the last step there, ceil((f + 1) in / out) - 1
  const uint64_t needed = half_taps(rate_in, rate_out) + 1U;
  return rate_in == rate_out
           ? 0U
           : (uint32_t)((needed * rate_out + rate_in - 1U) / rate_in - 1U);
}

uint64_t
dil_steps_before(const uint64_t frame,
                 const uint32_t rate_in,
                 const uint32_t rate_out)
{
  // Divided first, so that no product overflows in the age of the universe
  const uint64_t whole = frame / rate_out;
  const uint64_t rest = frame % rate_out;
  return whole * rate_in + (rest * rate_in + rate_out - 1U) / rate_out;
}

/// The filter at `x` steps from its middle, 1 there
static double
filter(const double x, const double half_width, const double cutoff)
{
  static const double tau = 6.283185307179586;

  const double position = x / half_width;
  if (fabs(position) >= 1.0) {
    return 0.0;
  }

  const double window =
    dil_precise_bessel_i0(KAISER_BETA * sqrt(1.0 - position * position));
  const double turns = cutoff * x;
  const double sinc =
    (fabs(turns) < 1e-9) ? 1.0 : dil_precise_sine(turns) / (tau * turns);
  return window * sinc;
}

/// Taps for a frame `fraction` of a step after its place, summing to 1
static void
fill_row(const DilResampler* const resampler,
         const double fraction,
         const double cutoff,
         float* const row)
{
  const double half = (double)resampler->n_half;
  double sum = 0.0;
  for (uint32_t tap = 0U; tap < resampler->n_taps; ++tap) {
    sum += filter((double)tap - (half - 1.0) - fraction, half, cutoff);
  }
  for (uint32_t tap = 0U; tap < resampler->n_taps; ++tap) {
    const double x = (double)tap - (half - 1.0) - fraction;
    row[tap] = (float)(filter(x, half, cutoff) / sum);
  }
}

static void
fill_table(DilResampler* const resampler, const double cutoff)
{
  const double n_rows = (double)resampler->n_rows;
  for (uint32_t row = 0U; row <= resampler->n_rows; ++row) {
    fill_row(resampler,
             (double)row / n_rows,
             cutoff,
             resampler->table + (size_t)row * resampler->n_taps);
  }
}

/// Sizes of everything, from the two rates
static void
plan(DilResampler* const resampler,
     const uint32_t rate_in,
     const uint32_t rate_out,
     const uint32_t latency,
     const size_t max_steps)
{
  const uint32_t divisor = greatest_divisor(rate_in, rate_out);
  const bool is_copy = rate_in == rate_out;
  resampler->advance = rate_in / divisor;
  resampler->n_phases = rate_out / divisor;
  resampler->latency = latency;
  resampler->n_half = is_copy ? 1U : half_taps(rate_in, rate_out);
  resampler->n_taps = is_copy ? 1U : 2U * resampler->n_half;

  const uint32_t max_rows = MAX_TABLE / resampler->n_taps;
  resampler->is_interpolated = resampler->n_phases > max_rows;
  resampler->n_rows =
    resampler->is_interpolated ? max_rows : resampler->n_phases;
  resampler->n_kept =
    (size_t)dil_steps_before(latency + 1U, rate_in, rate_out) +
    resampler->n_half + 2U;
  resampler->max_steps = max_steps;
}

static bool
allocate(DilResampler* const resampler)
{
  const size_t n_values = resampler->n_kept + resampler->max_steps;
  const size_t n_table = (resampler->n_rows + (size_t)1U) * resampler->n_taps;
  bool is_ready = true;
  for (size_t c = 0U; c < N_CHANNELS; ++c) {
    resampler->kept[c] = (float*)dil_allocate(n_values * sizeof(float));
    is_ready = is_ready && resampler->kept[c];
  }

  resampler->table = (float*)dil_allocate(n_table * sizeof(float));
  return is_ready && resampler->table;
}

DilStatus
dil_resampler_new(const uint32_t rate_in,
                  const uint32_t rate_out,
                  const uint32_t latency,
                  const size_t max_steps,
                  DilResampler** const out)
{
  assert(latency >= dil_resampler_latency(rate_in, rate_out));

  DilResampler* const resampler = (DilResampler*)calloc(1U, sizeof(*resampler));
  if (!resampler) {
    return DIL_NO_MEMORY;
  }

  plan(resampler, rate_in, rate_out, latency, max_steps);
  if (!allocate(resampler)) {
    dil_resampler_free(resampler);
    return DIL_NO_MEMORY;
  }

  const double lower =
    (rate_out < rate_in) ? (double)rate_out : (double)rate_in;
  if (rate_in != rate_out) {
    fill_table(resampler, CUTOFF * lower / (double)rate_in);
  }
  dil_resampler_reset(resampler, 0U);
  *out = resampler;
  return DIL_OK;
}

void
dil_resampler_free(DilResampler* const resampler)
{
  if (resampler) {
    free(resampler->table);
    free(resampler->kept[1]);
    free(resampler->kept[0]);
    free(resampler);
  }
}

void
dil_resampler_reset(DilResampler* const resampler, const uint64_t frame)
{
  // Frames and steps repeat their relation after n_phases frames.  This one is
  // at step (frame - latency) advance / n_phases, rounded down, and comes after
  // frame advance / n_phases steps, rounded up.
  const int64_t n_phases = (int64_t)resampler->n_phases;
  const int64_t advance = (int64_t)resampler->advance;
  const int64_t first = (int64_t)(frame % resampler->n_phases);
  const int64_t n_steps = (first * advance + n_phases - 1) / n_phases;
  const int64_t scaled = (first - (int64_t)resampler->latency) * advance;
  const int64_t step =
    scaled / n_phases - (int64_t)(scaled % n_phases < 0 ? 1 : 0);

  resampler->phase = (uint32_t)(scaled - step * n_phases);
  resampler->place =
    resampler->n_kept - (size_t)(n_steps - step) - (resampler->n_half - 1U);
  resampler->n_same = resampler->n_kept;
  for (size_t c = 0U; c < N_CHANNELS; ++c) {
    memset(resampler->kept[c], 0, resampler->n_kept * sizeof(float));
  }
}

/// Sum of products in an order that vectors of 4 and of 8 keep
static float
product(const float* const a, const float* const b, const size_t n)
{
  float s0 = 0.0f;
  float s1 = 0.0f;
  float s2 = 0.0f;
  float s3 = 0.0f;
  float s4 = 0.0f;
  float s5 = 0.0f;
  float s6 = 0.0f;
  float s7 = 0.0f;
  for (size_t i = 0U; i < n; i += SUM_WIDTH) {
    s0 += a[i] * b[i];
    s1 += a[i + 1U] * b[i + 1U];
    s2 += a[i + 2U] * b[i + 2U];
    s3 += a[i + 3U] * b[i + 3U];
    s4 += a[i + 4U] * b[i + 4U];
    s5 += a[i + 5U] * b[i + 5U];
    s6 += a[i + 6U] * b[i + 6U];
    s7 += a[i + 7U] * b[i + 7U];
  }

  return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
}

static float
frame_at(const DilResampler* const resampler,
         const float* const steps,
         const uint32_t phase)
{
  const size_t n_taps = resampler->n_taps;
  if (n_taps == 1U) {
    return steps[0];
  }
  if (!resampler->is_interpolated) {
    return product(resampler->table + phase * n_taps, steps, n_taps);
  }

  const uint64_t scaled = (uint64_t)phase * resampler->n_rows;
  const size_t row = (size_t)(scaled / resampler->n_phases);
  const float rest =
    (float)(scaled % resampler->n_phases) / (float)resampler->n_phases;
  const float* const taps = resampler->table + row * n_taps;
  const float below = product(taps, steps, n_taps);
  const float above = product(taps + n_taps, steps, n_taps);
  return below + rest * (above - below);
}

/// Append steps; true if all that are kept are the same in both channels
static bool
append(DilResampler* const resampler,
       const float* const* const in,
       const size_t n_steps)
{
  for (size_t c = 0U; c < N_CHANNELS; ++c) {
    memcpy(
      resampler->kept[c] + resampler->n_kept, in[c], n_steps * sizeof(float));
  }

  // Compared as bytes: 0 and -0 differ
  const bool were_same = resampler->n_same >= resampler->n_kept;
  const bool are_same = !memcmp(in[0], in[1], n_steps * sizeof(float));
  if (!are_same) {
    resampler->n_same = 0U;
  } else if (!were_same) {
    resampler->n_same += n_steps;
  }

  return were_same && are_same;
}

/// Make frames of one channel from the current place, which stays
static void
convert(const DilResampler* const resampler,
        const size_t channel,
        float* const out,
        const size_t n_frames)
{
  size_t place = resampler->place;
  uint32_t phase = resampler->phase;
  for (size_t frame = 0U; frame < n_frames; ++frame) {
    out[frame] = frame_at(resampler, resampler->kept[channel] + place, phase);
    phase += resampler->advance;
    place += phase / resampler->n_phases;
    phase %= resampler->n_phases;
  }
}

/// Go on by frames that were made, and drop the oldest steps
static void
advance(DilResampler* const resampler,
        const size_t n_steps,
        const size_t n_frames)
{
  const uint64_t phases =
    resampler->phase + (uint64_t)n_frames * resampler->advance;
  resampler->phase = (uint32_t)(phases % resampler->n_phases);
  resampler->place += (size_t)(phases / resampler->n_phases) - n_steps;
  for (size_t c = 0U; c < N_CHANNELS; ++c) {
    float* const kept = resampler->kept[c];
    memmove(kept, kept + n_steps, resampler->n_kept * sizeof(float));
  }
}

void
dil_resampler_run(DilResampler* const resampler,
                  const float* const* const in,
                  const size_t n_steps,
                  float* const* const out,
                  const size_t n_frames)
{
  assert(n_steps <= resampler->max_steps);

  const bool is_same = append(resampler, in, n_steps);
  convert(resampler, 0U, out[0], n_frames);
  if (is_same) {
    memcpy(out[1], out[0], n_frames * sizeof(float));
  } else {
    convert(resampler, 1U, out[1], n_frames);
  }

  advance(resampler, n_steps, n_frames);
}
