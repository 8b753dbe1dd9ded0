// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/render_file.h"

#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"
#include "support/tiny_preset.h"
#include "tune.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PATH "tune.wav"

/// A tiny preset, a short score, and a folder for what becomes of them
typedef struct {
  TempFolder* folder;
  DilPreset* preset;
  DilScore* score;
  DilRenderSettings settings;
  DilAudio expected; ///< From a sink of our own
  double done;       ///< As the progress said last
  double until_done; ///< The progress then stops
} Studio;

static bool
follow(void* const context, const double done)
{
  Studio* const studio = (Studio*)context;
  studio->done = done;
  return done < studio->until_done;
}

static DilStatus
keep(void* const context,
     const float* const frames,
     const size_t n_frames,
     DilMessage* const message)
{
  (void)message;
  DilAudio* const audio = &((Studio*)context)->expected;
  const size_t n_before = 2U * audio->n_frames;
  audio->n_frames += n_frames;
  audio->samples =
    (float*)realloc(audio->samples, 2U * audio->n_frames * sizeof(float));
  assert_non_null(audio->samples);
  memcpy(audio->samples + n_before, frames, 2U * n_frames * sizeof(*frames));
  return DIL_OK;
}

static int
setup(void** const state)
{
  Studio* const studio = (Studio*)calloc(1U, sizeof(*studio));
  const TinyPreset description = tiny_preset_defaults();
  assert_non_null(studio);
  studio->folder = temp_new();
  studio->preset = tiny_preset_load(&description);
  studio->score = tune_piece(1U);
  studio->settings = dil_render_defaults();
  studio->settings.engine.rate = 32000U;
  studio->settings.sink = keep;
  studio->settings.progress = follow;
  studio->settings.context = studio;
  studio->until_done = 2.0;

  const DilPreset* const presets[] = {studio->preset};
  assert_int_equal(
    dil_render_score(presets, 1U, studio->score, &studio->settings, NULL, NULL),
    DIL_OK);
  *state = studio;
  return 0;
}

static int
teardown(void** const state)
{
  Studio* const studio = (Studio*)*state;
  dil_score_free(studio->score);
  dil_preset_free(studio->preset);
  temp_free(studio->folder);
  free(studio->expected.samples);
  free(studio);
  return 0;
}

static DilStatus
to_file(Studio* const studio, const char* const name, DilMessage* const message)
{
  const DilPreset* const presets[] = {studio->preset};
  return dil_render_file(presets,
                         1U,
                         studio->score,
                         &studio->settings,
                         temp_path(studio->folder, name),
                         DIL_ENCODING_FLOAT,
                         message);
}

static DilStatus
to_memory(Studio* const studio, DilAudio* const audio)
{
  const DilPreset* const presets[] = {studio->preset};
  return dil_render_audio(
    presets, 1U, studio->score, &studio->settings, audio, NULL);
}

static void
assert_expected(const Studio* const studio, const DilAudio* const audio)
{
  assert_int_equal(audio->rate, 32000);
  assert_int_equal(audio->n_channels, 2);
  assert_int_equal(audio->n_frames, studio->expected.n_frames);
  assert_memory_equal(audio->samples,
                      studio->expected.samples,
                      2U * audio->n_frames * sizeof(float));
}

static void
a_score_in_memory_has_the_frames_of_the_sink(void** const state)
{
  Studio* const studio = (Studio*)*state;
  DilAudio audio = {NULL, 0U, 0U, 0U};

  assert_int_equal(to_memory(studio, &audio), DIL_OK);
  assert_expected(studio, &audio);
  assert_true(studio->done == 1.0);
  dil_audio_free(&audio);
}

static void
a_score_in_a_file_has_the_frames_of_the_sink(void** const state)
{
  Studio* const studio = (Studio*)*state;
  DilAudio audio = {NULL, 0U, 0U, 0U};

  assert_int_equal(to_file(studio, PATH, NULL), DIL_OK);
  assert_int_equal(
    dil_audio_read(temp_path(studio->folder, PATH), &audio, NULL), DIL_OK);
  assert_expected(studio, &audio);
  dil_audio_free(&audio);
}

static void
settings_may_be_left_out(void** const state)
{
  Studio* const studio = (Studio*)*state;
  const DilPreset* const presets[] = {studio->preset};
  DilAudio audio = {NULL, 0U, 0U, 0U};

  assert_int_equal(
    dil_render_audio(presets, 1U, studio->score, NULL, &audio, NULL), DIL_OK);
  assert_int_equal(audio.rate, dil_render_defaults().engine.rate);
  dil_audio_free(&audio);
}

static void
what_is_stopped_leaves_nothing(void** const state)
{
  Studio* const studio = (Studio*)*state;
  DilAudio audio = {NULL, 0U, 0U, 0U};
  studio->until_done = 0.2;

  assert_int_equal(to_memory(studio, &audio), DIL_CANCELLED);
  assert_null(audio.samples);
  assert_int_equal(to_file(studio, PATH, NULL), DIL_CANCELLED);
  assert_int_equal(temp_count(studio->folder), 0);
}

static void
a_file_of_no_known_format_is_refused_with_its_name(void** const state)
{
  Studio* const studio = (Studio*)*state;
  DilMessage message = {""};

  assert_int_equal(to_file(studio, "tune.doc", &message), DIL_BAD_ARGUMENT);
  assert_non_null(strstr(message.text, "tune.doc"));
  assert_int_equal(temp_count(studio->folder), 0);
}

static DilStatus
make_and_free(void* const context)
{
  DilAudio audio = {NULL, 0U, 0U, 0U};
  const DilStatus status = to_memory((Studio*)context, &audio);
  dil_audio_free(&audio);
  return status;
}

static void
no_memory_for_the_sound_is_a_failure_without_a_leak(void** const state)
{
  Studio* const studio = (Studio*)*state;
  Tune tune;
  tune_start(&tune);
  tune_add(&tune, 0U, 0x90U, 72U, 100U);
  tune_add(&tune, 50U, 0x80U, 72U, 0U);
  dil_score_free(studio->score);
  studio->score = tune_load(&tune);
  studio->settings.n_threads = 1U;
  assert_true(fault_for_each(make_and_free, studio, DIL_NO_MEMORY) > 1U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(
      a_score_in_memory_has_the_frames_of_the_sink, setup, teardown),
    cmocka_unit_test_setup_teardown(
      a_score_in_a_file_has_the_frames_of_the_sink, setup, teardown),
    cmocka_unit_test_setup_teardown(settings_may_be_left_out, setup, teardown),
    cmocka_unit_test_setup_teardown(
      what_is_stopped_leaves_nothing, setup, teardown),
    cmocka_unit_test_setup_teardown(
      a_file_of_no_known_format_is_refused_with_its_name, setup, teardown),
    cmocka_unit_test_setup_teardown(
      no_memory_for_the_sound_is_a_failure_without_a_leak, setup, teardown),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
