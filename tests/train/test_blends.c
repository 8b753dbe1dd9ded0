// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/fault.h"
#include "support/test.h"

#include "blends.h"
#include "corpus.h"
#include "elementary.h"
#include "pool.h"
#include "power_blend.h"

#include <stdint.h>
#include <stdlib.h>

#define RATE 24000U

/// Tones as they are before they are blended, and who is blended with whom
typedef struct {
  uint32_t instrument;
  double key;
  float lo_velocity;
  float hi_velocity;
  size_t n_samples;
  bool is_held_out;
  bool is_shifted;
  bool is_aligned;
  int partner; ///< Index of a tone, or -1
} Row;

static const Row rows[] = {
  {0U, 60.0, 1.0f, 64.0f, 100U, false, false, true, 5},
  {0U, 60.0, 65.0f, 127.0f, 80U, false, false, true, 6},
  {0U, 61.0, 1.0f, 127.0f, 90U, true, false, true, -1},
  {0U, 60.4, 1.0f, 127.0f, 90U, false, true, true, -1},
  {0U, 63.0, 1.0f, 127.0f, 90U, false, false, false, -1},
  {1U, 60.0, 1.0f, 80.0f, 70U, false, false, true, 10},
  {1U, 60.0, 81.0f, 127.0f, 120U, false, false, true, 10},
  {1U, 61.0, 1.0f, 127.0f, 90U, false, false, true, -1},
  {1U, 60.4, 1.0f, 127.0f, 90U, false, true, true, -1},
  {1U, 63.0, 1.0f, 127.0f, 90U, false, false, true, -1},
  {2U, 60.0, 1.0f, 127.0f, 200U, false, false, true, 0},
  {2U, 63.0, 1.0f, 127.0f, 200U, true, false, true, -1},
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

/// A corpus of the first `n` rows, whose tones are ramps of their own slopes
static DilCorpus
make_corpus(const size_t n)
{
  DilCorpus corpus = {.n_instruments = 3U, .rate = RATE};
  corpus.tones = (DilTone*)calloc(n, sizeof(*corpus.tones));
  for (; corpus.tones && corpus.n_tones < n; ++corpus.n_tones) {
    const Row* const row = &rows[corpus.n_tones];
    DilTone* const tone = &corpus.tones[corpus.n_tones];
    tone->samples = (float*)calloc(row->n_samples, sizeof(float));
    if (!tone->samples) {
      break;
    }
    for (size_t t = 0U; t < row->n_samples; ++t) {
      tone->samples[t] = 0.001f * (float)((corpus.n_tones + 1U) * t);
    }
    tone->n_samples = row->n_samples;
    tone->held_end = row->n_samples - 5U;
    tone->instrument = row->instrument;
    tone->key = row->key;
    tone->lo_velocity = row->lo_velocity;
    tone->hi_velocity = row->hi_velocity;
    tone->is_held_out = row->is_held_out;
    tone->kind = row->is_shifted ? DIL_TONE_SHIFTED : DIL_TONE_RECORDED;
    tone->is_aligned = row->is_aligned;
    tone->is_sustained = true;
  }

  return corpus;
}

static DilStatus
blend_all_of(DilCorpus* const corpus, const uint32_t n_threads)
{
  DilPool* const pool = dil_pool_new(n_threads);
  const DilStatus status =
    pool ? dil_corpus_blend(corpus, pool) : DIL_NO_MEMORY;
  dil_pool_free(pool);
  return status;
}

static void
clear(DilCorpus* const corpus)
{
  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    free(corpus->tones[i].samples);
  }
  free(corpus->tones);
}

static void
assert_blend(const DilTone* const blend,
             const DilTone* const a,
             const DilTone* const b,
             const float share)
{
  const size_t n = a->n_samples < b->n_samples ? a->n_samples : b->n_samples;
  assert_int_equal(blend->kind, DIL_TONE_BLENDED);
  assert_true(blend->share_of_next == share);
  assert_int_equal(blend->instrument, a->instrument);
  assert_int_equal(blend->n_samples, n);
  assert_int_equal(blend->held_end, n - 5U);
  assert_true(blend->key == a->key);
  assert_true(blend->lo_velocity == a->lo_velocity);

  float* const wanted = (float*)calloc(n, sizeof(*wanted));
  assert_non_null(wanted);
  const double pitch = dil_frequency(a->key, DIL_TONE_A4_HZ) / RATE;
  assert_int_equal(
    dil_power_blend(a->samples, b->samples, n, pitch, share, wanted), DIL_OK);
  assert_memory_equal(blend->samples, wanted, n * sizeof(*wanted));
  free(wanted);
}

static void
tones_of_one_key_are_blended_with_the_successors(void** state)
{
  (void)state;
  DilCorpus corpus = make_corpus(N_ROWS);
  assert_int_equal(blend_all_of(&corpus, 2U), DIL_OK);
  size_t next = N_ROWS;
  for (size_t i = 0U; i < N_ROWS; ++i) {
    assert_true(corpus.tones[i].share_of_next == 0.0f);
    assert_int_not_equal(corpus.tones[i].kind, DIL_TONE_BLENDED);
    for (uint32_t k = 1U; rows[i].partner >= 0 && k <= DIL_N_BLENDS; ++k) {
      assert_true(next < corpus.n_tones);
      assert_blend(&corpus.tones[next++],
                   &corpus.tones[i],
                   &corpus.tones[rows[i].partner],
                   (float)k / (float)(DIL_N_BLENDS + 1U));
    }
  }
  assert_int_equal(corpus.n_tones, next);
  clear(&corpus);
}

static void
one_instrument_has_no_blends(void** state)
{
  (void)state;
  DilCorpus corpus = make_corpus(5U);
  corpus.n_instruments = 1U;
  assert_int_equal(blend_all_of(&corpus, 2U), DIL_OK);
  assert_int_equal(corpus.n_tones, 5U);
  clear(&corpus);
}

static void
what_dies_away_has_no_blends(void** state)
{
  (void)state;
  DilCorpus corpus = make_corpus(N_ROWS);
  for (size_t i = 0U; i < corpus.n_tones; ++i) {
    corpus.tones[i].is_sustained = corpus.tones[i].instrument == 1U;
  }
  assert_int_equal(blend_all_of(&corpus, 2U), DIL_OK);
  assert_int_equal(corpus.n_tones, N_ROWS);
  clear(&corpus);
}

static void
a_mixture_is_of_a_tones_instrument_and_its_successor(void** state)
{
  (void)state;
  float mixture[3] = {9.0f, 9.0f, 9.0f};
  DilTone tone = {.instrument = 2U};
  dil_tone_mixture(&tone, 3U, mixture);
  assert_true(mixture[0] == 0.0f && mixture[1] == 0.0f && mixture[2] == 1.0f);

  tone.instrument = 0U;
  tone.share_of_next = 0.25f;
  dil_tone_mixture(&tone, 3U, mixture);
  assert_true(mixture[0] == 0.75f && mixture[1] == 0.25f && mixture[2] == 0.0f);

  tone.instrument = 2U;
  dil_tone_mixture(&tone, 3U, mixture);
  assert_true(mixture[0] == 0.25f && mixture[1] == 0.0f && mixture[2] == 0.75f);
}

static DilStatus
blend_all(void* const context)
{
  (void)context;
  DilCorpus corpus = make_corpus(N_ROWS);
  const DilStatus status =
    corpus.n_tones == N_ROWS ? blend_all_of(&corpus, 1U) : DIL_NO_MEMORY;
  if (status) {
    assert_true(corpus.n_tones <= N_ROWS);
  }
  clear(&corpus);
  return status;
}

static void
a_corpus_survives_every_failing_allocation(void** state)
{
  (void)state;
  assert_true(fault_for_each(blend_all, NULL, DIL_NO_MEMORY) > N_ROWS);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(tones_of_one_key_are_blended_with_the_successors),
    cmocka_unit_test(one_instrument_has_no_blends),
    cmocka_unit_test(what_dies_away_has_no_blends),
    cmocka_unit_test(a_mixture_is_of_a_tones_instrument_and_its_successor),
    cmocka_unit_test(a_corpus_survives_every_failing_allocation),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
