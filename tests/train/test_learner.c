// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/test.h"

#include "baseline.h"
#include "corpus.h"
#include "draw.h"
#include "held_out_bits.h"
#include "learner.h"
#include "pool.h"
#include "rng.h"
#include "weights.h"

#include "elementary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const DilShape shape = {8U, 8U, 4U, 4U, 1U};

#define N_TONES 4U
#define RATE    8000U

/// A corpus of noisy tones at a few pitches, one of them held out
static void
make_corpus(DilCorpus* const corpus, DilTone tones[N_TONES])
{
  memset(corpus, 0, sizeof(*corpus));
  corpus->tones = tones;
  corpus->n_tones = N_TONES;
  corpus->rate = RATE;
  corpus->gain = 1.0f;
  for (uint32_t i = 0U; i < N_TONES; ++i) {
    const DilRng rng = dil_rng_stream(3U, i);
    DilTone* const tone = &tones[i];
    memset(tone, 0, sizeof(*tone));
    tone->n_samples = RATE;
    tone->samples = (float*)calloc(tone->n_samples, sizeof(float));
    tone->key = 57.0 + (double)i;
    tone->lo_velocity = 1.0f;
    tone->hi_velocity = 127.0f;
    tone->release_s = 0.05f;
    tone->is_held_out = i == 3U;
    for (size_t t = 0U; t < tone->n_samples; ++t) {
      const double phase =
        (double)t / (double)RATE * dil_frequency(tone->key, 440.0);
      tone->samples[t] = (float)(0.5 * sin(6.283185307179586 * phase) +
                                 0.01 * dil_rng_normal(rng, t));
    }
  }
}

static void
free_corpus(DilTone tones[N_TONES])
{
  for (uint32_t i = 0U; i < N_TONES; ++i) {
    free(tones[i].samples);
  }
}

static DilLearner*
new_learner(const DilCorpus* const corpus, DilPool* const pool)
{
  const DilLearnerSettings settings = {
    shape, corpus, 11U, {0.85f, 0.8f, 0.0f, 1.0f}};
  DilLearner* const learner = dil_learner_new(&settings, pool);
  assert_non_null(learner);
  return learner;
}

/// Bits a sample of its held-out tone, as in evaluations
static double
held_out_bits(const DilLearner* const learner,
              const DilCorpus* const corpus,
              DilPool* const pool)
{
  const DilPresetSettings settings = {
    .rate = (float)RATE, .coefficients = {0.85f, 0.8f, 0.0f, 1.0f}};
  const DilMeasure measure = {corpus, &settings, 0.3, pool, NULL, NULL};
  const DilWeightFormat format =
    dil_learner_is_rounding(learner) ? DIL_WEIGHTS_INT8 : DIL_WEIGHTS_F32;
  DilNetwork* network = NULL;
  DilTones tones;
  DilNoteBits bits[N_TONES];
  DilNoteBits mean;
  assert_int_equal(dil_learner_network(learner, &network), DIL_OK);
  assert_int_equal(dil_measured_tones(corpus, true, &tones), DIL_OK);
  assert_true(tones.n_tones > 0U && tones.n_tones <= N_TONES);
  memset(bits, 0, sizeof(bits));
  assert_int_equal(dil_measure_network(&measure, network, format, &tones, bits),
                   DIL_OK);
  dil_note_bits_average(bits, tones.n_tones, &mean);
  dil_tones_clear(&tones);
  dil_network_free(network);
  return mean.preset;
}

static void
the_number_of_threads_does_not_change_what_is_learned(void** state)
{
  (void)state;

  DilCorpus corpus;
  DilTone tones[N_TONES];
  make_corpus(&corpus, tones);
  DilPool* const one = dil_pool_new(1U);
  DilPool* const three = dil_pool_new(3U);
  DilLearner* const a = new_learner(&corpus, one);
  DilLearner* const b = new_learner(&corpus, three);
  for (int step = 0; step < 4; ++step) {
    const double bits = dil_learner_step(a, 0.003);
    assert_true(bits == dil_learner_step(b, 0.003));
    assert_true(isfinite(bits));
  }

  const DilLearnerState* const left = dil_learner_state(a);
  const DilLearnerState* const right = dil_learner_state(b);
  assert_memory_equal(
    left->values, right->values, left->n_values * sizeof(float));
  assert_memory_equal(
    left->average, right->average, left->n_values * sizeof(float));
  assert_true(held_out_bits(a, &corpus, one) ==
              held_out_bits(b, &corpus, three));

  dil_learner_free(a);
  dil_learner_free(b);
  dil_pool_free(one);
  dil_pool_free(three);
  free_corpus(tones);
}

static void
a_copied_state_goes_on_bit_for_bit(void** state)
{
  (void)state;

  DilCorpus corpus;
  DilTone tones[N_TONES];
  make_corpus(&corpus, tones);
  DilPool* const pool = dil_pool_new(2U);
  DilLearner* const a = new_learner(&corpus, pool);
  DilLearner* const b = new_learner(&corpus, pool);
  (void)dil_learner_step(a, 0.003);
  (void)dil_learner_step(a, 0.003);

  const DilLearnerState* const from = dil_learner_state(a);
  DilLearnerState* const to = dil_learner_state(b);
  const size_t size = from->n_values * sizeof(float);
  to->step = from->step;
  memcpy(to->values, from->values, size);
  memcpy(to->mean, from->mean, size);
  memcpy(to->variance, from->variance, size);
  memcpy(to->average, from->average, size);
  assert_true(dil_learner_step(a, 0.002) == dil_learner_step(b, 0.002));
  assert_memory_equal(from->values, to->values, size);

  dil_learner_free(a);
  dil_learner_free(b);
  dil_pool_free(pool);
  free_corpus(tones);
}

static void
learning_lowers_the_bits_of_held_out_tones(void** state)
{
  (void)state;

  DilCorpus corpus;
  DilTone tones[N_TONES];
  make_corpus(&corpus, tones);
  DilPool* const pool = dil_pool_new(2U);
  DilLearner* const learner = new_learner(&corpus, pool);
  const double before = held_out_bits(learner, &corpus, pool);
  for (int step = 0; step < 40; ++step) {
    (void)dil_learner_step(learner, 0.003);
  }

  assert_true(held_out_bits(learner, &corpus, pool) < before - 1.0);
  dil_learner_free(learner);
  dil_pool_free(pool);
  free_corpus(tones);
}

static void
rounding_begins_with_units_that_cost_little(void** state)
{
  (void)state;

  DilCorpus corpus;
  DilTone tones[N_TONES];
  make_corpus(&corpus, tones);
  DilPool* const pool = dil_pool_new(2U);
  DilLearner* const learner = new_learner(&corpus, pool);
  for (int step = 0; step < 10; ++step) {
    (void)dil_learner_step(learner, 0.003);
  }

  const double exact = held_out_bits(learner, &corpus, pool);
  assert_false(dil_learner_is_rounding(learner));
  assert_int_equal(dil_learner_begin_rounding(learner), DIL_OK);
  assert_true(dil_learner_is_rounding(learner));
  const double rounded = held_out_bits(learner, &corpus, pool);
  assert_true(rounded != exact);
  assert_true(fabs(rounded - exact) < 0.05);

  const DilUnits* const units = &dil_learner_state(learner)->units;
  for (uint32_t l = 0U; l < shape.n_layers; ++l) {
    assert_true(units->input[l] > DIL_LEAST_UNIT);
    assert_true(units->gate[l] > DIL_LEAST_UNIT && units->gate[l] < 0.02f);
  }

  for (int step = 0; step < 20; ++step) {
    (void)dil_learner_step(learner, 0.003);
  }
  assert_true(held_out_bits(learner, &corpus, pool) < rounded - 0.3);
  dil_learner_free(learner);
  dil_pool_free(pool);
  free_corpus(tones);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_number_of_threads_does_not_change_what_is_learned),
    cmocka_unit_test(a_copied_state_goes_on_bit_for_bit),
    cmocka_unit_test(learning_lowers_the_bits_of_held_out_tones),
    cmocka_unit_test(rounding_begins_with_units_that_cost_little),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
