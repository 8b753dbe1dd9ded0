// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// Notes that get stuck, in the whole engine

#include "band.h"
#include "tape.h"
#include "tune.h"

#include "network.h"
#include "preset_data.h"

#include "dilaton/render.h"

#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RATE     24000U
#define N_NOTES  12U
#define HOLD_MS  900U
#define N_FRAMES (RATE + RATE / 10U)

/// The class that a stuck voice repeats: residuals that add up to full scale
#define STUCK_CLASS 200U

static float*
tensor(DilPreset* const preset, const DilTensorId id)
{
  DilNetwork* const network = preset->network;
  return network->values + network->layout.tensors[id].offset;
}

/// Whether a class is one of soft noise
static bool
is_noise(const uint32_t class)
{
  return class >= 120U && class <= 136U && class != 128U;
}

/**
   Give a preset weights by which the first step of a voice decides, with equal
   chances, whether it is noise from then on or gets stuck at full scale.

   A class of noise is embedded as 1, the stuck one as -1, and that of the step
   before the first as 0; by way of one channel and two units it makes its own
   kind e^19 times likelier than the other one.
*/
static void
make_moody(DilPreset* const preset)
{
  enum { N_NOISE = 16, UNUSED = -60, STRONG = 20 };

  const DilShape* const shape = &preset->network->shape;
  const size_t n = shape->n_residual;
  const size_t n_skip = shape->n_skip;
  memset(preset->network->values,
         0,
         preset->network->layout.n_values * sizeof(float));
  tensor(preset, DIL_CURRENT)[0] = 4.0f;
  tensor(preset, DIL_CONDITION_2_BIAS)[n] = 8.0f;
  tensor(preset, DIL_SKIP)[0] = 1.0f;
  tensor(preset, DIL_SKIP)[n] = -1.0f;
  tensor(preset, DIL_HIDDEN)[0] = 1.0f;
  tensor(preset, DIL_HIDDEN)[n_skip + 1U] = 1.0f;
  for (uint32_t i = 0U; i < DIL_N_CLASSES; ++i) {
    const bool is_stuck = i == STUCK_CLASS;
    const float kind = is_stuck ? -1.0f : is_noise(i) ? 1.0f : 0.0f;
    tensor(preset, DIL_EMBEDDING)[i * n] = kind;
    tensor(preset, DIL_LOGITS)[i * n_skip] = is_noise(i) ? STRONG : 0.0f;
    tensor(preset, DIL_LOGITS)[i * n_skip + 1U] = is_stuck ? STRONG : 0.0f;
    tensor(preset, DIL_LOGITS_BIAS)[i] = is_stuck      ? 0.0f
                                         : is_noise(i) ? -logf(N_NOISE)
                                                       : UNUSED;
  }
}

static int
setup(void** state)
{
  Band* const band = band_new((float)RATE);
  make_moody(band->preset);
  *state = band;
  return 0;
}

static int
teardown(void** state)
{
  band_free((Band*)*state);
  return 0;
}

static DilEngineSettings
settings_for_all(void)
{
  DilEngineSettings settings = band_settings(RATE);
  settings.max_voices = DIL_MAX_VOICES;
  settings.parameters[DIL_PARAMETER_VOICES] = (float)DIL_MAX_VOICES;
  return settings;
}

/// Play a chord of notes that begin one after the other and end together
static void
play(Band* const band,
     const DilEngineSettings* const settings,
     const size_t block)
{
  DilEvent events[2U * N_NOTES];
  for (uint32_t i = 0U; i < N_NOTES; ++i) {
    const uint8_t key = (uint8_t)(40U + 2U * i);
    events[i] = band_event(24U * i, DIL_EVENT_NOTE_ON, key, 100.0f);
    events[N_NOTES + i] =
      band_event(24U * HOLD_MS, DIL_EVENT_NOTE_OFF, key, 0.0f);
  }
  band_play(band, settings, events, 2U * N_NOTES, block, N_FRAMES);
}

static void
stuck_notes_are_begun_again_until_they_sound(void** state)
{
  Band* const band = (Band*)*state;
  const DilEngineSettings settings = settings_for_all();
  play(band, &settings, 64U);

  // Every note has one chance in two, so all together need about as many
  // restarts as there are notes
  const uint64_t n_restarts = dil_engine_counts(band->engine).n_restarts;
  assert_in_range(n_restarts, N_NOTES / 4U, 3U * N_NOTES);
  assert_int_equal(dil_engine_counts(band->engine).n_notes, N_NOTES);
  assert_int_equal(dil_engine_counts(band->engine).n_voices, 0U);

  const double stuck = band_rms(band, 0U, RATE / 10U);
  const double mended = band_rms(band, 18000U, 21000U);
  print_message("%llu restarts; RMS %.4f, then %.4f\n",
                (unsigned long long)n_restarts,
                stuck,
                mended);
  assert_true(stuck > 10.0 * mended);
  assert_true(mended > 1e-3);
}

static void
restarts_do_not_depend_on_threads_or_blocks(void** state)
{
  Band* const band = (Band*)*state;
  DilEngineSettings settings = settings_for_all();
  play(band, &settings, 64U);
  float* const expected = band_copy(band);
  const uint64_t n_restarts = dil_engine_counts(band->engine).n_restarts;

  for (uint32_t i = 0U; i < 3U; ++i) {
    settings.n_threads = 1U + i;
    play(band, &settings, 1000U * i);
    assert_memory_equal(band->out[0], expected, N_FRAMES * sizeof(float));
    assert_int_equal(dil_engine_counts(band->engine).n_restarts, n_restarts);
  }
  free(expected);
}

static void
restarts_are_the_same_in_a_rendering(void** state)
{
  static Tune tune;
  static float left[N_FRAMES];
  Tape tape = {left, N_FRAMES, 0U};

  Band* const band = (Band*)*state;
  DilRenderSettings settings = dil_render_defaults();
  DilRenderStats stats;
  settings.engine = settings_for_all();
  settings.sink = tape_record;
  settings.context = &tape;
  play(band, &settings.engine, 64U);

  tune_start(&tune);
  for (uint32_t i = 0U; i < N_NOTES; ++i) {
    tune_add(&tune, i, 0x90U, (uint8_t)(40U + 2U * i), 100U);
  }
  for (uint32_t i = 0U; i < N_NOTES; ++i) {
    tune_add(&tune, HOLD_MS, 0x80U, (uint8_t)(40U + 2U * i), 0U);
  }
  DilScore* const score = tune_load(&tune);
  assert_int_equal(
    dil_render_score(band->presets, 1U, score, &settings, &stats, NULL),
    DIL_OK);
  assert_int_equal(stats.n_restarts,
                   dil_engine_counts(band->engine).n_restarts);
  assert_true(tape.n_frames > (size_t)24U * HOLD_MS);
  assert_memory_equal(tape.left, band->out[0], tape.n_frames * sizeof(float));
  dil_score_free(score);
}

static void
restarts_are_counted_across_banks_until_the_reset(void** state)
{
  Band* const band = (Band*)*state;
  const DilEngineSettings settings = settings_for_all();
  play(band, &settings, 64U);
  const uint64_t n_before = dil_engine_counts(band->engine).n_restarts;

  DilBank* bank = NULL;
  float left[RATE / 10U];
  float right[RATE / 10U];
  float* const out[2] = {left, right};
  assert_int_equal(dil_bank_new(&settings, band->presets, 1U, &bank, NULL),
                   DIL_OK);
  assert_true(dil_engine_send_bank(band->engine, bank));
  dil_engine_render(band->engine, NULL, 0U, out, RATE / 10U);
  dil_engine_render(band->engine, NULL, 0U, out, 1U);
  dil_bank_free(dil_engine_collect_bank(band->engine));
  assert_int_equal(dil_engine_counts(band->engine).n_restarts, n_before);

  for (uint32_t i = 0U; i < N_NOTES; ++i) {
    const DilEvent event =
      band_event(0U, DIL_EVENT_NOTE_ON, (uint8_t)(40U + i), 100.0f);
    dil_engine_render(band->engine, &event, 1U, out, 1U);
  }
  for (uint32_t i = 0U; i < 8U; ++i) {
    dil_engine_render(band->engine, NULL, 0U, out, RATE / 10U);
  }
  assert_true(dil_engine_counts(band->engine).n_restarts >
              n_before + N_NOTES / 4U);
  dil_engine_reset(band->engine);
  assert_int_equal(dil_engine_counts(band->engine).n_restarts, 0U);
}

#define WATCHDOG_TEST(name)                                                    \
  cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    WATCHDOG_TEST(stuck_notes_are_begun_again_until_they_sound),
    WATCHDOG_TEST(restarts_do_not_depend_on_threads_or_blocks),
    WATCHDOG_TEST(restarts_are_the_same_in_a_rendering),
    WATCHDOG_TEST(restarts_are_counted_across_banks_until_the_reset),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
