// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "render_case.h"

#include "support/file.h"
#include "support/run.h"
#include "support/temp.h"
#include "support/test.h"
#include "support/tiny_preset.h"

#include <math.h>
#include <sndfile.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// Give the case a preset that has learned keys 64 to 66 only
static void
learn_three_keys(const RenderCase* const f)
{
  TinyPreset description = tiny_preset_defaults();
  description.lo_key = 64;
  description.hi_key = 66;
  assert_int_equal(tiny_preset_save(&description, f->preset, NULL), DIL_OK);
}

static void
notes_outside_the_learned_keys_are_counted_and_told_of(void** state)
{
  static const char* const ways[][2] = {
    {"--outside=stretch", "sound from the nearest key, moved"},
    {"--outside=fold", "are moved by octaves"},
    {"--outside=drop", "are left out"},
    {"--outside=guess", "are what the network guesses"},
    {"--set=outside=fold", "are moved by octaves"}};

  const RenderCase* const f = (const RenderCase*)*state;
  const char* const usual = temp_path(f->folder, "usual.wav");
  learn_three_keys(f);
  assert_done(RENDER(f, "-o", usual));
  for (size_t i = 0U; i < 5U; ++i) {
    Run* const run = RENDER(f, "-o", f->out, ways[i][0]);
    assert_int_equal(run->status, 0);
    assert_non_null(
      strstr(run->errors.text, "2 of 3 notes lie outside E4 to F#4, and "));
    assert_non_null(strstr(run->errors.text, ways[i][1]));
    assert_true(file_equal(f->out, usual) == (i == 0U));
    run_free(run);
  }
}

static void
notes_within_the_learned_keys_need_no_words(void** state)
{
  const RenderCase* const f = (const RenderCase*)*state;
  Run* const run = RENDER(f, "-o", f->out);
  assert_int_equal(run->status, 0);
  assert_null(strstr(run->errors.text, "outside"));
  run_free(run);
}

/// A melody of four channels, of which three ask for a program, 47 (timpani, of
/// the strings) and 122 (seashore), and the fourth has drums
static void
write_ensemble(const RenderCase* const f, const uint8_t first)
{
  const uint8_t bytes[] = {
    'M',  'T',  'h',  'd', 0,    0,  0,    6,  0,    0,    0,     1,  0,    96,
    'M',  'T',  'r',  'k', 0,    0,  0,    49, 0,    0xC0, first, 0,  0xC1, 47,
    0,    0xC2, 122,  0,   0x90, 60, 100,  0,  0x91, 64,   100,   0,  0x92, 67,
    100,  0,    0x99, 36,  100,  48, 0x80, 60, 64,   0,    0x81,  64, 64,   0,
    0x82, 67,   64,   0,   0x89, 36, 64,   0,  0xFF, 0x2F, 0};
  file_write(f->melody, bytes, sizeof(bytes));
}

/// Have presets of a guitar (program 24), violin (40), cello (42), harp (46)
/// and clarinet (71) by name, and the usual one, of which guitar and harp die
/// away; those of the tree, if there are any, are found after them
static void
fill_library(const RenderCase* const f)
{
  static const char* const names[][2] = {{"altosax.safetensors", "65"},
                                         {"cello.safetensors", "42"},
                                         {"clarinet.safetensors", "71"},
                                         {"harp.safetensors", "46"},
                                         {"nylonguitar.safetensors", "24"},
                                         {"violin.safetensors", "40"}};

  for (uint64_t i = 0U; i < 6U; ++i) {
    TinyPreset description = tiny_preset_defaults();
    description.seed = 10U + i;
    description.program = names[i][1];
    description.dies_away = i == 3U || i == 4U;
    assert_int_equal(
      tiny_preset_save(&description, temp_path(f->folder, names[i][0]), NULL),
      DIL_OK);
  }
  setenv("DILATON_PRESETS", temp_path(f->folder, ""), 1);
}

static void
channels_play_what_they_ask_for_or_its_kin_or_the_usual(void** state)
{
  const RenderCase* const f = (const RenderCase*)*state;
  const char* const other = temp_path(f->folder, "other.wav");
  write_ensemble(f, 40U);
  fill_library(f);
  Run* const run = RUN_DILATON("render", f->melody, "-o", f->out);
  assert_int_equal(run->status, 0);
  assert_non_null(strstr(run->errors.text,
                         "channels: 1 one for Violin, 2 one for Timpani, "
                         "3 one for Seashore, 10 left out (drums)"));
  run_free(run);

  // The same by hand: the harp for timpani, and the saxophone
  assert_done(RUN_DILATON(
    "render", f->melody, "-o", other, "--map", "1=violin,2=harp,3=altosax"));
  assert_true(file_equal(f->out, other));
  assert_done(
    RUN_DILATON("render", f->melody, "-o", other, "--map=3=clarinet"));
  assert_false(file_equal(f->out, other));
  assert_done(RUN_DILATON("render", f->melody, "-o", other, "-p", "altosax"));
  assert_false(file_equal(f->out, other));

  Run* const shown = RUN_DILATON("render", f->melody, "--map", "show");
  assert_int_equal(shown->status, 0);
  assert_non_null(strstr(shown->output.text, "for Timpani\n"));
  assert_non_null(strstr(shown->output.text, "left out: drums, 1 note\n"));
  run_free(shown);
}

static void
a_family_without_an_instrument_has_another_stand_in(void** state)
{
  // Strings by a cello, a guitar by another, and what is plucked by the harp
  // and not by a cello
  static const struct {
    uint8_t program;
    const char* line;
    const char* map;
  } rows[] = {{48U, "1 one for String Ensemble 1,", "1=cello,2=harp,3=altosax"},
              {26U, "1 one for Jazz Guitar", "1=nylonguitar,2=harp,3=altosax"},
              {45U, "1 one for Pizzicato", "1=harp,2=harp,3=altosax"}};

  const RenderCase* const f = (const RenderCase*)*state;
  const char* const other = temp_path(f->folder, "other.wav");
  fill_library(f);
  for (size_t i = 0U; i < 3U; ++i) {
    write_ensemble(f, rows[i].program);
    Run* const run = RUN_DILATON("render", f->melody, "-o", f->out);
    assert_int_equal(run->status, 0);
    assert_non_null(strstr(run->errors.text, rows[i].line));
    run_free(run);
    assert_done(
      RUN_DILATON("render", f->melody, "-o", other, "--map", rows[i].map));
    assert_true(file_equal(f->out, other));
  }
}

static void
a_bad_map_is_refused_in_one_line(void** state)
{
  const RenderCase* const f = (const RenderCase*)*state;
  static const char* const bad[][2] = {{"0=altosax", "0=altosax"},
                                       {"17=altosax", "17=altosax"},
                                       {"cello", "cello"},
                                       {"1=", "1="}};

  fill_library(f);
  for (size_t i = 0U; i < 4U; ++i) {
    assert_refused(
      RUN_DILATON("render", f->melody, "-o", f->out, "--map", bad[i][0]),
      2,
      bad[i][1]);
    assert_false(file_exists(f->out));
  }
  assert_refused(
    RUN_DILATON("render", f->melody, "-o", f->out, "--map", "1=nothing"),
    1,
    "nothing");
}

static void
a_bad_program_number_is_refused_before_training(void** state)
{
  const RenderCase* const f = (const RenderCase*)*state;
  assert_refused(
    RUN_DILATON("train", "a.sfz", "-o", f->out, "--program-number=128"),
    2,
    "128: is not a whole number from 0 to 127");
}

static void
a_hummed_melody_is_moved_by_octaves_to_the_instrument(void** state)
{
  // The melody's own sound, two octaves below the keys that were learned
  const RenderCase* const f = (const RenderCase*)*state;
  const char* const hummed = temp_path(f->folder, "hummed.wav");
  SF_INFO info = {.samplerate = 22050,
                  .channels = 1,
                  .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
  SNDFILE* const file = sf_open(hummed, SFM_WRITE, &info);
  assert_non_null(file);
  for (size_t i = 0U; i < 22050U; ++i) {
    // Key 41, 87.307 Hz, two octaves below 65
    const double phase = 6.283185307179586 * 87.307 * (double)i / 22050.0;
    const float x = (float)(0.3 * sin(phase) + 0.15 * sin(2.0 * phase));
    assert_int_equal(sf_writef_float(file, &x, 1), 1);
  }
  sf_close(file);

  learn_three_keys(f);
  Run* const run = RUN_DILATON("render", hummed, "-p", f->preset, "-o", f->out);
  assert_int_equal(run->status, 0);
  assert_non_null(
    strstr(run->errors.text, "moved up by 2 octaves, to the keys of the one"));
  assert_null(strstr(run->errors.text, "lie outside"));
  run_free(run);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, render_setup, render_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(notes_outside_the_learned_keys_are_counted_and_told_of),
    TEST(notes_within_the_learned_keys_need_no_words),
    TEST(channels_play_what_they_ask_for_or_its_kin_or_the_usual),
    TEST(a_family_without_an_instrument_has_another_stand_in),
    TEST(a_hummed_melody_is_moved_by_octaves_to_the_instrument),
    TEST(a_bad_map_is_refused_in_one_line),
    TEST(a_bad_program_number_is_refused_before_training),
  };

  return cmocka_run_group_tests_name("instruments", tests, NULL, NULL);
}
