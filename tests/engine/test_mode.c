// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "band.h"
#include "rng.h"
#include "spy.h"

#include "support/test.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define FADE 120U ///< Steps in which a note gives way

static Spy*
spy_in(const DilMode mode)
{
  Spy* const spy = spy_new(1U);
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_MODE, (float)mode);
  return spy;
}

/// Voices on a channel that do not give way
static size_t
n_sounding(const Spy* const spy, const uint8_t channel)
{
  const DilPlayer* const player = &spy->mixer.player;
  size_t n = 0U;
  for (size_t i = 0U; i < player->n_voices; ++i) {
    const DilVoice* const voice = &player->voices[player->order[i]];
    n += !voice->is_killed && voice->channel == channel;
  }

  return n;
}

static void
assert_key(const SpyNote* const note, const double expected)
{
  assert_true(fabs(spy_latest(note).key - expected) < 1e-6);
}

static void
one_voice_at_most_sounds_on_a_channel(void** state)
{
  (void)state;
  for (int mode = DIL_MODE_MONO; mode <= DIL_MODE_LEGATO; ++mode) {
    Spy* const spy = spy_in((DilMode)mode);
    const DilRng rng = dil_rng_stream(7U, (uint64_t)mode);
    for (uint64_t i = 0U; i < 60U && spy->n_notes < SPY_MAX_NOTES - 2U; ++i) {
      const uint64_t bits = dil_rng_bits(rng, i);
      const uint8_t channel = (bits >> 8U) & 1U;
      const uint8_t key = (uint8_t)(60U + bits % 5U);
      spy_event(spy,
                (bits >> 9U) & 1U ? DIL_EVENT_NOTE_ON : DIL_EVENT_NOTE_OFF,
                channel,
                key,
                100.0f);
      assert_true(n_sounding(spy, 0U) <= 1U && n_sounding(spy, 1U) <= 1U);
      spy_run(spy, (bits >> 10U) % 300U);
    }

    // Of both channels there were notes, and none is left
    for (uint8_t key = 60U; key < 65U; ++key) {
      spy_note_off(spy, 0U, key);
      spy_note_off(spy, 1U, key);
    }
    spy_run(spy, 10000U);
    assert_int_equal(spy->mixer.player.n_voices, 0U);
    assert_int_equal(spy->mixer.player.n_down, 0U);
    spy_free(spy);
  }
}

static void
a_new_key_takes_the_voice_and_gives_it_back(void** state)
{
  (void)state;
  Spy* const spy = spy_in(DIL_MODE_MONO);
  static const uint8_t up[] = {62U, 67U, 60U};
  static const double heard[] = {67.0, 60.0};
  SpyNote* note = spy_note_on(spy, 0U, 60U);
  (void)spy_note_on(spy, 1U, 50U);
  for (uint8_t key = 62U; key <= 67U; key += 5U) {
    const SpyNote* const before = note;
    spy_run(spy, 1000U);
    note = spy_note_on(spy, 0U, key);
    spy_run(spy, FADE);
    assert_true(before->has_ended);
    assert_int_equal(before->release_age, UINT32_MAX);
    assert_key(note, (double)key);
  }

  // The middle one changes nothing, the last gives way to the first
  for (size_t i = 0U; i < 2U; ++i) {
    spy_note_off(spy, 0U, up[i]);
    assert_int_equal(spy->n_notes, 4U + i);
    spy_run(spy, 200U);
    assert_key(&spy->notes[spy->n_notes - 1U], i ? heard[1] : heard[0]);
  }
  spy_note_off(spy, 0U, up[2]);
  assert_int_equal(spy->notes[4].release_age, 200U);
  assert_int_equal(spy->notes[1].release_age, UINT32_MAX);
  spy_free(spy);
}

static void
a_held_note_moves_without_a_second_onset(void** state)
{
  (void)state;
  static const uint8_t downs[] = {64U, 67U};
  static const uint8_t ups[] = {67U, 60U};
  Spy* const spy = spy_in(DIL_MODE_LEGATO);
  SpyNote* const note = spy_note_on(spy, 0U, 60U);
  for (size_t i = 0U; i < 2U; ++i) {
    spy_run(spy, 50U);
    spy_event(spy, DIL_EVENT_NOTE_ON, 0U, downs[i], 30.0f);
    spy_run(spy, 32U);
    assert_key(note, (double)downs[i]);
  }
  for (size_t i = 0U; i < 2U; ++i) {
    spy_note_off(spy, 0U, ups[i]);
    spy_run(spy, 32U);
    assert_key(note, 64.0);
  }

  assert_int_equal(spy->n_notes, 1U);
  assert_int_equal(note->release_age, UINT32_MAX);
  spy_note_off(spy, 0U, 64U);
  assert_int_equal(note->release_age, note->age);

  // With no key down the next one begins anew, though the last one sounds on
  SpyNote* const next = spy_note_on(spy, 0U, 65U);
  spy_run(spy, FADE);
  assert_int_equal(spy->n_notes, 2U);
  assert_true(note->has_ended && !next->has_ended);
  spy_free(spy);
}

static void
a_chord_gives_way_to_the_next_key_when_the_mode_changes(void** state)
{
  (void)state;
  for (int mode = DIL_MODE_MONO; mode <= DIL_MODE_LEGATO; ++mode) {
    Spy* const spy = spy_in(DIL_MODE_POLY);
    (void)spy_note_on(spy, 0U, 60U);
    (void)spy_note_on(spy, 0U, 64U);
    spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_MODE, (float)mode);
    assert_int_equal(n_sounding(spy, 0U), 2U);
    spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 67U, 100.0f);
    assert_int_equal(n_sounding(spy, 0U), 1U);
    assert_int_equal(spy->n_notes, mode == DIL_MODE_MONO ? 3U : 2U);
    spy_free(spy);
  }
}

static void
another_instrument_begins_anew(void** state)
{
  (void)state;
  Spy* const spy = spy_in(DIL_MODE_LEGATO);
  (void)spy_note_on(spy, 0U, 60U);
  spy_event(spy, DIL_EVENT_PROGRAM, 0U, 1U, 0.0f);
  (void)spy_note_on(spy, 0U, 62U);
  assert_int_equal(spy->n_notes, 2U);
  assert_int_equal(n_sounding(spy, 0U), 1U);
  spy_free(spy);
}

static void
a_moved_note_glides_from_where_it_is(void** state)
{
  (void)state;
  Spy* const spy = spy_in(DIL_MODE_LEGATO);
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_GLIDE, 0.04f);
  SpyNote* const note = spy_note_on(spy, 0U, 60U);
  spy_run(spy, 320U);
  spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 72U, 100.0f);

  // 960 steps from there on, turned back half way
  spy_run(spy, 481U);
  assert_key(note, 66.0);
  spy_note_off(spy, 0U, 72U);
  spy_run(spy, 480U);
  assert_true(fabs(spy_latest(note).key - 63.0) < 0.02);
  spy_run(spy, 600U);
  assert_key(note, 60.0);
  spy_free(spy);
}

static void
pedals_hold_the_voice_and_notes_off_forgets_the_keys(void** state)
{
  (void)state;
  Spy* const spy = spy_in(DIL_MODE_LEGATO);
  SpyNote* const note = spy_note_on(spy, 0U, 60U);
  spy_control(spy, 0U, DIL_CC_SUSTAIN, 127.0f);
  spy_note_off(spy, 0U, 60U);
  spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 62U, 100.0f);
  spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 64U, 100.0f);
  spy_control(spy, 0U, DIL_CC_SUSTAIN, 0.0f);
  assert_int_equal(note->release_age, UINT32_MAX);
  spy_control(spy, 0U, DIL_CC_NOTES_OFF, 0.0f);
  assert_int_equal(note->release_age, note->age);
  spy_note_off(spy, 0U, 64U);
  assert_int_equal(spy->n_notes, 1U);
  assert_int_equal(spy->mixer.player.n_down, 0U);
  spy_free(spy);
}

static void
a_zone_of_mpe_is_one_line(void** state)
{
  (void)state;
  Spy* const spy = spy_in(DIL_MODE_LEGATO);
  spy_control(spy, 0U, DIL_CC_RPN, 0.0f);
  spy_control(spy, 0U, DIL_CC_RPN_FINE, 6.0f);
  spy_control(spy, 0U, DIL_CC_DATA, 4.0f);
  SpyNote* const note = spy_note_on(spy, 1U, 60U);
  spy_event(spy, DIL_EVENT_PITCH_BEND, 2U, 0U, 0.5f);
  spy_event(spy, DIL_EVENT_NOTE_ON, 2U, 62U, 100.0f);
  spy_run(spy, 32U);
  assert_key(note, 62.0 + 24.0);
  spy_note_off(spy, 2U, 62U);
  spy_run(spy, 32U);
  assert_key(note, 60.0);
  assert_int_equal(spy->n_notes, 1U);
  (void)spy_note_on(spy, 9U, 60U);
  assert_int_equal(spy->n_notes, 2U);
  assert_int_equal(n_sounding(spy, 1U), 1U);
  spy_free(spy);
}

static void
block_size_is_invisible_in_every_mode(void** state)
{
  (void)state;
  static const size_t blocks[] = {1U, 7U, 512U};
  static const uint32_t n_frames = 6000U;
  Band* const band = band_new(16000.0f);
  DilEvent events[64];
  const DilRng rng = dil_rng_stream(3U, 0U);
  for (uint32_t i = 0U; i < 64U; ++i) {
    const uint64_t bits = dil_rng_bits(rng, i);
    events[i] = band_event(i * n_frames / 64U,
                           bits % 3U ? DIL_EVENT_NOTE_ON : DIL_EVENT_NOTE_OFF,
                           (uint8_t)(60U + (bits >> 8U) % 4U),
                           100.0f);
  }

  float* kept[3];
  for (uint32_t mode = 0U; mode < 3U; ++mode) {
    DilEngineSettings settings = band_settings(24000U);
    settings.parameters[DIL_PARAMETER_MODE] = (float)mode;
    settings.parameters[DIL_PARAMETER_GLIDE] = 0.01f;
    band_play(band, &settings, events, 64U, 64U, n_frames);
    kept[mode] = band_copy(band);
    for (size_t b = 0U; b < 3U; ++b) {
      band_play(band, &settings, events, 64U, blocks[b], n_frames);
      float* const again = band_copy(band);
      assert_memory_equal(again, kept[mode], 2U * n_frames * sizeof(float));
      free(again);
    }
  }

  bool are_same[2] = {true, true};
  for (size_t i = 0U; i < n_frames; ++i) {
    are_same[0] = are_same[0] && kept[0][i] == kept[1][i];
    are_same[1] = are_same[1] && kept[1][i] == kept[2][i];
  }
  assert_false(are_same[0] || are_same[1]);
  for (size_t mode = 0U; mode < 3U; ++mode) {
    free(kept[mode]);
  }
  band_free(band);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_voice_at_most_sounds_on_a_channel),
    cmocka_unit_test(a_new_key_takes_the_voice_and_gives_it_back),
    cmocka_unit_test(a_held_note_moves_without_a_second_onset),
    cmocka_unit_test(a_chord_gives_way_to_the_next_key_when_the_mode_changes),
    cmocka_unit_test(another_instrument_begins_anew),
    cmocka_unit_test(a_moved_note_glides_from_where_it_is),
    cmocka_unit_test(pedals_hold_the_voice_and_notes_off_forgets_the_keys),
    cmocka_unit_test(a_zone_of_mpe_is_one_line),
    cmocka_unit_test(block_size_is_invisible_in_every_mode)};

  return cmocka_run_group_tests(tests, NULL, NULL);
}
