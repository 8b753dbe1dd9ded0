// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// Notes of instruments that die away

#include "band.h"
#include "envelope.h"
#include "preset_data.h"
#include "spy.h"
#include "tape.h"
#include "tune.h"

#include "dilaton/render.h"

#include "support/test.h"

#include <math.h>
#include <stdlib.h>

#define RATE 24000U

/// Give a preset's two instruments slopes, in dB a second
static void
let_die(DilPreset* const preset, const float first, const float second)
{
  const float slopes[2] = {first, second};
  DilEnvelope* const envelopes = (DilEnvelope*)calloc(2U, sizeof(*envelopes));
  assert_non_null(envelopes);
  for (unsigned i = 0U; i < 2U; ++i) {
    preset->instruments[i].is_sustained = false;
    envelopes[i].wave_db = -20.0f;
    for (unsigned v = 0U; v < DIL_ENVELOPE_VELOCITIES; ++v) {
      for (unsigned key = 0U; key < DIL_ENVELOPE_KEYS; ++key) {
        for (unsigned age = 0U; age < DIL_ENVELOPE_AGES; ++age) {
          envelopes[i].levels[v][key][age] =
            -slopes[i] * dil_envelope_age_s(age);
        }
      }
    }
  }
  preset->envelopes = envelopes;
}

static double
level_of(const Spy* const spy)
{
  return 20.0 * log10((double)(spy->left / spy->sample));
}

static void
a_notes_level_follows_its_envelope(void** state)
{
  (void)state;
  Spy* const spy = spy_new(1U);
  let_die(spy->presets[0], 30.0f, 30.0f);
  spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 60U, 127.0f);
  for (uint32_t i = 1U; i <= 20U; ++i) {
    spy_run(spy, RATE / 10U);
    const double age = 0.1 * (double)i;
    assert_true(fabs(level_of(spy) + 30.0 * age) < 0.1);
  }
  spy_free(spy);
}

static void
waves_that_are_louder_or_softer_than_learned_make_no_difference(void** state)
{
  (void)state;
  static const float waves[] = {0.05f, 0.1f, 0.2f};
  for (size_t i = 0U; i < 3U; ++i) {
    Spy* const spy = spy_new(1U);
    let_die(spy->presets[0], 30.0f, 30.0f);
    spy->sample = waves[i];
    spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 60U, 127.0f);
    spy_run(spy, RATE);
    assert_true(fabs(20.0 * log10((double)spy->left / 0.1) + 30.0) < 0.1);
    spy_free(spy);
  }
}

static void
a_dead_note_frees_its_voice_and_is_not_struck_again(void** state)
{
  (void)state;
  Spy* const spy = spy_new(1U);
  let_die(spy->presets[0], 30.0f, 30.0f);
  const SpyNote* const note = spy_note_on(spy, 0U, 60U);
  const size_t n_life = (size_t)(-DIL_ENVELOPE_END_DB / 30.0f * (float)RATE);
  spy_run(spy, n_life - 10U);
  assert_false(note->has_ended);
  spy_run(spy, RATE / 50U);
  assert_true(note->has_ended);
  spy_note_off(spy, 0U, 60U);
  spy_run(spy, RATE);
  assert_int_equal(spy->n_notes, 1U);
  spy_free(spy);
}

static void
a_note_that_is_let_go_ends_before_its_death(void** state)
{
  (void)state;
  Spy* const spy = spy_new(1U);
  let_die(spy->presets[0], 30.0f, 30.0f);
  const SpyNote* const note = spy_note_on(spy, 0U, 60U);
  spy_run(spy, RATE / 2U);
  spy_note_off(spy, 0U, 60U);
  spy_run(spy, RATE / 4U);
  assert_true(note->has_ended);
  spy_free(spy);
}

static void
morphing_is_between_both_envelopes_and_death_is_that_of_the_later(void** state)
{
  (void)state;
  Spy* const spy = spy_new(1U);
  let_die(spy->presets[0], 10.0f, 30.0f);
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_MORPH, 0.5f);
  spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 60U, 127.0f);
  spy_run(spy, RATE);
  assert_true(fabs(level_of(spy) + 20.0) < 0.1);
  spy_run(spy, 4U * RATE);
  assert_false(spy->notes[0].has_ended);
  spy_run(spy, 3U * RATE);
  assert_true(spy->notes[0].has_ended);
  spy_free(spy);
}

static void
a_rendering_dies_away_as_what_is_played(void** state)
{
  (void)state;
  static Tune tune;
  static float left[3U * RATE];
  Tape tape = {left, 3U * RATE, 0U};

  Band* const band = band_new((float)RATE);
  let_die(band->preset, 80.0f, 80.0f);
  DilRenderSettings settings = dil_render_defaults();
  DilRenderStats stats;
  settings.engine = band_settings(RATE);
  settings.sink = tape_record;
  settings.context = &tape;
  const DilEvent events[] = {
    band_event(0U, DIL_EVENT_NOTE_ON, 60U, 100.0f),
    band_event(24U * 300U, DIL_EVENT_NOTE_ON, 64U, 100.0f),
    band_event(24U * 900U, DIL_EVENT_NOTE_OFF, 64U, 0.0f),
    band_event(24U * 1500U, DIL_EVENT_NOTE_OFF, 60U, 0.0f)};
  band_play(band, &settings.engine, events, 4U, 0U, 2U * RATE);

  tune_start(&tune);
  tune_add(&tune, 0U, 0x90U, 60U, 100U);
  tune_add(&tune, 300U, 0x90U, 64U, 100U);
  tune_add(&tune, 900U, 0x80U, 64U, 0U);
  tune_add(&tune, 1500U, 0x80U, 60U, 0U);
  DilScore* const score = tune_load(&tune);
  assert_int_equal(
    dil_render_score(band->presets, 1U, score, &settings, &stats, NULL),
    DIL_OK);
  const size_t n =
    tape.n_frames < 2U * (size_t)RATE ? tape.n_frames : 2U * (size_t)RATE;
  assert_true(n > RATE);
  assert_memory_equal(tape.left, band->out[0], n * sizeof(float));
  dil_score_free(score);
  band_free(band);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_notes_level_follows_its_envelope),
    cmocka_unit_test(
      waves_that_are_louder_or_softer_than_learned_make_no_difference),
    cmocka_unit_test(a_dead_note_frees_its_voice_and_is_not_struck_again),
    cmocka_unit_test(a_note_that_is_let_go_ends_before_its_death),
    cmocka_unit_test(
      morphing_is_between_both_envelopes_and_death_is_that_of_the_later),
    cmocka_unit_test(a_rendering_dies_away_as_what_is_played),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
