// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "source.h"
#include "watched_lane.h"

#include "lane_state.h"
#include "preset_data.h"

#include "support/test.h"
#include "support/tiny_preset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RATE    24000U
#define N_STEPS 96000U
#define NEVER   UINT32_MAX

static const double tau = 6.283185307179586;

/// A watched lane whose samples are thought up
typedef struct {
  DilPreset* preset;
  DilPart part;
  DilWatchedLane watched;
  DilLaneStart start;
} Watched;

static int
setup(void** state)
{
  const TinyPreset description = tiny_preset_defaults();
  const DilEngineSettings settings = dil_engine_defaults();
  static const float mixture[1] = {1.0f};
  Watched* const w = (Watched*)calloc(1U, sizeof(*w));
  assert_non_null(w);
  w->preset = tiny_preset_load(&description);
  const DilPreset* const presets[] = {w->preset};
  assert_int_equal(dil_parts_new(&settings, presets, 1U, &w->part, NULL),
                   DIL_OK);
  assert_int_equal(
    dil_lane_new(dil_weights_shape(w->part.weights), &w->watched.lane), DIL_OK);
  const DilLaneStart start = {w->part.coefficients,
                              (float)RATE,
                              dil_rng_stream(1U, 2U),
                              60.0,
                              440.0,
                              100.0f,
                              mixture,
                              w->part.sampling};
  w->start = start;
  dil_watched_lane_start(&w->watched, &w->part, &start);
  *state = w;
  return 0;
}

static int
teardown(void** state)
{
  Watched* const w = (Watched*)*state;
  dil_lane_free(w->watched.lane);
  dil_parts_free(&w->part, 1U);
  dil_preset_free(w->preset);
  free(w);
  return 0;
}

typedef float (*Signal)(uint32_t age);

/// Show a signal in runs of some size; age of the first mending, or NEVER
static uint32_t
watch(Watched* const w,
      const Signal signal,
      const uint32_t n_steps,
      const uint32_t run,
      float* const out)
{
  uint32_t mended = NEVER;
  for (uint32_t age = 0U; age < n_steps;) {
    const uint32_t n_limit = dil_watched_lane_limit(&w->watched);
    const uint32_t n_left = n_steps - age;
    uint32_t n = (run < n_limit) ? run : n_limit;
    n = (n_left < n) ? n_left : n;
    float* const samples = out + age;
    for (uint32_t i = 0U; i < n; ++i) {
      samples[i] = signal(age + i);
    }

    const bool is_mended = dil_watched_lane_watch(&w->watched, samples, n);
    age += n;
    mended = (is_mended && mended == NEVER) ? age : mended;
  }

  return mended;
}

static float
tone(const uint32_t age)
{
  return 0.5f * (float)sin(tau * 220.0 * (double)age / (double)RATE);
}

static float
loud_bass(const uint32_t age)
{
  return 0.8f * (float)sin(tau * 30.0 * (double)age / (double)RATE);
}

static float
shifted(const uint32_t age)
{
  return 0.3f * tone(age) + 0.2f;
}

static float
plucked(const uint32_t age)
{
  return (float)exp(-(double)age / 800.0) * tone(age);
}

static float
constant(const uint32_t age)
{
  return age < 10000U ? tone(age) : 0.2f;
}

static float
full_scale(const uint32_t age)
{
  return age < 10000U ? tone(age) : ((age / 50U) % 2U ? 1.0f : -1.0f);
}

static float
stopped(const uint32_t age)
{
  return age < 10000U ? tone(age) : 0.0f;
}

static float
silence(const uint32_t age)
{
  (void)age;
  return 0.0f;
}

static float* out;

static int
setup_all(void** state)
{
  (void)state;
  out = (float*)calloc(2U * N_STEPS, sizeof(float));
  return out ? 0 : -1;
}

static int
teardown_all(void** state)
{
  (void)state;
  free(out);
  return 0;
}

static void
sounds_of_instruments_are_left_alone(void** state)
{
  static const Signal signals[] = {tone, loud_bass, shifted, plucked};
  Watched* const w = (Watched*)*state;
  for (size_t i = 0U; i < 4U; ++i) {
    dil_watched_lane_start(&w->watched, &w->part, &w->start);
    assert_int_equal(watch(w, signals[i], N_STEPS, 100U, out), NEVER);
    for (uint32_t age = 0U; age < N_STEPS; ++age) {
      assert_true(out[age] == signals[i](age));
    }
  }
}

static void
faults_are_mended_within_two_seconds(void** state)
{
  static const Signal signals[] = {constant, full_scale, stopped, silence};
  Watched* const w = (Watched*)*state;
  for (size_t i = 0U; i < 4U; ++i) {
    dil_watched_lane_start(&w->watched, &w->part, &w->start);
    const uint32_t mended = watch(w, signals[i], N_STEPS, 100U, out);
    assert_in_range(mended, 1000U, 10000U + 2U * RATE);
    assert_int_equal(mended % DIL_FRAME_STEPS, 0U);
  }
}

static void
what_dies_away_is_not_struck_again_when_it_is_silent(void** state)
{
  Watched* const w = (Watched*)*state;
  w->preset->instruments[0].is_sustained = false;
  dil_watched_lane_start(&w->watched, &w->part, &w->start);
  assert_int_equal(watch(w, stopped, N_STEPS, 100U, out), NEVER);
  dil_watched_lane_start(&w->watched, &w->part, &w->start);
  assert_true(watch(w, silence, N_STEPS, 100U, out) != NEVER);
}

static void
lane_is_started_again_with_other_random_numbers_and_the_orders_it_had(
  void** state)
{
  Watched* const w = (Watched*)*state;
  const DilRng before = w->watched.start.rng;
  DilSampling sampling = w->part.sampling;
  sampling.temperature = 0.7f;
  dil_watched_lane_set_key(&w->watched, 61.5, 442.0);
  dil_watched_lane_set_sampling(&w->watched, &sampling);
  assert_true(watch(w, silence, 2U * RATE, 512U, out) != NEVER);
  assert_true(w->watched.start.rng.key != before.key);
  assert_true(w->watched.start.key == 61.5);
  assert_true(w->watched.start.tuning_hz == 442.0);
  assert_true(w->watched.start.sampling.temperature == 0.7f);
  assert_int_equal(w->watched.lane->age, 0U);
}

static void
size_of_runs_is_invisible_in_mending(void** state)
{
  static const Signal signals[] = {constant, full_scale, stopped};
  static const uint32_t runs[] = {1U, 17U, 64U, 512U};
  Watched* const w = (Watched*)*state;
  for (size_t i = 0U; i < 3U; ++i) {
    dil_watched_lane_start(&w->watched, &w->part, &w->start);
    const uint32_t mended = watch(w, signals[i], N_STEPS, 100U, out);
    for (size_t r = 0U; r < 4U; ++r) {
      float* const other = out + N_STEPS;
      dil_watched_lane_start(&w->watched, &w->part, &w->start);
      assert_int_equal(watch(w, signals[i], N_STEPS, runs[r], other), mended);
      assert_memory_equal(other, out, N_STEPS * sizeof(float));
    }
  }
}

static void
sound_fades_out_in_5_ms_before_it_is_mended(void** state)
{
  Watched* const w = (Watched*)*state;
  const uint32_t mended = watch(w, constant, N_STEPS, 100U, out);
  assert_true(out[mended - 121U] == 0.2f);
  assert_true(out[mended - 1U] == 0.0f);
  for (uint32_t age = mended - 120U; age < mended; ++age) {
    assert_true(out[age - 1U] - out[age] < 0.2f / 100.0f);
  }
  assert_true(out[mended] == 0.2f);
}

static void
note_that_stays_stuck_is_given_up_and_silent(void** state)
{
  Watched* const w = (Watched*)*state;
  watch(w, full_scale, N_STEPS, 100U, out);
  assert_true(w->watched.is_muted);
  assert_int_equal(w->watched.n_restarts, DIL_MAX_RESTARTS + 1U);
  assert_true(out[N_STEPS - 1U] == 0.0f);
}

/// A short fault every 6 s
static float
failing(const uint32_t age)
{
  const uint32_t since = age % (6U * RATE);
  return since < 2000U ? full_scale(10000U + since) : tone(age);
}

static void
note_that_fails_now_and_then_goes_on(void** state)
{
  static const uint32_t n_faults = DIL_MAX_RESTARTS + 2U;
  const uint32_t n_steps = n_faults * 6U * RATE;
  float* const long_out = (float*)calloc(n_steps, sizeof(*long_out));
  Watched* const w = (Watched*)*state;
  assert_non_null(long_out);
  watch(w, failing, n_steps, 100U, long_out);
  assert_false(w->watched.is_muted);
  assert_true(w->watched.n_restarts > DIL_MAX_RESTARTS);
  assert_true(long_out[n_steps - 1U] == tone(n_steps - 1U));
  free(long_out);
}

static void
released_note_is_not_begun_again(void** state)
{
  Watched* const w = (Watched*)*state;
  dil_watched_lane_release(&w->watched);
  assert_int_equal(watch(w, silence, N_STEPS, 100U, out), NEVER);
  dil_watched_lane_start(&w->watched, &w->part, &w->start);
  dil_watched_lane_release(&w->watched);
  assert_true(watch(w, constant, N_STEPS, 100U, out) != NEVER);
  assert_true(w->watched.is_muted);
}

#define GUARD_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    GUARD_TEST(sounds_of_instruments_are_left_alone),
    GUARD_TEST(faults_are_mended_within_two_seconds),
    GUARD_TEST(what_dies_away_is_not_struck_again_when_it_is_silent),
    GUARD_TEST(
      lane_is_started_again_with_other_random_numbers_and_the_orders_it_had),
    GUARD_TEST(size_of_runs_is_invisible_in_mending),
    GUARD_TEST(sound_fades_out_in_5_ms_before_it_is_mended),
    GUARD_TEST(note_that_stays_stuck_is_given_up_and_silent),
    GUARD_TEST(note_that_fails_now_and_then_goes_on),
    GUARD_TEST(released_note_is_not_begun_again),
  };

  return cmocka_run_group_tests(tests, setup_all, teardown_all);
}
