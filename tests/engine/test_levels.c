// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "controls.h"
#include "spy.h"

#include "support/test.h"

#include <math.h>
#include <string.h>

static double
to_db(const float gain)
{
  return 20.0 * log10((double)gain);
}

static void
assert_db(const float gain, const double expected_db)
{
  assert_true(fabs(to_db(gain) - expected_db) < 0.01);
}

/// Level of a note of some velocity
static float
level_of(Spy* const spy, const float velocity)
{
  spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 60U, velocity);
  spy_run(spy, 2000U);
  const float level = spy->left / spy->sample;
  assert_true(spy->left == spy->right);
  spy_control(spy, 0U, DIL_CC_SOUND_OFF, 0.0f);
  spy_run(spy, 2000U);
  assert_true(spy->left == 0.0f);
  return level;
}

static void
level_follows_velocity_as_the_instrument_tracks_it(void** state)
{
  // The tiny preset's veltrack is 100 percent
  Spy* const spy = (Spy*)*state;
  assert_db(level_of(spy, 127.0f), 0.0);
  assert_db(level_of(spy, 64.0f), 40.0 * log10(64.0 / 127.0));
  assert_db(level_of(spy, 1.0f), 40.0 * log10(1.0 / 127.0));
}

static void
soft_pedal_softens_new_notes(void** state)
{
  Spy* const spy = (Spy*)*state;
  spy_control(spy, 0U, DIL_CC_SOFT, 127.0f);
  assert_db(level_of(spy, 100.0f), 40.0 * log10(70.0 / 127.0));
}

static void
volume_expression_and_pan_move_sounding_notes_without_steps(void** state)
{
  Spy* const spy = (Spy*)*state;
  spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 60U, 127.0f);
  spy_run(spy, 2000U);
  spy->step = 0.0f;
  spy_control(spy, 0U, DIL_CC_VOLUME, 50.0f);
  spy_run(spy, 100U);
  assert_db(spy->left / spy->sample, 40.0 * log10(0.5));
  spy_control(spy, 0U, DIL_CC_VOLUME, 100.0f);
  spy_control(spy, 0U, DIL_CC_EXPRESSION, 32.0f);
  spy_run(spy, 100U);
  assert_db(spy->left / spy->sample, 40.0 * log10(32.0 / 127.0));
  spy_control(spy, 0U, DIL_CC_EXPRESSION, 127.0f);
  spy_run(spy, 100U);
  assert_db(spy->left / spy->sample, 0.0);

  for (float pan = 0.0f; pan < 128.0f; pan += 1.0f) {
    spy_control(spy, 0U, DIL_CC_PAN, pan);
    spy_run(spy, 100U);
    const float power = spy->left * spy->left + spy->right * spy->right;
    assert_true(fabsf(power / (2.0f * spy->sample * spy->sample) - 1.0f) <
                1e-3f);
    assert_true(pan == 64.0f || (spy->left > spy->right) == (pan < 64.0f));
  }
  assert_true(spy->left == 0.0f);

  // All of these moved in ramps of 32 steps
  assert_true(spy->step < 0.06f * spy->sample);
}

static void
attack_fades_in_and_a_scaled_release_fades_out(void** state)
{
  Spy* const spy = (Spy*)*state;
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_ATTACK, 0.1f);
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_RELEASE, 4.0f);
  spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 60U, 127.0f);
  spy_run(spy, 1201U);
  assert_true(fabsf(spy->left / spy->sample - 0.5f) < 0.01f);
  spy_run(spy, 1300U);
  assert_db(spy->left / spy->sample, 0.0);
  spy_note_off(spy, 0U, 60U);

  // A squared cosine over four times the instrument's 0.1 s
  spy_run(spy, 4801U);
  assert_true(fabsf(spy->left / spy->sample - 0.5f) < 0.01f);
  spy_run(spy, 4900U);
  assert_true(spy->left == 0.0f);
  assert_true(spy->step < 0.02f * spy->sample);
}

static void
brightness_lifts_level_and_treble(void** state)
{
  // The spy's samples are all treble: 3 dB of level and 6 of treble
  Spy* const spy = (Spy*)*state;
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_BRIGHTNESS, 1.0f);
  const double bright_db = to_db(level_of(spy, 127.0f));
  assert_true(bright_db > 6.0 && bright_db < 9.01);
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_BRIGHTNESS, 0.0f);
  spy_control(spy, 0U, DIL_CC_BRIGHTNESS, 0.0f);
  const double dull_db = to_db(level_of(spy, 127.0f));
  assert_true(dull_db < -6.0 && dull_db > -9.01);
}

static void
gain_moves_in_a_line_from_one_look_at_the_controls_to_the_next(void** state)
{
  Spy* const spy = (Spy*)*state;
  spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 60U, 127.0f);
  spy_run(spy, 1024U);
  spy->step = 0.0f;
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_GAIN, -20.0f);
  spy_run(spy, DIL_CONTROL_STEPS / 2U + 1U);
  assert_true(fabsf(spy->left / spy->sample - 0.55f) < 0.01f);
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_GAIN, 6.0f);
  spy_run(spy, 500U);
  assert_db(spy->left / spy->sample, 6.0);
  assert_true(spy->step < 2.0f / (float)DIL_CONTROL_STEPS * spy->sample);
}

static void
overload_never_reaches_full_scale(void** state)
{
  Spy* const spy = (Spy*)*state;
  spy->sample = 1.0f;
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_GAIN, 24.0f);
  for (uint8_t key = 40U; key < 72U; ++key) {
    spy_event(spy, DIL_EVENT_NOTE_ON, 0U, key, 127.0f);
  }
  spy_run(spy, 5000U);
  assert_true(spy->left > 0.99f);
  assert_false(spy->is_loud);
}

static void
limit_notes(Spy* const spy, const float n)
{
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_VOICES, n);
}

/// Index of the note that is being stolen, or -1
static int
fading_note(const Spy* const spy)
{
  const DilPlayer* const player = &spy->mixer.player;
  int result = -1;
  for (size_t i = 0U; i < player->n_voices; ++i) {
    const DilVoice* const voice = &player->voices[player->order[i]];
    result = voice->is_killed ? (int)voice->index : result;
  }

  return result;
}

static void
oldest_note_is_stolen_with_a_fade_of_5_ms(void** state)
{
  Spy* const spy = (Spy*)*state;
  limit_notes(spy, 3.0f);
  for (uint8_t key = 60U; key < 63U; ++key) {
    spy_event(spy, DIL_EVENT_NOTE_ON, 0U, key, 127.0f);
    spy_run(spy, 1000U);
  }
  spy->step = 0.0f;
  spy->sample = 0.1f;
  assert_int_equal(fading_note(spy), -1);
  spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 70U, 1.0f);
  assert_int_equal(fading_note(spy), 0);
  assert_int_equal(spy->mixer.player.n_stolen, 1U);
  spy_run(spy, 130U);
  assert_true(spy->notes[0].has_ended);
  assert_int_equal(spy->notes[0].age, 3000U + 120U);
  assert_true(spy->step < 0.012f * spy->sample);
}

static void
released_notes_are_stolen_before_held_ones(void** state)
{
  Spy* const spy = (Spy*)*state;
  limit_notes(spy, 4.0f);
  for (uint8_t key = 60U; key < 64U; ++key) {
    spy_event(spy, DIL_EVENT_NOTE_ON, 0U, key, 127.0f);
  }
  spy_run(spy, 100U);
  static const uint8_t released[] = {63U, 60U, 62U};
  for (size_t i = 0U; i < 3U; ++i) {
    spy_note_off(spy, 0U, released[i]);
    spy_run(spy, 100U);
  }

  // Longest released first, then the oldest
  static const int expected[] = {3, 0, 2, 1, 4};
  for (size_t i = 0U; i < 5U; ++i) {
    spy_event(spy, DIL_EVENT_NOTE_ON, 0U, (uint8_t)(70U + i), 127.0f);
    assert_int_equal(fading_note(spy), expected[i]);
    spy_run(spy, 130U);
  }
}

static void
quietest_released_note_is_stolen_first(void** state)
{
  // Level by velocity, as the tiny preset tracks it; by the channel's volume;
  // and by how much of the release has gone by
  Spy* const spy = (Spy*)*state;
  static const float velocities[] = {127.0f, 20.0f, 127.0f, 60.0f, 1.0f};
  limit_notes(spy, 5.0f);
  spy_control(spy, 1U, DIL_CC_VOLUME, 5.0f);
  for (uint8_t i = 0U; i < 5U; ++i) {
    const uint8_t channel = (i == 2U);
    spy_event(
      spy, DIL_EVENT_NOTE_ON, channel, (uint8_t)(60U + i), velocities[i]);
  }
  spy_run(spy, 100U);

  // The last stays down and is spared although it is the quietest
  for (uint8_t i = 0U; i < 4U; ++i) {
    spy_note_off(spy, i == 2U, (uint8_t)(60U + i));
    spy_run(spy, 100U);
  }
  static const int expected[] = {2, 1, 3, 0, 4, 5};
  for (size_t i = 0U; i < 6U; ++i) {
    spy_event(spy, DIL_EVENT_NOTE_ON, 0U, (uint8_t)(70U + i), 127.0f);
    assert_int_equal(fading_note(spy), expected[i]);
    spy_run(spy, 130U);
  }
}

static void
note_that_has_nearly_died_away_is_stolen_before_a_softer_one(void** state)
{
  Spy* const spy = (Spy*)*state;
  limit_notes(spy, 2.0f);
  spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 60U, 127.0f);
  spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 61U, 64.0f);
  spy_note_off(spy, 0U, 60U);

  // 0.1 s and 30 ms more are 3120 steps; velocity 64 is at a quarter
  spy_run(spy, 2900U);
  spy_note_off(spy, 0U, 61U);
  spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 70U, 127.0f);
  assert_int_equal(fading_note(spy), 0);
}

static void
fewer_voices_take_effect_at_the_next_note(void** state)
{
  Spy* const spy = (Spy*)*state;
  for (uint8_t key = 60U; key < 70U; ++key) {
    spy_event(spy, DIL_EVENT_NOTE_ON, 0U, key, 127.0f);
  }
  limit_notes(spy, 2.0f);
  spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 80U, 127.0f);
  spy_run(spy, 200U);
  assert_int_equal(spy->mixer.player.n_voices, 2U);
  assert_int_equal(spy->mixer.player.n_stolen, 9U);
}

static void
more_notes_at_once_than_slots_leave_the_latest(void** state)
{
  Spy* const spy = (Spy*)*state;
  limit_notes(spy, 1.0f);
  for (uint8_t key = 0U; key < SPY_MAX_NOTES; ++key) {
    spy_event(spy, DIL_EVENT_NOTE_ON, 0U, key, 127.0f);
    spy_run(spy, key % 2U);
  }
  spy_run(spy, 200U);
  assert_int_equal(spy->mixer.player.n_voices, 1U);
  assert_int_equal(spy->mixer.player.voices[spy->mixer.player.order[0]].key,
                   SPY_MAX_NOTES - 1U);
}

#define LEVEL_TEST(name)                                                       \
  cmocka_unit_test_setup_teardown(name, spy_setup, spy_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    LEVEL_TEST(level_follows_velocity_as_the_instrument_tracks_it),
    LEVEL_TEST(soft_pedal_softens_new_notes),
    LEVEL_TEST(volume_expression_and_pan_move_sounding_notes_without_steps),
    LEVEL_TEST(attack_fades_in_and_a_scaled_release_fades_out),
    LEVEL_TEST(brightness_lifts_level_and_treble),
    LEVEL_TEST(gain_moves_in_a_line_from_one_look_at_the_controls_to_the_next),
    LEVEL_TEST(overload_never_reaches_full_scale),
    LEVEL_TEST(oldest_note_is_stolen_with_a_fade_of_5_ms),
    LEVEL_TEST(released_notes_are_stolen_before_held_ones),
    LEVEL_TEST(quietest_released_note_is_stolen_first),
    LEVEL_TEST(note_that_has_nearly_died_away_is_stolen_before_a_softer_one),
    LEVEL_TEST(fewer_voices_take_effect_at_the_next_note),
    LEVEL_TEST(more_notes_at_once_than_slots_leave_the_latest),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
