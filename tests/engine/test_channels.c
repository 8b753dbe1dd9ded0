// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "controls.h"
#include "dilaton/channels.h"
#include "spy.h"

#include "support/test.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static DilChannels
told(const Spy* const spy)
{
  DilChannels channels;
  dil_controls_channels(&spy->stage.controls, &channels);
  return channels;
}

static void
set_registered(Spy* const spy,
               const uint8_t channel,
               const uint8_t number,
               const float value)
{
  spy_control(spy, channel, DIL_CC_RPN, 0.0f);
  spy_control(spy, channel, DIL_CC_RPN_FINE, (float)number);
  spy_control(spy, channel, DIL_CC_DATA, value);
}

static void
nothing_is_set_on_a_new_stage(void** state)
{
  Spy* const spy = (Spy*)*state;
  const DilChannels defaults = dil_channels_defaults();
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_INSTRUMENT, 1.0f);
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_BEND_RANGE, 7.0f);
  const DilChannels channels = told(spy);
  assert_memory_equal(&channels, &defaults, sizeof(channels));
  assert_int_equal(dil_channel_number(DIL_N_CONTROLLERS), 0U);
}

static void
what_was_set_on_one_stage_is_heard_on_another(void** state)
{
  Spy* const spy = (Spy*)*state;
  set_registered(spy, 0U, 6U, 5.0f);
  set_registered(spy, 3U, 0U, 12.0f);
  set_registered(spy, 9U, 2U, 67.0f);
  spy_event(spy, DIL_EVENT_PITCH_BEND, 0U, 0U, 0.5f);
  spy_event(spy, DIL_EVENT_PITCH_BEND, 3U, 0U, -0.25f);
  spy_event(spy, DIL_EVENT_CHANNEL_PRESSURE, 4U, 0U, 64.0f);
  spy_event(spy, DIL_EVENT_PROGRAM, 9U, 1U, 0.0f);
  spy_control(spy, 4U, DIL_CC_BRIGHTNESS, 100.0f);
  const DilChannels channels = told(spy);
  assert_int_equal(channels.n_lower, 5U);
  assert_int_equal(channels.n_upper, 0U);

  Spy* const other = spy_new(1U);
  SpyNote* const note = spy_note_on(other, 3U, 60U);
  dil_mix_stage_set_channels(&other->stage, &channels);
  const DilChannels again = told(other);
  assert_memory_equal(&again, &channels, sizeof(again));

  // The master's 2 semitones up and the member's 12 down, of sounding notes too
  spy_run(other, 32U);
  assert_true(fabs(spy_latest(note).key - (60.0 + 1.0 - 3.0)) < 1e-6);
  SpyNote* const tuned = spy_note_on(other, 9U, 60U);
  assert_true(fabs(spy_latest(tuned).key - 63.0) < 1e-6);
  assert_true(tuned->mixture[1] == 1.0f);
  for (uint32_t c = 0U; c < DIL_N_CHANNELS; ++c) {
    assert_true(dil_controls_brightness(&other->stage.controls, c) ==
                dil_controls_brightness(&spy->stage.controls, c));
    assert_true(dil_controls_pressure(&other->stage.controls, c) ==
                dil_controls_pressure(&spy->stage.controls, c));
  }
  spy_free(other);
}

static void
what_was_set_before_gives_way(void** state)
{
  Spy* const spy = (Spy*)*state;
  const DilChannels defaults = dil_channels_defaults();
  set_registered(spy, 15U, 6U, 14.0f);
  set_registered(spy, 2U, 0U, 12.0f);
  spy_event(spy, DIL_EVENT_PROGRAM, 2U, 1U, 0.0f);
  spy_event(spy, DIL_EVENT_PITCH_BEND, 2U, 0U, 1.0f);
  dil_mix_stage_set_channels(&spy->stage, &defaults);
  const DilChannels channels = told(spy);
  assert_memory_equal(&channels, &defaults, sizeof(channels));
  assert_true(spy->stage.controls.channels[2].bend_range == 2.0f);
}

static void
a_pedal_stays_where_it_is(void** state)
{
  Spy* const spy = (Spy*)*state;
  const DilChannels defaults = dil_channels_defaults();
  spy_control(spy, 0U, DIL_CC_SUSTAIN, 127.0f);
  dil_mix_stage_set_channels(&spy->stage, &defaults);
  SpyNote* const note = spy_note_on(spy, 0U, 60U);
  spy_note_off(spy, 0U, 60U);
  assert_true(note->release_age == UINT32_MAX);
}

static void
what_is_out_of_range_is_limited(void** state)
{
  Spy* const spy = (Spy*)*state;
  static const float wild[] = {NAN, HUGE_VALF, -HUGE_VALF, 1e30f};
  for (size_t i = 0U; i < sizeof(wild) / sizeof(*wild); ++i) {
    DilChannels channels = dil_channels_defaults();
    channels.n_lower = UINT32_MAX;
    channels.n_upper = 9U;
    for (size_t c = 0U; c < DIL_N_CHANNELS; ++c) {
      DilChannelValues* const values = &channels.channels[c];
      for (size_t k = 0U; k < DIL_N_CONTROLLERS; ++k) {
        values->controllers[k] = wild[i];
      }
      values->pressure = wild[i];
      values->bend = wild[i];
      values->bend_range = wild[i];
      values->coarse = wild[i];
      values->fine = wild[i];
      values->program = i ? INT32_MAX : INT32_MIN;
    }

    dil_mix_stage_set_channels(&spy->stage, &channels);
    const DilChannels limited = told(spy);
    assert_int_equal(limited.n_lower, 5U);
    assert_int_equal(limited.n_upper, 9U);
    for (uint32_t c = 0U; c < DIL_N_CHANNELS; ++c) {
      const double bend = dil_controls_bend(&spy->stage.controls, c);
      assert_true(fabs(bend) <= 2.0 * (96.0 + 64.0 + 1.0));
      assert_int_equal(limited.channels[c].program, -1);
      assert_true(dil_controls_level(&spy->stage.controls, c) <= 2.0f);
    }
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(
      nothing_is_set_on_a_new_stage, spy_setup, spy_teardown),
    cmocka_unit_test_setup_teardown(
      what_was_set_on_one_stage_is_heard_on_another, spy_setup, spy_teardown),
    cmocka_unit_test_setup_teardown(
      what_was_set_before_gives_way, spy_setup, spy_teardown),
    cmocka_unit_test_setup_teardown(
      a_pedal_stays_where_it_is, spy_setup, spy_teardown),
    cmocka_unit_test_setup_teardown(
      what_is_out_of_range_is_limited, spy_setup, spy_teardown)};

  return cmocka_run_group_tests(tests, NULL, NULL);
}
