// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "band.h"
#include "limiter.h"
#include "preset_data.h"

#include "support/fault.h"
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_FRAMES 24000U

static int
setup(void** state)
{
  *state = band_new(24000.0f);
  return 0;
}

static int
teardown(void** state)
{
  band_free((Band*)*state);
  return 0;
}

static void
assert_same(const Band* const band, const float* const expected)
{
  const size_t size = band->n_frames * sizeof(float);
  assert_memory_equal(band->out[0], expected, size);
  assert_memory_equal(band->out[1], expected + band->n_frames, size);
}

static void
block_size_is_invisible(void** state)
{
  static const uint32_t rates[] = {48000U, 44100U, 24000U, 96000U, 8000U};
  static const size_t blocks[] = {1U, 17U, 512U, 4096U, 0U};
  const size_t n_frames = 9000U; // The largest block and the rate's delay fit
  Band* const band = (Band*)*state;
  DilEvent* const events = band_random_events(3U, 120U, (uint32_t)n_frames);
  for (size_t r = 0U; r < 5U; ++r) {
    const DilEngineSettings settings = band_settings(rates[r]);
    band_play(band, &settings, events, 120U, 64U, n_frames);
    float* const expected = band_copy(band);
    assert_true(band_rms(band, 0U, n_frames) > 1e-3);
    for (size_t b = 0U; b < 5U; ++b) {
      band_play(band, &settings, events, 120U, blocks[b], n_frames);
      assert_same(band, expected);
    }
    free(expected);
  }
  free(events);
}

static void
kernels_and_voice_limits_make_no_difference(void** state)
{
  Band* const band = (Band*)*state;
  DilEvent events[40];
  for (uint32_t i = 0U; i < 40U; ++i) {
    events[i] = band_event(600U * (i / 2U) + 300U * (i % 2U),
                           i % 2U ? DIL_EVENT_NOTE_OFF : DIL_EVENT_NOTE_ON,
                           (uint8_t)(50U + i / 2U),
                           100.0f);
  }

  DilEngineSettings settings = band_settings(48000U);
  band_play(band, &settings, events, 40U, 64U, N_FRAMES);
  float* const expected = band_copy(band);
  settings.kernel = "plain";
  settings.max_voices = 32U;
  settings.min_latency = dil_engine_latency(band->engine);
  band_play(band, &settings, events, 40U, 256U, N_FRAMES);
  assert_same(band, expected);
  free(expected);
}

static void
stolen_notes_fade_however_few_voices_there_are(void** state)
{
  // An engine for one voice plays like one for many that is limited to one
  Band* const band = (Band*)*state;
  DilEvent events[20];
  for (uint32_t i = 0U; i < 20U; ++i) {
    const uint8_t key = (uint8_t)(50U + i);
    events[i] = band_event(1000U * i, DIL_EVENT_NOTE_ON, key, 127.0f);
  }

  DilEngineSettings settings = band_settings(24000U);
  settings.max_voices = DIL_MAX_VOICES;
  settings.parameters[DIL_PARAMETER_VOICES] = 1.0f;
  band_play(band, &settings, events, 20U, 64U, N_FRAMES);
  float* const expected = band_copy(band);
  assert_int_equal(dil_engine_counts(band->engine).n_stolen, 19U);
  settings.max_voices = 1U;
  band_play(band, &settings, events, 20U, 64U, N_FRAMES);
  assert_same(band, expected);
  free(expected);
}

static void
note_sounds_the_same_in_whatever_company(void** state)
{
  // The second note's own samples do not depend on the first
  Band* const band = (Band*)*state;
  const DilEngineSettings settings = band_settings(24000U);
  DilEvent events[] = {band_event(0U, DIL_EVENT_NOTE_ON, 50U, 1.0f),
                       band_event(0U, DIL_EVENT_CONTROL, 120U, 0.0f),
                       band_event(5000U, DIL_EVENT_NOTE_ON, 60U, 100.0f)};
  band_play(band, &settings, events, 3U, 64U, 20000U);
  float* const expected = band_copy(band);
  events[0].number = 77U;
  events[0].value = 90.0f;
  band_play(band, &settings, events, 3U, 64U, 20000U);
  const size_t size = 10000U * sizeof(float);
  assert_memory_equal(band->out[0] + 6000U, expected + 6000U, size);
  free(expected);
}

static void
seed_changes_the_sound_and_nothing_else_does(void** state)
{
  Band* const band = (Band*)*state;
  const DilEvent event = band_event(0U, DIL_EVENT_NOTE_ON, 60U, 100.0f);
  DilEngineSettings settings = band_settings(48000U);
  band_play(band, &settings, &event, 1U, 64U, 10000U);
  float* const expected = band_copy(band);
  band_play(band, &settings, &event, 1U, 64U, 10000U);
  assert_same(band, expected);

  // The parameter is added to the setting
  settings.seed = 7U;
  band_play(band, &settings, &event, 1U, 64U, 10000U);
  float* const seventh = band_copy(band);
  assert_memory_not_equal(seventh, expected, 10000U * sizeof(float));
  settings.seed = 3U;
  settings.parameters[DIL_PARAMETER_SEED] = 4.0f;
  band_play(band, &settings, &event, 1U, 64U, 10000U);
  assert_same(band, seventh);
  free(seventh);
  free(expected);
}

static void
reset_makes_the_engine_as_new(void** state)
{
  Band* const band = (Band*)*state;
  const DilEngineSettings settings = band_settings(44100U);
  const DilEvent event = band_event(10U, DIL_EVENT_NOTE_ON, 60U, 100.0f);
  band_play(band, &settings, &event, 1U, 64U, 6400U);
  float* const expected = band_copy(band);
  assert_int_equal(dil_engine_counts(band->engine).n_notes, 1U);

  dil_engine_reset(band->engine);
  assert_int_equal(dil_engine_counts(band->engine).n_notes, 0U);
  assert_int_equal(dil_engine_counts(band->engine).n_voices, 0U);
  dil_engine_render(band->engine, &event, 1U, band->out, 6400U);
  assert_same(band, expected);
  free(expected);
}

static void
random_events_leave_no_hanging_note(void** state)
{
  Band* const band = (Band*)*state;
  for (uint64_t seed = 1U; seed <= TIMES(3U, 1U); ++seed) {
    const DilEngineSettings settings = band_settings(24000U);
    DilEvent* const events = band_random_events(seed, 10000U, N_FRAMES);
    band_play(band, &settings, events, 10000U, 64U, N_FRAMES);
    free(events);
    for (size_t i = 0U; i < N_FRAMES; ++i) {
      assert_true(fabsf(band->out[0][i]) < 1.0f);
      assert_true(fabsf(band->out[1][i]) < 1.0f);
    }

    DilEvent last[33];
    for (uint8_t c = 0U; c < 16U; ++c) {
      last[2U * c] = band_event(0U, DIL_EVENT_CONTROL, 121U, 0.0f);
      last[2U * c + 1U] = band_event(0U, DIL_EVENT_CONTROL, 123U, 0.0f);
      last[2U * c].channel = c;
      last[2U * c + 1U].channel = c;
    }
    last[32] = band_event(0U, DIL_EVENT_PARAMETER, DIL_PARAMETER_RELEASE, 1.0f);
    dil_engine_render(band->engine, last, 33U, band->out, 20000U);
    assert_int_equal(dil_engine_counts(band->engine).n_voices, 0U);

    // Random parameters may have opened a room, which sounds on
    const bool has_room = dil_engine_room_tail(band->engine) > 0U;
    assert_true(has_room || band_rms(band, 19000U, 20000U) == 0.0);
    dil_engine_render(band->engine, NULL, 0U, band->out, N_FRAMES);
    dil_engine_render(band->engine, NULL, 0U, band->out, N_FRAMES);
    assert_true(band_rms(band, N_FRAMES - 1000U, N_FRAMES) < 1e-4);
  }
}

static void
events_out_of_order_and_out_of_the_block_are_survived(void** state)
{
  Band* const band = (Band*)*state;
  const DilEngineSettings settings = band_settings(48000U);
  const DilEvent events[] = {
    band_event(500U, DIL_EVENT_NOTE_ON, 60U, 100.0f),
    band_event(100U, DIL_EVENT_NOTE_ON, 64U, 100.0f),
    band_event(UINT32_MAX, DIL_EVENT_NOTE_ON, 67U, 100.0f)};
  float left[1000];
  float right[1000];
  float* const out[2] = {left, right};
  band_engine(band, &settings);
  dil_engine_render(band->engine, events, 3U, out, 1000U);
  assert_int_equal(dil_engine_counts(band->engine).n_notes, 3U);
  assert_int_equal(dil_engine_counts(band->engine).n_voices, 3U);

  // Blocks without a frame take in events, too
  const DilEvent off = band_event(9U, DIL_EVENT_CONTROL, 120U, 0.0f);
  dil_engine_render(band->engine, &off, 1U, out, 0U);
  dil_engine_render(band->engine, NULL, 0U, out, 1000U);
  assert_int_equal(dil_engine_counts(band->engine).n_voices, 0U);
}

static void
engine_without_a_preset_is_silent(void** state)
{
  Band* const band = (Band*)*state;
  const DilEngineSettings settings = band_settings(48000U);
  DilEngine* engine = NULL;
  float left[1000];
  float right[1000];
  float* const out[2] = {left, right};
  DilEvent* const events = band_random_events(5U, 1000U, 1000U);
  assert_int_equal(dil_engine_new(NULL, 0U, &settings, &engine, NULL), DIL_OK);
  dil_engine_render(engine, events, 1000U, out, 1000U);
  for (size_t i = 0U; i < 1000U; ++i) {
    assert_true(left[i] == 0.0f && right[i] == 0.0f);
  }
  dil_engine_free(engine);
  free(events);
  (void)band;
}

static void
render_allocates_nothing(void** state)
{
  Band* const band = (Band*)*state;
  const DilEngineSettings settings = band_settings(44100U);
  DilEvent* const events = band_random_events(8U, 2000U, 4000U);
  float left[512];
  float right[512];
  float* const out[2] = {left, right};
  band_engine(band, &settings);
  fault_arm(0U);
  for (size_t i = 0U; i < 100U; ++i) {
    dil_engine_render(band->engine, events + 20U * i, 20U, out, 1U + i);
  }
  dil_engine_reset(band->engine);
  assert_int_equal(fault_disarm(), 0U);
  free(events);
}

static void
bad_settings_are_refused_with_a_reason(void** state)
{
  Band* const band = (Band*)*state;
  DilEngineSettings bad[6];
  for (size_t i = 0U; i < 6U; ++i) {
    bad[i] = dil_engine_defaults();
  }
  bad[0].rate = 7999U;
  bad[1].rate = 384001U;
  bad[2].max_voices = 0U;
  bad[3].max_voices = 33U;
  bad[4].n_threads = 1000U;
  bad[5].kernel = "abacus";
  for (size_t i = 0U; i < 6U; ++i) {
    DilEngine* engine = NULL;
    DilMessage message = {""};
    assert_int_equal(
      dil_engine_new(band->presets, 1U, &bad[i], &engine, &message),
      i < 5U ? DIL_BAD_ARGUMENT : DIL_UNSUPPORTED);
    assert_true(message.text[0] != '\0');
    assert_null(engine);
  }

  // Parameters are limited instead
  DilEngineSettings odd = dil_engine_defaults();
  for (size_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    odd.parameters[i] = (i % 2U) ? NAN : 1e9f;
  }
  odd.sampling.temperature = NAN;
  odd.sampling.top_p = NAN;
  const DilEvent event = band_event(0U, DIL_EVENT_NOTE_ON, 60U, 100.0f);
  band_play(band, &odd, &event, 1U, 64U, 1000U);
}

static DilStatus
make_engine(void* const context)
{
  const Band* const band = (const Band*)context;
  const DilEngineSettings settings = band_settings(48000U);
  DilEngine* engine = NULL;
  const DilStatus status =
    dil_engine_new(band->presets, 1U, &settings, &engine, NULL);
  dil_engine_free(engine);
  return status;
}

/// RMS of what is slow in a stretch of the left channel
static double
slow_rms(const Band* const band, const size_t first, const size_t end)
{
  double slow = 0.0;
  double sum = 0.0;
  for (size_t i = first; i < end; ++i) {
    slow += 0.02 * ((double)band->out[0][i] - slow);
    sum += slow * slow;
  }

  return sqrt(sum / (double)(end - first));
}

static void
rumble_is_cut_off_where_the_preset_says(void** state)
{
  Band* const band = (Band*)*state;
  const DilEngineSettings settings = band_settings(24000U);
  const DilEvent on = band_event(0U, DIL_EVENT_NOTE_ON, 100U, 100.0f);
  double rms[2];
  for (size_t i = 0U; i < 2U; ++i) {
    band->preset->instruments[0].cutoff = i ? 0.02f : 0.0f;
    band_play(band, &settings, &on, 1U, 64U, N_FRAMES);
    rms[i] = slow_rms(band, N_FRAMES / 4U, N_FRAMES);
  }
  assert_true(rms[1] > 2.0 * rms[0]);
}

/// Root mean square of the steps from each frame to the next
static double
step_rms(const Band* const band, const size_t first, const size_t end)
{
  double sum = 0.0;
  for (size_t i = first; i < end; ++i) {
    const double step = (double)band->out[0][i] - (double)band->out[0][i - 1U];
    sum += step * step;
  }

  return sqrt(sum / (double)(end - first));
}

static void
treble_is_added_where_the_preset_says(void** state)
{
  Band* const band = (Band*)*state;
  const DilEngineSettings settings = band_settings(24000U);
  const DilEvent on = band_event(0U, DIL_EVENT_NOTE_ON, 60U, 100.0f);
  double steps[3];
  double slow[3];
  for (size_t i = 0U; i < 3U; ++i) {
    band->preset->instruments[0].treble_db = 12.0f * ((float)i - 1.0f);
    band_play(band, &settings, &on, 1U, 64U, N_FRAMES);
    steps[i] = step_rms(band, N_FRAMES / 4U, N_FRAMES);
    slow[i] = slow_rms(band, N_FRAMES / 4U, N_FRAMES);
  }
  assert_true(steps[1] > 1.5 * steps[0] && steps[2] > 2.0 * steps[1]);
  assert_true(slow[2] < 1.2 * slow[0] && slow[2] > slow[0] / 1.2);
}

static void
failed_allocations_are_reported(void** state)
{
  assert_true(fault_for_each(make_engine, *state, DIL_NO_MEMORY) > 20U);
}

#define ENGINE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    ENGINE_TEST(block_size_is_invisible),
    ENGINE_TEST(kernels_and_voice_limits_make_no_difference),
    ENGINE_TEST(stolen_notes_fade_however_few_voices_there_are),
    ENGINE_TEST(note_sounds_the_same_in_whatever_company),
    ENGINE_TEST(seed_changes_the_sound_and_nothing_else_does),
    ENGINE_TEST(reset_makes_the_engine_as_new),
    ENGINE_TEST(random_events_leave_no_hanging_note),
    ENGINE_TEST(events_out_of_order_and_out_of_the_block_are_survived),
    ENGINE_TEST(engine_without_a_preset_is_silent),
    ENGINE_TEST(render_allocates_nothing),
    ENGINE_TEST(bad_settings_are_refused_with_a_reason),
    ENGINE_TEST(rumble_is_cut_off_where_the_preset_says),
    ENGINE_TEST(treble_is_added_where_the_preset_says),
    ENGINE_TEST(failed_allocations_are_reported),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
