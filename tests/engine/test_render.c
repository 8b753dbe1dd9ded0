// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/render.h"

#include "support/fault.h"
#include "support/test.h"
#include "support/tiny_preset.h"
#include "tune.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FRAMES 2000000U

/// Two tiny presets of different rates, a score and what was rendered of it
typedef struct {
  DilPreset* presets[2];
  DilScore* score;
  DilRenderSettings settings;
  DilRenderStats stats;
  float* frames; ///< [MAX_FRAMES][2]
  size_t n_frames;
  size_t n_until_full; ///< The sink then fails
  double until_done;   ///< The progress then stops
  double done;
} Studio;

static DilStatus
sink(void* const context,
     const float* const frames,
     const size_t n_frames,
     DilMessage* const message)
{
  Studio* const studio = (Studio*)context;
  assert_true(studio->n_frames + n_frames <= MAX_FRAMES);
  if (studio->n_frames >= studio->n_until_full) {
    if (message) {
      strcpy(message->text, "the sink is full");
    }
    return DIL_IO_ERROR;
  }

  memcpy(studio->frames + 2U * studio->n_frames,
         frames,
         2U * n_frames * sizeof(float));
  studio->n_frames += n_frames;
  return DIL_OK;
}

static bool
progress(void* const context, const double done)
{
  Studio* const studio = (Studio*)context;
  assert_true(done >= studio->done && done <= 1.0);
  studio->done = done;
  return done < studio->until_done;
}

/// Of the second preset, which has learned some keys only
static int
setup_keys(void** state, const int lo_key, const int hi_key)
{
  Studio* const studio = (Studio*)calloc(1U, sizeof(*studio));
  assert_non_null(studio);
  TinyPreset description = tiny_preset_defaults();
  studio->presets[0] = tiny_preset_load(&description);
  description.rate = 16000.0f;
  description.seed = 2U;
  description.lo_key = lo_key;
  description.hi_key = hi_key;
  studio->presets[1] = tiny_preset_load(&description);
  studio->frames = (float*)calloc(MAX_FRAMES, 2U * sizeof(float));
  studio->score = tune_piece(3U);
  studio->settings = dil_render_defaults();
  studio->settings.sink = sink;
  studio->settings.progress = progress;
  studio->settings.context = studio;
  studio->n_until_full = SIZE_MAX;
  studio->until_done = 2.0;
  *state = studio;
  return 0;
}

static int
setup(void** state)
{
  return setup_keys(state, 0, 127);
}

static int
setup_narrow(void** state)
{
  return setup_keys(state, 62, 64);
}

static int
teardown(void** state)
{
  Studio* const studio = (Studio*)*state;
  dil_score_free(studio->score);
  dil_preset_free(studio->presets[0]);
  dil_preset_free(studio->presets[1]);
  free(studio->frames);
  free(studio);
  return 0;
}

static DilStatus
render(Studio* const studio, DilMessage* const message)
{
  const DilPreset* const presets[2] = {studio->presets[0], studio->presets[1]};
  studio->n_frames = 0U;
  studio->done = 0.0;
  return dil_render_score(
    presets, 2U, studio->score, &studio->settings, &studio->stats, message);
}

/// Render and keep the frames elsewhere, to be freed
static float*
render_copy(Studio* const studio)
{
  assert_int_equal(render(studio, NULL), DIL_OK);
  const size_t size = 2U * studio->n_frames * sizeof(float);
  float* const result = (float*)malloc(size);
  assert_non_null(result);
  memcpy(result, studio->frames, size);
  return result;
}

static void
threads_lanes_and_memory_make_no_difference(void** state)
{
  static const uint32_t ways[][3] = {
    {2U, 16U, 6000000U}, {1U, 3U, 1U}, {2U, 8U, 30000U}, {5U, 2U, 100000U}};
  Studio* const studio = (Studio*)*state;
  studio->settings.n_threads = 1U;
  studio->settings.n_lanes = 1U;
  float* const expected = render_copy(studio);
  const size_t n_frames = studio->n_frames;
  assert_true(studio->stats.peak > 0.01f);
  for (size_t i = 0U; i < TIMES(4U, 2U); ++i) {
    studio->settings.n_threads = ways[i][0];
    studio->settings.n_lanes = ways[i][1];
    studio->settings.max_samples = ways[i][2];
    assert_int_equal(render(studio, NULL), DIL_OK);
    assert_int_equal(studio->n_frames, n_frames);
    assert_memory_equal(
      studio->frames, expected, 2U * n_frames * sizeof(float));
  }
  free(expected);
}

/// Send the score to a live engine as render.h says, until `n_frames` are made
static void
play_live(const Studio* const studio, float* const* const out, const size_t n)
{
  const DilPreset* const presets[2] = {studio->presets[0], studio->presets[1]};
  const DilScoreEvent* const events = dil_score_events(studio->score);
  const DilScoreSysex* const sysex = dil_score_sysex(studio->score);
  const size_t n_sysex = dil_score_n_sysex(studio->score);
  const double rate = (double)studio->settings.engine.rate;
  DilEngineSettings settings = studio->settings.engine;
  DilEngine* engine = NULL;
  settings.max_voices = DIL_MAX_VOICES;
  settings.parameters[DIL_PARAMETER_VOICES] = (float)DIL_MAX_VOICES;
  assert_int_equal(dil_engine_new(presets, 2U, &settings, &engine, NULL),
                   DIL_OK);

  size_t frame = 0U;
  size_t s = 0U;
  for (size_t e = 0U; e <= dil_score_n_events(studio->score); ++e) {
    const bool is_end = e == dil_score_n_events(studio->score);
    const double time_s = is_end ? 1e6 : events[e].time_s;
    while (s < n_sysex && sysex[s].time_s <= time_s) {
      const size_t at = (size_t)llround(sysex[s].time_s * rate);
      float* const rest[2] = {out[0] + frame, out[1] + frame};
      dil_engine_render(engine, NULL, 0U, rest, at - frame);
      assert_true(dil_engine_sysex(engine, sysex[s].data, sysex[s].size));
      frame = at;
      ++s;
    }

    const size_t at = is_end ? n : (size_t)llround(time_s * rate);
    float* const rest[2] = {out[0] + frame, out[1] + frame};
    dil_engine_render(engine, NULL, 0U, rest, at - frame);
    frame = at;
    if (!is_end) {
      dil_engine_render(engine, &events[e].event, 1U, rest, 0U);
    }
  }

  assert_int_equal(dil_engine_counts(engine).n_stolen, 0U);
  assert_int_equal(dil_engine_counts(engine).n_voices, 0U);
  dil_engine_free(engine);
}

static void
rendering_is_what_an_engine_plays_without_its_latency(void** state)
{
  // Each in another mode of keys
  static const uint32_t rates[] = {44100U, 48000U, 24000U};
  Studio* const studio = (Studio*)*state;
  for (size_t r = 0U; r < TIMES(3U, 1U); ++r) {
    const uint32_t rate = rates[r];
    const size_t latency = dil_latency(16000.0, rate);
    studio->settings.engine.rate = rate;
    studio->settings.engine.parameters[DIL_PARAMETER_MODE] = (float)r;
    assert_int_equal(render(studio, NULL), DIL_OK);

    const size_t n = studio->n_frames + latency;
    float* const live = (float*)calloc(n, 2U * sizeof(float));
    float* const out[2] = {live, live + n};
    play_live(studio, out, n);
    for (size_t i = 0U; i < studio->n_frames; ++i) {
      assert_true(studio->frames[2U * i] == live[i + latency]);
      assert_true(studio->frames[2U * i + 1U] == live[n + i + latency]);
    }
    free(live);
  }
}

static void
sound_ends_with_the_last_note_and_the_tail(void** state)
{
  // Released at 500 ms, with the tiny preset's release of 100 ms, and 30 ms
  Studio* const studio = (Studio*)*state;
  static Tune tune;
  tune_start(&tune);
  tune_add(&tune, 250U, 0x90U, 60U, 127U);
  tune_add(&tune, 500U, 0x80U, 60U, 0U);
  tune_add(&tune, 9000U, 0xB0U, 1U, 0U);
  dil_score_free(studio->score);
  studio->score = tune_load(&tune);
  studio->settings.engine.rate = 24000U;
  studio->settings.tail_s = 0.5;
  assert_int_equal(render(studio, NULL), DIL_OK);
  assert_int_equal(studio->n_frames, 12000U + 2400U + 720U + 12000U);
  assert_int_equal(studio->stats.n_frames, studio->n_frames);
  assert_int_equal(studio->stats.n_notes, 1U);
  assert_int_equal(studio->stats.n_steps, 6000U + 2400U + 720U);
  assert_int_equal(studio->stats.max_voices, 1U);

  // And begins on its frame
  size_t first = 0U;
  while (studio->frames[2U * first] == 0.0f) {
    ++first;
  }
  assert_in_range(first, 6000U, 6010U);
}

static void
pedal_that_stays_down_goes_up_after_the_last_note(void** state)
{
  Studio* const studio = (Studio*)*state;
  static Tune tune;
  tune_start(&tune);
  tune_add(&tune, 0U, 0xB0U, 64U, 127U);
  tune_add(&tune, 10U, 0x90U, 60U, 127U);
  tune_add(&tune, 20U, 0x80U, 60U, 0U);
  tune_add(&tune, 300U, 0x90U, 64U, 127U);
  tune_add(&tune, 400U, 0x80U, 64U, 0U);
  dil_score_free(studio->score);
  studio->score = tune_load(&tune);
  studio->settings.engine.rate = 24000U;
  assert_int_equal(render(studio, NULL), DIL_OK);
  assert_int_equal(studio->n_frames, 9600U + 2400U + 720U + 2400U);
}

static void
more_notes_at_once_than_an_engine_has_voices_all_sound(void** state)
{
  Studio* const studio = (Studio*)*state;
  static Tune tune;
  tune_start(&tune);
  for (uint8_t i = 0U; i < 100U; ++i) {
    tune_add(&tune, i, 0x90U, (uint8_t)(20U + i), 30U);
  }
  for (uint8_t i = 0U; i < 100U; ++i) {
    tune_add(&tune, 200U, 0x80U, (uint8_t)(20U + i), 0U);
  }
  dil_score_free(studio->score);
  studio->score = tune_load(&tune);
  assert_int_equal(render(studio, NULL), DIL_OK);
  assert_int_equal(studio->stats.max_voices, 100U);
  assert_int_equal(studio->stats.n_notes, 100U);
}

static void
long_note_passes_through_many_chunks(void** state)
{
  Studio* const studio = (Studio*)*state;
  static Tune tune;
  tune_start(&tune);
  tune_add(&tune, 0U, 0x90U, 50U, 100U);
  tune_add(&tune, 6500U, 0x90U, 57U, 100U);
  tune_add(&tune, 7000U, 0x80U, 57U, 0U);
  tune_add(&tune, 16000U, 0x80U, 50U, 0U);
  dil_score_free(studio->score);
  studio->score = tune_load(&tune);
  studio->settings.engine.rate = 24000U;
  float* const expected = render_copy(studio);
  studio->settings.max_samples = 1000U;
  assert_int_equal(render(studio, NULL), DIL_OK);
  assert_memory_equal(
    studio->frames, expected, 2U * studio->n_frames * sizeof(float));
  free(expected);
}

static void
progress_rises_and_can_stop_the_work(void** state)
{
  Studio* const studio = (Studio*)*state;
  DilMessage message = {""};
  studio->settings.max_samples = 100000U;
  assert_int_equal(render(studio, NULL), DIL_OK);
  assert_true(studio->done > 0.5);
  studio->until_done = 0.3;
  assert_int_equal(render(studio, &message), DIL_CANCELLED);
  assert_true(message.text[0] != '\0');
}

static void
failure_of_the_sink_is_the_result(void** state)
{
  Studio* const studio = (Studio*)*state;
  DilMessage message = {""};
  studio->n_until_full = 10000U;
  assert_int_equal(render(studio, &message), DIL_IO_ERROR);
  assert_string_equal(message.text, "the sink is full");
}

static void
bad_settings_are_refused_with_a_reason(void** state)
{
  Studio* const studio = (Studio*)*state;
  for (size_t i = 0U; i < 6U; ++i) {
    DilMessage message = {""};
    DilRenderSettings bad = studio->settings;
    bad.sink = (i == 0U) ? NULL : bad.sink;
    bad.n_lanes = (i == 1U) ? 0U : (i == 2U) ? 17U : bad.n_lanes;
    bad.tail_s = (i == 3U) ? (double)NAN : bad.tail_s;
    bad.max_samples = (i == 4U) ? 0U : bad.max_samples;
    bad.engine.rate = (i == 5U) ? 0U : bad.engine.rate;
    const DilPreset* const presets[1] = {studio->presets[0]};
    assert_int_equal(
      dil_render_score(presets, 1U, studio->score, &bad, NULL, &message),
      DIL_BAD_ARGUMENT);
    assert_true(message.text[0] != '\0');
  }
}

static DilStatus
render_quietly(void* const context)
{
  return render((Studio*)context, NULL);
}

static void
failed_allocations_are_reported(void** state)
{
  Studio* const studio = (Studio*)*state;
  static Tune tune;
  tune_start(&tune);
  for (uint8_t i = 0U; i < 20U; ++i) {
    tune_add(&tune, i, 0x90U, (uint8_t)(40U + i), 100U);
    tune_add(&tune, i, 0xE0U, 0U, (uint8_t)(40U + i));
    tune_add(&tune, i + 1U, 0x80U, (uint8_t)(40U + i), 0U);
  }
  dil_score_free(studio->score);
  studio->score = tune_load(&tune);
  studio->settings.n_threads = 1U;
  studio->settings.max_samples = 2000U;
  assert_true(fault_for_each(render_quietly, studio, DIL_NO_MEMORY) > 60U);
}

#define RENDER_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/// Where most notes are outside the keys that were learned
#define NARROW_TEST(name)                                                      \
  cmocka_unit_test_setup_teardown(name, setup_narrow, teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    RENDER_TEST(threads_lanes_and_memory_make_no_difference),
    RENDER_TEST(rendering_is_what_an_engine_plays_without_its_latency),
    NARROW_TEST(threads_lanes_and_memory_make_no_difference),
    NARROW_TEST(rendering_is_what_an_engine_plays_without_its_latency),
    RENDER_TEST(sound_ends_with_the_last_note_and_the_tail),
    RENDER_TEST(pedal_that_stays_down_goes_up_after_the_last_note),
    RENDER_TEST(more_notes_at_once_than_an_engine_has_voices_all_sound),
    RENDER_TEST(long_note_passes_through_many_chunks),
    RENDER_TEST(progress_rises_and_can_stop_the_work),
    RENDER_TEST(failure_of_the_sink_is_the_result),
    RENDER_TEST(bad_settings_are_refused_with_a_reason),
    RENDER_TEST(failed_allocations_are_reported),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
