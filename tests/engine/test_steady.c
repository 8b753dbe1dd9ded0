// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/test.h"

#include "steady.h"

#include <math.h>

#define RATE   24000.0f
#define N_LOOK 32U

/// Feeds `seconds` of a steady amplitude, starting at `age_s`; returns the age
static float
feed(DilSteady* const steady,
     const float amplitude,
     const float seconds,
     const float age_s,
     const bool is_held)
{
  const float look_s = (float)N_LOOK / RATE;
  float age = age_s;
  for (uint32_t look = 0U; look < (uint32_t)(seconds / look_s); ++look) {
    for (uint32_t i = 0U; i < N_LOOK; ++i) {
      dil_steady_hear(steady, (i % 2U) ? amplitude : -amplitude);
    }
    age += look_s;
    dil_steady_look(steady, N_LOOK, age, look_s, is_held);
  }

  return age;
}

static float
decibels(const float ratio)
{
  return 20.0f * log10f(ratio);
}

static void
a_note_that_wanders_is_brought_back(void** state)
{
  (void)state;

  const float levels[] = {0.7f, 0.9f, 1.2f, 1.6f};
  for (size_t i = 0U; i < sizeof(levels) / sizeof(levels[0]); ++i) {
    DilSteady steady;
    dil_steady_start(&steady);
    const float age = feed(&steady, 0.3f, 2.5f, 0.0f, true);
    assert_true(fabsf(decibels(steady.gain)) < 0.01f);
    const float soon = feed(&steady, 0.3f * levels[i], 0.5f, age, true);
    assert_true(fabsf(decibels(steady.gain * levels[i])) < 0.5f);
    (void)feed(&steady, 0.3f * levels[i], 5.0f, soon, true);
    assert_true(fabsf(decibels(steady.gain * levels[i])) < 0.1f);
  }
}

static void
the_first_two_seconds_are_left_alone(void** state)
{
  (void)state;

  DilSteady steady;
  dil_steady_start(&steady);
  float age = feed(&steady, 0.1f, 0.5f, 0.0f, true);
  age = feed(&steady, 0.6f, 0.5f, age, true);
  (void)feed(&steady, 0.2f, 0.9f, age, true);
  assert_true(steady.gain == 1.0f);
}

static void
a_release_keeps_the_last_gain(void** state)
{
  (void)state;

  DilSteady steady;
  dil_steady_start(&steady);
  float age = feed(&steady, 0.3f, 2.5f, 0.0f, true);
  age = feed(&steady, 0.2f, 2.0f, age, true);
  const float gain = steady.gain;
  (void)feed(&steady, 0.01f, 1.0f, age, false);
  assert_true(steady.gain == gain);
}

static void
the_gain_stays_within_twelve_decibels(void** state)
{
  (void)state;

  DilSteady steady;
  dil_steady_start(&steady);
  float age = feed(&steady, 0.3f, 2.5f, 0.0f, true);
  age = feed(&steady, 0.0f, 20.0f, age, true);
  assert_true(steady.gain <= 4.0f && isfinite(steady.gain));
  (void)feed(&steady, 1.0f, 20.0f, age, true);
  assert_true(steady.gain >= 0.25f);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_note_that_wanders_is_brought_back),
    cmocka_unit_test(the_first_two_seconds_are_left_alone),
    cmocka_unit_test(a_release_keeps_the_last_gain),
    cmocka_unit_test(the_gain_stays_within_twelve_decibels),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
