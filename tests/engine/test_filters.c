// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "denormal.h"
#include "elementary.h"
#include "highpass.h"
#include "limiter.h"
#include "precise.h"
#include "shelf.h"

#include "support/test.h"

#include <float.h>
#include <math.h>

static const double tau = 6.283185307179586;

static void
precise_functions_agree_with_libm(void** state)
{
  (void)state;

  for (double x = -3.0; x < 3.0; x += 0.00137) {
    assert_true(fabs(dil_precise_sine(x) - sin(tau * x)) < 4e-15);
    assert_true(fabs(dil_precise_log2(exp(9.0 * x)) - log2(exp(9.0 * x))) <
                1e-14);
    assert_true(fabs(dil_gain(30.0 * x) / pow(10.0, 1.5 * x) - 1.0) < 1e-14);
  }
  for (double x = -0.24; x < 0.24; x += 0.00111) {
    const double expected = tan(tau * x);
    assert_true(fabs(dil_precise_tangent(x) - expected) <
                1e-14 * (1.0 + fabs(expected * expected)));
  }

  // Abramowitz and Stegun, "Handbook of Mathematical Functions", table 9.8
  assert_true(fabs(dil_precise_bessel_i0(1.0) - 1.2660658777520082) < 1e-15);
  assert_true(fabs(dil_precise_bessel_i0(10.0) / 2815.7166284662544 - 1.0) <
              1e-15);
}

/// Level in dB at which a sine comes out of a high-pass
static double
level_db(const double cutoff, const double frequency)
{
  DilHighpass highpass = {0};
  dil_highpass_set(&highpass, cutoff);

  const size_t n_settle = (size_t)(20.0 / cutoff);
  const size_t n_periods = (size_t)(40.0 * frequency / cutoff) + 1U;
  const size_t n = n_settle + (size_t)((double)n_periods / frequency);
  double in = 0.0;
  double out = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    const float x = (float)sin(tau * frequency * (double)i);
    const float y = dil_highpass_run(&highpass, x);
    in += (i >= n_settle) ? (double)(x * x) : 0.0;
    out += (i >= n_settle) ? (double)(y * y) : 0.0;
  }

  return 10.0 * log10(out / in);
}

static void
highpass_leaves_the_fundamental_and_takes_the_rumble(void** state)
{
  (void)state;

  // Keys from 21 to 108 at model rates from 16 to 48 kHz
  static const double fundamentals[] = {
    27.5 / 48000.0, 55.0 / 24000.0, 440.0 / 24000.0, 4186.0 / 24000.0};
  for (size_t i = 0U; i < 4U; ++i) {
    const double cutoff = 0.45 * fundamentals[i];
    const double kept_db = level_db(cutoff, fundamentals[i]);
    assert_true(kept_db < 0.0 && kept_db > -0.2);
    assert_true(fabs(level_db(cutoff, 1.9 * fundamentals[i])) < 0.02);
    assert_true(fabs(level_db(cutoff, cutoff) + 3.01) < 0.05);
    assert_true(level_db(cutoff, 0.25 * cutoff) < -23.5);
    assert_true(level_db(cutoff, 0.125 * cutoff) < -35.5);
  }
}

static void
highpass_removes_a_constant_for_good(void** state)
{
  (void)state;

  DilHighpass highpass = {0};
  dil_highpass_set(&highpass, 13.75 / 24000.0);
  float y = 1.0f;
  for (int i = 0; i < 240000; ++i) {
    y = dil_highpass_run(&highpass, 0.7f);
  }

  assert_true(fabsf(y) < 1e-5f);
}

static void
highpass_can_be_retuned_while_it_runs_without_a_click(void** state)
{
  (void)state;

  DilHighpass highpass = {0};
  float previous = 0.0f;
  for (int i = 0; i < 48000; ++i) {
    if (i % 1200 == 0) {
      dil_highpass_set(&highpass, (i % 2400) ? 0.004 : 0.005);
    }

    const float x = (float)sin(tau * 0.01 * (double)i);
    const float y = dil_highpass_run(&highpass, x);
    assert_true(fabsf(y) < 1.6f);
    assert_true(i < 1000 || fabsf(y - previous) < 0.1f);
    previous = y;
  }
}

/// Level in dB at which a sine comes out of a shelf at 24 kHz
static double
shelf_db(const double treble_db, const double hz)
{
  DilShelf shelf = dil_shelf_at(24000.0);
  const float gain = dil_shelf_gain(treble_db);
  double in = 0.0;
  double out = 0.0;
  for (size_t i = 0U; i < 48000U; ++i) {
    const float x = (float)sin(tau * hz / 24000.0 * (double)i);
    const float y = dil_shelf_run(&shelf, x, gain);
    in += (i >= 24000U) ? (double)(x * x) : 0.0;
    out += (i >= 24000U) ? (double)(y * y) : 0.0;
  }

  return 10.0 * log10(out / in);
}

static void
shelf_moves_the_treble_and_leaves_the_bass(void** state)
{
  (void)state;

  static const double trebles_db[] = {-12.0, -3.0, 6.0, 12.0};
  for (size_t i = 0U; i < 4U; ++i) {
    const double treble_db = trebles_db[i];
    assert_true(fabs(shelf_db(treble_db, 50.0)) < 0.1);
    double previous = 0.0;
    for (double hz = 100.0; hz < 11000.0; hz *= 1.5) {
      const double share = shelf_db(treble_db, hz) / treble_db;
      assert_true(share > previous && share < 1.0);
      previous = share;
    }
    assert_true(shelf_db(treble_db, 11000.0) / treble_db > 0.5);
  }
  assert_true(shelf_db(0.0, 5000.0) == 0.0);
}

static void
limiter_changes_nothing_below_its_knee(void** state)
{
  (void)state;

  for (float x = -DIL_LIMITER_KNEE; x <= DIL_LIMITER_KNEE; x += 1e-5f) {
    assert_true(dil_limiter(x) == x);
  }
}

static void
limiter_is_smooth_rising_odd_and_never_reaches_full_scale(void** state)
{
  (void)state;

  float previous = DIL_LIMITER_KNEE;
  for (float x = DIL_LIMITER_KNEE; x < 100.0f; x *= 1.0001f) {
    const float y = dil_limiter(x);
    assert_true(y >= previous && y <= DIL_LIMITER_CEILING);
    assert_true(y - previous <= 1.0001f * (x * 1e-4f) + 1e-6f);
    assert_true(dil_limiter(-x) == -y);
    previous = y;
  }

  // The slope is 1 just above the knee, too
  const float step = 1e-3f;
  const float rise = dil_limiter(DIL_LIMITER_KNEE + step) - DIL_LIMITER_KNEE;
  assert_true(fabsf(rise / step - 1.0f) < 0.02f);
}

static void
limiter_survives_what_is_no_sample(void** state)
{
  (void)state;

  assert_true(dil_limiter(NAN) == 0.0f);
  assert_true(dil_limiter(INFINITY) == DIL_LIMITER_CEILING);
  assert_true(dil_limiter(-INFINITY) == -DIL_LIMITER_CEILING);
  assert_true(dil_limiter(FLT_MAX) <= DIL_LIMITER_CEILING);
  assert_true((long)lrintf(DIL_LIMITER_CEILING * 32768.0f) <= 32767L);
}

static void
denormal_numbers_are_flushed_and_the_mode_restored(void** state)
{
  (void)state;

  volatile float tiny = FLT_MIN;
  const uint64_t mode = dil_denormals_off();
  tiny = tiny * 0.5f;
  assert_true(tiny == 0.0f);
  dil_denormals_restore(mode);

  tiny = FLT_MIN;
  tiny = tiny * 0.5f;
  assert_true(tiny > 0.0f);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(precise_functions_agree_with_libm),
    cmocka_unit_test(highpass_leaves_the_fundamental_and_takes_the_rumble),
    cmocka_unit_test(highpass_removes_a_constant_for_good),
    cmocka_unit_test(highpass_can_be_retuned_while_it_runs_without_a_click),
    cmocka_unit_test(shelf_moves_the_treble_and_leaves_the_bass),
    cmocka_unit_test(limiter_changes_nothing_below_its_knee),
    cmocka_unit_test(limiter_is_smooth_rising_odd_and_never_reaches_full_scale),
    cmocka_unit_test(limiter_survives_what_is_no_sample),
    cmocka_unit_test(denormal_numbers_are_flushed_and_the_mode_restored),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
