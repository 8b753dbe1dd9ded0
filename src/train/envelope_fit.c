// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "envelope_fit.h"

#include "level.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define N_AGES DIL_ENVELOPE_AGES

/// Frames in which the level is followed, in seconds
static const double frame_s = 0.04;
static const double hop_s = 0.01;

/// Below the loudest frame, where a tone is given up
static const double quiet_db = -50.0;

/// End of a recording that may have been faded by who cut it, in seconds
static const double cut_s = 0.05;

/// Share of a line between two ages that must have been heard, to be laid
static const double heard_share = 0.25;

/// How fast tones go on dying, at least, where nothing has been heard of them
static const double least_fall_db_s = 6.0;

/// How near tones must be to count: the weight falls as a normal distribution,
/// so fast that a key which was recorded dies as it did.  Neighbours of a
/// guitar, on another string, differ by a factor of 3
static const double key_width = 0.3;
static const double velocity_width = 8.0;

/// The lines through a tone's levels
typedef struct {
  const DilTone* tone;
  double levels[N_AGES]; ///< [n] in dB
  unsigned n;            ///< 0: nothing is known
} Lines;

/// Sums of least squares: the ages' hats overlap with their neighbours' alone
typedef struct {
  double diagonal[N_AGES];
  double upper[N_AGES]; ///< With the next
  double right[N_AGES];
} Sums;

static double
age_at(const unsigned index)
{
  return (double)dil_envelope_age_s(index);
}

/// Levels of a tone's frames up to where it is given up, in dB; NULL: no memory
static double*
follow(DilTone* const tone, const double rate, size_t* const n)
{
  const size_t frame = (size_t)(frame_s * rate);
  const size_t hop = (size_t)(hop_s * rate);
  const size_t cut = (size_t)(cut_s * rate);
  const size_t end = tone->n_samples > cut ? tone->n_samples - cut : 0U;
  const size_t n_frames = end > frame ? (end - frame) / hop + 1U : 0U;
  double* const levels = (double*)calloc(n_frames + 1U, sizeof(*levels));
  double loudest = -200.0;
  *n = 0U;
  for (size_t i = 0U; levels && i < n_frames; ++i) {
    levels[i] = dil_level_db(tone->samples + i * hop, frame);
    loudest = fmax(loudest, levels[i]);
    *n = levels[i] > loudest + quiet_db ? i + 1U : *n;
  }
  if (levels && *n < n_frames && *n) {
    tone->n_samples = (*n - 1U) * hop + frame;
  }

  return levels;
}

static void
add_level(Sums* const sums, const double age, const double level)
{
  unsigned i = 0U;
  while (i + 2U < N_AGES && age > age_at(i + 1U)) {
    ++i;
  }

  const double begin = age_at(i);
  const double share = fmin(fmax(age / begin - 1.0, 0.0), 1.0);
  sums->diagonal[i] += (1.0 - share) * (1.0 - share);
  sums->diagonal[i + 1U] += share * share;
  sums->upper[i] += (1.0 - share) * share;
  sums->right[i] += (1.0 - share) * level;
  sums->right[i + 1U] += share * level;
}

/// Solve for the first n levels
static void
solve(Sums* const sums, Lines* const lines)
{
  for (unsigned i = 1U; i < lines->n; ++i) {
    const double share = sums->upper[i - 1U] / sums->diagonal[i - 1U];
    sums->diagonal[i] -= share * sums->upper[i - 1U];
    sums->right[i] -= share * sums->right[i - 1U];
  }
  for (unsigned i = lines->n; i-- > 0U;) {
    const double next = i + 1U < lines->n ? lines->levels[i + 1U] : 0.0;
    const double upper = i + 1U < lines->n ? sums->upper[i] : 0.0;
    lines->levels[i] = (sums->right[i] - upper * next) / sums->diagonal[i];
  }
}

static DilStatus
lay_lines(DilTone* const tone, const double rate, Lines* const lines)
{
  Sums sums = {{0.0}, {0.0}, {0.0}};
  size_t n = 0U;
  lines->tone = tone;
  lines->n = 0U;
  double* const levels = follow(tone, rate, &n);
  if (!levels) {
    return DIL_NO_MEMORY;
  }

  const double end = (double)n * hop_s + 0.5 * frame_s;
  while (n && lines->n < N_AGES &&
         (!lines->n || end > age_at(lines->n - 1U) * (1.0 + heard_share))) {
    ++lines->n;
  }
  const double last =
    lines->n ? (lines->n > 1U ? age_at(lines->n - 1U) : HUGE_VAL) : 0.0;
  for (size_t i = 0U; i < n; ++i) {
    const double age = (double)i * hop_s + 0.5 * frame_s;
    if (age <= last) {
      add_level(&sums, lines->n > 1U ? age : 0.0, levels[i]);
    }
  }

  solve(&sums, lines);
  free(levels);
  return DIL_OK;
}

/// Square of the distance of a tone from a key and velocity
static double
distance(const DilTone* const tone, const double key, const double velocity)
{
  const double keys = (tone->key - key) / key_width;
  const double away = fmax(fmax((double)tone->lo_velocity - velocity,
                                velocity - (double)tone->hi_velocity),
                           0.0);
  const double velocities = away / velocity_width;
  return keys * keys + velocities * velocities;
}

/// Weights [n] of tones for a key and velocity, the nearest having 1
static void
weigh(const Lines* const lines,
      const size_t n,
      const double key,
      const double velocity,
      double* const weights)
{
  double least = HUGE_VAL;
  for (size_t i = 0U; i < n; ++i) {
    weights[i] = lines[i].n ? distance(lines[i].tone, key, velocity) : HUGE_VAL;
    least = fmin(least, weights[i]);
  }
  for (size_t i = 0U; i < n; ++i) {
    weights[i] = lines[i].n ? exp(-0.5 * (weights[i] - least)) : 0.0;
  }
}

/// One curve of the envelope: the first level, then the mean fall to each next
static void
join(const Lines* const lines,
     const size_t n,
     const double* const weights,
     float levels[N_AGES])
{
  double level = 0.0;
  double slope = 0.0;
  for (unsigned age = 0U; age < N_AGES; ++age) {
    const double span_s = age ? age_at(age) - age_at(age - 1U) : 0.0;
    double sum = 0.0;
    double weight = 0.0;
    for (size_t i = 0U; i < n; ++i) {
      if (lines[i].n > age) {
        sum += weights[i] *
               (lines[i].levels[age] - (age ? lines[i].levels[age - 1U] : 0.0));
        weight += weights[i];
      }
    }

    // What only notes far from here have heard counts for nothing
    const bool is_heard = weight > 1e-3;
    const double step =
      is_heard ? sum / weight : span_s * fmin(slope, -least_fall_db_s);
    slope = age ? step / span_s : 0.0;
    level = fmax(level + step, (double)DIL_ENVELOPE_LOWEST_DB);
    levels[age] = (float)level;
  }
}

static size_t
count_tones(const DilCorpus* const corpus, const uint32_t instrument)
{
  size_t n = 0U;
  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    n += corpus->tones[i].instrument == instrument;
  }

  return n;
}

static DilStatus
lay_all_lines(DilCorpus* const corpus,
              const uint32_t instrument,
              Lines* const lines)
{
  DilStatus status = DIL_OK;
  size_t n = 0U;
  for (size_t i = 0U; i < corpus->n_tones && !status; ++i) {
    DilTone* const tone = &corpus->tones[i];
    if (tone->instrument == instrument) {
      status = lay_lines(tone, (double)corpus->rate, &lines[n]);
      lines[n].n = tone->is_held_out || tone->kind ? 0U : lines[n].n;
      ++n;
    }
  }

  return status;
}

DilStatus
dil_envelope_fit(DilCorpus* const corpus,
                 const uint32_t instrument,
                 DilEnvelope* const out)
{
  const size_t n = count_tones(corpus, instrument);
  Lines* const lines = (Lines*)calloc(n + 1U, sizeof(*lines));
  double* const weights = (double*)calloc(n + 1U, sizeof(*weights));
  const DilStatus status =
    lines && weights ? lay_all_lines(corpus, instrument, lines) : DIL_NO_MEMORY;
  for (unsigned v = 0U; v < DIL_ENVELOPE_VELOCITIES && !status; ++v) {
    for (unsigned key = 0U; key < DIL_ENVELOPE_KEYS; ++key) {
      weigh(lines, n, (double)key, (double)dil_envelope_velocity(v), weights);
      join(lines, n, weights, out->levels[v][key]);
    }
  }

  free(weights);
  free(lines);
  return status;
}
