// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "band.h"

#include "support/test.h"
#include "support/tiny_preset.h"

#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#define N_FRAMES 48000U
#define N_SWAPS  40U

#define MAX_VOICES 4U ///< While a control thread swaps

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

/// A tiny preset of another rate and with other weights
static DilPreset*
other_preset(const float rate)
{
  TinyPreset description = tiny_preset_defaults();
  description.rate = rate;
  description.seed = 9U;
  return tiny_preset_load(&description);
}

static DilBank*
bank_of(const DilPreset* const preset, const DilEngineSettings* const settings)
{
  DilBank* bank = NULL;
  assert_int_equal(dil_bank_new(settings, &preset, 1U, &bank, NULL), DIL_OK);
  return bank;
}

/// Render some frames at the end of what the band has played, 100 at a time
static void
render(Band* const band, const DilEvent* const event, const size_t n_frames)
{
  const size_t end = band->n_frames + n_frames;
  assert_true(end <= N_FRAMES);
  for (size_t n_events = event ? 1U : 0U; band->n_frames < end; n_events = 0U) {
    float* const out[2] = {band->out[0] + band->n_frames,
                           band->out[1] + band->n_frames};
    const size_t n_left = end - band->n_frames;
    const size_t n = (n_left < 100U) ? n_left : 100U;
    dil_engine_render(band->engine, event, n_events, out, n);
    band->n_frames += n;
  }
}

static void
begin(Band* const band, const DilEngineSettings* const settings)
{
  band_play(band, settings, NULL, 0U, 64U, N_FRAMES);
  dil_engine_reset(band->engine);
  band->n_frames = 0U;
}

static void
held_notes_go_on_with_the_new_preset_without_a_gap(void** state)
{
  Band* const band = (Band*)*state;
  DilPreset* const preset = other_preset(16000.0f);
  DilEngineSettings settings = band_settings(48000U);
  settings.min_latency = dil_latency(16000.0, 48000U);
  begin(band, &settings);

  const DilEvent on = band_event(0U, DIL_EVENT_NOTE_ON, 60U, 127.0f);
  render(band, &on, 9600U);
  DilBank* const bank = bank_of(preset, &settings);
  assert_int_equal(dil_bank_latency(bank), dil_engine_latency(band->engine));
  assert_true(dil_engine_send_bank(band->engine, bank));
  assert_null(dil_engine_collect_bank(band->engine));
  render(band, NULL, 9600U);
  for (size_t first = 4800U; first < 19200U; first += 240U) {
    assert_true(band_rms(band, first, first + 480U) > 5e-4);
  }

  DilBank* const old = dil_engine_collect_bank(band->engine);
  assert_non_null(old);
  assert_true(old != bank);
  dil_bank_free(old);
  assert_int_equal(dil_engine_counts(band->engine).n_notes, 2U);

  const DilEvent off = band_event(0U, DIL_EVENT_NOTE_OFF, 60U, 0.0f);
  render(band, &off, 19200U);
  assert_int_equal(dil_engine_counts(band->engine).n_voices, 0U);
  assert_true(band_rms(band, 38000U, 38400U) == 0.0);
  begin(band, &settings); // The engine lets go of the preset first
  dil_preset_free(preset);
}

static void
swapped_preset_sounds_as_if_it_had_always_been_there(void** state)
{
  // A note that begins after the fade: same index, same phase of the rates
  Band* const band = (Band*)*state;
  DilPreset* const preset = other_preset(16000.0f);
  const DilEngineSettings settings = band_settings(44100U);
  begin(band, &settings);
  render(band, NULL, 1000U);
  assert_true(dil_engine_send_bank(band->engine, bank_of(preset, &settings)));
  render(band, NULL, 5000U);
  const DilEvent on = band_event(0U, DIL_EVENT_NOTE_ON, 60U, 127.0f);
  render(band, &on, 6000U);

  const DilPreset* const presets[] = {preset};
  DilEngine* engine = NULL;
  assert_int_equal(dil_engine_new(presets, 1U, &settings, &engine, NULL),
                   DIL_OK);
  float* const expected = (float*)calloc(2U * 12000U, sizeof(float));
  float* const out[2] = {expected, expected + 12000U};
  const DilEvent late = band_event(6000U, DIL_EVENT_NOTE_ON, 60U, 127.0f);
  dil_engine_render(engine, &late, 1U, out, 12000U);
  assert_memory_equal(band->out[0], expected, 12000U * sizeof(float));
  free(expected);
  dil_engine_free(engine);
  begin(band, &settings);
  dil_preset_free(preset);
}

static void
swap_makes_no_click(void** state)
{
  // The greatest second difference of the fade is that of the sound itself
  Band* const band = (Band*)*state;
  DilEngineSettings settings = band_settings(24000U);
  begin(band, &settings);
  const DilEvent on = band_event(0U, DIL_EVENT_NOTE_ON, 60U, 127.0f);
  render(band, &on, 12000U);
  DilBank* const silent = NULL;
  DilBank* bank = silent;
  assert_int_equal(dil_bank_new(&settings, NULL, 0U, &bank, NULL), DIL_OK);
  assert_true(dil_engine_send_bank(band->engine, bank));
  render(band, NULL, 6000U);

  float usual = 0.0f;
  float fading = 0.0f;
  for (size_t i = 6000U; i < 18000U; ++i) {
    const float step = fabsf(band->out[0][i] - band->out[0][i - 1U]);
    usual = (i < 12000U) ? fmaxf(usual, step) : usual;
    fading = (i >= 12000U) ? fmaxf(fading, step) : fading;
  }
  assert_true(fading <= 1.2f * usual);
  assert_true(band_rms(band, 12000U, 12240U) > 1e-3);
  assert_true(band_rms(band, 12800U, 18000U) == 0.0);
}

/// Largest change from a frame to the next in a stretch
static float
largest_step(const Band* const band, const size_t first, const size_t end)
{
  float largest = 0.0f;
  for (size_t i = first + 1U; i < end; ++i) {
    const float step = fabsf(band->out[0][i] - band->out[0][i - 1U]);
    largest = fmaxf(largest, step);
  }

  return largest;
}

static void
held_chord_of_an_instrument_is_swapped_without_step_or_gap(void** state)
{
  static const char path[] = DIL_SOURCE_DIR "/presets/altosax.safetensors";
  Band* const band = (Band*)*state;
  DilPreset* const preset = band->preset;
  DilPreset* sax = NULL;
  if (dil_preset_load(path, &sax, NULL)) {
    print_message("%s is not there\n", path);
    skip();
  }

  DilEngineSettings settings = band_settings(24000U);
  settings.max_voices = 3U;
  band->presets[0] = sax;
  begin(band, &settings);
  for (uint8_t key = 57U; key <= 65U; key += 4U) {
    const DilEvent on = band_event(0U, DIL_EVENT_NOTE_ON, key, 100.0f);
    render(band, &on, 10U);
  }
  render(band, NULL, 19170U);
  assert_true(dil_engine_send_bank(band->engine, bank_of(sax, &settings)));
  render(band, NULL, 9600U);
  const float usual = largest_step(band, 9600U, 19200U);
  const float swapped = largest_step(band, 19190U, 24000U);

  // Windows of 20 ms, of the fade and of the attack of the new notes
  const double level = band_rms(band, 9600U, 19200U);
  double least = HUGE_VAL;
  for (size_t first = 19200U; first < 24000U; first += 240U) {
    least = fmin(least, band_rms(band, first, first + 480U));
  }
  print_message("steps of %.3f, %.3f in the swap; least level %.1f dB\n",
                (double)usual,
                (double)swapped,
                20.0 * log10(least / level));
  dil_engine_free(band->engine);
  band->engine = NULL;
  band->presets[0] = preset;
  dil_preset_free(sax);
  assert_true(swapped <= 1.4f * usual);
  assert_true(least > 0.25 * level);
}

static void
only_so_many_banks_wait(void** state)
{
  Band* const band = (Band*)*state;
  const DilEngineSettings settings = band_settings(48000U);
  begin(band, &settings);
  DilBank* const first = bank_of(band->preset, &settings);
  DilBank* const second = bank_of(band->preset, &settings);
  DilBank* const third = bank_of(band->preset, &settings);
  assert_true(dil_engine_send_bank(band->engine, first));
  assert_true(dil_engine_send_bank(band->engine, second));
  assert_false(dil_engine_send_bank(band->engine, third));
  dil_bank_free(third);

  // Each takes its fade; nobody collects, and nothing is lost or leaked
  render(band, NULL, 24000U);
  DilBank* const old = dil_engine_collect_bank(band->engine);
  DilBank* const older = dil_engine_collect_bank(band->engine);
  assert_non_null(old);
  assert_ptr_equal(older, first);
  dil_bank_free(old);
  dil_bank_free(older);
}

static void
reset_during_a_swap_sends_the_old_bank_back(void** state)
{
  Band* const band = (Band*)*state;
  const DilEngineSettings settings = band_settings(48000U);
  begin(band, &settings);
  const DilEvent on = band_event(0U, DIL_EVENT_NOTE_ON, 60U, 127.0f);
  render(band, &on, 100U);
  assert_true(
    dil_engine_send_bank(band->engine, bank_of(band->preset, &settings)));
  render(band, NULL, 100U);
  assert_null(dil_engine_collect_bank(band->engine));
  dil_engine_reset(band->engine);
  DilBank* const old = dil_engine_collect_bank(band->engine);
  assert_non_null(old);
  dil_bank_free(old);
  render(band, NULL, 1000U);
  assert_true(band_rms(band, 200U, 1200U) == 0.0);
}

/// A control thread at work
typedef struct {
  Band* band;
  DilEngineSettings settings;
  atomic_bool is_done;
} Control;

static void*
swap_and_tune(void* const context)
{
  Control* const control = (Control*)context;
  DilEngine* const engine = control->band->engine;
  size_t n_tunings = 0U;
  DilTuning tuning;
  dil_tuning_equal(&tuning);
  for (size_t i = 0U; i < N_SWAPS; ++i) {
    DilBank* const bank = bank_of(control->band->preset, &control->settings);
    tuning.pitches[60] = 60.0 + (double)(i % 3U);
    while (!dil_engine_send_bank(engine, bank)) {
      dil_bank_free(dil_engine_collect_bank(engine));
      n_tunings += dil_engine_send_tuning(engine, &tuning);
      assert_true(dil_engine_counts(engine).n_voices <= 2U * MAX_VOICES);
      assert_int_equal(dil_engine_latency(engine), 0U);
      sched_yield();
    }
  }

  assert_true(n_tunings > 0U);
  atomic_store(&control->is_done, true);
  return NULL;
}

/// Swap and tune from another thread while a voice sounds
static void
play_while_swapping(Band* const band, const uint32_t n_threads)
{
  Control control = {.band = band, .settings = band_settings(24000U)};
  control.settings.max_voices = MAX_VOICES;
  control.settings.n_threads = n_threads;
  begin(band, &control.settings);

  for (uint8_t i = 0U; i < MAX_VOICES; ++i) {
    const uint8_t key = (uint8_t)(60U + i);
    const DilEvent on = band_event(0U, DIL_EVENT_NOTE_ON, key, 127.0f);
    render(band, &on, 64U);
  }
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, swap_and_tune, &control), 0);
  while (!atomic_load(&control.is_done)) {
    band->n_frames = 0U;
    render(band, NULL, 64U);
  }
  assert_int_equal(pthread_join(thread, NULL), 0);

  // The last swaps wait for the old banks to be collected
  for (int i = 0; i < 20; ++i) {
    dil_bank_free(dil_engine_collect_bank(band->engine));
    band->n_frames = 0U;
    render(band, NULL, 2400U);
  }
  assert_int_equal(dil_engine_counts(band->engine).n_voices, MAX_VOICES);
  assert_int_equal(dil_engine_counts(band->engine).n_notes,
                   (N_SWAPS + 1U) * MAX_VOICES);
}

static void
control_thread_swaps_and_tunes_while_the_engine_plays(void** state)
{
  play_while_swapping((Band*)*state, 1U);
}

static void
control_thread_swaps_and_tunes_while_a_team_plays(void** state)
{
  play_while_swapping((Band*)*state, 3U);
}

#define SWAP_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    SWAP_TEST(held_notes_go_on_with_the_new_preset_without_a_gap),
    SWAP_TEST(swapped_preset_sounds_as_if_it_had_always_been_there),
    SWAP_TEST(swap_makes_no_click),
    SWAP_TEST(held_chord_of_an_instrument_is_swapped_without_step_or_gap),
    SWAP_TEST(only_so_many_banks_wait),
    SWAP_TEST(reset_during_a_swap_sends_the_old_bank_back),
    SWAP_TEST(control_thread_swaps_and_tunes_while_the_engine_plays),
    SWAP_TEST(control_thread_swaps_and_tunes_while_a_team_plays),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
