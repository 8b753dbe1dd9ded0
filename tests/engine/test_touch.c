// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// How parameters of touch and shape change notes

#include "spy.h"

#include "support/test.h"

#include <math.h>

static void
set(Spy* const spy, const DilParameter parameter, const float value)
{
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, (uint8_t)parameter, value);
}

static void
assert_near(const double value, const double expected, const double tolerance)
{
  if (!(fabs(value - expected) <= tolerance)) {
    fail_msg("%g is not %g", value, expected);
  }
}

/// Semitones from its key at which a note on a channel sounds when it is bent
/// up
static double
bent(Spy* const spy, const uint8_t channel)
{
  spy_event(spy, DIL_EVENT_PITCH_BEND, channel, 0U, 1.0f);
  const SpyNote* const note = spy_note_on(spy, channel, 60U);
  spy_run(spy, 64U);
  const double key = spy_latest(note).key;
  spy_note_off(spy, channel, 60U);
  return key - 60.0;
}

static void
the_bend_range_is_of_channels_without_their_own(void** state)
{
  Spy* const spy = (Spy*)*state;

  // RPN 0 of channel 2 is 5 semitones, and channels from 15 on are a zone
  spy_control(spy, 1U, 101U, 0.0f);
  spy_control(spy, 1U, 100U, 0.0f);
  spy_control(spy, 1U, 6U, 5.0f);
  spy_control(spy, 15U, 101U, 0.0f);
  spy_control(spy, 15U, 100U, 6.0f);
  spy_control(spy, 15U, 6U, 1.0f);

  assert_near(bent(spy, 0U), 2.0, 1e-6);
  set(spy, DIL_PARAMETER_BEND_RANGE, 12.0f);
  assert_near(bent(spy, 0U), 12.0, 1e-6);
  assert_near(bent(spy, 1U), 5.0, 1e-6);
  assert_near(bent(spy, 14U), 48.0, 1e-6);
}

static void
the_velocity_curve_bends_all_but_the_ends(void** state)
{
  static const float velocities[] = {1.0f, 40.0f, 80.0f, 127.0f};

  Spy* const spy = (Spy*)*state;
  for (size_t i = 0U; i < 4U; ++i) {
    float heard[3];
    for (int curve = -1; curve <= 1; ++curve) {
      set(spy, DIL_PARAMETER_VELOCITY, (float)curve);
      const size_t n = spy->n_notes;
      spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 60U, velocities[i]);
      heard[curve + 1] = spy->notes[n].start.velocity;
      spy_note_off(spy, 0U, 60U);
    }
    assert_true(heard[1] == velocities[i]);
    assert_true(heard[0] <= heard[1] && heard[1] <= heard[2]);
    assert_true(heard[0] >= 1.0f && heard[2] <= 127.01f);
    assert_true(i == 0U || i == 3U || heard[0] < heard[2] - 20.0f);
  }
}

static void
pan_moves_everything_at_equal_power(void** state)
{
  static const float pans[] = {-1.0f, -0.5f, 0.0f, 0.5f, 1.0f};

  Spy* const spy = (Spy*)*state;
  (void)spy_note_on(spy, 0U, 64U);
  spy_run(spy, 2000U);
  const double power = 2.0 * pow((double)spy->left, 2.0);
  assert_true(power > 0.0);
  for (size_t i = 0U; i < 5U; ++i) {
    set(spy, DIL_PARAMETER_PAN, pans[i]);
    spy_run(spy, 2000U);
    const double left = pow((double)spy->left, 2.0);
    const double right = pow((double)spy->right, 2.0);
    assert_near(left + right, power, 1e-3 * power);
    assert_near((right - left) / power, (double)pans[i], 1e-3);
  }
}

static void
a_note_decays_to_its_sustain_level(void** state)
{
  enum { RATE = 24000 };

  Spy* const spy = (Spy*)*state;
  (void)spy_note_on(spy, 0U, 64U);
  spy_run(spy, RATE);
  const double level = (double)spy->left;
  spy_note_off(spy, 0U, 64U);
  spy_run(spy, 2U * RATE);

  set(spy, DIL_PARAMETER_DECAY, 0.5f);
  set(spy, DIL_PARAMETER_SUSTAIN, 0.25f);
  (void)spy_note_on(spy, 0U, 64U);
  spy_run(spy, RATE / 4U);

  // Half of the decay is 20 dB of the way
  assert_near((double)spy->left / level, 0.25 + 0.075, 0.01);
  spy_run(spy, RATE);
  assert_near((double)spy->left / level, 0.25, 0.001);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, spy_setup, spy_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(the_bend_range_is_of_channels_without_their_own),
    TEST(the_velocity_curve_bends_all_but_the_ends),
    TEST(pan_moves_everything_at_equal_power),
    TEST(a_note_decays_to_its_sustain_level),
  };

  return cmocka_run_group_tests_name("touch", tests, NULL, NULL);
}
