// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "instrument/soundfont_file.h"
#include "support/file.h"
#include "support/run.h"
#include "support/temp.h"
#include "support/test.h"

#include "train/recorded.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_NOTES 5

/// A folder of recordings without keys
typedef struct {
  TempFolder* temp;
  const char* out;
  const char* report;
  char notes[512];
} Fixture;

static int
setup(void** state)
{
  static Fixture f;
  f.temp = temp_new();
  f.out = temp_path(f.temp, "out");
  f.report = temp_path(f.temp, "report.csv");
  snprintf(f.notes, sizeof(f.notes), "%s", temp_folder(f.temp));
  for (int i = 0; i < N_NOTES; ++i) {
    char name[24];
    snprintf(name, sizeof(name), "take %c.wav", (char)('v' + i));
    const Recorded recorded = {.key = 60.0 + 2.0 * i,
                               .before_s = 0.5,
                               .length_s = 0.4,
                               .after_s = 0.2,
                               .rate = 22050U};
    recorded_write(&recorded, temp_path(f.temp, name));
  }
  *state = &f;
  return 0;
}

static int
teardown(void** state)
{
  temp_free(((Fixture*)*state)->temp);
  return 0;
}

static void
a_folder_of_recordings_becomes_an_sfz_instrument(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  Run* const run = RUN_DILATON(
    "prepare", f->notes, "-o", f->out, "--report", f->report, "--threads=1");
  if (run->status) {
    fail_msg("%s", run->errors.text);
  }

  // A table of 80 columns, and what to do next
  for (const char* line = run->output.text; *line;) {
    const size_t n = strcspn(line, "\n");
    assert_true(n <= 80U);
    line += n + (line[n] == '\n');
  }
  assert_non_null(strstr(run->output.text, "5 of 5 recordings"));
  assert_non_null(strstr(run->errors.text, "dilaton train "));
  run_free(run);

  FileBytes sfz = file_read(temp_path(f->temp, "out/out.sfz"));
  assert_non_null(strstr((const char*)sfz.bytes, "sample=064_v064_1.flac"));
  assert_non_null(strstr((const char*)sfz.bytes, "pitch_keycenter=68 lovel=1"));
  free(sfz.bytes);
  assert_true(file_exists(temp_path(f->temp, "out/064_v064_1.flac")));

  FileBytes report = file_read(f->report);
  size_t n_rows = 0U;
  for (size_t i = 0U; i < report.n; ++i) {
    n_rows += report.bytes[i] == '\n';
  }
  assert_int_equal(n_rows, N_NOTES + 1U);
  free(report.bytes);
}

static void
what_cannot_be_prepared_is_told_in_one_line(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const char* const text = temp_path(f->temp, "text.txt");
  const char* const noise = temp_path(f->temp, "noise.wav");
  const Recorded recorded = {.kind = RECORDED_NOISE, .length_s = 0.5};
  recorded_write(&recorded, noise);
  file_write_text(text, "no instrument");
  assert_refused(RUN_DILATON("prepare", noise, "-o", f->out), 1, "noise.wav: ");
  assert_refused(
    RUN_DILATON("prepare", "/nowhere", "-o", f->out), 1, "/nowhere");
  assert_refused(RUN_DILATON("prepare", text, "-o", f->out), 1, "text.txt");
  assert_refused(RUN_DILATON("prepare", f->notes), 2, "-o FOLDER");
  assert_refused(
    RUN_DILATON("prepare", text, f->notes, "-o", f->out), 2, "text.txt");
  assert_false(file_exists(f->out));

  assert_refused(
    RUN_DILATON("prepare", "-q", f->notes, "-o", "/nowhere/at/all"),
    1,
    "/nowhere/at/all");
  assert_refused(
    RUN_DILATON("prepare", "-q", f->notes, "-o", text), 2, "no folder");
  assert_refused(
    RUN_DILATON("prepare", "-q", f->notes, "-o", f->notes), 2, "not empty");
}

static void
keys_that_are_not_asked_for_are_left_out(void** state)
{
  static const char* const wrong[] = {
    "", "62", "62-", "-66", "66-62", "62-128", "H4-C5", "C4-", "62-66-70"};
  const Fixture* const f = (const Fixture*)*state;
  Run* const run =
    RUN_DILATON("prepare", f->notes, "-o", f->out, "--keys=D4-67");
  assert_int_equal(run->status, 0);
  assert_non_null(strstr(run->output.text, "3 of 5 recordings"));
  run_free(run);
  assert_true(file_exists(temp_path(f->temp, "out/062_v064_1.flac")));
  assert_false(file_exists(temp_path(f->temp, "out/060_v064_1.flac")));

  for (size_t i = 0U; i < sizeof(wrong) / sizeof(wrong[0]); ++i) {
    assert_refused(
      RUN_DILATON("prepare", f->notes, "-o", f->out, "--keys", wrong[i]),
      2,
      "--keys: ");
  }
  assert_refused(
    RUN_DILATON("prepare", f->notes, "-o", f->out, "--keys=all", "--keys=all"),
    2,
    "--keys: given 2 times, for 1");
  assert_refused(
    RUN_DILATON("prepare", "-q", f->notes, "-o", f->report, "--keys=C-1-20"),
    1,
    "no recording is for keys 0 to 20");
}

static void
answers_for_no_instrument_are_refused(void** state)
{
  static const char* const twice[] = {"--sustained=yes", "--phase-lock=no"};
  const Fixture* const f = (const Fixture*)*state;
  for (size_t i = 0U; i < 2U; ++i) {
    assert_refused(
      RUN_DILATON("prepare", f->notes, "-o", f->out, twice[i], twice[i]),
      2,
      "given 2 times, for 1 instrument");
  }
}

static void
a_key_that_no_file_says_is_heard(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const char* const sfz = temp_path(f->temp, "keys.sfz");
  file_write_text(sfz,
                  "<control> note_offset=12\n"
                  "<group> pitch_keycenter=sample\n"
                  "<region> sample=TAKE X.WAV lokey=40 hikey=60\n"
                  "<region> sample=\\take z.wav lokey=61 hikey=70\n");
  Run* const run = RUN_DILATON("prepare", sfz, "-o", f->out);
  assert_int_equal(run->status, 0);
  run_free(run);

  FileBytes out = file_read(temp_path(f->temp, "out/out.sfz"));
  assert_non_null(strstr((const char*)out.bytes, "pitch_keycenter=76 "));
  assert_non_null(strstr((const char*)out.bytes, "pitch_keycenter=80 "));
  free(out.bytes);
}

static void
without_space_nothing_is_left_behind(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const size_t n_files = temp_count(f->temp);
  char command[2048];
  snprintf(command,
           sizeof(command),
           "ulimit -f 8; exec '%s' prepare -q '%s' -o '%s'",
           DIL_PROGRAM,
           f->notes,
           f->out);
  Run* const run =
    run_program((const char* const[]){"bash", "-c", command, NULL});
  assert_refused(run, 1, "out");
  assert_int_equal(temp_count(f->temp), n_files);
}

static void
what_is_prepared_from_a_soundfont_can_be_trained_on(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const char* const font = temp_path(f->temp, "sine.sf2");
  soundfont_write(font);
  Run* const run = RUN_DILATON(
    "prepare", font, "--program=2:5", "--keys=60-62", "-q", "-o", f->out);
  assert_int_equal(run->status, 0);
  run_free(run);

  Run* const again = RUN_DILATON("prepare",
                                 temp_path(f->temp, "out/out.sfz"),
                                 "-q",
                                 "-o",
                                 temp_path(f->temp, "again"));
  assert_string_equal(again->errors.text, "");
  assert_int_equal(again->status, 0);
  run_free(again);
}

static void
an_erhu_s_natural_releases_do_not_make_it_die_away(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  static const char first[] = DIL_SHARED_DIR "/corpus/erhu/sus_062_v090_1.flac";
  static const char second[] =
    DIL_SHARED_DIR "/corpus/erhu/sus_066_v090_1.flac";
  static const char third[] = DIL_SHARED_DIR "/corpus/erhu/sus_069_v090_1.flac";
  if (!file_exists(first)) {
    print_message("skipped: no corpus beside the tree\n");
    skip();
  }

  Run* const run = RUN_DILATON("prepare", first, second, third, "-o", f->out);
  assert_int_equal(run->status, 0);
  assert_non_null(strstr(run->output.text, "sustained: held notes"));
  run_free(run);

  // Only the held part is in the file, whose end the player lets fade
  FileBytes out = file_read(temp_path(f->temp, "out/out.sfz"));
  assert_non_null(strstr((const char*)out.bytes, "ampeg_release=0."));
  free(out.bytes);
}

static void
recordings_are_trained_on_as_they_are(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const char* const preset = temp_path(f->temp, "p.safetensors");
  Run* const run = RUN_DILATON("train",
                               temp_path(f->temp, "take v.wav"),
                               temp_path(f->temp, "take w.wav"),
                               temp_path(f->temp, "take x.wav"),
                               "-o",
                               preset,
                               "--rate=8000",
                               "--residual=8",
                               "--skip=8",
                               "--layers=2",
                               "--cycle=2",
                               "--steps=2");
  if (run->status) {
    fail_msg("%s", run->errors.text);
  }
  run_free(run);

  Run* const info = RUN_DILATON("info", preset);
  assert_int_equal(info->status, 0);
  assert_non_null(strstr(info->output.text, "60 to 64"));
  run_free(info);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(a_folder_of_recordings_becomes_an_sfz_instrument),
    TEST(what_cannot_be_prepared_is_told_in_one_line),
    TEST(keys_that_are_not_asked_for_are_left_out),
    TEST(answers_for_no_instrument_are_refused),
    TEST(a_key_that_no_file_says_is_heard),
    TEST(without_space_nothing_is_left_behind),
    TEST(what_is_prepared_from_a_soundfont_can_be_trained_on),
    TEST(an_erhu_s_natural_releases_do_not_make_it_die_away),
    TEST(recordings_are_trained_on_as_they_are),
  };

  return cmocka_run_group_tests_name("prepare_command", tests, NULL, NULL);
}
