// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// "dilaton transcribe", on what the program itself has played

#include "io/midi_bytes.h"
#include "support/file.h"
#include "support/run.h"
#include "support/temp.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char preset[] = DIL_SOURCE_DIR "/presets/altosax.safetensors";

/// Play three notes into a file
static const char*
play_notes(TempFolder* const folder)
{
  const char* const melody = temp_path(folder, "notes.mid");
  MidiBytes midi = {.n = 0U};
  midi_header(&midi, 1U, 1U, 96U);
  midi_begin_track(&midi);
  MIDI_PUT(&midi, 0, 0x90, 60, 99, 48, 60, 0);
  MIDI_PUT(&midi, 0, 0x90, 64, 99, 48, 64, 0);
  MIDI_PUT(&midi, 0, 0x90, 67, 99, 48, 67, 0);
  midi_end_track(&midi, 0U);
  file_write(melody, midi.bytes, midi.n);

  const char* const sound = temp_path(folder, "notes.wav");
  Run* const run = RUN_DILATON("render", melody, "-p", preset, "-o", sound);
  assert_int_equal(run->status, 0);
  run_free(run);
  return sound;
}

/// Fail unless it says this, with this status
static void
expect_words(Run* const run, const int status, const char* const words)
{
  if (run->status != status || !strstr(run->errors.text, words)) {
    fail_msg("status %d, %s", run->status, run->errors.text);
  }
  run_free(run);
}

static void
notes_are_written_as_midi(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const sound = play_notes(folder);
  const char* const bent = temp_path(folder, "bent.mid");
  const char* const snapped = temp_path(folder, "snapped.mid");
  expect_words(RUN_DILATON("transcribe", sound, "-o", bent),
               0,
               "bent.mid: 3 notes, C4 to G4, ");
  expect_words(
    RUN_DILATON("transcribe", sound, "-o", snapped, "--snap", "-q"), 0, "");

  Run* const info = RUN_DILATON("info", snapped);
  assert_non_null(strstr(info->output.text, "3 notes, C4 to G4"));
  run_free(info);

  // What was between the keys is there, or it is not
  const FileBytes bends = file_read(bent);
  const FileBytes keys = file_read(snapped);
  assert_true(keys.n < 100U);
  assert_true(bends.n > keys.n + 3U * 4U);
  free(bends.bytes);
  free(keys.bytes);
}

static void
what_cannot_be_written_down_is_refused(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const out = temp_path(folder, "out.mid");
  const char* const letter = temp_path(folder, "letter.txt");
  file_write_text(letter, "Dear Sir,\n");
  expect_words(RUN_DILATON("transcribe", letter), 2, "needs -o OUT.mid");
  expect_words(RUN_DILATON("transcribe", letter, "-o", letter),
               2,
               "letter.txt: is an input");
  expect_words(RUN_DILATON("transcribe", letter, "-o", out), 1, "letter.txt: ");
  expect_words(RUN_DILATON("transcribe", "none.wav", "-o", out),
               1,
               "none.wav: No such file");
  expect_words(
    RUN_DILATON("transcribe", play_notes(folder), "-o", "/none/out.mid"),
    1,
    "/none/out.mid: No such file");
  assert_int_not_equal(access(out, F_OK), 0);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(
      notes_are_written_as_midi, temp_setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      what_cannot_be_written_down_is_refused, temp_setup, temp_teardown),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
