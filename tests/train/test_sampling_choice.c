// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/fault.h"
#include "support/test.h"

#include "elementary.h"
#include "network.h"
#include "pool.h"
#include "rng.h"
#include "sampling_choice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RATE    8000U
#define N_TONES 3U

/// Samples of a tone, little more than the pitch tracker needs
#define N_SAMPLES 1300U

static const DilShape shape = {4U, 4U, 2U, 2U, 1U};

/// What a choice is made from, with N_TONES short tones
typedef struct {
  DilCorpus corpus;
  DilTone tones[N_TONES];
  float samples[N_TONES][N_SAMPLES];
  DilNetwork* network;
  DilPool* pool;
  DilInstrument instruments[1];
} Case;

static void
set_up(Case* const c, const uint32_t n_threads)
{
  memset(c, 0, sizeof(*c));
  c->corpus.tones = c->tones;
  c->corpus.n_tones = N_TONES;
  c->corpus.rate = RATE;
  for (uint32_t i = 0U; i < N_TONES; ++i) {
    DilTone* const tone = &c->tones[i];
    tone->samples = c->samples[i];
    tone->n_samples = N_SAMPLES;
    tone->key = 69.0 + (double)i;
    tone->lo_velocity = 1.0f;
    tone->hi_velocity = 127.0f;
    tone->release_s = 0.02f;
    tone->is_held_out = i == 1U;
    for (size_t t = 0U; t < tone->n_samples; ++t) {
      const double turns =
        (double)t / (double)RATE * dil_frequency(tone->key, 440.0);
      tone->samples[t] = (float)(0.3 * sin(6.283185307179586 * turns));
    }
  }

  const DilRng rng = dil_rng_stream(4U, 1U);
  assert_int_equal(dil_network_new(&shape, &c->network), DIL_OK);
  for (size_t i = 0U; i < c->network->layout.n_values; ++i) {
    c->network->values[i] = (float)(0.3 * dil_rng_normal(rng, i));
  }
  c->pool = dil_pool_new(n_threads);
  assert_non_null(c->pool);
}

static void
tear_down(Case* const c)
{
  dil_pool_free(c->pool);
  dil_network_free(c->network);
}

static DilStatus
choose(Case* const c,
       bool (*const is_wanted)(void*),
       DilSampling* const sampling,
       DilFreeRunScore* const score)
{
  const DilFreeRunner runner = {
    c->network, &c->corpus, {0.85f, 0.8f, 0.0f, 1.0f}, is_wanted, NULL};
  return dil_sampling_choose(&runner, c->pool, sampling, c->instruments, score);
}

static void
the_number_of_threads_does_not_change_the_choice(void** const state)
{
  (void)state;
  DilSampling chosen[2];
  DilFreeRunScore scores[2];
  float cutoffs[2];
  for (uint32_t i = 0U; i < 2U; ++i) {
    Case c;
    set_up(&c, 1U + 2U * i);
    c.instruments[0].cutoff = 0.33f;
    chosen[i] = (DilSampling){0.5f, 0.9f, 50U, false, 9.0f};
    assert_int_equal(choose(&c, NULL, &chosen[i], &scores[i]), DIL_OK);
    cutoffs[i] = c.instruments[0].cutoff;
    tear_down(&c);
  }

  assert_true(chosen[0].noise == chosen[1].noise);
  assert_true(chosen[0].temperature == chosen[1].temperature);
  assert_true(scores[0].distance_db == scores[1].distance_db);
  assert_true(scores[0].off_pitch == scores[1].off_pitch);

  // What is chosen is in its range, and the rest is left alone
  assert_true(chosen[0].noise >= 0.0f && chosen[0].noise <= 6.0f);
  assert_true(chosen[0].temperature > 0.8f && chosen[0].temperature <= 1.0f);
  assert_true(chosen[0].top_p == 0.9f && chosen[0].top_k == 50U);
  assert_true(scores[0].distance_db > 0.0);
  assert_true(cutoffs[0] == cutoffs[1]);
  assert_true(cutoffs[0] >= 0.0f && cutoffs[0] <= 0.7f);
  assert_true(cutoffs[0] != 0.33f);
}

/// A network that draws class 128 for certain is silent and has no pitch
static void
a_silent_network_is_off_pitch_wherever_a_recording_has_one(void** const state)
{
  (void)state;
  Case c;
  DilSampling sampling = {1.0f, 1.0f, 256U, false, 1.0f};
  DilFreeRunScore score;
  set_up(&c, 1U);
  memset(c.network->values, 0, c.network->layout.n_values * sizeof(float));
  const size_t bias = c.network->layout.tensors[DIL_LOGITS_BIAS].offset;
  c.network->values[bias + 128U] = 80.0f;
  assert_int_equal(choose(&c, NULL, &sampling, &score), DIL_OK);
  assert_true(score.off_pitch == 1.0);
  assert_true(score.distance_db > 10.0);
  tear_down(&c);
}

/// Let tones be two octaves higher, with as much breath below them
static void
add_breath(Case* const c, const float breath)
{
  const DilRng rng = dil_rng_stream(8U, 2U);
  for (uint32_t i = 0U; i < N_TONES; ++i) {
    DilTone* const tone = &c->tones[i];
    float low = 0.0f;
    tone->key += 24.0;
    for (size_t t = 0U; t < tone->n_samples; ++t) {
      const double turns =
        (double)t / (double)RATE * dil_frequency(tone->key, 440.0);
      low = 0.85f * low + breath * (float)dil_rng_normal(rng, t);
      tone->samples[t] = low + (float)(0.1 * sin(6.283185307179586 * turns));
    }
  }
}

/// A network that draws all classes equally often makes nothing but noise
static void
the_high_pass_leaves_as_much_below_a_note_as_the_recording_has(
  void** const state)
{
  static const float breaths[] = {0.0f, 0.2f};

  (void)state;
  float cutoffs[2];
  for (size_t i = 0U; i < 2U; ++i) {
    Case c;
    DilSampling sampling = {1.0f, 1.0f, 256U, false, 1.0f};
    DilFreeRunScore score;
    set_up(&c, 1U);
    add_breath(&c, breaths[i]);
    memset(c.network->values, 0, c.network->layout.n_values * sizeof(float));
    c.instruments[0].cutoff = 0.33f;
    assert_int_equal(choose(&c, NULL, &sampling, &score), DIL_OK);
    cutoffs[i] = c.instruments[0].cutoff;
    tear_down(&c);
  }

  // 0 is the usual one, 0.45 of the fundamental
  assert_true(cutoffs[0] > 0.45f);
  assert_true(cutoffs[1] > 0.0f && cutoffs[1] < 0.45f);
}

static bool
is_never_wanted(void* const user)
{
  (void)user;
  return false;
}

static void
who_does_not_want_it_gets_none(void** const state)
{
  (void)state;
  Case c;
  DilSampling sampling = {0.5f, 1.0f, 256U, false, 1.0f};
  DilFreeRunScore score;
  set_up(&c, 2U);
  assert_int_equal(choose(&c, is_never_wanted, &sampling, &score),
                   DIL_CANCELLED);
  assert_true(sampling.temperature == 0.5f && sampling.noise == 1.0f);
  tear_down(&c);
}

static DilStatus
choose_under_faults(void* const context)
{
  DilSampling sampling = {1.0f, 1.0f, 256U, false, 1.0f};
  DilFreeRunScore score;
  return choose((Case*)context, NULL, &sampling, &score);
}

static void
every_failing_allocation_is_reported(void** const state)
{
  (void)state;
  Case c;
  set_up(&c, 1U);
  assert_true(fault_for_each(choose_under_faults, &c, DIL_NO_MEMORY) > 20U);
  tear_down(&c);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_number_of_threads_does_not_change_the_choice),
    cmocka_unit_test(
      a_silent_network_is_off_pitch_wherever_a_recording_has_one),
    cmocka_unit_test(
      the_high_pass_leaves_as_much_below_a_note_as_the_recording_has),
    cmocka_unit_test(who_does_not_want_it_gets_none),
    cmocka_unit_test(every_failing_allocation_is_reported),
  };

  return cmocka_run_group_tests_name("sampling_choice", tests, NULL, NULL);
}
