// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "blends.h"

#include "elementary.h"
#include "power_blend.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// A blend to be made
typedef struct {
  const DilTone* first;
  const DilTone* second;
  DilTone* out;
  DilStatus status;
} Job;

/// What threads share
typedef struct {
  Job* jobs; ///< [n_jobs]
  size_t n_jobs;
  uint32_t rate;
  uint32_t n_threads;
} Work;

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

/// Begin a blend, whose samples are made later
static DilTone
begin(const DilTone* const a, const DilTone* const b, const float share)
{
  DilTone blend = *a;
  blend.kind = DIL_TONE_BLENDED;
  blend.samples = NULL;
  blend.n_samples = lesser(a->n_samples, b->n_samples);
  blend.held_end = lesser(lesser(a->held_end, b->held_end), blend.n_samples);
  blend.release_s += share * (b->release_s - a->release_s);
  blend.share_of_next = share;
  return blend;
}

/// List what is to be made, after the tones that are there
static void
plan(Work* const w, DilCorpus* const corpus)
{
  const size_t n = corpus->n_tones;
  for (size_t i = 0U; i < n; ++i) {
    const DilTone* const tone = &corpus->tones[i];
    const DilTone* const partner =
      is_to_be_blended(tone) ? find_partner(corpus, tone) : NULL;
    for (uint32_t k = 1U; partner && k <= DIL_N_BLENDS; ++k) {
      const float share = (float)k / (float)(DIL_N_BLENDS + 1U);
      DilTone* const out = &corpus->tones[n + w->n_jobs];
      *out = begin(tone, partner, share);
      w->jobs[w->n_jobs++] = (Job){tone, partner, out, DIL_OK};
    }
  }
}

static DilStatus
make(const Job* const job, const uint32_t rate)
{
  DilTone* const out = job->out;
  out->samples = (float*)calloc(out->n_samples + 1U, sizeof(*out->samples));
  return out->samples
           ? dil_power_blend(job->first->samples,
                             job->second->samples,
                             out->n_samples,
                             dil_frequency(out->key, DIL_TONE_A4_HZ) /
                               (double)rate,
                             out->share_of_next,
                             out->samples)
           : DIL_NO_MEMORY;
}

static void
make_some(void* const context, const uint32_t thread)
{
  const Work* const w = (const Work*)context;
  for (size_t i = thread; i < w->n_jobs; i += w->n_threads) {
    w->jobs[i].status = make(&w->jobs[i], w->rate);
  }
}

/// Keep all blends, or none
static DilStatus
end(const Work* const w, DilCorpus* const corpus)
{
  DilStatus status = DIL_OK;
  for (size_t i = 0U; i < w->n_jobs; ++i) {
    status = status ? status : w->jobs[i].status;
  }

  for (size_t i = 0U; status && i < w->n_jobs; ++i) {
    free(w->jobs[i].out->samples);
  }
  corpus->n_tones += status ? 0U : w->n_jobs;
  return status;
}

DilStatus
dil_corpus_blend(DilCorpus* const corpus, DilPool* const pool)
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

  corpus->tones = tones;
  Work w = {.rate = corpus->rate, .n_threads = dil_pool_n_threads(pool)};
  w.jobs = (Job*)calloc(DIL_N_BLENDS * n, sizeof(*w.jobs));
  if (!w.jobs) {
    return DIL_NO_MEMORY;
  }

  plan(&w, corpus);
  dil_pool_run(pool, make_some, &w);
  const DilStatus status = end(&w, corpus);
  free(w.jobs);
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
