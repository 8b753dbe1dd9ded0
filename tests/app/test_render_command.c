// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "render_case.h"

#include "support/decoded.h"
#include "support/file.h"
#include "support/run.h"
#include "support/temp.h"
#include "support/test.h"

#include "dilaton/audio.h"
#include "dilaton/score.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Length of the melody, its release, the silence learned after it and 0.1 s
static const double melody_s = 0.75 + 0.1 + 0.03 + 0.1;

/// Read a rendering back: finite, not clipped, not silent
static DilAudio
read_sound(const char* const path)
{
  DilAudio audio;
  DilMessage message;
  if (strstr(path, ".mp3")) {
    audio = decoded(path);
  } else if (dil_audio_read(path, &audio, &message)) {
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
  const RenderCase* const f = (const RenderCase*)*state;
  static const char* const rates[] = {"8000", "24000", "44100", "96000"};

  for (size_t i = 0U; i < 4U; ++i) {
    assert_done(RENDER(f, "-o", f->out, "-r", rates[i], "--set=space=0"));
    DilAudio audio = read_sound(f->out);
    assert_int_equal(audio.rate, strtol(rates[i], NULL, 10));
    assert_length(&audio, melody_s);
    dil_audio_free(&audio);
  }
}

static void
a_tail_is_as_long_as_was_asked_for(void** state)
{
  const RenderCase* const f = (const RenderCase*)*state;
  assert_done(RENDER(f, "-o", f->out, "--set=space=0", "--tail=2"));
  DilAudio audio = read_sound(f->out);
  assert_length(&audio, melody_s + 1.9);
  dil_audio_free(&audio);
}

static void
a_cut_has_the_samples_that_the_whole_has_there(void** state)
{
  const RenderCase* const f = (const RenderCase*)*state;
  const char* const cut = temp_path(f->folder, "cut.wav");
  assert_done(RENDER(f, "-o", f->out, "-O", "float"));
  assert_done(
    RENDER(f, "-o", cut, "-O", "float", "--start=0.25", "--end=0.75"));
  DilAudio whole = read_sound(f->out);
  DilAudio part = read_sound(cut);
  assert_int_equal(part.n_frames, 24000U);
  assert_memory_equal(
    part.samples, whole.samples + 2U * 12000U, 2U * 24000U * sizeof(float));
  dil_audio_free(&part);
  dil_audio_free(&whole);

  const char* const none = temp_path(f->folder, "none.wav");
  assert_refused(RENDER(f, "-o", none, "--start=2", "--end=1"), 2, "--end: ");
  assert_refused(RENDER(f, "-o", none, "-q", "--start=90"), 2, "--start: ");
  assert_false(file_exists(none));
}

static void
every_format_holds_the_same_sound(void** state)
{
  const RenderCase* const f = (const RenderCase*)*state;
  static const char* const names[] = {
    "a.wav", "a.flac", "a.aiff", "a.ogg", "a.opus", "a.mp3"};
  static const float tolerances[] = {1e-6f, 1e-6f, 1e-6f, 0.2f, 0.2f, 0.2f};

  assert_done(RENDER(f, "-o", f->out));
  DilAudio expected = read_sound(f->out);
  for (size_t i = 0U; i < 6U; ++i) {
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
  const RenderCase* const f = (const RenderCase*)*state;
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
  const RenderCase* const f = (const RenderCase*)*state;
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
  const RenderCase* const f = (const RenderCase*)*state;
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
  const RenderCase* const f = (const RenderCase*)*state;
  Run* const loud = RENDER(f, "-o", f->out);
  assert_int_equal(loud->output.size, 0);
  assert_non_null(strstr(loud->errors.text, "times real time; 3 notes"));
  run_free(loud);
  Run* const quiet = RENDER(f, "-o", f->out, "-q");
  assert_int_equal(quiet->status, 0);
  assert_int_equal(quiet->output.size + quiet->errors.size, 0);
  run_free(quiet);
}

/// What is rendered of each; the rest is more of that
#define MOST_S   6
#define UNTIL_IT "--end=6"

/// Render a melody of the shared folder, and compare with its score
static void
render_public(const RenderCase* const f, const char* const path)
{
  DilScore* score = NULL;
  assert_int_equal(dil_score_load(path, NULL, &score, NULL), DIL_OK);
  assert_done(RUN_DILATON("render",
                          path,
                          "-q",
                          "-p",
                          f->preset,
                          "-o",
                          f->out,
                          "-r",
                          "8000",
                          UNTIL_IT));
  DilAudio audio = read_sound(f->out);

  // A pedal may hold the last notes longer than their keys; a cut has no tail
  const double found_s = (double)audio.n_frames / (double)audio.rate;
  const double length_s = fmin(dil_score_duration_s(score), MOST_S);
  const double tail_s = length_s < MOST_S ? 0.1 : 0.0;
  if (found_s < length_s + tail_s || found_s > length_s + 12.0) {
    fail_msg("%s: %g s, not %g s", path, found_s, length_s);
  }
  dil_audio_free(&audio);
  dil_score_free(score);
}

static void
all_public_melodies_render(void** state)
{
  const RenderCase* const f = (const RenderCase*)*state;
  static const char folder_path[] = DIL_SHARED_DIR "/melodies";

  DIR* const folder = opendir(folder_path);
  if (!folder) {
    print_message("%s is not there\n", folder_path);
    skip();
    return;
  }

  render_save_preset(f->preset, LOW_RATE);
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
  const RenderCase* const f = (const RenderCase*)*state;
  static const char preset[] = DIL_SOURCE_DIR "/presets/altosax.safetensors";

  if (!file_exists(preset)) {
    print_message("%s is not there\n", preset);
    skip();
  }

  setenv("DILATON_PRESETS", DIL_SOURCE_DIR "/presets", 1);
  assert_done(RUN_DILATON("render", f->melody, "-o", f->out, "--set=space=0"));
  DilAudio audio = read_sound(f->out);
  assert_int_equal(audio.rate, 48000);
  assert_length(&audio, melody_s - 0.04); // A release of 60 ms, not 100
  dil_audio_free(&audio);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, render_setup, render_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(a_rendering_has_the_length_of_the_melody),
    TEST(a_cut_has_the_samples_that_the_whole_has_there),
    TEST(a_tail_is_as_long_as_was_asked_for),
    TEST(every_format_holds_the_same_sound),
    TEST(threads_lanes_and_kernels_change_no_byte),
    TEST(options_change_the_sound),
    TEST(standard_output_gets_a_wav),
    TEST(a_summary_is_printed_unless_quiet),
    TEST(all_public_melodies_render),
    TEST(the_preset_of_the_tree_renders),
  };

  return cmocka_run_group_tests_name("render_command", tests, NULL, NULL);
}
