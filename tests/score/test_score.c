// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/score.h"

#include "score/score_case.h"
#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

// Notes of key 10 times the track plus the channel, two channels a track
static MidiBytes
file_of_many_parts(void)
{
  MidiBytes midi = {.n = 0U};
  midi_header(&midi, 1U, 5U, 100U);
  for (unsigned track = 0U; track < 5U; ++track) {
    midi_begin_track(&midi);
    MIDI_PUT(&midi, 0, 0xFF, 0x03, 1, (uint8_t)('A' + track));
    for (unsigned i = 0U; i < 2U; ++i) {
      const unsigned channel = track == 4U ? 9U : track + i;
      const uint8_t key = (uint8_t)(10U * track + channel);
      MIDI_PUT(&midi, 0, (uint8_t)(0xB0U | channel), 7, 100);
      MIDI_PUT(&midi, 0, (uint8_t)(0x90U | channel), key, 100, 100, key, 0);
    }
    midi_end_track(&midi, 0U);
  }
  return midi;
}

static size_t
count_notes(const int track, const int channel, const bool with_drums)
{
  const MidiBytes midi = file_of_many_parts();
  DilScoreOptions options = dil_score_defaults();
  options.track = track;
  options.channel = channel;
  options.with_drums = with_drums;

  DilScore* const score = score_read(&midi, &options);
  const size_t n_notes = dil_score_n_notes(score);
  for (size_t i = 0U; i < n_notes; ++i) {
    const DilNote* const note = &dil_score_notes(score)[i];
    assert_true(track == DIL_SCORE_ALL || note->track == track);
    assert_true(channel == DIL_SCORE_ALL || note->channel + 1 == channel);
    assert_int_equal(note->key, 10 * note->track + note->channel);
  }

  // A controller came before each note
  assert_int_equal(dil_score_n_events(score), 3U * n_notes);
  assert_int_equal(*dil_score_title(score), track < 0 ? 'A' : 'A' + track);
  assert_int_equal(dil_score_n_tracks(score), 5);
  dil_score_free(score);
  return n_notes;
}

static void
tracks_and_channels_can_be_chosen(void** state)
{
  (void)state;

  assert_int_equal(count_notes(DIL_SCORE_ALL, DIL_SCORE_ALL, false), 8);
  assert_int_equal(count_notes(0, DIL_SCORE_ALL, false), 2);
  assert_int_equal(count_notes(3, DIL_SCORE_ALL, false), 2);
  assert_int_equal(count_notes(DIL_SCORE_ALL, 1, false), 1);
  assert_int_equal(count_notes(DIL_SCORE_ALL, 2, false), 2);
  assert_int_equal(count_notes(2, 4, false), 1);
}

static void
drums_are_played_only_if_asked_for(void** state)
{
  (void)state;

  assert_int_equal(count_notes(DIL_SCORE_ALL, DIL_SCORE_ALL, true), 10);
  assert_int_equal(count_notes(4, DIL_SCORE_ALL, true), 2);
  assert_int_equal(count_notes(DIL_SCORE_ALL, 10, false), 2);
}

static void
selection_without_notes_is_refused_and_named(void** state)
{
  (void)state;

  const MidiBytes midi = file_of_many_parts();
  DilScoreOptions options = dil_score_defaults();
  options.track = 4;
  score_refuse(&midi,
               &options,
               DIL_BAD_FILE,
               "name: no notes in track 4 (of 5, counted from 0), any channel "
               "but that of drums (10)");
  options.track = 7;
  options.with_drums = true;
  score_refuse(&midi, &options, DIL_BAD_FILE, "track 7 (of 5");
  options.track = DIL_SCORE_ALL;
  options.channel = 16;
  score_refuse(
    &midi, &options, DIL_BAD_FILE, "name: no notes in any track, channel 16");
}

static void
options_out_of_range_are_refused(void** state)
{
  (void)state;

  static const DilScoreOptions bad[] = {
    {-2, DIL_SCORE_ALL, 0, false, false},
    {0, 0, 0, false, false},
    {0, 17, 0, false, false},
    {0, -2, 0, false, false},
    {0, 1, 128, false, false},
    {0, 1, -128, false, false},
  };
  const MidiBytes midi = file_of_many_parts();
  for (size_t i = 0U; i < sizeof(bad) / sizeof(*bad); ++i) {
    score_refuse(&midi, &bad[i], DIL_BAD_ARGUMENT, "");
  }
}

static void
transposition_moves_keys_and_drops_those_beyond(void** state)
{
  (void)state;

  MidiBytes midi = begin_file();
  MIDI_PUT(&midi, 0, 0x90, 60, 99, 0, 120, 99, 0, 3, 99, 0, 0xA0, 60, 5);
  MIDI_PUT(&midi, 100, 0x80, 60, 0, 0, 120, 0, 0, 3, 0);
  midi_end_track(&midi, 0U);

  for (int transpose = -12; transpose <= 12; ++transpose) {
    DilScoreOptions options = dil_score_defaults();
    options.transpose = transpose;
    DilScore* const score = score_read(&midi, &options);
    const bool is_one_beyond = transpose > 7 || transpose < -3;
    assert_int_equal(dil_score_n_notes(score), is_one_beyond ? 2 : 3);
    assert_int_equal(dil_score_n_warnings(score), is_one_beyond ? 1 : 0);
    assert_int_equal(dil_score_notes(score)[0].key, 60 + transpose);
    assert_int_equal(dil_score_events(score)[0].event.number, 60 + transpose);
    dil_score_free(score);
  }

  DilScoreOptions options = dil_score_defaults();
  options.transpose = 127;
  score_refuse(&midi, &options, DIL_BAD_FILE, "no notes");
}

static void
assert_title(const uint8_t* const name,
             const size_t n,
             const char* const expected)
{
  MidiBytes midi = begin_file();
  MIDI_PUT(&midi, 0, 0xFF, 0x03, 0, 0, 0xFF, 0x03, (uint8_t)n);
  midi_put(&midi, name, n);
  MIDI_PUT(&midi, 0, 0x90, 60, 1, 1, 60, 0);
  DilScore* const score = end_file(&midi);
  assert_string_equal(dil_score_title(score), expected);
  dil_score_free(score);
}

static void
title_is_one_line_of_utf8(void** state)
{
  (void)state;

  // Whole characters only: of 127 bytes, the last is half an e acute
  uint8_t name[127];
  char expected[128] = "";
  memset(name, 'x', sizeof(name));
  memset(expected, 'x', 126U);
  name[126] = 0xE9U;
  assert_title(name, 127U, expected);

  assert_title((const uint8_t*)"Caf\xC3\xA9 \xE2\x99\xAB \xF0\x9D\x84\x9E",
               14U,
               "Caf\xC3\xA9 \xE2\x99\xAB \xF0\x9D\x84\x9E");
  assert_title((const uint8_t*)"Caf\xE9", 4U, "Caf\xC3\xA9");
  assert_title((const uint8_t*)"\xC3", 1U, "\xC3\x83");
  // A surrogate is no character, so this is Latin-1 as well
  assert_title((const uint8_t*)"\xED\xA0\x80", 3U, "\xC3\xAD\xC2\xA0 ");
  assert_title((const uint8_t*)"\x1B[2J\n\x9B", 6U, " [2J  ");
  assert_title((const uint8_t*)"a\xC2\x9B\xC2\xA0", 5U, "a \xC2\xA0");
}

static void
place_in_the_score_is_known(void** state)
{
  (void)state;

  MidiBytes midi = begin_file();
  MIDI_PUT(&midi, 0, 0x90, 60, 1, 1, 60, 0);
  DilScore* const score = end_file(&midi);
  const DilScorePosition at = dil_score_position(score, 3.75);
  assert_int_equal(at.bar, 2);
  assert_int_equal(at.beat, 4);
  assert_true(at.fraction > 0.499 && at.fraction < 0.501);
  dil_score_free(score);
}

static void
melody_that_cannot_be_opened_is_refused_by_name(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  DilScore* score = NULL;
  DilMessage message = {""};
  const char* const path = temp_path(folder, "none.mid");
  assert_int_equal(dil_score_load(path, NULL, &score, &message), DIL_NOT_FOUND);
  assert_non_null(strstr(message.text, "none.mid: No such file"));
  assert_int_equal(dil_score_load(temp_folder(folder), NULL, &score, &message),
                   DIL_NOT_FOUND);
  assert_non_null(strstr(message.text, "directory"));
  assert_null(score);
}

static void
melody_is_read_from_standard_input(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "tune.mid");
  const MidiBytes midi = file_of_many_parts();
  file_write(path, midi.bytes, midi.n);
  assert_non_null(freopen(path, "rb", stdin));

  DilScore* score = NULL;
  assert_int_equal(dil_score_load("-", NULL, &score, NULL), DIL_OK);
  assert_int_equal(dil_score_n_notes(score), 8);
  dil_score_free(score);

  // And from the file itself
  assert_int_equal(dil_score_load(path, NULL, &score, NULL), DIL_OK);
  assert_int_equal(dil_score_n_notes(score), 8);
  dil_score_free(score);
}

static void
tune_in_abc_notation_is_read(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "tune.abc");
  file_write_text(
    path, "X:1\nT:Scale\nM:3/4\nL:1/4\nQ:1/4=120\nK:C\n\"Am\"CDE|FGA|Bcd|\n");

  DilScore* score = NULL;
  DilMessage message = {""};
  if (dil_score_load(path, NULL, &score, &message) == DIL_UNSUPPORTED) {
    assert_non_null(strstr(message.text, "tune.abc: ABC needs the program"));
    print_message("%s\n", message.text);
    skip();
  }

  // The melody, without an accompaniment to its chord symbol
  static const uint8_t keys[] = {60, 62, 64, 65, 67, 69, 71, 72, 74};
  score_assert_sound(score);
  assert_string_equal(dil_score_title(score), "Scale");
  assert_int_equal(dil_score_n_notes(score), 9);
  for (size_t i = 0U; i < 9U; ++i) {
    assert_int_equal(dil_score_notes(score)[i].key, keys[i]);
    assert_true(fabs(dil_score_notes(score)[i].onset_s - 0.5 * (double)i) <
                0.01);
  }
  assert_int_equal(dil_score_position(score, 3.0).bar, 3);
  dil_score_free(score);
}

static DilStatus
load_and_free(void* const context)
{
  DilScore* score = NULL;
  const DilStatus status =
    dil_score_load((const char*)context, NULL, &score, NULL);
  if (!status) {
    dil_score_free(score);
  }

  return status;
}

static void
every_failing_allocation_is_reported(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  char path[512];
  snprintf(path, sizeof(path), "%s", temp_path(folder, "tune.mid"));
  const MidiBytes midi = file_of_many_parts();
  file_write(path, midi.bytes, midi.n);
  assert_true(fault_for_each(load_and_free, path, DIL_NO_MEMORY) >= 10U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(tracks_and_channels_can_be_chosen),
    cmocka_unit_test(drums_are_played_only_if_asked_for),
    cmocka_unit_test(selection_without_notes_is_refused_and_named),
    cmocka_unit_test(options_out_of_range_are_refused),
    cmocka_unit_test(transposition_moves_keys_and_drops_those_beyond),
    cmocka_unit_test(title_is_one_line_of_utf8),
    cmocka_unit_test(place_in_the_score_is_known),
    cmocka_unit_test_setup_teardown(
      melody_that_cannot_be_opened_is_refused_by_name,
      temp_setup,
      temp_teardown),
    cmocka_unit_test_setup_teardown(
      melody_is_read_from_standard_input, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      tune_in_abc_notation_is_read, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      every_failing_allocation_is_reported, temp_setup, temp_teardown),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
