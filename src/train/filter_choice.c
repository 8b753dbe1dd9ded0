// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "filter_choice.h"

#include "corpus.h"
#include "elementary.h"
#include "highpass.h"
#include "shelf.h"

#include <math.h>
#include <stdlib.h>

/// Cutoffs of the high-pass as shares of the fundamental, the usual one first
static const double shares[] = {DIL_HIGHPASS_SHARE, 0.7, 0.3, 0.2, 0.1};

/// Treble of the shelf in dB, none first
static const double trebles_db[] =
  {0.0, -3.0, -1.5, 1.5, 3.0, 4.5, 6.0, 7.5, 9.0};

/// By what share notes must come nearer for a dB of treble, more or less: what
/// 16 notes tell of melodies is no surer than that
static const double cost_of_db = 0.003;

#define N_SHARES  (sizeof(shares) / sizeof(shares[0]))
#define N_TREBLES (sizeof(trebles_db) / sizeof(trebles_db[0]))

/// What is tried
typedef struct {
  double share;
  double treble_db;
} Filters;

static double
power_of(const float* const samples, const size_t n)
{
  double sum = 0.0;
  for (size_t t = 0U; t < n; ++t) {
    sum += (double)samples[t] * (double)samples[t];
  }

  return sum;
}

/// Bring a note to the power of its recording while it is held, as engines do
/// on the whole, so that treble makes up for treble alone
static void
match_level(const DilTrialNote* const note,
            float* const samples,
            const size_t n_samples)
{
  const DilTone* const tone = note->performance.tone;
  const size_t n_held = note->performance.n_held;
  const double recorded = power_of(
    tone->samples, n_held < tone->n_samples ? n_held : tone->n_samples);
  const double played =
    power_of(samples, n_held < n_samples ? n_held : n_samples);
  const float gain = played > 0.0 ? (float)sqrt(recorded / played) : 1.0f;
  for (size_t t = 0U; t < n_samples; ++t) {
    samples[t] *= gain;
  }
}

/// Filter a note as engines do
static void
filter(const DilPlayedNotes* const played,
       const size_t note,
       const Filters* const filters,
       float* const out)
{
  const DilTone* const tone = played->notes[note].performance.tone;
  const double rate = (double)played->runner->corpus->rate;
  const double fundamental = dil_frequency(tone->key, DIL_TONE_A4_HZ);
  const float* const in = played->samples + note * played->n_longest;
  const float gain = dil_shelf_gain(filters->treble_db);
  DilShelf shelf = dil_shelf_at(rate);
  DilHighpass highpass = {0};
  dil_highpass_set(&highpass,
                   dil_highpass_cutoff(filters->share, fundamental, rate));
  for (size_t t = 0U; t < played->n_longest; ++t) {
    out[t] = dil_shelf_run(&shelf, dil_highpass_run(&highpass, in[t]), gain);
  }
}

/// Find how far an instrument's notes are from their recordings
static DilStatus
try_filters(const DilPlayedNotes* const played,
            const Filters* const filters,
            double* const distance)
{
  float* const samples =
    (float*)calloc(played->n_longest + 1U, sizeof(*samples));
  DilTrialSum sum = {0};
  DilStatus status = samples ? DIL_OK : DIL_NO_MEMORY;
  for (size_t i = 0U; i < played->n_notes && !status; ++i) {
    const DilTrialNote* const note = &played->notes[i];
    filter(played, i, filters, samples);
    match_level(note, samples, played->n_longest);
    status = dil_free_run_is_wanted(played->runner)
               ? dil_trial_note_hear(note, played->mel, samples, &sum)
               : DIL_CANCELLED;
  }

  free(samples);
  *distance = sum.distance_db / (double)(sum.n_notes ? sum.n_notes : 1U) *
              (1.0 + cost_of_db * fabs(filters->treble_db));
  return status;
}

/// Try some filters if they are better than the best so far
static DilStatus
try_better(const DilPlayedNotes* const played,
           const Filters filters,
           Filters* const best,
           double* const least)
{
  double distance = HUGE_VAL;
  const DilStatus status = try_filters(played, &filters, &distance);
  if (!status && distance < *least) {
    *least = distance;
    *best = filters;
  }

  return status;
}

/// Try each treble with the best cutoff so far, then each cutoff with the best
/// treble
static DilStatus
try_all(const DilPlayedNotes* const played,
        Filters* const best,
        double* const least)
{
  DilStatus status = DIL_OK;
  for (size_t i = 0U; i < N_TREBLES && !status; ++i) {
    const Filters filters = {best->share, trebles_db[i]};
    status = try_better(played, filters, best, least);
  }
  for (size_t i = 0U; i < N_SHARES && !status; ++i) {
    const Filters filters = {shares[i], best->treble_db};
    status = try_better(played, filters, best, least);
  }

  return status;
}

DilStatus
dil_filters_choose(const DilPlayedNotes* const played,
                   DilInstrument* const filtered)
{
  Filters best = {shares[0], trebles_db[0]};
  double least = HUGE_VAL;
  DilStatus status = try_all(played, &best, &least);

  // Again with another cutoff: the rumble that was there has made the treble
  // weaker beside it
  if (!status && best.share != shares[0]) {
    status = try_all(played, &best, &least);
  }

  // 0 is the usual one in presets
  filtered->cutoff = best.share == shares[0] ? 0.0f : (float)best.share;
  filtered->treble_db = (float)best.treble_db;
  return status;
}
