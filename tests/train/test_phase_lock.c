// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/fault.h"
#include "support/test.h"

#include "phase_lock.h"
#include "rng.h"

#include "dilaton/audio.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define RATE     24000U
#define N_FRAMES 36000U

static const double tau = 6.283185307179586;

/// A tone: what its pitch does, and what surrounds it
typedef struct {
  double hz;       ///< Of its key
  double depth_ct; ///< Of vibrato at 5.5 Hz, from 0.3 s on
  double drift_ct; ///< At the onset, gone within half a second
  double off_ct;   ///< All the time
  double onset_s;
  double hiss; ///< Beside the tone's 1
} Tone;

static const Tone tones[] = {
  {55.0, 30.0, 0.0, 2.0, 0.0, 0.0},
  {110.0, 0.0, -40.0, 0.0, 0.11, 0.001},
  {220.0, 50.0, 20.0, -8.0, 0.2, 0.01},
  {440.0, 25.0, 0.0, 15.0, 0.013, 0.003},
  {880.0, 40.0, -30.0, 0.0, 0.0, 0.01},
  {1760.0, 15.0, 0.0, 5.0, 0.05, 0.001},
};

#define N_TONES (sizeof(tones) / sizeof(tones[0]))

/// A recording of a tone with harmonics that fall as 1 / h, or of noise alone
static DilAudio
record(const Tone* const tone, const double level)
{
  const DilRng rng = dil_rng_stream(3U, 1U);
  DilAudio audio = {NULL, N_FRAMES, 1U, RATE};
  audio.samples = (float*)calloc(N_FRAMES, sizeof(*audio.samples));
  assert_non_null(audio.samples);
  double turns = 0.1;
  for (size_t t = 0U; t < N_FRAMES; ++t) {
    const double age = (double)t / RATE - tone->onset_s;
    const double cents =
      tone->off_ct + tone->drift_ct * exp(-5.0 * fmax(age, 0.0)) +
      tone->depth_ct * fmin(fmax(age - 0.3, 0.0) * 10.0, 1.0) *
        sin(tau * 5.5 * age);
    const double gain = level * fmin(fmax(age, 0.0) / 0.01, 1.0);
    double wave = tone->hiss * dil_rng_normal(rng, t);
    for (int h = 1; h <= 8 && h * tone->hz < 11000.0; ++h) {
      wave += gain * sin(tau * h * turns + 0.7 * h) / h;
    }
    turns += tone->hz * exp2(cents / 1200.0) / RATE;
    audio.samples[t] = (float)(0.2 * wave);
  }

  return audio;
}

/// Angle of a harmonic against a sine from the first sample on, through a
/// window of 80 ms
static double
angle_at(const DilAudio* const audio, const double hz, const size_t begin)
{
  const size_t n = RATE * 8U / 100U;
  double re = 0.0;
  double im = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    const double angle = tau * hz * (double)(begin + i) / RATE;
    const double window = 1.0 - cos(tau * (double)i / (double)n);
    re += window * (double)audio->samples[begin + i] * sin(angle);
    im += window * (double)audio->samples[begin + i] * cos(angle);
  }

  return atan2(im, re);
}

static DilPhaseLock
lock(DilAudio* const audio, const double hz)
{
  DilPhaseLock result;
  assert_int_equal(dil_phase_lock(audio, hz, &result), DIL_OK);
  return result;
}

static void
a_tone_comes_out_steady_and_rises_through_0_at_its_beginning(void** state)
{
  (void)state;
  for (size_t i = 0U; i < N_TONES; ++i) {
    const Tone* const tone = &tones[i];
    DilAudio audio = record(tone, 1.0);
    const DilPhaseLock result = lock(&audio, tone->hz);
    assert_true(result.is_locked);
    assert_true(result.coherence > 0.9);
    assert_true(result.coherence > result.coherence_before);

    // 2 degrees in 40 ms are 0.14 Hz; the ends are left to smoothing
    for (size_t t = RATE / 5U; t + RATE / 4U < audio.n_frames;
         t += RATE / 25U) {
      const double angle = angle_at(&audio, tone->hz, t);
      const double next = angle_at(&audio, tone->hz, t + RATE / 25U);
      const double hz = remainder(next - angle, tau) / tau * 25.0;
      assert_true(fabs(1200.0 * log2(1.0 + hz / tone->hz)) < 6.0);
      assert_true(fabs(angle) < 0.4);
    }
    dil_audio_free(&audio);
  }
}

static void
the_vibrato_is_found_and_drift_is_none(void** state)
{
  (void)state;
  for (size_t i = 0U; i < N_TONES; ++i) {
    DilAudio audio = record(&tones[i], 1.0);
    const DilVibrato vibrato = lock(&audio, tones[i].hz).vibrato;
    if (tones[i].depth_ct > 0.0) {
      const double depth = (double)vibrato.depth_ct;
      assert_true(fabs(depth / tones[i].depth_ct - 1.0) < 0.2);
      assert_true(fabs((double)vibrato.rate_hz - 5.5) < 0.25);
      assert_true((double)vibrato.delay_s < 0.8);
    } else {
      assert_true(vibrato.depth_ct == 0.0f);
    }
    dil_audio_free(&audio);
  }
}

static void
it_begins_at_most_a_period_before_the_onset(void** state)
{
  (void)state;
  for (size_t i = 0U; i < N_TONES; ++i) {
    // Hiss before the onset has been gated away when recordings come here
    Tone tone = tones[i];
    tone.hiss = 0.0;
    DilAudio audio = record(&tone, 1.0);
    (void)lock(&audio, tone.hz);
    const size_t n_early = (size_t)((1.0 / tones[i].hz + 0.02) * RATE);
    double loudest = 0.0;
    for (size_t t = 0U; t < n_early; ++t) {
      loudest = fmax(loudest, fabs((double)audio.samples[t]));
    }
    assert_true(loudest > 0.05);
    dil_audio_free(&audio);
  }
}

static void
a_steady_tone_only_begins_elsewhere(void** state)
{
  (void)state;
  const Tone steady = {220.0, 0.0, 0.0, 0.0, 0.1, 0.0};
  DilAudio audio = record(&steady, 1.0);
  DilAudio before = record(&steady, 1.0);
  const DilPhaseLock result = lock(&audio, steady.hz);
  assert_true(result.is_locked);
  assert_true(result.coherence > 0.99);

  // Level and shape of a stretch are the same at a distance of whole periods
  double error = 0.0;
  double power = 0.0;
  const double shift = remainder(angle_at(&audio, steady.hz, 6000U) -
                                   angle_at(&before, steady.hz, 6000U),
                                 tau) *
                       RATE / (tau * steady.hz);
  for (size_t t = 6000U; t < 12000U; ++t) {
    double wave = 0.0;
    for (int h = 1; h <= 8; ++h) {
      const double turns = steady.hz * ((double)t + shift) / RATE + 0.1;
      wave += 0.2 * sin(tau * h * turns + 0.7 * h) / h;
    }
    error += pow(wave - (double)audio.samples[t], 2.0);
    power += wave * wave;
  }
  assert_true(error < 1e-4 * power);
  dil_audio_free(&before);
  dil_audio_free(&audio);
}

static void
what_has_no_pitch_is_left_alone(void** state)
{
  (void)state;
  const Tone noise = {220.0, 0.0, 0.0, 0.0, 0.0, 1.0};
  const Tone silence = {220.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  const Tone low = {30.0, 0.0, 0.0, 0.0, 0.0, 1.0};
  const Tone too_high = {11500.0, 10.0, 0.0, 0.0, 0.0, 0.001};
  const struct {
    const Tone* tone;
    double level;
    size_t n_frames;
  } cases[] = {{&noise, 0.0, N_FRAMES},
               {&silence, 0.0, N_FRAMES},
               {&low, 0.0, N_FRAMES},
               {&too_high, 1.0, N_FRAMES},
               {&tones[3], 1.0, RATE / 10U},
               {&tones[3], 1.0, 1U},
               {&tones[3], 1.0, 0U}};
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    DilAudio audio = record(cases[i].tone, cases[i].level);
    DilAudio before = record(cases[i].tone, cases[i].level);
    audio.n_frames = cases[i].n_frames;
    const DilPhaseLock result = lock(&audio, cases[i].tone->hz);
    assert_false(result.is_locked);
    assert_true(result.vibrato.depth_ct == 0.0f);
    assert_int_equal(audio.n_frames, cases[i].n_frames);
    assert_memory_equal(
      audio.samples, before.samples, audio.n_frames * sizeof(*audio.samples));
    dil_audio_free(&before);
    dil_audio_free(&audio);
  }
}

static DilStatus
lock_or_fail(void* const context)
{
  const DilAudio* const whole = (const DilAudio*)context;
  DilAudio audio = *whole;
  audio.n_frames = RATE / 5U;
  audio.samples = (float*)malloc(audio.n_frames * sizeof(*audio.samples));
  if (!audio.samples) {
    return DIL_NO_MEMORY;
  }

  memcpy(
    audio.samples, whole->samples, audio.n_frames * sizeof(*audio.samples));
  DilPhaseLock result = {false, -1.0, -1.0, {0.0f, 0.0f, 0.0f}};
  const DilStatus status = dil_phase_lock(&audio, 440.0, &result);
  if (status) {
    assert_true(result.coherence < 0.0);
    assert_int_equal(audio.n_frames, RATE / 5U);
    assert_memory_equal(
      audio.samples, whole->samples, audio.n_frames * sizeof(*audio.samples));
  } else {
    assert_true(result.is_locked);
  }

  free(audio.samples);
  return status;
}

static void
every_failing_allocation_leaves_the_recording_as_it_was(void** state)
{
  (void)state;
  const Tone short_tone = {440.0, 0.0, 20.0, 0.0, 0.0, 0.0};
  DilAudio audio = record(&short_tone, 1.0);
  assert_true(fault_for_each(lock_or_fail, &audio, DIL_NO_MEMORY) > 40U);
  dil_audio_free(&audio);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(
      a_tone_comes_out_steady_and_rises_through_0_at_its_beginning),
    cmocka_unit_test(the_vibrato_is_found_and_drift_is_none),
    cmocka_unit_test(it_begins_at_most_a_period_before_the_onset),
    cmocka_unit_test(a_steady_tone_only_begins_elsewhere),
    cmocka_unit_test(what_has_no_pitch_is_left_alone),
    cmocka_unit_test(every_failing_allocation_leaves_the_recording_as_it_was),
  };
  return cmocka_run_group_tests_name("phase_lock", tests, NULL, NULL);
}
