// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "note_shape.h"

#include "level.h"
#include "sort.h"

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
static const double ahead_s = 0.0025;

/// Below the loudest: where a sound begins, and where a note has ended
static const double begin_db = -50.0;
static const double end_db = -30.0;

/// A recording that begins with as many frames, within this of each other and
/// so far below the loudest, begins with hiss: breath and bow are short if loud
#define HISS_FRAMES      6U
#define LOUD_HISS_FRAMES 30U
static const double hiss_spread_db = 6.0;
static const double hiss_db = -40.0;
static const double loud_hiss_db = -25.0;

/// Above that hiss, a block is none; nor is it near the loudest
static const double above_hiss_db = 10.0;
static const double clear_db = -20.0;

/// What is struck or plucked rises from one to the other in so many seconds
static const double unstruck_db = -20.0;
static const double struck_db = -12.0;
static const double stroke_s = 0.006;

/// A note that is let go has lost this much
static const double release_db = 6.0;

/// Attack, in seconds, and share of the note after which its slope is not
/// looked at
static const double attack_s = 0.15;
static const double slope_share = 0.67;

/// Shortest stretch that has a slope, in seconds
static const double shortest_s = 0.25;

/// Levels of frames in dB, as many as fit
typedef struct {
  size_t hop;     ///< Samples from a frame to the next
  size_t frame;   ///< Samples in a frame
  size_t n;       ///< Frames
  double* values; ///< [n]
  double* sorted; ///< [n] room for some of them
  double low;     ///< Least
  double high;    ///< Greatest
} Levels;

static double
level_of(const float* const samples, const size_t n)
{
  return 10.0 * log10(dil_mean_power(samples, n) + 1e-14);
}

static void
measure_levels(const float* const samples, Levels* const levels)
{
  levels->low = (double)INFINITY;
  levels->high = -(double)INFINITY;
  for (size_t i = 0U; i < levels->n; ++i) {
    const double level = level_of(samples + i * levels->hop, levels->frame);
    levels->values[i] = level;
    levels->low = fmin(levels->low, level);
    levels->high = fmax(levels->high, level);
  }
}

/// Whether a recording begins with frames of steady hiss; the lowest of them
static bool
begins_with_hiss(const Levels* const levels,
                 const size_t n_frames,
                 const double most_db,
                 double* const low)
{
  double high = -(double)INFINITY;
  *low = (double)INFINITY;
  for (size_t i = 0U; i < n_frames && i < levels->n; ++i) {
    *low = fmin(*low, levels->values[i]);
    high = fmax(high, levels->values[i]);
  }

  return levels->n >= n_frames && high - *low < hiss_spread_db &&
         high < levels->high + most_db;
}

/// The level above which there is no hiss, if the recording begins with any
static double
hiss_end_db(const Levels* const levels)
{
  double low = 0.0;
  const bool is_hiss =
    begins_with_hiss(levels, HISS_FRAMES, hiss_db, &low) ||
    begins_with_hiss(levels, LOUD_HISS_FRAMES, loud_hiss_db, &low);
  return is_hiss ? fmin(low + above_hiss_db, levels->high + clear_db)
                 : -(double)INFINITY;
}

static size_t
find_onset(const float* const samples,
           const size_t n_samples,
           const double rate,
           const Levels* const levels)
{
  const size_t block = (size_t)(block_s * rate) + 1U;
  const double least = fmax(levels->high + begin_db, hiss_end_db(levels));
  for (size_t t = 0U; t + block <= n_samples; t += block) {
    if (level_of(samples + t, block) >= least) {
      const size_t ahead = (size_t)(ahead_s * rate);
      return t > ahead ? t - ahead : 0U;
    }
  }

  return 0U;
}

/// First sample of a stroke, a little before it, if the sound begins with one:
/// fingers and hammers are heard ahead of it, for longer or shorter
static size_t
find_stroke(const float* const samples,
            const size_t n_samples,
            const double rate,
            const double high,
            const size_t onset)
{
  const size_t block = (size_t)(block_s * rate) + 1U;
  const size_t reach = (size_t)(stroke_s * rate) / block + 1U;
  const size_t ahead = (size_t)(ahead_s * rate);
  size_t t = onset;
  while (t + block <= n_samples &&
         level_of(samples + t, block) < high + struck_db) {
    t += block;
  }

  for (size_t i = 1U; i <= reach && t >= onset + i * block; ++i) {
    if (level_of(samples + t - i * block, block) < high + unstruck_db) {
      const size_t stroke = t - (i - 1U) * block;
      return stroke > onset + ahead ? stroke - ahead : onset;
    }
  }

  return onset;
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

/// The frame after the last one of `first` to `end` that has a level
static size_t
end_above(const Levels* const levels,
          const size_t first,
          size_t end,
          const double least)
{
  while (end > first && levels->values[end - 1U] < least) {
    --end;
  }

  return end;
}

/// Slope and end of the part that is held, from the onset on
static void
find_held(const Levels* const levels, DilNoteShape* const shape)
{
  size_t first = shape->onset / levels->hop;
  const size_t sounding =
    end_above(levels, first, levels->n, levels->high + end_db);
  first += (size_t)(attack_s / hop_s);
  const size_t n =
    sounding > first ? (size_t)(slope_share * (double)(sounding - first)) : 0U;
  if (n < (size_t)(shortest_s / hop_s)) {
    return;
  }

  const double* const held = levels->values + first;
  shape->slope_db_s = fit_slope(held, n);
  memcpy(levels->sorted, held, n * sizeof(*held));
  dil_sort(levels->sorted, n);

  const double settled = levels->sorted[n / 2U];
  const size_t end = end_above(levels, first, sounding, settled - release_db);
  if (end < levels->n) {
    shape->held_end = (end - 1U) * levels->hop + levels->frame;
  }
}

DilStatus
dil_note_shape(const float* const samples,
               const size_t n_samples,
               const double rate,
               DilNoteShape* const shape)
{
  const DilNoteShape none = {0U, n_samples, (double)NAN};
  Levels levels = {.hop = (size_t)(hop_s * rate),
                   .frame = (size_t)(frame_s * rate)};
  *shape = none;
  if (n_samples < levels.frame) {
    return DIL_OK;
  }

  levels.n = (n_samples - levels.frame) / levels.hop + 1U;
  levels.values = (double*)calloc(2U * levels.n, sizeof(*levels.values));
  if (!levels.values) {
    return DIL_NO_MEMORY;
  }

  levels.sorted = levels.values + levels.n;
  measure_levels(samples, &levels);
  if (levels.high > -100.0) {
    shape->onset = find_onset(samples, n_samples, rate, &levels);
    find_held(&levels, shape);
    if (shape->slope_db_s < -DIL_DYING_DB_S) {
      shape->onset =
        find_stroke(samples, n_samples, rate, levels.high, shape->onset);
    }
  }

  free(levels.values);
  return DIL_OK;
}

bool
dil_is_sustained(double* const slopes, const size_t n)
{
  dil_sort(slopes, n);
  return n && slopes[n / 2U] > -DIL_DYING_DB_S;
}
