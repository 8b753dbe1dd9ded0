// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/fault.h"
#include "support/test.h"

#include "mel.h"
#include "rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RATE      24000.0
#define N_SAMPLES 12000U
#define N_FRAMES  22U

/// A tone of `hz` with a little noise, and its power in bands
static void
make_power(const double hz, const double gain, float* const power)
{
  float* const samples = (float*)calloc(N_SAMPLES, sizeof(*samples));
  const DilRng rng = dil_rng_stream(1U, 1U);
  for (size_t t = 0U; t < N_SAMPLES; ++t) {
    const double phase = 6.283185307179586 * hz * (double)t / RATE;
    const double noise = 1e-2 * dil_rng_normal(rng, t);
    samples[t] = (float)(gain * (0.5 * sin(phase) + noise));
  }

  DilMel* const mel = dil_mel_new(RATE);
  assert_non_null(mel);
  assert_int_equal(dil_mel_n_frames(mel, N_SAMPLES), N_FRAMES);
  assert_int_equal(dil_mel_power(mel, samples, N_SAMPLES, power), DIL_OK);
  dil_mel_free(mel);
  free(samples);
}

static void
a_tone_is_loudest_in_the_band_of_its_frequency(void** const state)
{
  (void)state;
  static const double tones[] = {110.0, 440.0, 1000.0, 3000.0, 7000.0};
  const double low = log10(1.0 + 60.0 / 700.0);
  const double step = (log10(1.0 + 7500.0 / 700.0) - low) / 49.0;
  for (size_t i = 0U; i < sizeof(tones) / sizeof(tones[0]); ++i) {
    static float power[N_FRAMES * DIL_N_BANDS];
    make_power(tones[i], 1.0, power);
    const double band = (log10(1.0 + tones[i] / 700.0) - low) / step - 1.0;
    size_t loudest = 0U;
    for (size_t b = 1U; b < DIL_N_MEL_BANDS; ++b) {
      loudest = power[b] > power[loudest] ? b : loudest;
    }
    assert_true(fabs((double)loudest - band) <= 1.0);
  }
}

static void
a_gain_is_the_distance_that_it_makes(void** const state)
{
  (void)state;
  static float a[N_FRAMES * DIL_N_BANDS];
  static float b[N_FRAMES * DIL_N_BANDS];
  make_power(440.0, 1.0, a);
  assert_true(dil_mel_distance(a, a, N_FRAMES) == 0.0);
  make_power(440.0, pow(10.0, -3.0 / 20.0), b);
  assert_true(fabs(dil_mel_distance(a, b, N_FRAMES) - 3.0) < 0.1);
}

static void
another_pitch_is_further_than_another_level(void** const state)
{
  (void)state;
  static float a[N_FRAMES * DIL_N_BANDS];
  static float b[N_FRAMES * DIL_N_BANDS];
  make_power(440.0, 1.0, a);
  make_power(880.0, 1.0, b);
  assert_true(dil_mel_distance(a, b, N_FRAMES) > 6.0);
}

/// Mean power of a tone in all bands
static void
make_mean(const double hz, const double gain, double mean[DIL_N_BANDS])
{
  static float power[N_FRAMES * DIL_N_BANDS];
  make_power(hz, gain, power);
  memset(mean, 0, DIL_N_BANDS * sizeof(*mean));
  for (size_t i = 0U; i < N_FRAMES * DIL_N_BANDS; ++i) {
    mean[i % DIL_N_BANDS] += (double)power[i] / (double)N_FRAMES;
  }
}

static void
an_octave_moves_the_colour_by_three_third_octaves(void** const state)
{
  (void)state;
  double a[DIL_N_BANDS];
  double b[DIL_N_BANDS];
  make_mean(400.0, 1.0, a);
  make_mean(800.0, 1.0, b);
  for (size_t i = 0U; i < DIL_N_THIRD_OCTAVES; ++i) {
    assert_true(a[DIL_N_MEL_BANDS + i] <= a[DIL_N_MEL_BANDS + 6U]);
    assert_true(b[DIL_N_MEL_BANDS + i] <= b[DIL_N_MEL_BANDS + 9U]);
  }
  assert_true(dil_colour_distance(a, a) == 0.0);
  assert_true(dil_colour_distance(a, b) > 2.0);
}

static void
a_gain_is_the_distance_in_colour_too(void** const state)
{
  (void)state;
  double a[DIL_N_BANDS];
  double b[DIL_N_BANDS];
  make_mean(440.0, 1.0, a);
  make_mean(440.0, pow(10.0, -3.0 / 20.0), b);
  assert_true(fabs(dil_colour_distance(a, b) - 3.0) < 0.1);
}

static void
silence_is_far_but_not_infinitely(void** const state)
{
  (void)state;
  static float a[N_FRAMES * DIL_N_BANDS];
  static float b[N_FRAMES * DIL_N_BANDS];
  make_power(440.0, 1.0, a);
  make_power(440.0, 0.0, b);
  const double distance = dil_mel_distance(a, b, N_FRAMES);
  assert_true(distance > 10.0 && distance <= 75.0);
  assert_true(dil_mel_distance(a, b, 0U) == 0.0);
}

static DilStatus
measure(void* const context)
{
  (void)context;
  static float samples[2048];
  static float power[N_FRAMES * DIL_N_BANDS];
  DilMel* const mel = dil_mel_new(8000.0);
  const DilStatus status =
    mel ? dil_mel_power(mel, samples, 2048U, power) : DIL_NO_MEMORY;
  dil_mel_free(mel);
  return status;
}

static void
every_failing_allocation_is_reported(void** const state)
{
  (void)state;
  assert_true(fault_for_each(measure, NULL, DIL_NO_MEMORY) >= 5U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_tone_is_loudest_in_the_band_of_its_frequency),
    cmocka_unit_test(a_gain_is_the_distance_that_it_makes),
    cmocka_unit_test(another_pitch_is_further_than_another_level),
    cmocka_unit_test(an_octave_moves_the_colour_by_three_third_octaves),
    cmocka_unit_test(a_gain_is_the_distance_in_colour_too),
    cmocka_unit_test(silence_is_far_but_not_infinitely),
    cmocka_unit_test(every_failing_allocation_is_reported),
  };

  return cmocka_run_group_tests_name("mel", tests, NULL, NULL);
}
