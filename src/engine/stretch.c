// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "stretch.h"

#include "arena.h"
#include "elementary.h"
#include "precise.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define HALF_WIDTH  16U  ///< Zeros of the sinc on each side, at a width of 1
#define RESOLUTION  128U ///< Values of the table to a step
#define N_TABLE     (HALF_WIDTH * RESOLUTION)
#define CUTOFF      0.45 ///< -6 dB point in the lower rate; stops at 0.517
#define KAISER_BETA 6.83 ///< 0.1102 (A - 8.7), for A = 70 dB
#define PLACE_BITS  24U

static_assert(2U * 4U * HALF_WIDTH + 4U * DIL_MAX_TAKEN + 1U <=
                DIL_STRETCH_RING,
              "the steps around a place are kept, at the highest speed");

float*
dil_stretch_table_new(void)
{
  static const double tau = 6.283185307179586;

  // Two more, for what is between the last value and the next
  float* const table = (float*)dil_allocate((N_TABLE + 2U) * sizeof(float));
  for (size_t i = 0U; table && i < N_TABLE; ++i) {
    const double x = (double)i / (double)RESOLUTION;
    const double share = x / (double)HALF_WIDTH;
    const double window =
      dil_precise_bessel_i0(KAISER_BETA * sqrt(1.0 - share * share)) /
      dil_precise_bessel_i0(KAISER_BETA);
    const double sinc =
      i ? 2.0 * dil_precise_sine(CUTOFF * x) / (tau * x) : 2.0 * CUTOFF;
    table[i] = (float)(window * sinc);
  }

  return table;
}

void
dil_stretch_start(DilStretch* const stretch)
{
  memset(stretch, 0, sizeof(*stretch));
}

void
dil_stretch_set(DilStretch* const stretch, const double semitones)
{
  const double speed = dil_exp2(semitones / 12.0);
  if (!stretch->is_on) {
    stretch->is_on = true;
    stretch->place = stretch->n_heard << PLACE_BITS;
  }

  stretch->advance = (uint64_t)llround(ldexp(speed, (int)PLACE_BITS));
  stretch->width = dil_max((float)speed, 1.0f);
  stretch->n_half = (uint32_t)ceilf((float)HALF_WIDTH * stretch->width);
}

void
dil_stretch_hear(DilStretch* const stretch,
                 const float* const steps,
                 const size_t n_steps)
{
  const size_t n = (n_steps < DIL_STRETCH_RING) ? n_steps : DIL_STRETCH_RING;
  const uint64_t end = stretch->n_heard + n_steps;
  const size_t at = (size_t)((end - n) % DIL_STRETCH_RING);
  const size_t n_left = DIL_STRETCH_RING - at;
  const size_t n_first = (n < n_left) ? n : n_left;
  const float* const latest = steps + (n_steps - n);
  memcpy(stretch->ring + at, latest, n_first * sizeof(float));
  memcpy(stretch->ring, latest + n_first, (n - n_first) * sizeof(float));
  stretch->n_heard = end;
}

size_t
dil_stretch_needs(const DilStretch* const stretch, const size_t n_steps)
{
  const uint64_t last = stretch->place + (n_steps - 1U) * stretch->advance;
  const uint64_t end = (last >> PLACE_BITS) + stretch->n_half + 1U;
  return (end > stretch->n_heard) ? (size_t)(end - stretch->n_heard) : 0U;
}

/// The sinc at a distance in steps of the lower rate
static inline float
weight(const float* const table, const float distance)
{
  const float scaled = distance * (float)RESOLUTION;
  const uint32_t i = (uint32_t)scaled;
  if (i >= N_TABLE) {
    return 0.0f;
  }

  const float rest = scaled - (float)i;
  return table[i] + rest * (table[i + 1U] - table[i]);
}

/// Sum over the steps around the current place
static float
take_one(const DilStretch* const stretch, const float* const table)
{
  const uint64_t mask = ((uint64_t)1U << PLACE_BITS) - 1U;
  const uint64_t step = stretch->place >> PLACE_BITS;
  const float rest =
    (float)(stretch->place & mask) / (float)((uint64_t)1U << PLACE_BITS);
  const float scale = 1.0f / stretch->width;
  float before = 0.0f;
  float after = 0.0f;
  for (uint32_t i = 0U; i <= stretch->n_half; ++i) {
    // Steps before the note's first are zeros of the ring
    const float old = stretch->ring[(step - i) % DIL_STRETCH_RING];
    before += old * weight(table, ((float)i + rest) * scale);
  }
  for (uint32_t i = 1U; i <= stretch->n_half; ++i) {
    const float new = stretch->ring[(step + i) % DIL_STRETCH_RING];
    after += new* weight(table, ((float)i - rest) * scale);
  }

  return scale * (before + after);
}

void
dil_stretch_take(DilStretch* const stretch,
                 const float* const table,
                 float* const out,
                 const size_t n_steps)
{
  assert(n_steps <= DIL_MAX_TAKEN);

  for (size_t i = 0U; i < n_steps; ++i) {
    out[i] = take_one(stretch, table);
    stretch->place += stretch->advance;
  }
}
