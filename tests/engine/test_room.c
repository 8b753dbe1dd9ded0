// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "band.h"
#include "reverb.h"
#include "rng.h"

#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static DilReverb*
new_room(const uint32_t rate, const float size)
{
  DilReverb* room = NULL;
  assert_int_equal(dil_reverb_new(rate, &room), DIL_OK);
  dil_reverb_set_size(room, size);
  return room;
}

/// What a room makes of a sound on the left [n], [2][n], to be freed
static float*
echo(DilReverb* const room, const float* const sound, const size_t n)
{
  float* const out = (float*)calloc(2U * n, sizeof(float));
  float* const silence = (float*)calloc(n, sizeof(float));
  assert_true(out && silence);
  dil_reverb_add(
    room, (const float*[]){sound, silence}, (float*[]){out, out + n}, n);
  free(silence);
  return out;
}

static double
energy(const float* const x, const size_t first, const size_t end)
{
  double sum = 0.0;
  for (size_t i = first; i < end; ++i) {
    sum += (double)x[i] * (double)x[i];
  }
  return sum;
}

static void
sound_in_a_room_falls_by_60_db_in_its_time(void** state)
{
  static const float sizes[] = {0.0f, 0.5f, 1.0f};
  static const uint32_t rates[] = {22050U, 48000U, 96000U};

  (void)state;
  for (size_t i = 0U; i < 9U; ++i) {
    const uint32_t rate = rates[i / 3U];
    DilReverb* const room = new_room(rate, sizes[i % 3U]);
    const size_t n =
      (size_t)(1.5f * dil_reverb_tail_s(sizes[i % 3U]) * (float)rate);
    float* const sound = (float*)calloc(n, sizeof(float));
    assert_non_null(sound);
    sound[0] = 1.0f;
    float* const out = echo(room, sound, n);

    // Of what is left at any time, by the time at which it is -25 dB
    const double all = energy(out, 0U, 2U * n);
    size_t first = 0U;
    while (energy(out, first, n) + energy(out, n + first, 2U * n) >
           all * 3.16e-3) {
      first += rate / 200U;
    }
    const double found_s = (double)first / rate * 60.0 / 25.0;
    const double wanted_s = (double)dil_reverb_tail_s(sizes[i % 3U]);
    assert_true(found_s > 0.45 * wanted_s && found_s < 1.3 * wanted_s);
    assert_true(energy(out, 2U * n / 3U, n) < all * 2e-6);
    free(out);
    free(sound);
    dil_reverb_free(room);
  }
}

static void
room_is_about_as_loud_as_what_it_hears_and_on_both_sides(void** state)
{
  (void)state;
  const size_t n = 96000U;
  float* const noise = (float*)calloc(n, sizeof(float));
  assert_non_null(noise);
  for (size_t i = 0U; i < n; ++i) {
    // Duller than white, as music is
    const float white = dil_rng_uniform(dil_rng_stream(1U, 0U), i) - 0.5f;
    noise[i] = 0.3f * white + (i ? 0.7f * noise[i - 1U] : 0.0f);
  }
  for (float size = 0.0f; size <= 1.0f; size += 0.25f) {
    DilReverb* const room = new_room(48000U, size);
    float* const out = echo(room, noise, n);
    const double wet = energy(out, n / 2U, n) + energy(out, n + n / 2U, 2U * n);
    const double dry = energy(noise, n / 2U, n);
    const double sides =
      energy(out, n / 2U, n) / energy(out, n + n / 2U, 2U * n);
    assert_true(wet > 0.1 * dry && wet < 2.0 * dry);
    assert_true(sides > 0.5 && sides < 50.0);
    free(out);
    dil_reverb_free(room);
  }
  free(noise);
}

/// Settings with space and width
static DilEngineSettings
spacious(const float space, const float width)
{
  DilEngineSettings settings = band_settings(48000U);
  settings.parameters[DIL_PARAMETER_SPACE] = space;
  settings.parameters[DIL_PARAMETER_WIDTH] = width;
  return settings;
}

static void
blocks_of_any_size_make_the_same_sound_in_a_room(void** state)
{
  static const size_t blocks[] = {1U, 64U, 0U};

  (void)state;
  const size_t n_frames = 20000U;
  Band* const band = band_new(16000.0f);
  DilEngineSettings settings = spacious(0.0f, 0.7f);
  settings.max_voices = 6U;
  DilEvent* const events = band_random_events(9U, 200U, (uint32_t)n_frames);
  for (size_t i = 50U; i < 200U; i += 37U) {
    events[i].type = DIL_EVENT_PARAMETER;
    events[i].number =
      i % 2U ? DIL_PARAMETER_ROOM_SIZE : (uint8_t)DIL_PARAMETER_SPACE;
    events[i].value = 0.8f;
  }
  band_play(band, &settings, events, 200U, 4096U, n_frames);
  float* const expected = band_copy(band);
  for (size_t b = 0U; b < 3U; ++b) {
    band_play(band, &settings, events, 200U, blocks[b], n_frames);
    assert_memory_equal(band->out[0], expected, n_frames * sizeof(float));
    assert_memory_equal(
      band->out[1], expected + n_frames, n_frames * sizeof(float));
  }

  free(expected);
  free(events);
  band_free(band);
}

static void
controller_91_and_space_say_how_much_the_room_hears(void** state)
{
  // After the note's end there is nothing but the room
  static const struct {
    float space;
    float send;
    bool is_heard;
  } cases[] = {{0.0f, 127.0f, false},
               {0.5f, 0.0f, false},
               {0.5f, 40.0f, true},
               {0.1f, 127.0f, true}};

  (void)state;
  Band* const band = band_new(24000.0f);
  for (size_t i = 0U; i < 4U; ++i) {
    const DilEngineSettings settings = spacious(cases[i].space, 0.0f);
    const DilEvent events[] = {
      band_event(0U, DIL_EVENT_CONTROL, 91U, cases[i].send),
      band_event(0U, DIL_EVENT_NOTE_ON, 60U, 100.0f),
      band_event(5000U, DIL_EVENT_NOTE_OFF, 60U, 0.0f)};
    band_play(band, &settings, events, 3U, 512U, 100000U);
    const bool is_heard = band_rms(band, 12500U, 20000U) > 1e-5;
    assert_true(is_heard == cases[i].is_heard);

    // What the engine says of its tail holds
    const size_t tail = 5000U + dil_engine_tail(band->engine);
    assert_true(tail < 100000U && band_rms(band, tail, 100000U) < 1e-4);
    assert_true((dil_engine_room_tail(band->engine) > 0U) ==
                (cases[i].space > 0.0f));
  }
  band_free(band);
}

static void
width_puts_low_keys_left_and_high_ones_right_at_equal_power(void** state)
{
  (void)state;
  Band* const band = band_new(24000.0f);
  double power[3] = {0.0};
  for (size_t i = 0U; i < 3U; ++i) {
    const DilEngineSettings settings = spacious(0.0f, i ? 0.8f : 0.0f);
    const uint8_t key = i == 2U ? 88U : 40U;
    const DilEvent event = band_event(0U, DIL_EVENT_NOTE_ON, key, 100.0f);
    band_play(band, &settings, &event, 1U, 512U, 20000U);
    const double left = energy(band->out[0], 0U, 20000U);
    const double right = energy(band->out[1], 0U, 20000U);
    assert_true(i == 0U ? left == right : (left > right) == (i == 1U));
    power[i] = left + right;
  }
  assert_true(fabs(power[1] / power[0] - 1.0) < 0.01);
  band_free(band);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(sound_in_a_room_falls_by_60_db_in_its_time),
    cmocka_unit_test(room_is_about_as_loud_as_what_it_hears_and_on_both_sides),
    cmocka_unit_test(blocks_of_any_size_make_the_same_sound_in_a_room),
    cmocka_unit_test(controller_91_and_space_say_how_much_the_room_hears),
    cmocka_unit_test(
      width_puts_low_keys_left_and_high_ones_right_at_equal_power),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
