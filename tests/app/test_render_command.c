// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/file.h"
#include "support/run.h"
#include "support/temp.h"
#include "support/test.h"
#include "support/tiny_preset.h"

#include "dilaton/audio.h"
#include "dilaton/score.h"

#include <dirent.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// A preset for quick renderings
static const float low_rate = 4000.0f;
static const float usual_rate = 24000.0f;

/// Three notes, one of them on another channel: 96 ticks to a beat of 0.5 s
static const uint8_t melody[] = {
  'M',  'T',  'h', 'd', 0,    0,    0,  6,  0,    0,    0,    1,  0,
  96,   'M',  'T', 'r', 'k',  0,    0,  0,  28,   0,    0x90, 60, 100,
  48,   0x80, 60,  64,  0,    0x91, 67, 70, 48,   0x81, 67,   64, 0,
  0x90, 64,   127, 48,  0x80, 64,   64, 0,  0xFF, 0x2F, 0};

/// Length of the melody, its release, the silence learned after it and 0.1 s
static const double melody_s = 0.75 + 0.1 + 0.03 + 0.1;

/// A folder with a preset and a melody
typedef struct {
  TempFolder* folder;
  const char* preset;
  const char* melody;
  const char* out;
} Fixture;

static void
save_preset(const char* const path, const float rate)
{
  TinyPreset description = tiny_preset_defaults();
  description.rate = rate;
  assert_int_equal(tiny_preset_save(&description, path, NULL), DIL_OK);
}

static int
setup(void** state)
{
  static Fixture f;

  f.folder = temp_new();
  f.preset = temp_path(f.folder, "tiny.safetensors");
  f.melody = temp_path(f.folder, "melody.mid");
  f.out = temp_path(f.folder, "out.wav");
  save_preset(f.preset, usual_rate);
  file_write(f.melody, melody, sizeof(melody));
  *state = &f;
  return 0;
}

static int
teardown(void** state)
{
  temp_free(((Fixture*)*state)->folder);
  return 0;
}

/// Render the melody with more options
#define RENDER(f, ...)                                                         \
  RUN_DILATON("render", (f)->melody, "-p", (f)->preset, __VA_ARGS__)

static void
assert_done(Run* const run)
{
  if (run->status) {
    fail_msg("status %d: %s", run->status, run->errors.text);
  }
  run_free(run);
}

/// Read a rendering back: finite, not clipped, not silent
static DilAudio
read_sound(const char* const path)
{
  DilAudio audio;
  DilMessage message;
  if (dil_audio_read(path, &audio, &message)) {
    fail_msg("%s", message.text);
  }

  float peak = 0.0f;
  for (size_t i = 0U; i < audio.n_frames * audio.n_channels; ++i) {
    assert_true(isfinite(audio.samples[i]));
    peak = fmaxf(peak, fabsf(audio.samples[i]));
  }
  assert_true(peak < 1.0f);
  assert_true(peak > 0.005f);
  assert_int_equal(audio.n_channels, 2);
  return audio;
}

static void
assert_length(const DilAudio* const audio, const double length_s)
{
  const double found_s = (double)audio->n_frames / (double)audio->rate;
  if (fabs(found_s - length_s) > 0.03) {
    fail_msg("%g s, not %g s", found_s, length_s);
  }
}

static void
a_rendering_has_the_length_of_the_melody(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  static const char* const rates[] = {"8000", "24000", "44100", "96000"};

  for (size_t i = 0U; i < 4U; ++i) {
    assert_done(RENDER(f, "-o", f->out, "-r", rates[i]));
    DilAudio audio = read_sound(f->out);
    assert_int_equal(audio.rate, strtol(rates[i], NULL, 10));
    assert_length(&audio, melody_s);
    dil_audio_free(&audio);
  }
}

static void
every_format_holds_the_same_sound(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  static const char* const names[] = {"a.wav", "a.flac", "a.aiff", "a.ogg"};
  static const float tolerances[] = {1e-6f, 1e-6f, 1e-6f, 0.2f};

  assert_done(RENDER(f, "-o", f->out));
  DilAudio expected = read_sound(f->out);
  for (size_t i = 0U; i < 4U; ++i) {
    const char* const path = temp_path(f->folder, names[i]);
    assert_done(RENDER(f, "-o", path, "-O", "s16"));
    DilAudio audio = read_sound(path);
    assert_int_equal(audio.n_frames, expected.n_frames);
    for (size_t k = 0U; k < 2U * audio.n_frames; ++k) {
      assert_true(fabsf(audio.samples[k] - expected.samples[k]) <=
                  tolerances[i]);
    }
    dil_audio_free(&audio);
  }
  dil_audio_free(&expected);
}

static void
threads_lanes_and_kernels_change_no_byte(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  static const char* const options[] = {
    "--threads=1", "--threads=2", "--lanes=1", "--lanes=3", "--kernel=plain"};
  const char* const other = temp_path(f->folder, "other.wav");

  assert_done(RENDER(f, "-o", f->out, "-O", "float"));
  for (size_t i = 0U; i < 5U; ++i) {
    assert_done(RENDER(f, "-o", other, "-O", "float", options[i]));
    assert_true(file_equal(other, f->out));
  }
}

static void
options_change_the_sound(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  static const char* const options[] = {"--seed=1",
                                        "--gain=-6",
                                        "--temperature=0.5",
                                        "--top-k=3",
                                        "--top-p=0.5",
                                        "--greedy",
                                        "--transpose=1",
                                        "--channel=2",
                                        "--a4=430",
                                        "--set=attack=0.2",
                                        "--weights=f32",
                                        "--weights=f16"};
  const char* const other = temp_path(f->folder, "other.wav");

  // The default weights are one of the formats
  size_t n_same = 0U;
  assert_done(RENDER(f, "-o", f->out, "-O", "float"));
  for (size_t i = 0U; i < sizeof(options) / sizeof(options[0]); ++i) {
    assert_done(RENDER(f, "-o", other, "-O", "float", options[i]));
    n_same += file_equal(other, f->out);
  }
  assert_true(n_same <= 1U);
}

static void
standard_output_gets_a_wav(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const char* const piped = temp_path(f->folder, "piped.wav");
  Run* const run = RENDER(f, "-o", "-");
  assert_int_equal(run->status, 0);
  file_write(piped, run->output.text, run->output.size);
  assert_non_null(strstr(run->errors.text, "standard output: "));
  run_free(run);

  assert_done(RENDER(f, "-o", f->out));
  DilAudio audio = read_sound(piped);
  DilAudio expected = read_sound(f->out);
  assert_int_equal(audio.n_frames, expected.n_frames);
  assert_memory_equal(audio.samples,
                      expected.samples,
                      2U * audio.n_frames * sizeof(*audio.samples));
  dil_audio_free(&audio);
  dil_audio_free(&expected);
}

static void
a_summary_is_printed_unless_quiet(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  Run* const loud = RENDER(f, "-o", f->out);
  assert_int_equal(loud->output.size, 0);
  assert_non_null(strstr(loud->errors.text, "times real time; 3 notes"));
  run_free(loud);
  Run* const quiet = RENDER(f, "-o", f->out, "-q");
  assert_int_equal(quiet->status, 0);
  assert_int_equal(quiet->output.size + quiet->errors.size, 0);
  run_free(quiet);
}

static void
a_file_that_cannot_be_used_is_named(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const char* const bad = temp_path(f->folder, "bad");
  const char* const full = temp_path(f->folder, "full.wav");
  file_write_text(bad, "no melody, no preset");
  assert_int_equal(symlink("/dev/full", full), 0);
  const size_t n_files = temp_count(f->folder);

  assert_refused(RENDER(f, "-q", "-o", "/nowhere/out.wav"), 1, "/nowhere/out");
  assert_refused(RENDER(f, "-q", "-o", full), 1, "full.wav: No space");
  assert_refused(RENDER(f, "-q", "-o", "out.mp3"), 2, "out.mp3: ");
  assert_refused(RENDER(f, "-o", f->out, "-p", bad), 1, "bad: ");
  assert_refused(RENDER(f, "-o", f->out, "-p", "nobody"), 1, "nobody: ");
  assert_refused(RENDER(f, "-o", f->out, "--scale", bad), 1, "bad");
  assert_refused(RENDER(f, "-o", f->out, "--mapping", bad), 2, "--mapping");
  assert_refused(RENDER(f, "-o", f->out, "--channel=5"), 1, "melody.mid: ");
  assert_refused(RENDER(f, "-o", f->out, "--track=9"), 1, "melody.mid: ");
  assert_refused(RENDER(f, "-o", f->out, "--kernel=x86"), 1, "x86");
  assert_refused(
    RUN_DILATON("render", bad, "-p", f->preset, "-o", f->out), 1, "bad: ");
  assert_refused(
    RUN_DILATON("render", "/nowhere.mid", "-p", f->preset, "-o", f->out),
    1,
    "/nowhere.mid: ");
  assert_int_equal(temp_count(f->folder), n_files);
}

static void
an_input_is_never_the_output(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const char* const link = temp_path(f->folder, "link.wav");
  assert_int_equal(symlink(f->melody, link), 0);
  assert_refused(RENDER(f, "-o", link), 2, "link.wav: ");
  const FileBytes bytes = file_read(f->melody);
  assert_int_equal(bytes.n, sizeof(melody));
  free(bytes.bytes);
}

static void
every_truncated_preset_and_melody_is_refused_or_rendered(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  const char* const cut = temp_path(f->folder, "cut");
  const FileBytes preset = file_read(f->preset);
  const size_t n_files = temp_count(f->folder);
  for (size_t n = 0U; n < preset.n; n += 1U + preset.n / 12U) {
    file_write(cut, preset.bytes, n);
    assert_refused(RENDER(f, "-o", f->out, "-p", cut), 1, "cut: ");
    assert_int_equal(temp_count(f->folder), n_files + 1U);
  }
  free(preset.bytes);

  for (size_t n = 0U; n < sizeof(melody); n += 3U) {
    file_write(cut, melody, n);
    Run* const run =
      RUN_DILATON("render", cut, "-p", f->preset, "-o", f->out, "-r", "8000");
    assert_true(run->status == 0 || run->status == 1);
    assert_int_equal(file_exists(f->out), run->status == 0);
    assert_non_null(strstr(run->errors.text, "cut: "));
    run_free(run);
    unlink(f->out);
  }
}

static void
a_disk_that_is_full_is_named(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  static const char script[] = "ulimit -f 16; exec \"$0\" render \"$1\" -q "
                               "-p \"$2\" -o \"$3\"";
  const size_t n_files = temp_count(f->folder);
  const char* const arguments[] = {
    "sh", "-c", script, DIL_PROGRAM, f->melody, f->preset, f->out, NULL};
  assert_refused(run_program(arguments), 1, "out.wav: File too large");
  assert_int_equal(temp_count(f->folder), n_files);
}

/// Write a melody of an hour
static void
write_long_melody(const char* const path)
{
  enum { N_NOTES = 3600 };
  static uint8_t bytes[22 + 9 * N_NOTES + 4];
  const size_t size = sizeof(bytes) - 22U;
  static const uint8_t note[] = {0, 0x90, 60, 100, 0x81, 0x40, 0x80, 60, 64};

  memcpy(bytes, melody, 22U);
  for (size_t i = 0U; i < N_NOTES; ++i) {
    memcpy(bytes + 22U + 9U * i, note, sizeof(note));
  }
  memcpy(bytes + sizeof(bytes) - 4U, melody + sizeof(melody) - 4U, 4U);
  bytes[20] = (uint8_t)(size >> 8U);
  bytes[21] = (uint8_t)size;
  file_write(path, bytes, sizeof(bytes));
}

static void
an_interrupted_rendering_leaves_nothing(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  write_long_melody(f->melody);
  const size_t n_files = temp_count(f->folder);
  const char* const arguments[] = {
    DIL_PROGRAM, "render", f->melody, "-p", f->preset, "-o", f->out, NULL};
  Run* const run = run_start(arguments);
  while (temp_count(f->folder) == n_files) {
    sched_yield();
  }
  run_signal(run, SIGINT);
  run_wait(run, 100U);
  assert_refused(run, 1, "out.wav: stopped");
  assert_int_equal(temp_count(f->folder), n_files);
}

/// Render a melody of the shared folder, and compare with its score
static void
render_public(const Fixture* const f, const char* const path)
{
  DilScore* score = NULL;
  assert_int_equal(dil_score_load(path, NULL, &score, NULL), DIL_OK);
  assert_done(RUN_DILATON(
    "render", path, "-q", "-p", f->preset, "-o", f->out, "-r", "8000"));
  DilAudio audio = read_sound(f->out);

  // A pedal may hold the last notes longer than their keys
  const double found_s = (double)audio.n_frames / (double)audio.rate;
  const double length_s = dil_score_duration_s(score);
  if (found_s < length_s + 0.1 || found_s > length_s + 12.0) {
    fail_msg("%s: %g s, not %g s", path, found_s, length_s);
  }
  dil_audio_free(&audio);
  dil_score_free(score);
}

static void
all_public_melodies_render(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  static const char folder_path[] = DIL_SHARED_DIR "/melodies";

  DIR* const folder = opendir(folder_path);
  if (!folder) {
    print_message("%s is not there\n", folder_path);
    skip();
    return;
  }

  save_preset(f->preset, low_rate);
  size_t n_melodies = 0U;
  for (struct dirent* entry = NULL; (entry = readdir(folder)) != NULL;) {
    char path[4096];
    const size_t n = strlen(entry->d_name);
    if (n > 4U && !strcmp(entry->d_name + n - 4U, ".mid")) {
      snprintf(path, sizeof(path), "%s/%s", folder_path, entry->d_name);
      render_public(f, path);
      ++n_melodies;
    }
  }
  closedir(folder);
  assert_true(n_melodies > 0U);
}

static void
the_preset_of_the_tree_renders(void** state)
{
  const Fixture* const f = (const Fixture*)*state;
  static const char preset[] = DIL_SOURCE_DIR "/presets/altosax.safetensors";

  if (!file_exists(preset)) {
    print_message("%s is not there\n", preset);
    skip();
  }

  setenv("DILATON_PRESETS", DIL_SOURCE_DIR "/presets", 1);
  assert_done(RUN_DILATON("render", f->melody, "-o", f->out));
  DilAudio audio = read_sound(f->out);
  assert_int_equal(audio.rate, 48000);
  assert_length(&audio, melody_s - 0.04); // A release of 60 ms, not 100
  dil_audio_free(&audio);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(a_rendering_has_the_length_of_the_melody),
    TEST(every_format_holds_the_same_sound),
    TEST(threads_lanes_and_kernels_change_no_byte),
    TEST(options_change_the_sound),
    TEST(standard_output_gets_a_wav),
    TEST(a_summary_is_printed_unless_quiet),
    TEST(a_file_that_cannot_be_used_is_named),
    TEST(an_input_is_never_the_output),
    TEST(every_truncated_preset_and_melody_is_refused_or_rendered),
    TEST(a_disk_that_is_full_is_named),
    TEST(an_interrupted_rendering_leaves_nothing),
    TEST(all_public_melodies_render),
    TEST(the_preset_of_the_tree_renders),
  };

  return cmocka_run_group_tests_name("render_command", tests, NULL, NULL);
}
