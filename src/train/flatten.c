// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "flatten.h"

#include "elementary.h"
#include "envelope.h"
#include "envelope_fit.h"
#include "level.h"
#include "loud_peak.h"
#include "sort.h"

#include <math.h>
#include <stdlib.h>

/// Level below which tones are not raised any more
static const float least_db = -100.0f;

/// Time after which a wave has settled, in seconds
static const double attack_s = 0.1;

/// Steps between computed gains, lines between them
#define N_STEPS 32U

/// What brings a level to 0 dB, limited to that of a tone that is still heard
static double
inverse_gain(const float level_db)
{
  return 1.0 / dil_gain((double)dil_max(level_db, least_db));
}

/// Move all levels of an envelope
static void
move(DilEnvelope* const envelope, const double level_db)
{
  float* const levels = &envelope->levels[0][0][0];
  const size_t n = sizeof(envelope->levels) / sizeof(*levels);
  for (size_t i = 0U; i < n; ++i) {
    levels[i] = dil_limit(levels[i] + (float)level_db,
                          DIL_ENVELOPE_LOWEST_DB,
                          DIL_ENVELOPE_HIGHEST_DB);
  }
}

static void
flatten(DilTone* const tone,
        const double rate,
        const DilEnvelope* const envelope)
{
  DilNoteEnvelope note;
  dil_envelope_note(
    envelope, tone->key, 0.5f * (tone->lo_velocity + tone->hi_velocity), &note);
  double from = 0.0;
  double to = 0.0;
  for (size_t t = 0U; t < tone->n_samples; ++t) {
    if (t % N_STEPS == 0U) {
      const double next_s = (double)(t + N_STEPS) / rate;
      from = t ? to : inverse_gain(note.levels[0]);
      to = inverse_gain(dil_note_envelope_db(&note, (float)next_s));
    }
    const double share = (double)(t % N_STEPS) / (double)N_STEPS;
    tone->samples[t] *= (float)(from + share * (to - from));
  }
}

/// Bring an instrument's waves to a peak, and let its envelope take that back
static DilStatus
bring_to_level(const DilCorpus* const corpus,
               const uint32_t instrument,
               DilEnvelope* const envelope)
{
  double peak = 0.0;
  if (dil_corpus_loud_peak(corpus, instrument, &peak)) {
    return DIL_NO_MEMORY;
  }
  if (peak > 0.0) {
    dil_corpus_scale(corpus, instrument, (float)(DIL_LOUD_PEAK / peak));
    move(envelope, 20.0 * log10(peak / DIL_LOUD_PEAK));
  }

  return DIL_OK;
}

/// Level of the waves after their attacks: the median over an instrument's
/// tones
static DilStatus
measure_waves(const DilCorpus* const corpus,
              const uint32_t instrument,
              DilEnvelope* const envelope)
{
  const size_t n_attack = (size_t)(attack_s * (double)corpus->rate);
  size_t n = 0U;
  double* const levels = (double*)calloc(corpus->n_tones, sizeof(*levels));
  for (size_t i = 0U; levels && i < corpus->n_tones; ++i) {
    const DilTone* const tone = &corpus->tones[i];
    if (tone->instrument == instrument && tone->n_samples > 2U * n_attack) {
      levels[n++] =
        dil_level_db(tone->samples + n_attack, tone->n_samples - n_attack);
    }
  }
  if (!levels) {
    return DIL_NO_MEMORY;
  }

  dil_sort(levels, n);
  envelope->wave_db =
    n ? dil_limit((float)levels[n / 2U], DIL_ENVELOPE_LOWEST_WAVE_DB, 0.0f)
      : 0.0f;
  free(levels);
  return DIL_OK;
}

static void
flatten_all(const DilCorpus* const corpus,
            const uint32_t instrument,
            const DilEnvelope* const envelope)
{
  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    if (corpus->tones[i].instrument == instrument) {
      flatten(&corpus->tones[i], (double)corpus->rate, envelope);
    }
  }
}

static DilStatus
flatten_instrument(DilCorpus* const corpus,
                   const uint32_t instrument,
                   const DilEnvelope* const told)
{
  DilEnvelope* const envelope = &corpus->envelopes[instrument];
  if (told) {
    *envelope = *told;
    flatten_all(corpus, instrument, envelope);
    return DIL_OK;
  }

  DilStatus status = dil_envelope_fit(corpus, instrument, envelope);
  if (!status) {
    flatten_all(corpus, instrument, envelope);
    status = bring_to_level(corpus, instrument, envelope);
  }
  return status ? status : measure_waves(corpus, instrument, envelope);
}

DilStatus
dil_corpus_flatten(DilCorpus* const corpus,
                   const DilCorpusSettings* const settings)
{
  DilStatus status = DIL_OK;
  for (uint32_t i = 0U; i < corpus->n_instruments && !status; ++i) {
    if (corpus->instruments[i].is_sustained || settings->is_as_recorded) {
      continue;
    }
    if (!corpus->envelopes) {
      corpus->envelopes =
        (DilEnvelope*)calloc(corpus->n_instruments, sizeof(*corpus->envelopes));
    }
    status =
      !corpus->envelopes
        ? DIL_NO_MEMORY
        : flatten_instrument(
            corpus, i, settings->envelopes ? &settings->envelopes[i] : NULL);
  }

  return status;
}
