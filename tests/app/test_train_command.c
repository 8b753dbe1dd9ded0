// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/encoded.h"
#include "support/file.h"
#include "support/run.h"
#include "support/temp.h"
#include "support/test.h"

#include "instrument/soundfont_file.h"

#include "dilaton/audio.h"
#include "dilaton/preset.h"

#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE    8000U
#define N_TONES 4

/// A folder with an instrument
typedef struct {
  TempFolder* folder;
  const char* sfz;
  const char* preset;
  const char* checkpoint;
} Fixture;

static void
write_tone(const char* const path, const double hz)
{
  static const double pi = 3.141592653589793;

  float samples[RATE];
  for (uint32_t t = 0U; t < RATE; ++t) {
    const double phase = 2.0 * pi * hz * (double)t / (double)RATE;
    samples[t] = (float)(0.3 * sin(phase) + 0.1 * sin(3.0 * phase));
  }

  encode(path, DIL_ENCODING_S16, RATE, 1U, samples, RATE);
}

static int
setup(void** state)
{
  static Fixture f;

  char text[4096] = "<global> ampeg_release=0.1 foo=1\n";
  f.folder = temp_new();
  f.sfz = temp_path(f.folder, "tones.sfz");
  f.preset = temp_path(f.folder, "tones.safetensors");
  f.checkpoint = temp_path(f.folder, "tones.safetensors.checkpoint");
  for (int i = 0; i < N_TONES; ++i) {
    char name[32];
    snprintf(name, sizeof(name), "%d.wav", i);
    write_tone(temp_path(f.folder, name), 440.0 * pow(2.0, i / 12.0));
    const size_t n = strlen(text);
    snprintf(
      text + n, sizeof(text) - n, "<region> sample=%s key=%d\n", name, 69 + i);
  }
  file_write_text(f.sfz, text);
  *state = &f;
  return 0;
}

static int
teardown(void** state)
{
  temp_free(((Fixture*)*state)->folder);
  return 0;
}

/// A training of the smallest network, with more options
#define TRAIN(f, ...)                                                          \
  RUN_DILATON("train",                                                         \
              (f)->sfz,                                                        \
              "-o",                                                            \
              (f)->preset,                                                     \
              "--rate=8000",                                                   \
              "--residual=8",                                                  \
              "--skip=8",                                                      \
              "--layers=2",                                                    \
              "--cycle=2",                                                     \
              __VA_ARGS__)

static void
assert_done(Run* const run)
{
  if (run->status) {
    fail_msg("status %d: %s", run->status, run->errors.text);
  }
  run_free(run);
}

static void
a_training_writes_preset_and_checkpoint(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  Run* const run = TRAIN(f,
                         "--steps=3",
                         "--name=Sines",
                         "--credits=Nobody (CC0)",
                         "--title=Some sines",
                         "--licence=CC0 1.0",
                         "--seed=7");
  assert_int_equal(run->status, 0);
  assert_non_null(strstr(run->errors.text, "warning: "));
  assert_non_null(strstr(run->errors.text, "foo"));
  assert_non_null(strstr(run->errors.text, "3 steps of training"));
  run_free(run);

  DilPreset* preset = NULL;
  assert_int_equal(dil_preset_load(f->preset, &preset, NULL), DIL_OK);
  assert_string_equal(dil_preset_text(preset, "title"), "Some sines");
  assert_string_equal(dil_preset_text(preset, "licence"), "CC0 1.0");
  assert_non_null(dil_preset_text(preset, "training.mel_distance"));
  assert_string_equal(dil_preset_text(preset, "training.seed"), "7");
  assert_string_equal(dil_preset_instrument(preset, 0U)->name, "Sines");
  assert_string_equal(dil_preset_instrument(preset, 0U)->credits,
                      "Nobody (CC0)");
  dil_preset_free(preset);
  assert_true(file_exists(f->checkpoint));
  assert_int_equal(temp_count(f->folder), N_TONES + 3);
}

static void
whether_notes_are_held_is_heard_or_told(void** state)
{
  static const char* const cases[][3] = {{"auto", "sustained", "are sustained"},
                                         {"yes", "sustained", "are sustained"},
                                         {"no", "dying away", "die away"}};

  const Fixture* const f = (const Fixture*)*state;
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    Run* const run = TRAIN(f, "--steps=1", "--sustained", cases[i][0]);
    assert_int_equal(run->status, 0);
    assert_non_null(strstr(run->errors.text, cases[i][2]));
    run_free(run);

    Run* const info = RUN_DILATON("info", f->preset);
    assert_int_equal(info->status, 0);
    assert_non_null(strstr(info->output.text, cases[i][1]));
    run_free(info);
  }

  Run* const maybe = TRAIN(f, "--steps=1", "--sustained=maybe");
  assert_int_equal(maybe->status, 2);
  assert_non_null(strstr(maybe->errors.text, "maybe is not yes, no or auto"));
  run_free(maybe);
}

static void
threads_and_sessions_change_no_byte(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const char* const first = temp_path(f->folder, "first.checkpoint");
  const FileBytes none = {NULL, 0U};
  FileBytes results[2] = {none, none};

  assert_done(TRAIN(f, "-q", "--steps=4", "--threads=1"));
  results[0] = file_read(f->checkpoint);
  assert_done(TRAIN(f, "-q", "--steps=4", "--threads=2"));
  results[1] = file_read(f->checkpoint);

  // Times differ, but not what was learned: the tensors are at the end
  const size_t n = 4000U;
  assert_true(results[0].n > n && results[1].n > n);
  assert_memory_equal(results[0].bytes + results[0].n - n,
                      results[1].bytes + results[1].n - n,
                      n);

  assert_done(TRAIN(
    f, "-q", "--steps=4", "--resume", f->checkpoint, "--checkpoint", first));
  free(results[0].bytes);
  results[0] = file_read(first);
  assert_memory_equal(results[0].bytes + results[0].n - n,
                      results[1].bytes + results[1].n - n,
                      n);
  free(results[0].bytes);
  free(results[1].bytes);
}

static void
a_training_that_is_stopped_is_saved(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const char* const arguments[] = {DIL_PROGRAM,
                                   "train",
                                   f->sfz,
                                   "-o",
                                   f->preset,
                                   "--rate=8000",
                                   "--residual=8",
                                   "--skip=8",
                                   "--layers=2",
                                   "--cycle=2",
                                   "--minutes=1000",
                                   "--save-minutes=0.01",
                                   NULL};
  Run* const run = run_start(arguments);
  while (!file_exists(f->preset)) {
    sched_yield();
  }
  run_signal(run, SIGTERM);
  assert_int_equal(run_wait(run, 100U), 0);
  assert_non_null(strstr(run->errors.text, "stopped and saved"));
  assert_non_null(strstr(run->errors.text, "--resume"));
  run_free(run);

  assert_done(TRAIN(f, "-q", "--minutes=0.001", "--resume", f->checkpoint));
  assert_done(RUN_DILATON("info", f->preset));
}

static void
a_signal_ends_the_choice_of_noise_too(void** state)
{
  // As large a network as usual, whose notes take some seconds
  const Fixture* const f = (const Fixture*)*state;
  const char* const arguments[] = {
    DIL_PROGRAM, "train", f->sfz, "-o", f->preset, "--steps=1", NULL};
  Run* const run = run_start(arguments);
  assert_true(run_expect(run, "listening: ", 100U));
  assert_false(file_exists(f->preset));
  run_signal(run, SIGTERM);
  assert_int_equal(run_wait(run, 100U), 0);
  const bool is_stopped = strstr(run->errors.text, "stopped and saved");
  run_free(run);
  assert_done(RUN_DILATON("info", f->preset));
  if (!is_stopped) {
    print_message("it had chosen before the signal came\n");
    skip();
  }
}

static void
a_log_tells_the_course_and_the_saves_away_from_a_terminal(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const char* const log = temp_path(f->folder, "log.csv");
  static const char head[] = "step,seconds,bits,bits_held_out,samples_per_s,"
                             "bits_ar32,bits_silence\n4,";
  Run* const run = TRAIN(f, "--steps=4", "--log", log);
  assert_int_equal(run->status, 0);
  assert_non_null(strstr(run->errors.text, "step 4, "));
  assert_non_null(strstr(run->errors.text, "(AR(32) "));
  assert_non_null(strstr(run->errors.text, "saved "));
  assert_non_null(strstr(run->errors.text, "dilaton play --keyboard -p "));
  run_free(run);

  // Resumed, it is added to
  assert_done(
    TRAIN(f, "-q", "--steps=4", "--log", log, "--resume", f->checkpoint));
  FileBytes bytes = file_read(log);
  size_t n_rows = 0U;
  assert_true(bytes.n > sizeof(head));
  assert_memory_equal(bytes.bytes, head, sizeof(head) - 1U);
  for (size_t i = 0U; i < bytes.n; ++i) {
    n_rows += bytes.bytes[i] == '\n';
  }
  assert_int_equal(n_rows, 3U);
  free(bytes.bytes);

  assert_refused(
    TRAIN(f, "--steps=1", "--log", "/nowhere/log"), 1, "/nowhere/log: ");
}

static void
a_scale_is_to_be_heard_beside_each_save(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const char* const scale = temp_path(f->folder, "scale.wav");
  Run* const run = TRAIN(f, "--steps=1", "--listen", scale);
  assert_int_equal(run->status, 0);
  assert_non_null(strstr(run->errors.text, ", to be heard in "));
  run_free(run);

  // The lowest key, a scale as far as the keys go, and the highest
  DilAudio audio;
  assert_int_equal(dil_audio_read(scale, &audio, NULL), DIL_OK);
  const double length_s = (double)audio.n_frames / (double)audio.rate;
  assert_true(length_s > 2.0 * 0.4 + 1.6 && length_s < 8.0);
  dil_audio_free(&audio);

  assert_refused(TRAIN(f, "--listen", f->preset), 2, "is sound and preset");
  assert_refused(TRAIN(f, "--listen", "scale.txt"), 2, "scale.txt");
  assert_refused(
    TRAIN(f, "--listen", "/nowhere/scale.wav"), 1, "/nowhere/scale.wav: ");
}

static void
what_cannot_be_trained_on_is_named(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const char* const bad = temp_path(f->folder, "bad.sfz");
  const char* const sample = temp_path(f->folder, "0.wav");
  const size_t n_files = temp_count(f->folder);

  assert_refused(RUN_DILATON("train", bad, "-o", f->preset), 1, "bad.sfz: ");
  assert_refused(TRAIN(f, "-q", "--steps=1", "--resume", bad), 1, "bad.sfz: ");
  assert_refused(TRAIN(f, "-q", "--layers=18", "--cycle=9"), 2, "channels");
  file_write_text(sample, "no sound");
  assert_refused(TRAIN(f, "-q", "--steps=1"), 1, "0.wav: ");
  assert_int_equal(temp_count(f->folder), n_files);

  file_write_text(bad, "<region> sample=nowhere.wav key=60");
  assert_refused(RUN_DILATON("train", bad, "-o", f->preset), 1, "nowhere.wav");
  assert_refused(
    RUN_DILATON("train", f->sfz, "-o", "/nowhere/a"), 1, "/nowhere/a: ");
}

static void
a_training_writes_over_none_of_its_files(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const char* const folder = temp_folder(f->folder);
  FileBytes before = file_read(f->sfz);
  assert_refused(
    RUN_DILATON("train", f->sfz, "-o", f->sfz), 2, "tones.sfz: is an input");
  assert_refused(TRAIN(f, "--checkpoint", f->sfz), 2, "tones.sfz: is an input");
  assert_refused(TRAIN(f, "--checkpoint", f->preset),
                 2,
                 "tones.safetensors: is preset and checkpoint");
  assert_refused(
    RUN_DILATON("train", f->sfz, "-o", folder), 1, "Is a directory");
  assert_refused(TRAIN(f, "--checkpoint", folder), 1, "Is a directory");

  FileBytes after = file_read(f->sfz);
  assert_int_equal(after.n, before.n);
  assert_memory_equal(after.bytes, before.bytes, before.n);
  assert_int_equal(temp_count(f->folder), N_TONES + 1);
  free(before.bytes);
  free(after.bytes);
}

static void
what_a_preset_cannot_hold_is_said_before_the_training(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  static const char* const options[] = {
    "--title=\xFF", "--licence=\xFF", "--name=\xFF", "--credits=\xFF"};
  for (size_t i = 0U; i < sizeof(options) / sizeof(options[0]); ++i) {
    assert_refused(
      TRAIN(f, "-q", "--minutes=1000", options[i]), 2, " is not UTF-8");
  }

  assert_refused(
    TRAIN(f, "--name=a", "--name=b"), 2, "--name: given 2 times, for 1");
  assert_refused(TRAIN(f, "--credits=a", "--credits=b"), 2, "--credits: ");
}

static void
a_training_begins_with_a_preset(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const char* const first = temp_path(f->folder, "first.safetensors");
  assert_done(TRAIN(f, "-q", "--steps=3", "--name=Glass", "--emphasis=0.6"));
  assert_int_equal(rename(f->preset, first), 0);
  assert_done(TRAIN(f, "-q", "--steps=3", "--from", first));

  Run* const run = RUN_DILATON("info", f->preset);
  assert_int_equal(run->status, 0);
  assert_non_null(strstr(run->output.text, "training.from Glass"));
  assert_non_null(strstr(run->output.text, "long-term 0.8, emphasis 0.6"));
  run_free(run);

  assert_refused(
    TRAIN(f, "--from", f->preset), 2, "is an input, and would be replaced");
  assert_refused(TRAIN(f, "--from=nowhere"), 1, "nowhere: ");
  assert_refused(TRAIN(f, "-q", "--layers=1", "--cycle=1", "--from", first),
                 2,
                 "first.safetensors: has 8 residual and 8 skip channels");
}

static void
a_training_that_was_done_is_told_again(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  assert_done(TRAIN(f, "-q", "--steps=3"));
  Run* const run = TRAIN(f, "--steps=2", "--resume", f->checkpoint);
  assert_int_equal(run->status, 0);
  assert_non_null(strstr(run->errors.text, "3 steps of training"));
  run_free(run);
}

static void
a_checkpoint_of_another_training_is_refused(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const char* const other = temp_path(f->folder, "other.checkpoint");
  assert_done(TRAIN(f, "-q", "--steps=1", "--seed=1", "--checkpoint", other));
  Run* const run = TRAIN(f, "-q", "--steps=2", "--seed=2", "--resume", other);
  assert_refused(run, 2, "other.checkpoint: ");
}

static void
a_preset_is_evaluated_beside_baselines(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  assert_done(TRAIN(f, "-q", "--steps=3"));
  Run* const text = RUN_DILATON("evaluate", "-q", f->preset, f->sfz);
  assert_int_equal(text->status, 0);
  assert_non_null(strstr(text->output.text, "\npreset "));
  assert_non_null(strstr(text->output.text, "\nAR(2) "));
  assert_non_null(strstr(text->output.text, "\nAR(32) "));
  assert_non_null(strstr(text->output.text, "\nunigram "));
  assert_non_null(strstr(text->output.text, "\nsilence "));
  run_free(text);

  Run* const one =
    RUN_DILATON("evaluate", "--json", "--threads=1", f->preset, f->sfz);
  Run* const two =
    RUN_DILATON("evaluate", "--json", "--threads=2", f->preset, f->sfz);
  assert_int_equal(one->status, 0);
  assert_string_equal(one->output.text, two->output.text);
  run_free(one);
  run_free(two);

  assert_refused(
    RUN_DILATON("evaluate", f->preset, f->sfz, f->sfz), 2, "1 instrument");
  assert_refused(RUN_DILATON("evaluate", f->sfz, f->sfz), 1, "tones.sfz: ");
}

/// What a preset's network costs when its weights are rounded, in bits a sample
static double
rounded_bits(const Fixture* const f, const char* const format)
{
  static const char key[] = "\"preset\": ";

  Run* const run =
    RUN_DILATON("evaluate", "--json", "--weights", format, f->preset, f->sfz);
  assert_int_equal(run->status, 0);
  const char* const found = strstr(run->output.text, key);
  assert_non_null(found);
  const double bits = strtod(found + sizeof(key) - 1U, NULL);
  run_free(run);
  return bits;
}

static void
weights_can_be_rounded_before_they_are_evaluated(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  assert_done(TRAIN(f, "-q", "--steps=20"));
  const double trained = rounded_bits(f, "f32");
  const double halved[] = {rounded_bits(f, "f16"), rounded_bits(f, "bf16")};
  for (size_t i = 0U; i < 2U; ++i) {
    assert_true(halved[i] != trained);
    assert_true(fabs(halved[i] - trained) < 0.01);
  }

  assert_refused(
    RUN_DILATON("evaluate", "--weights", "int9", f->preset, f->sfz),
    2,
    "--weights");
  assert_refused(
    RUN_DILATON("evaluate", "--weights", "int8", f->preset, f->sfz),
    1,
    "not trained for weights in int8");
}

static void
each_soundfont_is_asked_for_its_program(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const char* const font = temp_path(f->folder, "sine.sf2");
  soundfont_write(font);
  assert_refused(RUN_DILATON("train", font, "-o", f->preset),
                 2,
                 "sine.sf2: no program 0 in bank 0");
  assert_refused(
    TRAIN(f, "-q", "--steps=1", font, "--program=2:5", "--program=3:7"),
    2,
    "sine.sf2: no program 7 in bank 3");

  assert_done(TRAIN(f, "-q", "--steps=1"));
  assert_refused(RUN_DILATON("evaluate", f->preset, font, "--program=6"),
                 2,
                 "sine.sf2: no program 6 in bank 0");
}

static void
programs_that_are_none_are_refused(void** state)
{
  static const char* const wrong[] = {"",
                                      ":",
                                      "5:",
                                      ":5",
                                      "x",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "128",
                                      "16384:0",
                                      "99999999999999999999",
                                      "1:2:3",
                                      "1.5"};
  const Fixture* const f = (const Fixture*)*state;
  for (size_t i = 0U; i < sizeof(wrong) / sizeof(wrong[0]); ++i) {
    assert_refused(
      TRAIN(f, "-q", "--steps=1", "--program", wrong[i]), 2, "--program: ");
  }

  assert_refused(
    TRAIN(f, "-q", "--steps=1", "--program=0", "--program=1"), 2, "2 programs");
  assert_refused(
    RUN_DILATON("evaluate", f->preset, f->sfz, "--program=128"), 2, "128");
  assert_refused(
    RUN_DILATON("evaluate", f->preset, f->sfz, "--keys=9"), 2, "--keys: ");
  assert_done(TRAIN(f, "-q", "--steps=1"));
  assert_refused(RUN_DILATON("evaluate", f->preset, f->sfz, "--keys=0-3"),
                 1,
                 "no recording is for keys 0 to 3");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(a_training_writes_preset_and_checkpoint),
    TEST(whether_notes_are_held_is_heard_or_told),
    TEST(threads_and_sessions_change_no_byte),
    TEST(a_training_that_is_stopped_is_saved),
    TEST(a_signal_ends_the_choice_of_noise_too),
    TEST(a_log_tells_the_course_and_the_saves_away_from_a_terminal),
    TEST(a_scale_is_to_be_heard_beside_each_save),
    TEST(what_cannot_be_trained_on_is_named),
    TEST(a_training_writes_over_none_of_its_files),
    TEST(what_a_preset_cannot_hold_is_said_before_the_training),
    TEST(a_training_begins_with_a_preset),
    TEST(a_training_that_was_done_is_told_again),
    TEST(a_checkpoint_of_another_training_is_refused),
    TEST(each_soundfont_is_asked_for_its_program),
    TEST(programs_that_are_none_are_refused),
    TEST(a_preset_is_evaluated_beside_baselines),
    TEST(weights_can_be_rounded_before_they_are_evaluated),
  };

  return cmocka_run_group_tests_name("train_command", tests, NULL, NULL);
}
