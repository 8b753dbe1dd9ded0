// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "instrument/soundfont_file.h"
#include "io/midi_bytes.h"
#include "support/file.h"
#include "support/run.h"
#include "support/temp.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PRESET(name) DIL_SOURCE_DIR "/presets/" name ".safetensors"

static const char preset[] = PRESET("altosax");

static void
assert_tells(Run* const run, const char* const* const texts, const size_t n)
{
  assert_int_equal(run->status, 0);
  for (size_t i = 0U; i < n; ++i) {
    if (!strstr(run->output.text, texts[i])) {
      fail_msg("no \"%s\" in\n%s", texts[i], run->output.text);
    }
  }
  run_free(run);
}

#define ASSERT_TELLS(run, ...)                                                 \
  assert_tells(run,                                                            \
               (const char* const[]){__VA_ARGS__},                             \
               sizeof((const char* const[]){__VA_ARGS__}) / sizeof(char*))

static void
put_name(MidiBytes* const midi, const char* const name)
{
  const size_t n = strlen(name);
  MIDI_PUT(midi, 0, 0xFF, 3, (uint8_t)n);
  midi_put(midi, (const uint8_t*)name, n);
}

// A track of tempos, a part of two programs, drums, and an empty track, behind
// the header of another system
static const char*
write_melody(TempFolder* const folder)
{
  const char* const path = temp_path(folder, "tune.mid");
  MidiBytes midi = {.n = 128U};
  midi_header(&midi, 1U, 4U, 96U);
  midi_begin_track(&midi);
  put_name(&midi, "\xEF\xBB\xBFTitl\xC3\xA9");
  midi_tempo(&midi, 0U, 1000000U);
  midi_tempo(&midi, 96U, 250000U);
  midi_end_track(&midi, 0U);

  midi_begin_track(&midi);
  put_name(&midi, "M\xE9lodie");
  MIDI_PUT(&midi, 0, 0xC2, 65, 0, 0x92, 60, 99, 96, 60, 0);
  MIDI_PUT(&midi, 0, 0xC2, 40, 0, 0x92, 72, 99, 96, 72, 0);
  midi_end_track(&midi, 0U);

  midi_begin_track(&midi);
  MIDI_PUT(&midi, 0, 0x99, 36, 99, 0, 36, 0);
  midi_end_track(&midi, 0U);
  midi_begin_track(&midi);
  midi_end_track(&midi, 0U);
  file_write(path, midi.bytes, midi.n);
  return path;
}

static void
info_describes_a_melody(void** state)
{
  const char* const path = write_melody((TempFolder*)*state);
  ASSERT_TELLS(
    RUN_DILATON("info", path),
    "Title        Titl\xC3\xA9\n",
    "Length       0:01 (1.25 s)\n",
    "Tempo        60 beats a minute at first, 60 to 240\n",
    "Bars         4/4 at first\n",
    "Tracks       4, from 0; --track takes",
    "Track 1      M\xC3\xA9lodie: channel 3, 2 notes, C4 to C5 (keys 60 to",
    " 72), program 40 (Violin), 65 (Alto Sax)\n",
    "Track 2      channel 10, 1 note, C2 (key 36), drums");
  ASSERT_TELLS(RUN_DILATON("info", "--json", path),
               "\"n_tracks\": 4",
               "\"length_s\": 1.25",
               "\"highest\": 240.0",
               "\"name\": \"M\xC3\xA9lodie\"",
               "\"hi_key\": 72");
}

static void
empty_track_is_refused_with_those_that_have_notes(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = write_melody(folder);
  const char* const out = temp_path(folder, "out.wav");
  assert_refused(
    RUN_DILATON("render", path, "--track=3", "-p", preset, "-o", out),
    1,
    "; notes are in track 1 on channel 3 (M\xC3\xA9lodie), track 2 "
    "on channel 10 (drums)");
}

static void
file_that_is_no_melody_is_told_what_is(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "notes.txt");
  file_write_text(path, "Not a melody\n");
  assert_refused(
    RUN_DILATON("info", path), 1, "MIDI file, ABC notation, or a recording");
  assert_refused(RUN_DILATON("info", temp_path(folder, "none.mid")),
                 1,
                 "none.mid: No such file");
  assert_refused(RUN_DILATON("info", "no-such-preset"), 1, "dilaton presets");
}

static void
tune_with_a_mark_is_read(void** state)
{
  static const char tune[] =
    "\xEF\xBB\xBFX:1\r\nT:Caf\xC3\xA9\r\nK:C\r\nCDEF|\r\n";

  if (access("/usr/bin/abc2midi", X_OK)) {
    print_message("skipped: abc2midi is not installed\n");
    skip();
    return;
  }

  const char* const path = temp_path((TempFolder*)*state, "tune.abc");
  file_write(path, tune, sizeof(tune) - 1U);
  ASSERT_TELLS(RUN_DILATON("info", path), "Caf\xC3\xA9", "4 notes, C4 to F4");
}

static void
programs_of_a_soundfont_are_listed(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "sine.sf2");
  soundfont_write(path);
  ASSERT_TELLS(RUN_DILATON("info", path), "2:5          Sine\n");
  ASSERT_TELLS(RUN_DILATON("info", path, "--json"),
               "\"bank\": 2",
               "\"program\": 5",
               "\"name\": \"Sine\"");
  ASSERT_TELLS(RUN_DILATON("train", path, "--program", "list"), "2:5 ");
  ASSERT_TELLS(RUN_DILATON("evaluate", "none", path, "--program=list"), "2:5 ");
  assert_refused(RUN_DILATON("train", "none.sf2", "--program", "list"),
                 1,
                 "none.sf2: No such file");
}

static void
info_tells_how_weights_are_held(void** state)
{
  (void)state;
  ASSERT_TELLS(RUN_DILATON("info", PRESET("harp")), "\nWeights      bf16\n");
  ASSERT_TELLS(RUN_DILATON("info", PRESET("cello")), "\nWeights      int8\n");
  ASSERT_TELLS(RUN_DILATON("info", PRESET("oboe")),
               "\nWeights      bf16, trained for int8 (--weights int8)\n");
}

static void
help_is_a_command_too(void** state)
{
  (void)state;
  ASSERT_TELLS(RUN_DILATON("help"), "Usage: dilaton COMMAND");
  ASSERT_TELLS(RUN_DILATON("help", "--help"), "Usage: dilaton COMMAND");
  ASSERT_TELLS(RUN_DILATON("help", "render"), "Usage: dilaton render");
  assert_refused(RUN_DILATON("help", "rendr"), 2, "rendr is not a command");
  assert_refused(RUN_DILATON("help", "play", "x"), 2, "x: one argument too");
}

static void
rates_may_be_thousands(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = write_melody(folder);
  const char* const out = temp_path(folder, "out.wav");
  Run* const run = RUN_DILATON(
    "render", path, "-p", preset, "-r", "22.05k", "-O", "float", "-o", out);
  assert_int_equal(run->status, 0);
  run_free(run);

  // The header of a WAV of floats says that there is no extension
  static const uint8_t start[] = {
    'f', 'm', 't', ' ', 18, 0, 0, 0, 3, 0, 2, 0, 0x22, 0x56, 0, 0};
  const FileBytes wave = file_read(out);
  assert_true(wave.n > 64U);
  assert_memory_equal(wave.bytes + 12, start, sizeof(start));
  assert_memory_equal(wave.bytes + 36, "\0\0fact", 6U);
  free(wave.bytes);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, temp_setup, temp_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(info_describes_a_melody),
    TEST(empty_track_is_refused_with_those_that_have_notes),
    TEST(file_that_is_no_melody_is_told_what_is),
    TEST(tune_with_a_mark_is_read),
    TEST(programs_of_a_soundfont_are_listed),
    TEST(info_tells_how_weights_are_held),
    TEST(help_is_a_command_too),
    TEST(rates_may_be_thousands),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
