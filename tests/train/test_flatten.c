// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "flatten.h"

#include "elementary.h"
#include "envelope.h"
#include "level.h"
#include "support/fault.h"
#include "support/test.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define RATE    16000U
#define N_KEYS  5U
#define N_TONES (2U * N_KEYS)

static const double tau = 6.283185307179586;

static const DilCorpusSettings settings = {.rate = RATE, .n_threads = 1U};

/// Level in dB of a tone at some age: two slopes, faster the higher the key
static double
level_at(const double key, const double age_s)
{
  const double fast = -(20.0 + key - 60.0) * age_s;
  const double slow = -12.0 - 0.25 * (20.0 + key - 60.0) * age_s;
  return fmax(fast, slow) - 0.5 * (key - 60.0);
}

/// Fill a tone of some seconds: what dies away, or what keeps its level
static void
make_tone(DilTone* const tone,
          const double key,
          const double seconds,
          const bool is_dying)
{
  tone->key = key;
  tone->lo_velocity = 1.0f;
  tone->hi_velocity = 127.0f;
  tone->is_sustained = !is_dying;
  tone->n_samples = (size_t)(seconds * (double)RATE);
  tone->samples = (float*)calloc(tone->n_samples, sizeof(float));
  assert_non_null(tone->samples);
  for (size_t t = 0U; t < tone->n_samples; ++t) {
    const double age = (double)t / (double)RATE;
    const double level = is_dying ? level_at(key, age) : 0.0;
    tone->samples[t] =
      (float)(0.5 * pow(10.0, level / 20.0) * sin(tau * 440.0 * age));
  }
}

/// Two instruments of five keys: one that dies away, one that does not
static DilCorpus*
corpus_new(void)
{
  DilCorpus* const corpus = (DilCorpus*)calloc(1U, sizeof(*corpus));
  assert_non_null(corpus);
  corpus->tones = (DilTone*)calloc(N_TONES, sizeof(*corpus->tones));
  corpus->instruments = (DilInstrument*)calloc(2U, sizeof(DilInstrument));
  assert_non_null(corpus->tones);
  assert_non_null(corpus->instruments);
  corpus->n_tones = N_TONES;
  corpus->n_instruments = 2U;
  corpus->instruments[1].is_sustained = true;
  corpus->rate = RATE;
  for (uint32_t i = 0U; i < N_TONES; ++i) {
    const bool is_dying = i < N_KEYS;
    corpus->tones[i].instrument = is_dying ? 0U : 1U;
    make_tone(&corpus->tones[i], 60.0 + 3.0 * (i % N_KEYS), 3.0, is_dying);
  }

  return corpus;
}

static double
level_from(const DilTone* const tone, const double time_s)
{
  const size_t begin = (size_t)(time_s * (double)RATE);
  return dil_level_db(tone->samples + begin, RATE / 20U);
}

static void
what_dies_away_becomes_a_wave_of_one_level(void** state)
{
  (void)state;
  DilCorpus* const corpus = corpus_new();
  assert_int_equal(dil_corpus_flatten(corpus, &settings), DIL_OK);
  for (uint32_t i = 0U; i < N_KEYS; ++i) {
    const DilTone* const tone = &corpus->tones[i];
    const double settled = level_from(tone, 0.1);
    for (double t = 0.0; t < 2.8; t += 0.1) {
      assert_true(fabs(level_from(tone, t) - settled) < 2.0);
    }
    assert_true(fabs(settled - level_from(&corpus->tones[0], 0.1)) < 0.5);
  }
  dil_corpus_free(corpus);
}

static void
waves_times_the_envelope_are_the_recordings(void** state)
{
  (void)state;
  DilCorpus* const corpus = corpus_new();
  DilCorpus* const before = corpus_new();
  assert_int_equal(dil_corpus_flatten(corpus, &settings), DIL_OK);
  for (uint32_t i = 0U; i < N_KEYS; ++i) {
    const DilTone* const tone = &corpus->tones[i];
    DilNoteEnvelope note;
    dil_envelope_note(&corpus->envelopes[0], tone->key, 64.0f, &note);
    for (size_t t = 0U; t < tone->n_samples; t += 7U) {
      const float age_s = (float)t / (float)RATE;
      const double gain = dil_gain((double)dil_note_envelope_db(&note, age_s));
      const double x = (double)before->tones[i].samples[t];
      assert_true(fabs(gain * (double)tone->samples[t] - x) <
                  1e-3 * fabs(x) + 1e-6);
    }
  }
  dil_corpus_free(before);
  dil_corpus_free(corpus);
}

static void
a_recorded_key_dies_away_as_it_did_whatever_its_neighbours_do(void** state)
{
  (void)state;
  DilCorpus* const corpus = corpus_new();
  for (uint32_t i = 0U; i < N_KEYS; ++i) {
    // Semitones apart; the last is a copy between the keys, and the one in
    // the middle dies at a quarter of their pace
    DilTone* const tone = &corpus->tones[i];
    free(tone->samples);
    make_tone(tone, 60.0 + i, 3.0, true);
    tone->key = i == 4U ? 62.6 : tone->key;
    tone->kind = i == 4U ? DIL_TONE_SHIFTED : DIL_TONE_RECORDED;
  }
  free(corpus->tones[2].samples);
  make_tone(&corpus->tones[2], 45.0, 3.0, true);
  corpus->tones[2].key = 62.0;

  const double fall =
    level_from(&corpus->tones[2], 2.5) - level_from(&corpus->tones[2], 0.5);
  assert_int_equal(dil_corpus_flatten(corpus, &settings), DIL_OK);
  DilNoteEnvelope note;
  dil_envelope_note(&corpus->envelopes[0], 62.0, 64.0f, &note);
  const double told = (double)dil_note_envelope_db(&note, 2.525f) -
                      (double)dil_note_envelope_db(&note, 0.525f);
  assert_true(fabs(told / fall - 1.0) < 0.05);
  dil_corpus_free(corpus);
}

static void
what_keeps_its_level_is_left_alone(void** state)
{
  (void)state;
  DilCorpus* const corpus = corpus_new();
  DilCorpus* const before = corpus_new();
  assert_int_equal(dil_corpus_flatten(corpus, &settings), DIL_OK);
  for (uint32_t i = N_KEYS; i < N_TONES; ++i) {
    assert_memory_equal(corpus->tones[i].samples,
                        before->tones[i].samples,
                        corpus->tones[i].n_samples * sizeof(float));
  }
  assert_true(corpus->envelopes[1].levels[2][60][9] == 0.0f);
  dil_corpus_free(corpus);

  before->instruments[0].is_sustained = true;
  assert_int_equal(dil_corpus_flatten(before, &settings), DIL_OK);
  assert_null(before->envelopes);
  dil_corpus_free(before);
}

static void
a_tone_ends_where_nothing_is_left_of_it(void** state)
{
  (void)state;
  DilCorpus* const corpus = corpus_new();
  DilTone* const tone = &corpus->tones[1];
  for (size_t t = RATE; t < tone->n_samples; ++t) {
    tone->samples[t] *= 1e-4f;
  }
  assert_int_equal(dil_corpus_flatten(corpus, &settings), DIL_OK);
  assert_true(tone->n_samples >= RATE);
  assert_true(tone->n_samples < RATE + RATE / 10U);
  dil_corpus_free(corpus);
}

static void
notes_go_on_dying_where_nothing_was_recorded(void** state)
{
  (void)state;
  DilCorpus* const corpus = corpus_new();
  assert_int_equal(dil_corpus_flatten(corpus, &settings), DIL_OK);
  for (unsigned key = 0U; key < DIL_ENVELOPE_KEYS; ++key) {
    const float* const levels = corpus->envelopes[0].levels[2][key];
    assert_true(levels[9] - levels[8] <= -6.0f * 10.24f + 0.1f);
  }
  dil_corpus_free(corpus);
}

static void
tones_held_out_are_not_looked_at(void** state)
{
  (void)state;
  DilCorpus* const corpus = corpus_new();
  DilCorpus* const other = corpus_new();
  corpus->tones[2].is_held_out = true;
  other->tones[2].is_held_out = true;
  for (size_t t = 0U; t < other->tones[2].n_samples; ++t) {
    other->tones[2].samples[t] *= 0.5f;
  }
  assert_int_equal(dil_corpus_flatten(corpus, &settings), DIL_OK);
  assert_int_equal(dil_corpus_flatten(other, &settings), DIL_OK);
  assert_memory_equal(
    corpus->envelopes, other->envelopes, 2U * sizeof(DilEnvelope));
  dil_corpus_free(other);
  dil_corpus_free(corpus);
}

static void
an_envelope_that_is_told_is_taken_and_none_if_so_told(void** state)
{
  (void)state;
  DilCorpus* const corpus = corpus_new();
  DilCorpus* const again = corpus_new();
  DilCorpus* const alone = corpus_new();
  DilCorpusSettings told = settings;
  assert_int_equal(dil_corpus_flatten(corpus, &settings), DIL_OK);
  told.envelopes = corpus->envelopes;
  assert_int_equal(dil_corpus_flatten(again, &told), DIL_OK);
  for (size_t t = 0U; t < corpus->tones[1].n_samples; t += 11U) {
    assert_true(fabs((double)(again->tones[1].samples[t] -
                              corpus->tones[1].samples[t])) < 1e-4);
  }

  told.envelopes = NULL;
  told.is_as_recorded = true;
  assert_int_equal(dil_corpus_flatten(alone, &told), DIL_OK);
  assert_null(alone->envelopes);
  dil_corpus_free(alone);
  dil_corpus_free(again);
  dil_corpus_free(corpus);
}

static DilStatus
flatten_one(void* const context)
{
  (void)context;
  DilTone tones[2] = {{0}};
  DilInstrument instrument = {0};
  DilCorpus corpus = {.tones = tones,
                      .n_tones = 2U,
                      .instruments = &instrument,
                      .n_instruments = 1U,
                      .rate = RATE};
  float samples[2][RATE / 4U];
  for (uint32_t i = 0U; i < 2U; ++i) {
    for (uint32_t t = 0U; t < RATE / 4U; ++t) {
      samples[i][t] = (t % 2U) ? 0.5f : -0.5f;
    }
    tones[i].samples = samples[i];
    tones[i].n_samples = RATE / 4U;
    tones[i].hi_velocity = 127.0f;
  }
  const DilStatus status = dil_corpus_flatten(&corpus, &settings);
  free(corpus.envelopes);
  return status;
}

static void
lack_of_memory_is_told(void** state)
{
  (void)state;
  assert_true(fault_for_each(flatten_one, NULL, DIL_NO_MEMORY) >= 5U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_dies_away_becomes_a_wave_of_one_level),
    cmocka_unit_test(waves_times_the_envelope_are_the_recordings),
    cmocka_unit_test(
      a_recorded_key_dies_away_as_it_did_whatever_its_neighbours_do),
    cmocka_unit_test(what_keeps_its_level_is_left_alone),
    cmocka_unit_test(a_tone_ends_where_nothing_is_left_of_it),
    cmocka_unit_test(notes_go_on_dying_where_nothing_was_recorded),
    cmocka_unit_test(tones_held_out_are_not_looked_at),
    cmocka_unit_test(an_envelope_that_is_told_is_taken_and_none_if_so_told),
    cmocka_unit_test(lack_of_memory_is_told),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
