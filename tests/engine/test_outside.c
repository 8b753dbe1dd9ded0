// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "reach.h"
#include "stretch.h"

#include "band.h"
#include "preset_data.h"
#include "spy.h"

#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_STEPS 20000U

static const double tau = 6.283185307179586;

/// How a written pitch is to be reached, from keys 60 to 71
typedef struct {
  DilOutside outside;
  double pitch;
  double fold;
  double shift;
  bool is_outside;
} Case;

static void
keys_outside_are_reached_by_octaves_and_the_nearest_key(void** state)
{
  static const Case cases[] = {{DIL_OUTSIDE_STRETCH, 60.0, 0.0, 0.0, false},
                               {DIL_OUTSIDE_STRETCH, 71.49, 0.0, 0.0, false},
                               {DIL_OUTSIDE_STRETCH, 71.5, 0.0, 1.0, true},
                               {DIL_OUTSIDE_STRETCH, 59.0, 0.0, -1.0, true},
                               {DIL_OUTSIDE_STRETCH, 83.0, 0.0, 12.0, true},
                               {DIL_OUTSIDE_STRETCH, 84.0, -12.0, 1.0, true},
                               {DIL_OUTSIDE_STRETCH, 48.0, 0.0, -12.0, true},
                               {DIL_OUTSIDE_STRETCH, 47.0, 12.0, -1.0, true},
                               {DIL_OUTSIDE_STRETCH, 0.0, 48.0, -12.0, true},
                               {DIL_OUTSIDE_STRETCH, 127.0, -48.0, 8.0, true},
                               {DIL_OUTSIDE_FOLD, 72.0, -12.0, 0.0, true},
                               {DIL_OUTSIDE_FOLD, 0.0, 60.0, 0.0, true},
                               {DIL_OUTSIDE_FOLD, 71.0, 0.0, 0.0, false},
                               {DIL_OUTSIDE_GUESS, 12.0, 0.0, 0.0, true}};

  (void)state;
  const DilInstrument instrument = {.lo_key = 60, .hi_key = 71};
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    const Case* const c = &cases[i];
    const DilReach reach = dil_reach(&instrument, c->pitch, c->outside);
    const DilReached reached = dil_reach_part(&reach, c->pitch);
    assert_true(reach.fold == c->fold);
    assert_true(reach.shift == c->shift);
    assert_true(reach.is_outside == c->is_outside);
    assert_true(fabs(reached.key + reached.stretch - c->pitch - c->fold) <
                1e-12);
    assert_true(c->outside == DIL_OUTSIDE_GUESS ||
                (reached.key >= 59.5 && reached.key <= 71.5));
  }
}

static void
folding_into_less_than_an_octave_leaves_the_rest_to_stretching(void** state)
{
  (void)state;
  const DilInstrument instrument = {.lo_key = 60, .hi_key = 62};
  for (int key = 0; key < 128; ++key) {
    const DilReach reach =
      dil_reach(&instrument, (double)key, DIL_OUTSIDE_FOLD);
    assert_true(fmod(reach.fold, 12.0) == 0.0);
    assert_true(fabs(reach.shift) <= 11.0);
  }
}

/// Steps of a sine, moved by semitones, in pieces of a size
static float*
stretched_sine(const double frequency,
               const double semitones,
               const size_t piece)
{
  float* const table = dil_stretch_table_new();
  float* const out = (float*)calloc(N_STEPS, sizeof(float));
  DilStretch* const stretch = (DilStretch*)calloc(1U, sizeof(*stretch));
  assert_true(table && out && stretch);
  dil_stretch_start(stretch);
  dil_stretch_set(stretch, semitones);
  for (size_t i = 0U; i < N_STEPS;) {
    const size_t n = (N_STEPS - i < piece) ? N_STEPS - i : piece;
    for (size_t k = dil_stretch_needs(stretch, n); k; --k) {
      const double turns = frequency * (double)stretch->n_heard;
      const float x = (float)sin(tau * (turns - floor(turns)));
      dil_stretch_hear(stretch, &x, 1U);
    }
    dil_stretch_take(stretch, table, out + i, n);
    i += n;
  }

  free(stretch);
  free(table);
  return out;
}

/// Level in dB of what is left of `x` without the sine of a frequency, relative
/// to full scale
static double
residue_db(const float* const x, const double frequency)
{
  double s = 0.0;
  double c = 0.0;
  double sum = 0.0;
  const size_t first = 1000U;
  for (size_t i = first; i < N_STEPS; ++i) {
    s += (double)x[i] * sin(tau * frequency * (double)i);
    c += (double)x[i] * cos(tau * frequency * (double)i);
  }

  const double n = (double)(N_STEPS - first);
  for (size_t i = first; i < N_STEPS; ++i) {
    const double y = 2.0 / n *
                     (s * sin(tau * frequency * (double)i) +
                      c * cos(tau * frequency * (double)i));
    sum += ((double)x[i] - y) * ((double)x[i] - y);
  }
  return 10.0 * log10(sum / n + 1e-30);
}

static void
stretching_moves_a_sine_and_adds_nothing_of_its_own(void** state)
{
  static const double moves[] = {-24.0, -12.0, -5.3, 0.01, 1.0, 7.0, 12.0};

  (void)state;
  for (size_t i = 0U; i < sizeof(moves) / sizeof(moves[0]); ++i) {
    const double frequency = 0.05;
    float* const x = stretched_sine(frequency, moves[i], 16U);
    const double moved = frequency * exp2(moves[i] / 12.0);
    assert_true(residue_db(x, moved) < -65.0);

    // As loud as before
    double sum = 0.0;
    for (size_t k = 1000U; k < N_STEPS; ++k) {
      sum += (double)x[k] * (double)x[k];
    }
    assert_true(fabs(sum / (N_STEPS - 1000.0) - 0.5) < 5e-3);
    free(x);
  }
}

static void
stretching_does_not_fold_treble_into_the_sound(void** state)
{
  (void)state;
  float* const x = stretched_sine(0.3, 12.0, 16U);
  double sum = 0.0;
  for (size_t i = 1000U; i < N_STEPS; ++i) {
    sum += (double)x[i] * (double)x[i];
  }
  assert_true(10.0 * log10(sum / N_STEPS) < -65.0);
  free(x);
}

static void
pieces_of_any_size_make_the_same_steps(void** state)
{
  (void)state;
  float* const expected = stretched_sine(0.03, 6.5, 16U);
  for (size_t piece = 1U; piece < 16U; piece += 2U) {
    float* const x = stretched_sine(0.03, 6.5, piece);
    assert_memory_equal(x, expected, N_STEPS * sizeof(float));
    free(x);
  }
  free(expected);
}

static Band*
narrow_band(void)
{
  Band* const band = band_new(24000.0f);
  for (size_t i = 0U; i < 2U; ++i) {
    band->preset->instruments[i].lo_key = 55;
    band->preset->instruments[i].hi_key = 60;
  }

  return band;
}

static void
blocks_of_any_size_make_the_same_sound_outside_the_keys(void** state)
{
  static const size_t blocks[] = {1U, 64U, 333U, 0U};

  (void)state;
  const size_t n_frames = 30000U;
  Band* const band = narrow_band();
  DilEngineSettings settings = band_settings(48000U);
  settings.max_voices = 6U;
  DilEvent* const events = band_random_events(5U, 300U, (uint32_t)n_frames);
  band_play(band, &settings, events, 300U, 4096U, n_frames);
  assert_true(dil_engine_counts(band->engine).n_outside > 20U);
  float* const expected = band_copy(band);
  for (size_t b = 0U; b < 4U; ++b) {
    settings.kernel = b == 1U ? "plain" : NULL;
    band_play(band, &settings, events, 300U, blocks[b], n_frames);
    assert_memory_equal(band->out[0], expected, n_frames * sizeof(float));
  }

  free(expected);
  free(events);
  band_free(band);
}

static void
dropped_notes_are_counted_and_silent(void** state)
{
  (void)state;
  Band* const band = narrow_band();
  DilEngineSettings settings = band_settings(24000U);
  settings.parameters[DIL_PARAMETER_OUTSIDE] = (float)DIL_OUTSIDE_DROP;
  const DilEvent events[] = {band_event(0U, DIL_EVENT_NOTE_ON, 61U, 100.0f),
                             band_event(0U, DIL_EVENT_NOTE_ON, 54U, 100.0f)};
  band_play(band, &settings, events, 2U, 100U, 2000U);
  assert_true(band_rms(band, 0U, 2000U) == 0.0);
  assert_int_equal(dil_engine_counts(band->engine).n_outside, 2U);
  assert_int_equal(dil_engine_counts(band->engine).n_notes, 2U);
  band_free(band);
}

static void
bends_and_glides_leave_the_keys_by_stretching(void** state)
{
  (void)state;
  Spy* const spy = spy_new(1U);
  spy->presets[0]->instruments[0].lo_key = 55;
  spy->presets[0]->instruments[0].hi_key = 60;
  const SpyNote* const note = spy_note_on(spy, 0U, 60U);
  assert_true(note->stretch == 0.0);
  spy_event(spy, DIL_EVENT_PITCH_BEND, 0U, 0U, 1.0f);
  spy_run(spy, 100U);
  assert_true(spy_latest(note).key == 60.5);
  assert_true(note->stretch == 1.5);
  spy_event(spy, DIL_EVENT_PITCH_BEND, 0U, 0U, 0.0f);
  spy_run(spy, 100U);
  assert_true(spy_latest(note).key == 60.0);
  assert_true(note->stretch == 0.0);

  // A note that is outside bends in the network as far as the keys go
  const SpyNote* const low = spy_note_on(spy, 1U, 50U);
  assert_true(low->start.key == 55.0 && low->stretch == -5.0);
  spy_event(spy, DIL_EVENT_PITCH_BEND, 1U, 0U, 0.5f);
  spy_run(spy, 100U);
  assert_true(spy_latest(low).key == 56.0);
  assert_true(low->stretch == -5.0);
  spy_free(spy);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(keys_outside_are_reached_by_octaves_and_the_nearest_key),
    cmocka_unit_test(
      folding_into_less_than_an_octave_leaves_the_rest_to_stretching),
    cmocka_unit_test(stretching_moves_a_sine_and_adds_nothing_of_its_own),
    cmocka_unit_test(stretching_does_not_fold_treble_into_the_sound),
    cmocka_unit_test(pieces_of_any_size_make_the_same_steps),
    cmocka_unit_test(blocks_of_any_size_make_the_same_sound_outside_the_keys),
    cmocka_unit_test(dropped_notes_are_counted_and_silent),
    cmocka_unit_test(bends_and_glides_leave_the_keys_by_stretching),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
