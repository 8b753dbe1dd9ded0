// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// Held notes that follow the ring of a preset's instruments

#include "band.h"
#include "envelope.h"
#include "kernel.h"
#include "preset_data.h"
#include "spy.h"

#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RATE   24000U
#define N_RING 3U

/// Set the place on the ring: an instrument, and how far to the next
static void
spy_place(Spy* const spy, const double place)
{
  const double corner = floor(place);
  spy_event(spy,
            DIL_EVENT_PARAMETER,
            0U,
            DIL_PARAMETER_INSTRUMENT,
            (float)fmod(corner, (double)N_RING));
  spy_event(
    spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_MORPH, (float)(place - corner));
}

static void
assert_mixed_alike(const SpyNote* const note, const SpyNote* const other)
{
  assert_memory_equal(note->mixture, other->mixture, N_RING * sizeof(float));
}

static void
a_held_note_has_the_mixture_of_a_note_that_begins_there(void** state)
{
  (void)state;
  Spy* const spy = spy_new_of(1U, N_RING);
  spy_place(spy, 1.25);
  const SpyNote* const held = spy_note_on(spy, 0U, 60U);
  for (uint8_t i = 0U; i < 24U; ++i) {
    // Twice forth around the ring, and back again
    spy_place(spy, 1.25 + 0.5 * (double)(i < 12U ? i : 24U - i));
    spy_run(spy, 64U);
    const SpyNote* const fresh = spy_note_on(spy, 1U, (uint8_t)(61U + i));
    assert_mixed_alike(held, fresh);
    spy_note_off(spy, 1U, (uint8_t)(61U + i));
  }
  spy_free(spy);
}

static void
channels_of_other_instruments_move_as_far_around_the_ring(void** state)
{
  (void)state;
  Spy* const spy = spy_new_of(1U, N_RING);
  spy_event(spy, DIL_EVENT_PROGRAM, 1U, 1U, 0.0f);
  const SpyNote* const first = spy_note_on(spy, 0U, 60U);
  const SpyNote* const second = spy_note_on(spy, 1U, 64U);
  spy_place(spy, 1.75);
  spy_run(spy, 64U);
  assert_true(first->mixture[1] == 0.25f && first->mixture[2] == 0.75f);
  assert_true(second->mixture[2] == 0.25f && second->mixture[0] == 0.75f);

  // A channel's own change of program is for its next notes only
  spy_event(spy, DIL_EVENT_PROGRAM, 1U, 0U, 0.0f);
  spy_run(spy, 64U);
  assert_true(second->mixture[2] == 0.25f && second->mixture[0] == 0.75f);
  spy_free(spy);
}

static void
a_legato_line_is_one_note_on_both_sides_of_a_corner(void** state)
{
  (void)state;
  Spy* const spy = spy_new_of(1U, N_RING);
  spy_event(
    spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_MODE, (float)DIL_MODE_LEGATO);
  const SpyNote* const held = spy_note_on(spy, 0U, 60U);
  spy_place(spy, 1.5);
  spy_event(spy, DIL_EVENT_NOTE_ON, 0U, 64U, 100.0f);
  spy_run(spy, 64U);
  assert_int_equal(spy->n_notes, 1U);
  assert_true(fabs(spy_latest(held).key - 64.0) < 1e-9);
  assert_true(held->mixture[1] == 0.5f && held->mixture[2] == 0.5f);
  spy_free(spy);
}

static void
another_presets_instruments_leave_held_notes_where_they_are(void** state)
{
  (void)state;
  Spy* const spy = spy_new_of(2U, N_RING);
  const SpyNote* const held = spy_note_on(spy, 0U, 60U);
  spy_place(spy, 2.0);
  spy_run(spy, 64U);
  assert_true(held->mixture[2] == 1.0f);
  spy_event(spy, DIL_EVENT_PARAMETER, 0U, DIL_PARAMETER_INSTRUMENT, 4.0f);
  spy_run(spy, 64U);
  assert_true(held->mixture[2] == 1.0f);
  assert_int_equal(spy_note_on(spy, 0U, 62U)->part, 1U);
  spy_free(spy);
}

/// Let instruments differ in all that the engine adds to the network's waves
static void
let_differ(DilPreset* const preset)
{
  static const float slopes[] = {0.0f, 40.0f, 10.0f};
  DilEnvelope* const all = (DilEnvelope*)calloc(N_RING, sizeof(*all));
  assert_non_null(all);
  for (uint32_t i = 0U; i < N_RING; ++i) {
    DilInstrument* const info = &preset->instruments[i];
    info->is_sustained = i == 0U;
    info->veltrack = 40.0f * (float)i;
    info->release_s = 0.05f + 0.1f * (float)i;
    info->cutoff = 0.1f + 0.2f * (float)i;
    info->treble_db = 6.0f * (float)i - 3.0f;
    info->hi_key = 60 + 4 * (int)i;
    all[i].wave_db = -20.0f + 3.0f * (float)i;
    for (unsigned v = 0U; v < DIL_ENVELOPE_VELOCITIES; ++v) {
      for (unsigned key = 0U; key < DIL_ENVELOPE_KEYS; ++key) {
        for (unsigned age = 0U; age < DIL_ENVELOPE_AGES; ++age) {
          all[i].levels[v][key][age] = -slopes[i] * dil_envelope_age_s(age);
        }
      }
    }
  }
  preset->envelopes = all;
}

static void
nothing_jumps_when_instruments_differ_in_all_they_have(void** state)
{
  (void)state;
  Spy* const spy = spy_new_of(1U, N_RING);
  let_differ(spy->presets[0]);
  spy_place(spy, 0.0);
  const SpyNote* const held = spy_note_on(spy, 0U, 64U);
  spy_run(spy, 2400U);
  double key = spy_latest(held).key;
  for (uint32_t i = 0U; i <= 300U; ++i) {
    const float before = spy->left;
    spy->step = 0.0f;
    spy_place(spy, 0.01 * (double)i);
    spy_run(spy, DIL_FRAME_STEPS);

    // What is not the network's makes up for it
    const double now = spy_latest(held).key;
    assert_true(fabs(now + held->stretch - 64.0) < 1e-9);
    assert_true(fabs(now - key) < 0.1);
    key = now;

    // By 0.5 dB at most in a hundredth of the way, and not at once
    assert_true(spy->left > 0.94f * before && spy->left < 1.06f * before);
    assert_true(spy->step < 0.005f * before);
  }
  spy_free(spy);
}

static void
a_note_arrives_at_the_level_of_one_that_began_there(void** state)
{
  (void)state;
  for (uint32_t place = 1U; place < 2U * N_RING; ++place) {
    float levels[2];
    for (size_t i = 0U; i < 2U; ++i) {
      Spy* const spy = spy_new_of(1U, N_RING);
      let_differ(spy->presets[0]);
      spy_place(spy, i ? 0.5 * (double)place : 0.0);
      (void)spy_note_on(spy, 0U, 60U);
      spy_run(spy, RATE / 4U);
      spy_place(spy, 0.5 * (double)place);
      spy_run(spy, RATE / 2U);
      levels[i] = spy->left;
      spy_free(spy);
    }
    // The hand on the level is as good as there after half a second
    assert_true(fabsf(levels[0] / levels[1] - 1.0f) < 0.01f);
  }
}

static void
a_note_dies_when_the_pair_does_that_it_has_come_to(void** state)
{
  (void)state;
  Spy* const spy = spy_new_of(1U, N_RING);
  let_differ(spy->presets[0]);
  spy_place(spy, 0.0);
  const SpyNote* const held = spy_note_on(spy, 0U, 60U);
  spy_run(spy, 10U * RATE);
  assert_false(held->has_ended);

  // 10 dB a second from its onset on, to -75 dB
  spy_place(spy, 1.0);
  spy_run(spy, RATE / 2U);
  assert_true(held->has_ended);

  spy_place(spy, 1.0);
  const SpyNote* const saved = spy_note_on(spy, 0U, 60U);
  spy_run(spy, RATE);
  spy_place(spy, 0.0);
  spy_run(spy, 10U * RATE);
  assert_false(saved->has_ended);
  spy_free(spy);
}

static DilEvent
set(const uint32_t frame, const uint8_t parameter, const float value)
{
  return band_event(frame, DIL_EVENT_PARAMETER, parameter, value);
}

static float
largest_step(const Band* const band, const size_t first, const size_t end)
{
  float largest = 0.0f;
  for (size_t i = first + 1U; i < end; ++i) {
    largest = fmaxf(largest, fabsf(band->out[0][i] - band->out[0][i - 1U]));
  }

  return largest;
}

/// A held note whose handle goes from one instrument over the next and on, in
/// hundredths between two frames; the events
static size_t
drag(DilEvent* const events, const uint32_t first, const uint32_t n_each)
{
  size_t n = 0U;
  for (uint32_t i = 0U; i <= 150U; ++i) {
    const uint32_t frame = first + n_each * i;
    const uint32_t corner = i / 100U;
    events[n++] = set(frame, DIL_PARAMETER_INSTRUMENT, (float)corner);
    events[n++] = set(frame, DIL_PARAMETER_MORPH, 0.01f * (float)(i % 100U));
  }

  return n;
}

static void
crossing_a_corner_is_not_heard(void** state)
{
  (void)state;
  Band* const band = band_new((float)RATE);
  const DilEngineSettings settings = band_settings(RATE);
  const DilEvent events[] = {set(0U, DIL_PARAMETER_MORPH, 1.0f),
                             band_event(0U, DIL_EVENT_NOTE_ON, 60U, 100.0f),
                             set(6000U, DIL_PARAMETER_INSTRUMENT, 1.0f),
                             set(6000U, DIL_PARAMETER_MORPH, 0.0f)};
  band_play(band, &settings, events, 2U, 512U, RATE / 2U);
  float* const stayed = band_copy(band);
  band_play(band, &settings, events, 4U, 512U, RATE / 2U);
  assert_memory_equal(stayed, band->out[0], RATE / 2U * sizeof(float));
  free(stayed);
  band_free(band);
}

static void
a_note_that_is_dragged_over_a_corner_does_not_click(void** state)
{
  (void)state;
  DilEvent events[400];
  Band* const band = band_new((float)RATE);
  const DilEngineSettings settings = band_settings(RATE);
  events[0] = band_event(0U, DIL_EVENT_NOTE_ON, 60U, 100.0f);
  const size_t n = 1U + drag(events + 1U, 2U * RATE, 40U);
  band_play(band, &settings, events, n, 512U, 5U * RATE);
  const size_t end = 2U * RATE + 150U * 40U;
  const float before = largest_step(band, RATE / 2U, 2U * RATE);
  const float after = largest_step(band, end + RATE / 4U, 5U * RATE);
  const float during = largest_step(band, 2U * RATE, end + RATE / 4U);
  assert_true(before > 0.0f && after > 0.0f);
  assert_true(during <= fmaxf(before, after));
  band_free(band);
}

static void
blocks_threads_and_kernels_do_not_change_what_is_dragged(void** state)
{
  static const size_t blocks[] = {1U, 7U, 64U, 512U};

  (void)state;
  DilEvent events[400];
  const size_t n_frames = 9000U;
  Band* const band = band_new((float)RATE);
  DilEngineSettings settings = band_settings(RATE);
  size_t n = 0U;
  for (uint8_t key = 48U; key < 63U; key = (uint8_t)(key + 5U)) {
    events[n++] = band_event(13U * key, DIL_EVENT_NOTE_ON, key, 90.0f);
  }
  n += drag(events + n, 1501U, 37U);
  settings.kernel = "plain";
  band_play(band, &settings, events, n, 512U, n_frames);
  float* const expected = band_copy(band);
  for (size_t b = 0U; b < sizeof(blocks) / sizeof(*blocks); ++b) {
    settings.n_threads = b % 2U ? 3U : 1U;
    settings.kernel = NULL;
    band_play(band, &settings, events, n, blocks[b], n_frames);
    assert_memory_equal(expected, band->out[0], n_frames * sizeof(float));
  }
  for (size_t k = 0U; k < dil_n_kernels(); ++k) {
    if (dil_kernel_is_available(dil_kernel_at(k))) {
      settings.kernel = dil_kernel_name(dil_kernel_at(k));
      band_play(band, &settings, events, n, 0U, n_frames);
      assert_memory_equal(expected, band->out[0], n_frames * sizeof(float));
    }
  }
  free(expected);
  band_free(band);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_held_note_has_the_mixture_of_a_note_that_begins_there),
    cmocka_unit_test(channels_of_other_instruments_move_as_far_around_the_ring),
    cmocka_unit_test(a_legato_line_is_one_note_on_both_sides_of_a_corner),
    cmocka_unit_test(
      another_presets_instruments_leave_held_notes_where_they_are),
    cmocka_unit_test(nothing_jumps_when_instruments_differ_in_all_they_have),
    cmocka_unit_test(a_note_arrives_at_the_level_of_one_that_began_there),
    cmocka_unit_test(a_note_dies_when_the_pair_does_that_it_has_come_to),
    cmocka_unit_test(crossing_a_corner_is_not_heard),
    cmocka_unit_test(a_note_that_is_dragged_over_a_corner_does_not_click),
    cmocka_unit_test(blocks_threads_and_kernels_do_not_change_what_is_dragged),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
