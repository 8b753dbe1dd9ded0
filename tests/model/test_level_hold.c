// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/test.h"

#include "level_hold.h"

#include <math.h>

#define RATE   24000.0f
#define N_LOOK 32U

/// Feeds `seconds` of a steady amplitude, starting at `age_s`; returns the age
static float
feed(DilLevelHold* const hold,
     const float amplitude,
     const float seconds,
     const float age_s,
     const bool is_held)
{
  const float look_s = (float)N_LOOK / RATE;
  float age = age_s;
  for (uint32_t look = 0U; look < (uint32_t)(seconds / look_s); ++look) {
    for (uint32_t i = 0U; i < N_LOOK; ++i) {
      dil_level_hold_hear(hold, (i % 2U) ? amplitude : -amplitude);
    }
    age += look_s;
    dil_level_hold_look(hold, N_LOOK, age, look_s, is_held);
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
    DilLevelHold hold;
    dil_level_hold_start(&hold, 0.0f, 0.0f);
    const float age = feed(&hold, 0.3f, 2.5f, 0.0f, true);
    assert_true(fabsf(decibels(hold.gain)) < 0.01f);
    const float soon = feed(&hold, 0.3f * levels[i], 0.5f, age, true);
    assert_true(fabsf(decibels(hold.gain * levels[i])) < 0.5f);
    (void)feed(&hold, 0.3f * levels[i], 5.0f, soon, true);
    assert_true(fabsf(decibels(hold.gain * levels[i])) < 0.1f);
  }
}

static void
the_first_two_seconds_are_left_alone(void** state)
{
  (void)state;

  DilLevelHold hold;
  dil_level_hold_start(&hold, 0.0f, 0.0f);
  float age = feed(&hold, 0.1f, 0.5f, 0.0f, true);
  age = feed(&hold, 0.6f, 0.5f, age, true);
  (void)feed(&hold, 0.2f, 0.9f, age, true);
  assert_true(hold.gain == 1.0f);
}

static void
a_note_is_brought_to_what_it_should_have_been_after_its_attack(void** state)
{
  (void)state;

  const float levels[] = {0.1f, 0.3f, 0.5f, 0.9f};
  for (size_t i = 0U; i < sizeof(levels) / sizeof(levels[0]); ++i) {
    DilLevelHold hold;
    dil_level_hold_start(&hold, 0.09f, 1.0f);
    const float age = feed(&hold, levels[i], 0.09f, 0.0f, true);
    assert_true(hold.gain == 1.0f);
    (void)feed(&hold, levels[i], 1.0f, age, true);
    assert_true(fabsf(decibels(hold.gain * levels[i] / 0.3f)) < 0.1f);
  }
}

static void
a_release_keeps_the_last_gain(void** state)
{
  (void)state;

  DilLevelHold hold;
  dil_level_hold_start(&hold, 0.0f, 0.0f);
  float age = feed(&hold, 0.3f, 2.5f, 0.0f, true);
  age = feed(&hold, 0.2f, 2.0f, age, true);
  const float gain = hold.gain;
  (void)feed(&hold, 0.01f, 1.0f, age, false);
  assert_true(hold.gain == gain);
}

static void
the_gain_stays_within_twelve_decibels(void** state)
{
  (void)state;

  DilLevelHold hold;
  dil_level_hold_start(&hold, 0.0f, 0.0f);
  float age = feed(&hold, 0.3f, 2.5f, 0.0f, true);
  age = feed(&hold, 0.0f, 20.0f, age, true);
  assert_true(hold.gain <= 4.0f && isfinite(hold.gain));
  (void)feed(&hold, 1.0f, 20.0f, age, true);
  assert_true(hold.gain >= 0.25f);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_note_that_wanders_is_brought_back),
    cmocka_unit_test(the_first_two_seconds_are_left_alone),
    cmocka_unit_test(
      a_note_is_brought_to_what_it_should_have_been_after_its_attack),
    cmocka_unit_test(a_release_keeps_the_last_gain),
    cmocka_unit_test(the_gain_stays_within_twelve_decibels),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
