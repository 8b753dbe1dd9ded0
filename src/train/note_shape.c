// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "note_shape.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/// Frames in which the level is measured, in seconds; longer than a period of
/// the lowest note
static const double frame_s = 0.05;
static const double hop_s = 0.01;

/// Blocks in which the onset is looked for, and what is kept ahead of it
static const double block_s = 0.002;
static const double ahead_s = 0.004;

/// Below the loudest: where a sound begins, and where a note has ended
static const double begin_db = -50.0;
static const double end_db = -30.0;

/// Above the quietest frame, a block is no hiss; nor is it near the loudest, in
/// a recording without a quiet frame
static const double above_hiss_db = 10.0;
static const double clear_db = -20.0;

/// A note that is let go has lost this much
static const double release_db = 6.0;

/// Attack, in seconds, and share of the note after which its slope is not
/// looked at
static const double attack_s = 0.15;
static const double slope_share = 0.67;

/// Shortest stretch that has a slope, in seconds
static const double shortest_s = 0.25;

static double
power_of(const float* const x, const size_t n)
{
  double sum = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    sum += (double)x[i] * (double)x[i];
  }

  return sum / (double)(n ? n : 1U);
}

/// Levels of frames in dB, as many as fit
typedef struct {
  const float* samples;
  size_t n_samples;
  size_t hop;
  size_t frame;
  size_t n; ///< Frames
} Levels;

static double
level_at(const Levels* const levels, const size_t i)
{
  const double power =
    power_of(levels->samples + i * levels->hop, levels->frame);
  return 10.0 * log10(power + 1e-14);
}

/// Least and greatest level
static void
find_range(const Levels* const levels, double* const low, double* const high)
{
  *low = (double)INFINITY;
  *high = -(double)INFINITY;
  for (size_t i = 0U; i < levels->n; ++i) {
    const double level = level_at(levels, i);
    *low = fmin(*low, level);
    *high = fmax(*high, level);
  }
}

static size_t
find_onset(const Levels* const levels,
           const double rate,
           const double low,
           const double high)
{
  const size_t block = (size_t)(block_s * rate) + 1U;
  const double hiss = fmin(low + above_hiss_db, high + clear_db);
  const double least = fmax(high + begin_db, hiss);
  for (size_t t = 0U; t + block <= levels->n_samples; t += block) {
    const double power = power_of(levels->samples + t, block);
    if (10.0 * log10(power + 1e-14) >= least) {
      const size_t ahead = (size_t)(ahead_s * rate);
      return t > ahead ? t - ahead : 0U;
    }
  }

  return 0U;
}

static int
compare(const void* const a, const void* const b)
{
  const double left = *(const double*)a;
  const double right = *(const double*)b;
  return (left > right) - (left < right);
}

/// Slope of the line of least squares through `levels` [n], a hop apart
static double
fit_slope(const double* const levels, const size_t n)
{
  const double middle = 0.5 * ((double)n - 1.0);
  double moment = 0.0;
  double inertia = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    const double x = (double)i - middle;
    moment += x * levels[i];
    inertia += x * x;
  }

  return moment / (inertia * hop_s);
}

static double
median(double* const levels, const size_t n)
{
  qsort(levels, n, sizeof(*levels), compare);
  return levels[n / 2U];
}

/// Slope and end of the part that is held, from the onset on
static void
find_held(const Levels* const levels, const double high, DilNoteShape* shape)
{
  size_t first = shape->onset / levels->hop;
  size_t end = levels->n;
  while (end > first && level_at(levels, end - 1U) < high + end_db) {
    --end;
  }

  first += (size_t)(attack_s / hop_s);
  const size_t n_shortest = (size_t)(shortest_s / hop_s);
  const size_t n =
    end > first ? (size_t)(slope_share * (double)(end - first)) : 0U;
  double* const held =
    (n >= n_shortest) ? (double*)calloc(n, sizeof(*held)) : NULL;
  if (!held) {
    return;
  }

  for (size_t i = 0U; i < n; ++i) {
    held[i] = level_at(levels, first + i);
  }
  shape->slope_db_s = fit_slope(held, n);
  const double settled = median(held, n);
  while (end > first && level_at(levels, end - 1U) < settled - release_db) {
    --end;
  }

  const size_t last = (end - 1U) * levels->hop + levels->frame;
  shape->held_end = (end < levels->n) ? last : levels->n_samples;
  free(held);
}

DilNoteShape
dil_note_shape(const float* const samples,
               const size_t n_samples,
               const double rate)
{
  DilNoteShape shape = {0U, n_samples, (double)NAN};
  Levels levels = {
    samples, n_samples, (size_t)(hop_s * rate), (size_t)(frame_s * rate), 0U};
  if (n_samples < levels.frame) {
    return shape;
  }

  double low;
  double high;
  levels.n = (n_samples - levels.frame) / levels.hop + 1U;
  find_range(&levels, &low, &high);
  if (high > -100.0) {
    shape.onset = find_onset(&levels, rate, low, high);
    find_held(&levels, high, &shape);
  }

  return shape;
}
