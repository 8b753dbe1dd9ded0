// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "controls.h"
#include "preset_data.h"
#include "spy.h"

#include "support/test.h"

#include <math.h>
#include <string.h>

#define RATE 24000U

static void
assert_key(const SpyNote* const note, const double expected)
{
  assert_true(fabs(spy_latest(note).key - expected) < 1e-6);
}

static void
note_ends_a_release_and_30_ms_after_its_key_goes_up(void** state)
{
  Spy* const spy = (Spy*)*state;
  SpyNote* const note = spy_note_on(spy, 0U, 60U);
  spy_run(spy, 1001U);
  assert_int_equal(note->release_age, UINT32_MAX);
  spy_note_off(spy, 0U, 60U);
  assert_int_equal(note->release_age, 1001U);

  // The tiny preset's release is 0.1 s
  spy_run(spy, 10000U);
  assert_true(note->has_ended);
  assert_int_equal(note->age, 1001U + 2400U + 720U);
}

static void
release_parameter_scales_the_length_of_the_release(void** state)
{
  Spy* const spy = (Spy*)*state;
  static const float scales[] = {0.25f, 2.0f};
  for (size_t i = 0U; i < 2U; ++i) {
    spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_RELEASE, scales[i]);
    SpyNote* const note = spy_note_on(spy, 0U, 60U);
    spy_run(spy, 500U);
    spy_note_off(spy, 0U, 60U);
    spy_run(spy, 10000U);
    assert_int_equal(note->age, 500U + (uint32_t)(2400.0f * scales[i]) + 720U);

    // The network is told of a longer one when its own release remains
    assert_int_equal(note->release_age, scales[i] > 1.0f ? 2900U : 500U);
  }
}

static void
sustain_pedal_holds_from_64_on(void** state)
{
  Spy* const spy = (Spy*)*state;
  spy_control(spy, 0U, DIL_CC_SUSTAIN, 63.0f);
  SpyNote* const first = spy_note_on(spy, 0U, 60U);
  spy_note_off(spy, 0U, 60U);
  assert_true(first->release_age != UINT32_MAX);

  spy_control(spy, 0U, DIL_CC_SUSTAIN, 64.0f);
  SpyNote* const held = spy_note_on(spy, 0U, 62U);
  SpyNote* const other = spy_note_on(spy, 1U, 62U);
  spy_run(spy, 100U);
  spy_note_off(spy, 0U, 62U);
  spy_note_off(spy, 1U, 62U);
  assert_true(held->release_age == UINT32_MAX);
  assert_true(other->release_age != UINT32_MAX);
  spy_run(spy, 100U);
  spy_control(spy, 0U, DIL_CC_SUSTAIN, 0.0f);
  assert_int_equal(held->release_age, 200U);
}

static void
sostenuto_pedal_holds_only_what_was_down(void** state)
{
  Spy* const spy = (Spy*)*state;
  SpyNote* const before = spy_note_on(spy, 0U, 60U);
  spy_control(spy, 0U, DIL_CC_SOSTENUTO, 127.0f);
  SpyNote* const after = spy_note_on(spy, 0U, 64U);
  spy_run(spy, 10U);
  spy_note_off(spy, 0U, 60U);
  spy_note_off(spy, 0U, 64U);
  assert_true(before->release_age == UINT32_MAX);
  assert_true(after->release_age != UINT32_MAX);
  spy_control(spy, 0U, DIL_CC_SOSTENUTO, 0.0f);
  assert_true(before->release_age != UINT32_MAX);
}

static void
same_key_again_releases_the_note_before_unless_they_have_names(void** state)
{
  Spy* const spy = (Spy*)*state;
  SpyNote* const first = spy_note_on(spy, 0U, 60U);
  SpyNote* const second = spy_note_on(spy, 0U, 60U);
  assert_true(first->release_age != UINT32_MAX);
  assert_true(second->release_age == UINT32_MAX);

  DilEvent event = {0U, DIL_EVENT_NOTE_ON, 1U, 60U, 0U, 7, 100.0f};
  dil_mix_stage_event(&spy->stage, &event);
  event.note_id = 8;
  dil_mix_stage_event(&spy->stage, &event);
  const SpyNote* const seven = &spy->notes[2];
  const SpyNote* const eight = &spy->notes[3];
  assert_true(seven->release_age == UINT32_MAX);
  event.type = DIL_EVENT_NOTE_OFF;
  dil_mix_stage_event(&spy->stage, &event);
  assert_true(seven->release_age == UINT32_MAX);
  assert_true(eight->release_age != UINT32_MAX);
}

static void
bend_changes_the_pitch_exactly_within_32_steps(void** state)
{
  Spy* const spy = (Spy*)*state;
  SpyNote* const note = spy_note_on(spy, 0U, 60U);
  spy_run(spy, 50U);
  spy_event(spy, DIL_EVENT_PITCH_BEND, 0U, 0U, 1.0f);
  spy_run(spy, 50U);
  assert_int_equal(note->n_orders, 2U);
  assert_int_equal(spy_latest(note).age, 64U);
  assert_key(note, 62.0);
  spy_event(spy, DIL_EVENT_PITCH_BEND, 0U, 0U, -0.5f);
  spy_run(spy, 50U);
  assert_key(note, 59.0);

  // Another channel's notes do not hear it
  spy_event(spy, DIL_EVENT_PITCH_BEND, 1U, 0U, 1.0f);
  spy_run(spy, 50U);
  assert_int_equal(note->n_orders, 3U);
}

static void
set_rpn(Spy* const spy,
        const uint8_t channel,
        const float rpn,
        const float coarse,
        const float fine)
{
  spy_control(spy, channel, DIL_CC_RPN, 0.0f);
  spy_control(spy, channel, DIL_CC_RPN_FINE, rpn);
  spy_control(spy, channel, DIL_CC_DATA, coarse);
  spy_control(spy, channel, DIL_CC_DATA_FINE, fine);
}

static void
registered_parameters_set_bend_range_and_tuning(void** state)
{
  Spy* const spy = (Spy*)*state;
  SpyNote* const note = spy_note_on(spy, 3U, 60U);
  set_rpn(spy, 3U, 0.0f, 12.0f, 50.0f);
  spy_event(spy, DIL_EVENT_PITCH_BEND, 3U, 0U, 1.0f);
  spy_run(spy, 50U);
  assert_key(note, 72.5);
  set_rpn(spy, 3U, 2.0f, 64.0f - 12.0f, 0.0f);
  spy_run(spy, 50U);
  assert_key(note, 60.5);
  set_rpn(spy, 3U, 1.0f, 96.0f, 0.0f);
  spy_run(spy, 50U);
  assert_key(note, 61.0);

  // Data entry without a parameter, or with an unregistered one, does nothing
  spy_control(spy, 3U, DIL_CC_RPN, 127.0f);
  spy_control(spy, 3U, DIL_CC_RPN_FINE, 127.0f);
  spy_control(spy, 3U, DIL_CC_DATA, 1.0f);
  spy_control(spy, 3U, DIL_CC_NRPN, 0.0f);
  spy_control(spy, 3U, DIL_CC_DATA, 1.0f);
  spy_run(spy, 50U);
  assert_key(note, 61.0);
}

/// A controller, and what it is at rest and after Reset All Controllers
typedef struct {
  uint8_t number;
  float start;
  float after; ///< 99 where the reset spares it
} Rest;

static void
reset_all_controllers_spares_volume_pan_and_what_is_no_gesture(void** state)
{
  // Source: MIDI Manufacturers Association, RP-015 (1999)
  static const Rest rests[] = {{DIL_CC_MODULATION, 0.0f, 0.0f},
                               {DIL_CC_GLIDE_TIME, 0.0f, 99.0f},
                               {DIL_CC_DATA, 0.0f, 99.0f},
                               {DIL_CC_VOLUME, 100.0f, 99.0f},
                               {DIL_CC_PAN, 64.0f, 99.0f},
                               {DIL_CC_EXPRESSION, 127.0f, 127.0f},
                               {DIL_CC_SUSTAIN, 0.0f, 0.0f},
                               {DIL_CC_GLIDE, 0.0f, 0.0f},
                               {DIL_CC_SOSTENUTO, 0.0f, 0.0f},
                               {DIL_CC_SOFT, 0.0f, 0.0f},
                               {DIL_CC_BRIGHTNESS, 64.0f, 64.0f},
                               {DIL_CC_RPN_FINE, 127.0f, 127.0f},
                               {DIL_CC_RPN, 127.0f, 127.0f}};
  Spy* const spy = (Spy*)*state;
  const DilChannel* const channels = spy->stage.controls.channels;
  for (size_t i = 0U; i < sizeof(rests) / sizeof(rests[0]); ++i) {
    const float* const value = &channels[3].values[rests[i].number];
    assert_true(*value == rests[i].start);
    spy_control(spy, 3U, rests[i].number, 99.0f);
    assert_true(*value == 99.0f);
    spy_control(spy, 2U, DIL_CC_RESET, 0.0f);
    assert_true(*value == 99.0f);
    spy_control(spy, 3U, DIL_CC_RESET, 0.0f);
    assert_true(*value == rests[i].after);
  }

  // A master's gestures are its members'; what adds up or selects is not
  set_rpn(spy, 0U, 6.0f, 3.0f, 0.0f);
  spy_control(spy, 0U, DIL_CC_PAN, 30.0f);
  spy_control(spy, 0U, DIL_CC_MODULATION, 30.0f);
  spy_control(spy, 0U, DIL_CC_BRIGHTNESS, 30.0f);
  spy_control(spy, 0U, DIL_CC_DATA, 3.0f);
  assert_true(channels[1].values[DIL_CC_PAN] == 30.0f);
  assert_true(channels[1].values[DIL_CC_MODULATION] == 30.0f);
  assert_true(channels[1].values[DIL_CC_BRIGHTNESS] == 64.0f);
  assert_true(channels[1].values[DIL_CC_DATA] == 0.0f);
  assert_true(channels[1].values[DIL_CC_RPN_FINE] == 127.0f);
  assert_true(channels[4].values[DIL_CC_PAN] == 64.0f);
  spy_control(spy, 0U, DIL_CC_RESET, 0.0f);
  assert_true(channels[1].values[DIL_CC_MODULATION] == 0.0f);
  assert_true(channels[1].values[DIL_CC_PAN] == 30.0f);
}

static void
members_of_an_mpe_zone_bend_by_themselves_and_with_their_master(void** state)
{
  Spy* const spy = (Spy*)*state;
  set_rpn(spy, 0U, 6.0f, 3.0f, 0.0f);
  SpyNote* const one = spy_note_on(spy, 1U, 60U);
  SpyNote* const two = spy_note_on(spy, 2U, 64U);
  SpyNote* const outside = spy_note_on(spy, 4U, 67U);
  spy_event(spy, DIL_EVENT_PITCH_BEND, 1U, 0U, 0.25f);
  spy_event(spy, DIL_EVENT_PITCH_BEND, 0U, 0U, 0.5f);
  spy_run(spy, 50U);
  assert_key(one, 60.0 + 12.0 + 1.0);
  assert_key(two, 65.0);
  assert_key(outside, 67.0);

  spy_control(spy, 0U, DIL_CC_SUSTAIN, 127.0f);
  spy_note_off(spy, 1U, 60U);
  assert_true(one->release_age == UINT32_MAX);
  spy_control(spy, 0U, DIL_CC_SUSTAIN, 0.0f);
  assert_true(one->release_age != UINT32_MAX);
}

static void
vibrato_comes_from_the_wheel_and_from_its_parameter_after_a_delay(void** state)
{
  Spy* const spy = (Spy*)*state;
  SpyNote* const note = spy_note_on(spy, 0U, 60U);
  spy_control(spy, 0U, DIL_CC_MODULATION, 127.0f);
  spy_run(spy, RATE);
  double highest = 60.0;
  double lowest = 60.0;
  size_t n_crossings = 0U;
  for (size_t i = 1U; i < note->n_orders; ++i) {
    highest = fmax(highest, note->orders[i].key);
    lowest = fmin(lowest, note->orders[i].key);
    n_crossings +=
      note->orders[i - 1U].key < 60.0 && note->orders[i].key >= 60.0;
  }
  assert_true(fabs(highest - 60.5) < 0.005 && fabs(lowest - 59.5) < 0.005);
  assert_in_range(n_crossings, 5U, 6U);

  spy_control(spy, 0U, DIL_CC_MODULATION, 0.0f);
  spy_run(spy, 100U);
  assert_key(note, 60.0);

  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_VIBRATO_DEPTH, 100.0f);
  SpyNote* const late = spy_note_on(spy, 0U, 64U);
  spy_run(spy, RATE);
  for (size_t i = 0U; i < late->n_orders; ++i) {
    const double deviation = fabs(late->orders[i].key - 64.0);
    const double time_s = (double)late->orders[i].age / (double)RATE;
    assert_true(time_s >= 0.15 || deviation == 0.0);
    assert_true(deviation < 1.0 + 1e-6);
  }
}

static void
an_instrument_has_its_own_vibrato_until_another_is_set(void** state)
{
  static const struct {
    DilParameter parameter;
    float value;
    double depth; ///< In keys
    double rate;  ///< In Hz
  } cases[] = {{DIL_PARAMETER_GAIN, 0.0f, 0.2, 8.0},
               {DIL_PARAMETER_VIBRATO_RATE, 4.0f, 0.2, 4.0},
               {DIL_PARAMETER_VIBRATO_DEPTH, 0.0f, 0.0, 0.0},
               {DIL_PARAMETER_VIBRATO_DEPTH, -1.0f, 0.2, 4.0},
               {DIL_PARAMETER_VIBRATO_DEPTH, 50.0f, 0.5, 4.0}};
  Spy* const spy = (Spy*)*state;
  const DilVibrato own = {20.0f, 8.0f, 0.0f};
  spy->presets[0]->instruments[0].vibrato = own;
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    spy_event(spy,
              DIL_EVENT_PARAMETER,
              0U,
              (uint8_t)cases[i].parameter,
              cases[i].value);
    SpyNote* const note = spy_note_on(spy, 0U, 60U);
    spy_run(spy, RATE);
    double depth = 0.0;
    double n_crossings = 0.0;
    for (size_t k = 1U; k < note->n_orders; ++k) {
      depth = fmax(depth, fabs(note->orders[k].key - 60.0));
      n_crossings +=
        note->orders[k - 1U].key < 60.0 && note->orders[k].key >= 60.0;
    }
    assert_true(fabs(depth - cases[i].depth) < 0.01);
    assert_true(fabs(n_crossings - cases[i].rate) <= 1.0);
    spy_note_off(spy, 0U, 60U);
  }
}

static void
glide_comes_from_the_channels_last_pitch_in_its_time(void** state)
{
  Spy* const spy = (Spy*)*state;
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_GLIDE, 0.1f);
  SpyNote* const first = spy_note_on(spy, 0U, 60U);
  spy_run(spy, 500U);
  assert_key(first, 60.0);
  SpyNote* const second = spy_note_on(spy, 0U, 72U);
  assert_key(second, 60.0);
  spy_run(spy, 1201U);
  assert_true(fabs(spy_latest(second).key - 66.0) < 0.2);
  spy_run(spy, 1300U);
  assert_key(second, 72.0);
}

static void
pressure_brightens_and_heats_its_own_note(void** state)
{
  Spy* const spy = (Spy*)*state;
  SpyNote* const pressed = spy_note_on(spy, 0U, 60U);
  SpyNote* const other = spy_note_on(spy, 0U, 64U);
  spy_event(spy, DIL_EVENT_KEY_PRESSURE, 0U, 60U, 127.0f);
  spy_run(spy, 50U);
  assert_true(spy_latest(pressed).temperature > 1.05f);
  assert_true(spy_latest(other).temperature == 1.0f);
  spy_event(spy, DIL_EVENT_CHANNEL_PRESSURE, 0U, 0U, 127.0f);
  spy_run(spy, 50U);
  assert_true(spy_latest(other).temperature > 1.05f);
  spy_control(spy, 0U, DIL_CC_RESET, 0.0f);
  spy_event(spy, DIL_EVENT_KEY_PRESSURE, 0U, 60U, 0.0f);
  spy_run(spy, 50U);
  assert_true(spy_latest(pressed).temperature == 1.0f);
}

static void
program_changes_reach_every_instrument_of_every_preset(void** state)
{
  Spy* const spy = (Spy*)*state;
  for (uint8_t program = 0U; program < 4U; ++program) {
    spy_event(spy, DIL_EVENT_PROGRAM, 0U, program, 0.0f);
    const SpyNote* const note = spy_note_on(spy, 0U, 60U);
    assert_int_equal(note->part, program / 2U);
    assert_true(note->mixture[program % 2U] == 1.0f);
    assert_true(note->mixture[1U - program % 2U] == 0.0f);
  }

  // What is not there changes nothing
  spy_event(spy, DIL_EVENT_PROGRAM, 0U, 4U, 0.0f);
  assert_int_equal(spy_note_on(spy, 0U, 62U)->part, 1U);

  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_INSTRUMENT, 0.0f);
  SpyNote* const morphed = spy_note_on(spy, 0U, 64U);
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_MORPH, 0.25f);
  spy_run(spy, 50U);
  assert_true(morphed->mixture[0] == 0.75f && morphed->mixture[1] == 0.25f);
}

static void
notes_and_messages_tune_single_notes_and_keys(void** state)
{
  static const uint8_t sysex[] = {
    0xF0U, 0x7FU, 0U, 8U, 2U, 0U, 1U, 60U, 60U, 64U, 0U, 0xF7U};
  Spy* const spy = (Spy*)*state;
  SpyNote* const note = spy_note_on(spy, 0U, 60U);
  SpyNote* const other = spy_note_on(spy, 0U, 61U);
  assert_true(dil_mix_stage_sysex(&spy->stage, sysex, sizeof(sysex)));
  spy_run(spy, 50U);
  assert_key(note, 60.5);
  assert_key(other, 61.0);
  spy_event(spy, DIL_EVENT_NOTE_TUNING, 0U, 61U, -3.25f);
  spy_run(spy, 50U);
  assert_key(other, 57.75);
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_TUNING, 442.0f);
  spy_run(spy, 50U);
  assert_true(spy_latest(note).tuning_hz == 442.0);
}

static void
general_midi_reset_lets_go_of_pedals_and_bends(void** state)
{
  static const uint8_t sysex[] = {0xF0U, 0x7EU, 0x7FU, 9U, 1U, 0xF7U};
  Spy* const spy = (Spy*)*state;
  spy_control(spy, 5U, DIL_CC_SUSTAIN, 127.0f);
  spy_event(spy, DIL_EVENT_PITCH_BEND, 5U, 0U, 1.0f);
  SpyNote* const pedalled = spy_note_on(spy, 5U, 60U);
  SpyNote* const down = spy_note_on(spy, 5U, 64U);
  spy_note_off(spy, 5U, 60U);
  spy_run(spy, 50U);
  assert_key(down, 66.0);
  assert_true(dil_mix_stage_sysex(&spy->stage, sysex, sizeof(sysex)));
  spy_run(spy, 50U);
  assert_key(down, 64.0);
  assert_true(pedalled->release_age != UINT32_MAX);
  assert_true(down->release_age == UINT32_MAX);
}

static void
keys_that_a_tuning_leaves_out_are_silent(void** state)
{
  Spy* const spy = (Spy*)*state;
  DilTuning tuning;
  dil_tuning_equal(&tuning);
  tuning.pitches[60] = (double)NAN;
  SpyNote* const before = spy_note_on(spy, 0U, 60U);
  spy_run(spy, 50U);
  dil_mix_stage_set_tuning(&spy->stage, &tuning);
  spy_run(spy, 50U);
  assert_key(before, 60.0);
  spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 60U, 100.0f);
  assert_int_equal(spy->n_notes, 1U);
  assert_int_equal(spy_note_on(spy, 0U, 62U)->index, 2U);
}

#define GESTURE_TEST(name)                                                     \
  cmocka_unit_test_setup_teardown(name, spy_setup_two, spy_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    GESTURE_TEST(note_ends_a_release_and_30_ms_after_its_key_goes_up),
    GESTURE_TEST(release_parameter_scales_the_length_of_the_release),
    GESTURE_TEST(sustain_pedal_holds_from_64_on),
    GESTURE_TEST(sostenuto_pedal_holds_only_what_was_down),
    GESTURE_TEST(
      same_key_again_releases_the_note_before_unless_they_have_names),
    GESTURE_TEST(bend_changes_the_pitch_exactly_within_32_steps),
    GESTURE_TEST(
      reset_all_controllers_spares_volume_pan_and_what_is_no_gesture),
    GESTURE_TEST(registered_parameters_set_bend_range_and_tuning),
    GESTURE_TEST(
      members_of_an_mpe_zone_bend_by_themselves_and_with_their_master),
    GESTURE_TEST(
      vibrato_comes_from_the_wheel_and_from_its_parameter_after_a_delay),
    GESTURE_TEST(an_instrument_has_its_own_vibrato_until_another_is_set),
    GESTURE_TEST(glide_comes_from_the_channels_last_pitch_in_its_time),
    GESTURE_TEST(pressure_brightens_and_heats_its_own_note),
    GESTURE_TEST(program_changes_reach_every_instrument_of_every_preset),
    GESTURE_TEST(notes_and_messages_tune_single_notes_and_keys),
    GESTURE_TEST(general_midi_reset_lets_go_of_pedals_and_bends),
    GESTURE_TEST(keys_that_a_tuning_leaves_out_are_silent),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
