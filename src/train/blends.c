// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "blends.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool
is_to_be_blended(const DilTone* const tone)
{
  return tone->is_aligned && tone->is_sustained && !tone->is_held_out &&
         tone->kind == DIL_TONE_RECORDED;
}

static float
middle_velocity(const DilTone* const tone)
{
  return 0.5f * (tone->lo_velocity + tone->hi_velocity);
}

/// The instrument to which a morph goes from one
static uint32_t
successor_of(const uint32_t instrument, const uint32_t n_instruments)
{
  return (instrument + 1U) % n_instruments;
}

/// The next instrument's tone that goes with one, or NULL
static const DilTone*
find_partner(const DilCorpus* const corpus, const DilTone* const tone)
{
  const float velocity = middle_velocity(tone);
  const uint32_t next = successor_of(tone->instrument, corpus->n_instruments);
  const DilTone* nearest = NULL;
  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    const DilTone* const other = &corpus->tones[i];
    if (other->instrument == next && other->key == tone->key &&
        is_to_be_blended(other) &&
        (!nearest || fabsf(middle_velocity(other) - velocity) <
                       fabsf(middle_velocity(nearest) - velocity))) {
      nearest = other;
    }
  }

  return nearest;
}

static size_t
lesser(const size_t a, const size_t b)
{
  return a < b ? a : b;
}

static DilStatus
blend(const DilTone* const a,
      const DilTone* const b,
      const float share,
      DilTone* const out)
{
  const size_t n = lesser(a->n_samples, b->n_samples);
  float* const samples = (float*)calloc(n + 1U, sizeof(*samples));
  if (!samples) {
    return DIL_NO_MEMORY;
  }

  for (size_t t = 0U; t < n; ++t) {
    samples[t] = (1.0f - share) * a->samples[t] + share * b->samples[t];
  }

  *out = *a;
  out->samples = samples;
  out->n_samples = n;
  out->held_end = lesser(lesser(a->held_end, b->held_end), n);
  out->release_s += share * (b->release_s - a->release_s);
  out->kind = DIL_TONE_BLENDED;
  out->share_of_next = share;
  return DIL_OK;
}

DilStatus
dil_corpus_blend(DilCorpus* const corpus)
{
  const size_t n = corpus->n_tones;
  if (corpus->n_instruments < 2U) {
    return DIL_OK;
  }

  DilTone* const tones = (DilTone*)realloc(
    corpus->tones, (1U + DIL_N_BLENDS) * n * sizeof(*corpus->tones));
  if (!tones) {
    return DIL_NO_MEMORY;
  }

  // Partners are looked for among what is there already
  corpus->tones = tones;
  size_t n_all = n;
  DilStatus status = DIL_OK;
  for (size_t i = 0U; i < n && !status; ++i) {
    const DilTone* const tone = &tones[i];
    const DilTone* const partner =
      is_to_be_blended(tone) ? find_partner(corpus, tone) : NULL;
    for (uint32_t k = 1U; partner && k <= DIL_N_BLENDS && !status; ++k) {
      const float share = (float)k / (float)(DIL_N_BLENDS + 1U);
      status = blend(tone, partner, share, &tones[n_all]);
      n_all += status ? 0U : 1U;
    }
  }

  for (; status && n_all > n; --n_all) {
    free(tones[n_all - 1U].samples);
  }
  corpus->n_tones = n_all;
  return status;
}

void
dil_tone_mixture(const DilTone* const tone,
                 const uint32_t n_instruments,
                 float* const mixture)
{
  memset(mixture, 0, n_instruments * sizeof(*mixture));
  mixture[tone->instrument] = 1.0f - tone->share_of_next;
  if (tone->share_of_next > 0.0f) {
    mixture[successor_of(tone->instrument, n_instruments)] =
      tone->share_of_next;
  }
}
