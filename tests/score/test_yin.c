// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "yin.h"

#include "rng.h"
#include "support/fault.h"
#include "support/test.h"

#include <math.h>
#include <stdlib.h>

static const double tau = 6.283185307179586;
static const double rate = 22050.0;

enum { n_frames = 40, n_samples = 40000 };

/// A sound under test, as long as it takes, and what is heard in it
typedef struct {
  float samples[n_samples];
  DilPitch pitches[n_frames];
} Case;

static void
track_from(Case* const sound, const double lowest)
{
  const DilYinFrames frames = dil_yin_frames(rate, lowest);
  assert_true((n_frames - 1U) * frames.hop + frames.window + frames.max_lag <
              n_samples);
  assert_true(dil_yin_track(&frames, sound->samples, n_frames, sound->pitches));
}

static void
track(Case* const sound)
{
  track_from(sound, DIL_YIN_LOWEST);
}

static double
cents_between(const double a, const double b)
{
  return fabs(1200.0 * log2(a / b));
}

// Harmonics of random phases, with a weak first if `is_hollow`
static void
make_tone(Case* const sound, const double frequency, const bool is_hollow)
{
  const DilRng rng = dil_rng_stream(1U, 0U);
  for (size_t i = 0U; i < n_samples; ++i) {
    sound->samples[i] = 0.0f;
  }

  for (unsigned k = 1U; k <= 10U && k * frequency < 0.25 * rate; ++k) {
    const double amplitude = (is_hollow && k == 1U ? 0.02 : 0.2) / k;
    const double phase = tau * (double)dil_rng_uniform(rng, k);
    for (size_t i = 0U; i < n_samples; ++i) {
      sound->samples[i] +=
        (float)(amplitude *
                sin(tau * k * frequency * (double)i / rate + phase));
    }
  }
}

/// Fail unless all frames are a tone of some frequency
static void
expect_tone(const Case* const sound, const double frequency)
{
  for (size_t i = 0U; i < n_frames; ++i) {
    const DilPitch pitch = sound->pitches[i];
    if (!(cents_between((double)pitch.frequency, frequency) < 10.0)) {
      fail_msg("%g Hz is heard as %g", frequency, (double)pitch.frequency);
    }
    assert_true(pitch.aperiodicity < 0.05f);
  }
}

static void
tone_is_heard_at_its_pitch(void** state)
{
  Case* const sound = (Case*)*state;
  for (double frequency = 31.0; frequency < 2000.0; frequency *= 1.17) {
    for (unsigned is_hollow = 0U; is_hollow < 2U; ++is_hollow) {
      make_tone(sound, frequency, is_hollow);
      track(sound);
      expect_tone(sound, frequency);
    }
  }
}

static void
tones_above_the_lowest_are_heard_at_their_pitch(void** state)
{
  Case* const sound = (Case*)*state;
  for (double lowest = 30.0; lowest < 400.0; lowest *= 1.6) {
    for (double ratio = 1.1; ratio < 6.0; ratio *= 2.0) {
      make_tone(sound, ratio * lowest, false);
      track_from(sound, lowest);
      expect_tone(sound, ratio * lowest);
    }
  }
}

static void
pitch_does_not_depend_on_level_or_offset(void** state)
{
  Case* const sound = (Case*)*state;
  make_tone(sound, 300.0, false);
  for (size_t i = 0U; i < n_samples; ++i) {
    sound->samples[i] = 0.001f * sound->samples[i] + 0.01f;
  }

  track(sound);
  for (size_t i = 0U; i < n_frames; ++i) {
    assert_true(cents_between((double)sound->pitches[i].frequency, 300.0) <
                10.0);
  }
}

static void
noise_has_no_period(void** state)
{
  Case* const sound = (Case*)*state;
  const DilRng rng = dil_rng_stream(2U, 0U);
  for (size_t i = 0U; i < n_samples; ++i) {
    sound->samples[i] = dil_rng_uniform(rng, i) - 0.5f;
  }

  track(sound);
  for (size_t i = 0U; i < n_frames; ++i) {
    assert_true(sound->pitches[i].aperiodicity > 0.6f);
  }
}

static void
silence_has_no_pitch(void** state)
{
  Case* const sound = (Case*)*state;
  track(sound);
  for (size_t i = 0U; i < n_frames; ++i) {
    assert_true(sound->pitches[i].frequency == 0.0f);
    assert_true(sound->pitches[i].aperiodicity == 1.0f);
  }
}

static DilStatus
track_once(void* const context)
{
  Case* const sound = (Case*)context;
  const DilYinFrames frames = dil_yin_frames(rate, DIL_YIN_LOWEST);
  return dil_yin_track(&frames, sound->samples, n_frames, sound->pitches)
           ? DIL_OK
           : DIL_NO_MEMORY;
}

static void
failing_allocation_is_reported(void** state)
{
  assert_int_equal(fault_for_each(track_once, *state, DIL_NO_MEMORY), 1U);
}

static int
make_case(void** state)
{
  *state = calloc(1U, sizeof(Case));
  return *state ? 0 : -1;
}

static int
free_case(void** state)
{
  free(*state);
  return 0;
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(
      tone_is_heard_at_its_pitch, make_case, free_case),
    cmocka_unit_test_setup_teardown(
      tones_above_the_lowest_are_heard_at_their_pitch, make_case, free_case),
    cmocka_unit_test_setup_teardown(
      pitch_does_not_depend_on_level_or_offset, make_case, free_case),
    cmocka_unit_test_setup_teardown(noise_has_no_period, make_case, free_case),
    cmocka_unit_test_setup_teardown(silence_has_no_pitch, make_case, free_case),
    cmocka_unit_test_setup_teardown(
      failing_allocation_is_reported, make_case, free_case),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
