// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "predictor.h"
#include "rng.h"

#include "support/test.h"

#include <math.h>

static const double tau = 6.283185307179586;

static const DilCoefficients usual = {0.85f, 0.8f, 0.0f, 1.0f};

static DilPredictor predictor;

/// A tone with harmonics that fall off, below the half of the rate
static float
tone(const uint32_t step, const double period)
{
  double sum = 0.0;
  for (int h = 1; h <= 12 && period > 2.5 * h; ++h) {
    sum += sin(tau * h * step / period + h * h) / (h * h);
  }

  return (float)(0.4 * sum);
}

/// Begin with the long-term predictor alone
static void
start_alone(const float b, const double period)
{
  const DilCoefficients alone = {0.0f, b, 0.0f, 1.0f};
  dil_predictor_start(&predictor, &alone, period);
}

/// Push a given sample, whatever was predicted
static void
push_sample(const float x)
{
  float inputs[DIL_N_INPUTS];
  dil_predictor_inputs(&predictor, inputs);
  dil_predictor_push(&predictor, x - predictor.prediction);
}

static void
what_is_emphasised_sounds_as_it_was(void** const state)
{
  (void)state;

  static const DilCoefficients emphasised = {0.85f, 0.8f, 0.9f, 3.0f};
  float before = 0.0f;
  dil_predictor_start(&predictor, &emphasised, 91.7);
  for (uint32_t t = 0U; t < 20000U; ++t) {
    float inputs[DIL_N_INPUTS];
    const float sound = tone(t, 91.7);
    const float x = dil_predictor_emphasise(&predictor, sound, before);
    dil_predictor_inputs(&predictor, inputs);
    const float heard =
      dil_predictor_push(&predictor, x - predictor.prediction);
    assert_true(fabsf(x) < 1.0f);
    assert_true(fabsf(predictor.previous - x) < 1e-6f);
    assert_true(fabsf(heard - sound) < 1e-5f);
    before = sound;
  }
}

/// Power of the noise that coding with an emphasis leaves, above a quarter of
/// the rate
static double
coding_noise(const DilCoefficients* const coefficients)
{
  float table[256];
  float before = 0.0f;
  double last = 0.0;
  double sum = 0.0;
  dil_mulaw_table(table);
  dil_predictor_start(&predictor, coefficients, 91.7);
  for (uint32_t t = 0U; t < 20000U; ++t) {
    float inputs[DIL_N_INPUTS];
    const float sound = tone(t, 91.7);
    const float x = dil_predictor_emphasise(&predictor, sound, before);
    dil_predictor_inputs(&predictor, inputs);
    const float e = table[dil_mulaw_encode(x - predictor.prediction)];
    const double error =
      (double)dil_predictor_push(&predictor, e) - (double)sound;
    sum += 0.25 * (error - last) * (error - last);
    last = error;
    before = sound;
  }

  return sum;
}

static void
an_emphasis_takes_noise_from_where_a_tone_is_dark(void** const state)
{
  (void)state;

  // The gain brings the emphasised tone to about the level of the tone
  static const DilCoefficients emphasised = {0.85f, 0.8f, 0.85f, 3.0f};
  assert_true(coding_noise(&emphasised) < 0.25 * coding_noise(&usual));
}

static void
coding_a_tone_keeps_it_within_the_step_of_its_class(void** const state)
{
  (void)state;
  float table[256];
  double signal = 0.0;
  double noise = 0.0;
  dil_mulaw_table(table);
  dil_predictor_start(&predictor, &usual, 91.7);

  for (uint32_t t = 0U; t < 20000U; ++t) {
    float inputs[DIL_N_INPUTS];
    const float x = tone(t, 91.7);
    dil_predictor_inputs(&predictor, inputs);
    const float e = x - predictor.prediction;
    const float coded =
      dil_predictor_push(&predictor, table[dil_mulaw_encode(e)]);
    const double error = fabs((double)coded - (double)x);
    const double step = log(256.0) / 255.0 * (1.0 + 255.0 * fabs((double)e));
    assert_true(error <= 0.52 / 127.0 * step + 1e-6);
    signal += (double)x * (double)x;
    noise += error * error;
  }

  // Eight bits of mu-law alone give 38 dB
  assert_true(10.0 * log10(signal / noise) > 55.0);
}

static void
a_steady_pitch_is_predicted_by_its_period(void** const state)
{
  (void)state;
  static const double periods[] = {12.5, 20.0, 54.54, 100.25, 733.3, 1999.5};
  for (size_t i = 0U; i < sizeof(periods) / sizeof(periods[0]); ++i) {
    const double period = periods[i];
    const uint32_t end = (uint32_t)(4.0 * period) + 50U;
    double error = 0.0;
    start_alone(1.0f, period);
    for (uint32_t t = 0U; t < end; ++t) {
      push_sample(tone(t, period));
      if (t > (uint32_t)(2.0 * period) + 20U) {
        float inputs[DIL_N_INPUTS];
        DilPredictor copy = predictor;
        dil_predictor_inputs(&copy, inputs);
        error = fmax(
          error, fabs((double)copy.prediction - (double)tone(t + 1U, period)));
      }
    }

    // What is left is the error of four-point interpolation at high harmonics
    assert_true(error < (period < 50.0 ? 0.08 : 0.01));
  }
}

static void
the_lag_is_the_least_multiple_of_the_period_from_five_steps(void** const state)
{
  (void)state;
  static const double cases[][3] = {{2.0, 6.0, 8.0},
                                    {2.5, 5.0, 7.5},
                                    {4.9, 9.8, 14.7},
                                    {5.0, 5.0, 10.0},
                                    {77.25, 77.25, 154.5}};
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    dil_predictor_start(&predictor, &usual, cases[i][0]);
    assert_int_equal(predictor.lag.steps, (uint32_t)cases[i][1]);
    assert_int_equal(predictor.next_lag.steps, (uint32_t)cases[i][2]);
  }
}

static void
interpolation_is_exact_for_cubics(void** const state)
{
  (void)state;
  static float ring[DIL_HISTORY_STEPS];
  const uint32_t head = 40U;
  for (int t = 0; t < 40; ++t) {
    const float x = (float)(t - 20) / 10.0f;
    ring[t] = ((0.5f * x - 1.0f) * x + 0.25f) * x - 0.125f;
  }

  for (double d = 2.0; d < 30.0; d += 0.173) {
    const DilDelay delay = dil_delay(d);
    const double x = (40.0 - d - 20.0) / 10.0;
    const double expected = ((0.5 * x - 1.0) * x + 0.25) * x - 0.125;
    const double value = (double)dil_delay_read(&delay, ring, head);
    assert_true(fabs(value - expected) < 1e-5);
  }
}

static void
without_coefficients_it_predicts_nothing(void** const state)
{
  (void)state;
  start_alone(0.0f, 100.0);
  for (uint32_t t = 0U; t < 500U; ++t) {
    float inputs[DIL_N_INPUTS];
    const float e = tone(t, 33.0);
    dil_predictor_inputs(&predictor, inputs);
    assert_true(predictor.prediction == 0.0f);
    assert_true(dil_predictor_push(&predictor, e) == e);
  }
}

static void
silence_stays_silent(void** const state)
{
  (void)state;
  dil_predictor_start(&predictor, &usual, 54.3);
  for (uint32_t t = 0U; t < 10000U; ++t) {
    float inputs[DIL_N_INPUTS];
    dil_predictor_inputs(&predictor, inputs);
    for (size_t i = DIL_INPUT_SAMPLE; i < DIL_INPUT_OCTAVES; ++i) {
      assert_true(inputs[i] == 0.0f);
    }
    assert_true(dil_predictor_push(&predictor, 0.0f) == 0.0f);
  }
}

static void
the_phase_runs_with_the_pitch_and_never_jumps(void** const state)
{
  (void)state;
  double phase = 0.0;
  double period = 54.3;
  dil_predictor_start(&predictor, &usual, period);
  for (uint32_t t = 0U; t < 20000U; ++t) {
    float inputs[DIL_N_INPUTS];
    if (t % 1000U == 999U) {
      period *= 1.07;
      dil_predictor_set_period(&predictor, period);
    }
    dil_predictor_inputs(&predictor, inputs);
    assert_true(fabs((double)inputs[DIL_INPUT_SINE] - sin(tau * phase)) < 2e-6);
    assert_true(fabs((double)inputs[DIL_INPUT_COSINE] - cos(tau * phase)) <
                2e-6);
    dil_predictor_push(&predictor, 0.0f);
    phase = fmod(phase + 1.0 / period, 1.0);
  }
}

static void
octaves_run_at_powers_of_two_of_the_phase_up_to_what_the_rate_holds(
  void** const state)
{
  (void)state;
  static const double periods[] = {4.2, 17.3, 36.0, 54.3, 733.3};
  for (size_t i = 0U; i < sizeof(periods) / sizeof(periods[0]); ++i) {
    dil_predictor_start(&predictor, &usual, periods[i]);
    for (uint32_t t = 0U; t < 2000U; ++t) {
      float inputs[DIL_N_INPUTS];
      dil_predictor_inputs(&predictor, inputs);
      for (uint32_t k = 0U; k < DIL_N_OCTAVES; ++k) {
        const double times = ldexp(1.0, (int)k + 1);
        const double angle = tau * times * fmod(t / periods[i], 1.0);
        const double is_heard = times / periods[i] < 0.45 ? 1.0 : 0.0;
        const float* const octave = inputs + DIL_INPUT_OCTAVES + 2U * k;
        assert_true(fabs((double)octave[0] - is_heard * sin(angle)) < 1e-4);
        assert_true(fabs((double)octave[1] - is_heard * cos(angle)) < 1e-4);
      }
      dil_predictor_push(&predictor, 0.0f);
    }
  }
}

/// The inputs for step t of a tone that was pushed from step 0 on
static void
inputs_after(const uint32_t t, const double period, float* const inputs)
{
  start_alone(0.5f, period);
  for (uint32_t i = 0U; i < t; ++i) {
    push_sample(tone(i, period));
  }

  dil_predictor_inputs(&predictor, inputs);
}

static void
inputs_ahead_are_those_lagged_of_the_steps_to_come(void** const state)
{
  (void)state;
  static const DilInput pairs[][3] = {
    {DIL_INPUT_LAGGED, DIL_INPUT_AHEAD_1, DIL_INPUT_AHEAD_2},
    {DIL_INPUT_SLOW_MEMORY, DIL_INPUT_SLOW_AHEAD_1, DIL_INPUT_SLOW_AHEAD_2}};
  static const double periods[] = {3.1, 5.0, 20.3, 733.3};
  for (size_t i = 0U; i < sizeof(periods) / sizeof(periods[0]); ++i) {
    float rows[3][DIL_N_INPUTS];
    for (uint32_t k = 0U; k < 3U; ++k) {
      inputs_after(900U + k, periods[i], rows[k]);
    }
    for (size_t pair = 0U; pair < 2U; ++pair) {
      const DilInput lagged = pairs[pair][0];
      assert_true(rows[0][pairs[pair][1]] == rows[1][lagged]);
      assert_true(rows[0][pairs[pair][2]] == rows[2][lagged]);
    }
  }
}

static void
memories_keep_the_wave_and_forget_the_noise(void** const state)
{
  (void)state;
  const double period = 50.0;
  const DilRng rng = dil_rng_stream(5U, 1U);
  double noise = 0.0;
  double left[2] = {0.0, 0.0};
  start_alone(0.5f, period);
  for (uint32_t t = 0U; t < 60000U; ++t) {
    const float e = (float)(0.05 * dil_rng_normal(rng, t));
    push_sample(tone(t, period) + e);
    if (t > 10000U) {
      const float clean = tone(t + 1U, period);
      float inputs[DIL_N_INPUTS];
      dil_predictor_inputs(&predictor, inputs);
      noise += pow((double)e, 2.0);
      left[0] += pow((double)(predictor.lagged_fast - clean), 2.0);
      left[1] += pow((double)(predictor.lagged_slow - clean), 2.0);
    }
  }

  // A mean with weights (1 - g) g^i has (1 - g) / (1 + g) of the noise's power
  assert_true(fabs(left[0] / noise - 0.3 / 1.7) < 0.02);
  assert_true(fabs(left[1] / noise - 0.1 / 1.9) < 0.01);
}

static void
samples_stay_within_full_scale(void** const state)
{
  (void)state;
  dil_predictor_start(&predictor, &usual, 5.5);
  for (uint32_t t = 0U; t < 5000U; ++t) {
    float inputs[DIL_N_INPUTS];
    dil_predictor_inputs(&predictor, inputs);
    for (size_t i = 0U; i < DIL_N_INPUTS; ++i) {
      assert_true(isfinite(inputs[i]) && fabsf(inputs[i]) < 2.0f);
    }
    const float x = dil_predictor_push(&predictor, t / 50U % 2U ? 1.0f : -1.0f);
    assert_true(x >= -1.0f && x <= 1.0f);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(coding_a_tone_keeps_it_within_the_step_of_its_class),
    cmocka_unit_test(what_is_emphasised_sounds_as_it_was),
    cmocka_unit_test(an_emphasis_takes_noise_from_where_a_tone_is_dark),
    cmocka_unit_test(a_steady_pitch_is_predicted_by_its_period),
    cmocka_unit_test(
      the_lag_is_the_least_multiple_of_the_period_from_five_steps),
    cmocka_unit_test(interpolation_is_exact_for_cubics),
    cmocka_unit_test(without_coefficients_it_predicts_nothing),
    cmocka_unit_test(silence_stays_silent),
    cmocka_unit_test(the_phase_runs_with_the_pitch_and_never_jumps),
    cmocka_unit_test(
      octaves_run_at_powers_of_two_of_the_phase_up_to_what_the_rate_holds),
    cmocka_unit_test(inputs_ahead_are_those_lagged_of_the_steps_to_come),
    cmocka_unit_test(memories_keep_the_wave_and_forget_the_noise),
    cmocka_unit_test(samples_stay_within_full_scale),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
