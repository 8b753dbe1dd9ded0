// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/score.h"

#include "score/score_case.h"
#include "support/test.h"

#include <math.h>

// A track of format 0 with 100 ticks to the beat of half a second
static MidiBytes
begin_file(void)
{
  MidiBytes midi = {.n = 0U};
  midi_header(&midi, 0U, 1U, 100U);
  midi_begin_track(&midi);
  return midi;
}

static DilScore*
end_file(MidiBytes* const midi)
{
  midi_end_track(midi, 0U);
  return score_read(midi, NULL);
}

static void
assert_note(const DilScore* const score,
            const size_t index,
            const unsigned key,
            const double onset_s,
            const double length_s)
{
  const DilNote* const note = &dil_score_notes(score)[index];
  assert_int_equal(note->key, key);
  assert_true(note->onset_s == onset_s);
  assert_true(note->length_s == length_s);
}

static void
note_lasts_until_its_key_is_released(void** state)
{
  (void)state;

  MidiBytes midi = begin_file();
  MIDI_PUT(&midi, 100, 0x92, 60, 99, 50, 64, 1, 100, 60, 0, 50, 0x82, 64, 90);
  DilScore* const score = end_file(&midi);

  assert_int_equal(dil_score_n_notes(score), 2);
  assert_note(score, 0U, 60U, 0.5, 0.75);
  assert_note(score, 1U, 64U, 0.75, 0.75);
  assert_int_equal(dil_score_notes(score)[0].velocity, 99);
  assert_int_equal(dil_score_notes(score)[0].channel, 2);
  assert_true(dil_score_duration_s(score) == 1.5);

  // Release velocities: not measured, and 90
  const DilScoreEvent* const events = dil_score_events(score);
  assert_int_equal(dil_score_n_events(score), 4);
  assert_true(events[2].event.value == 64.0f);
  assert_true(events[3].event.value == 90.0f);
  dil_score_free(score);
}

static void
key_struck_again_ends_the_note_before(void** state)
{
  (void)state;

  // Struck twice and released once: the second note, as players do it
  MidiBytes midi = begin_file();
  MIDI_PUT(&midi, 0, 0x90, 60, 99, 100, 60, 98, 100, 60, 0, 100, 60, 0);
  DilScore* const score = end_file(&midi);
  assert_int_equal(dil_score_n_notes(score), 2);
  assert_note(score, 0U, 60U, 0.0, 0.5);
  assert_note(score, 1U, 60U, 0.5, 0.5);
  dil_score_free(score);
}

static void
same_key_on_two_channels_is_two_notes(void** state)
{
  (void)state;

  MidiBytes midi = begin_file();
  MIDI_PUT(&midi, 0, 0x90, 60, 99, 100, 0x91, 60, 98, 100, 0x80, 60, 0);
  MIDI_PUT(&midi, 100, 0x81, 60, 0);
  DilScore* const score = end_file(&midi);
  assert_note(score, 0U, 60U, 0.0, 1.0);
  assert_note(score, 1U, 60U, 0.5, 1.0);
  dil_score_free(score);
}

static void
release_written_after_the_next_stroke_ends_the_note_before(void** state)
{
  (void)state;

  // At one instant, struck first and released then
  MidiBytes midi = begin_file();
  MIDI_PUT(&midi, 0, 0x90, 60, 99, 100, 60, 98, 0, 60, 0, 100, 60, 0);
  DilScore* const score = end_file(&midi);
  assert_int_equal(dil_score_n_notes(score), 2);
  assert_note(score, 0U, 60U, 0.0, 0.5);
  assert_note(score, 1U, 60U, 0.5, 0.5);
  dil_score_free(score);
}

static void
note_without_length_sounds_for_its_attack(void** state)
{
  (void)state;

  // Beside another, twice at one instant, and as the last of all
  MidiBytes midi = begin_file();
  MIDI_PUT(&midi, 0, 0x90, 60, 99, 0, 60, 0, 0, 61, 99, 100, 61, 0);
  MIDI_PUT(&midi, 0, 62, 99, 0, 62, 0, 0, 62, 98, 100, 62, 0, 0, 63, 99);
  DilScore* const score = end_file(&midi);
  assert_int_equal(dil_score_n_notes(score), 4);
  assert_note(score, 0U, 60U, 0.0, 0.05);
  assert_note(score, 1U, 61U, 0.0, 0.5);
  assert_note(score, 2U, 62U, 0.5, 0.5);
  assert_int_equal(dil_score_notes(score)[3].key, 63);
  assert_true(fabs(dil_score_notes(score)[3].length_s - 0.05) < 1e-9);
  assert_true(fabs(dil_score_duration_s(score) - 1.05) < 1e-9);
  score_assert_sound(score);
  dil_score_free(score);
}

static void
note_without_length_ends_where_its_key_is_struck_again(void** state)
{
  (void)state;

  // 5 ms later, and again with a release that comes late
  MidiBytes midi = begin_file();
  MIDI_PUT(&midi, 0, 0x90, 60, 99, 0, 60, 0, 1, 60, 98, 99, 60, 0);
  MIDI_PUT(&midi, 0, 60, 97, 0, 60, 0, 1, 60, 0);
  DilScore* const score = end_file(&midi);
  assert_int_equal(dil_score_n_notes(score), 3);
  assert_note(score, 0U, 60U, 0.0, 0.005);
  assert_int_equal(dil_score_notes(score)[1].velocity, 98);
  assert_true(fabs(dil_score_notes(score)[2].length_s - 0.05) < 1e-9);
  score_assert_sound(score);
  dil_score_free(score);
}

static void
note_that_is_never_released_ends_with_the_file(void** state)
{
  (void)state;

  MidiBytes midi = begin_file();
  MIDI_PUT(&midi, 0, 0x90, 60, 99, 100, 61, 99, 100, 0xB0, 7, 100);
  midi_end_track(&midi, 100U);
  DilScore* const score = score_read(&midi, NULL);
  assert_note(score, 0U, 60U, 0.0, 1.5);
  assert_note(score, 1U, 61U, 0.5, 1.0);
  assert_int_equal(dil_score_n_events(score), 5);
  dil_score_free(score);
}

static void
engine_hears_controllers_in_its_own_units(void** state)
{
  (void)state;

  MidiBytes midi = begin_file();
  MIDI_PUT(&midi, 0, 0xB3, 64, 127, 0, 0xC3, 56, 0, 0xD3, 77);
  MIDI_PUT(&midi, 0, 0xE3, 0, 0, 0, 0, 64, 0, 127, 127, 0, 0xA3, 60, 33);
  MIDI_PUT(&midi, 0, 0x93, 60, 1, 1, 60, 0);
  DilScore* const score = end_file(&midi);

  static const DilEvent expected[] = {
    {0U, DIL_EVENT_CONTROL, 3U, 64U, 0U, DIL_ANY_NOTE, 127.0f},
    {0U, DIL_EVENT_PROGRAM, 3U, 56U, 0U, DIL_ANY_NOTE, 0.0f},
    {0U, DIL_EVENT_CHANNEL_PRESSURE, 3U, 0U, 0U, DIL_ANY_NOTE, 77.0f},
    {0U, DIL_EVENT_PITCH_BEND, 3U, 0U, 0U, DIL_ANY_NOTE, -1.0f},
    {0U, DIL_EVENT_PITCH_BEND, 3U, 0U, 0U, DIL_ANY_NOTE, 0.0f},
    {0U, DIL_EVENT_PITCH_BEND, 3U, 0U, 0U, DIL_ANY_NOTE, 8191.0f / 8192.0f},
    {0U, DIL_EVENT_KEY_PRESSURE, 3U, 60U, 0U, DIL_ANY_NOTE, 33.0f},
    {0U, DIL_EVENT_NOTE_ON, 3U, 60U, 0U, 0, 1.0f},
    {0U, DIL_EVENT_NOTE_OFF, 3U, 60U, 0U, 0, 64.0f},
  };
  assert_int_equal(dil_score_n_events(score), 9);
  for (size_t i = 0U; i < 9U; ++i) {
    const DilEvent* const event = &dil_score_events(score)[i].event;
    assert_int_equal(event->type, expected[i].type);
    assert_int_equal(event->channel, expected[i].channel);
    assert_int_equal(event->number, expected[i].number);
    assert_int_equal(event->note_id, expected[i].note_id);
    assert_true(event->value == expected[i].value);
  }
  dil_score_free(score);
}

static void
note_starts_under_the_controllers_of_its_instant(void** state)
{
  (void)state;

  MidiBytes midi = begin_file();
  MIDI_PUT(
    &midi, 0, 0x90, 60, 99, 50, 61, 99, 0, 0xB0, 64, 127, 0, 0x80, 60, 0);
  DilScore* const score = end_file(&midi);
  static const uint8_t expected[] = {DIL_EVENT_NOTE_ON,
                                     DIL_EVENT_CONTROL,
                                     DIL_EVENT_NOTE_OFF,
                                     DIL_EVENT_NOTE_ON,
                                     DIL_EVENT_NOTE_OFF};

  assert_int_equal(dil_score_n_events(score), 5);
  for (size_t i = 0U; i < 5U; ++i) {
    assert_int_equal(dil_score_events(score)[i].event.type, expected[i]);
  }
  dil_score_free(score);
}

static void
system_exclusives_are_put_together(void** state)
{
  (void)state;

  MidiBytes midi = begin_file();
  MIDI_PUT(&midi, 0, 0xF0, 3, 1, 2, 0xF7);
  MIDI_PUT(&midi, 100, 0xF0, 2, 3, 4, 0, 0xF7, 1, 5, 100, 0xF7, 2, 6, 0xF7);
  MIDI_PUT(&midi, 0, 0xF7, 1, 0xF8);
  MIDI_PUT(&midi, 0, 0xF0, 2, 7, 8, 0, 0xF0, 2, 9, 0xF7);
  MIDI_PUT(&midi, 0, 0xF0, 2, 10, 11, 0, 0x90, 60, 1, 1, 60, 0);
  DilScore* const score = end_file(&midi);

  static const uint8_t expected[] = {
    0xF0, 1, 2, 0xF7, 0xF0, 3, 4, 5, 6, 0xF7, 0xF0, 9, 0xF7};
  const DilScoreSysex* const sysex = dil_score_sysex(score);
  assert_int_equal(dil_score_n_events(score), 2);
  assert_int_equal(dil_score_n_sysex(score), 3);
  assert_int_equal(sysex[0].size, 4);
  assert_memory_equal(sysex[0].data, expected, 4U);
  assert_true(sysex[0].time_s == 0.0);
  assert_int_equal(sysex[1].size, 6);
  assert_memory_equal(sysex[1].data, expected + 4, 6U);
  assert_true(sysex[1].time_s == 1.0);
  assert_int_equal(sysex[2].size, 3);
  assert_memory_equal(sysex[2].data, expected + 10, 3U);
  dil_score_free(score);
}

static void
score_ends_after_a_day(void** state)
{
  (void)state;

  // Two notes; the second starts after 2 * 16 * 2^28 / 100 seconds
  MidiBytes midi = begin_file();
  midi_tempo(&midi, 0U, 0xFFFFFFU);
  MIDI_PUT(&midi, 0, 0x90, 60, 99, 0xFF, 0xFF, 0xFF, 0x7F, 61, 99);
  MIDI_PUT(&midi, 0xFF, 0xFF, 0xFF, 0x7F, 61, 0);
  DilScore* const score = end_file(&midi);
  assert_int_equal(dil_score_n_notes(score), 1);
  assert_note(score, 0U, 60U, 0.0, DIL_SCORE_MAX_S);
  assert_int_equal(dil_score_n_warnings(score), 1);
  assert_string_equal(dil_score_warning(score, 0U),
                      "name: only the first 24 hours are played");
  dil_score_free(score);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(note_lasts_until_its_key_is_released),
    cmocka_unit_test(key_struck_again_ends_the_note_before),
    cmocka_unit_test(same_key_on_two_channels_is_two_notes),
    cmocka_unit_test(
      release_written_after_the_next_stroke_ends_the_note_before),
    cmocka_unit_test(note_without_length_sounds_for_its_attack),
    cmocka_unit_test(note_without_length_ends_where_its_key_is_struck_again),
    cmocka_unit_test(note_that_is_never_released_ends_with_the_file),
    cmocka_unit_test(engine_hears_controllers_in_its_own_units),
    cmocka_unit_test(note_starts_under_the_controllers_of_its_instant),
    cmocka_unit_test(system_exclusives_are_put_together),
    cmocka_unit_test(score_ends_after_a_day),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
