// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/encoded.h"
#include "support/fault.h"
#include "support/temp.h"
#include "support/test.h"

#include "common_phases.h"
#include "corpus.h"
#include "elementary.h"
#include "tone.h"

#include "dilaton/audio.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define RATE       24000U
#define MODEL_RATE 16000U
#define N_FRAMES   30001U
#define N_PARTIALS 8U
#define ONSET      6000U

static const double tau = 6.283185307179586;

/// Phases of partials, from the fundamental on, as two instruments have them
static const double waves[][N_PARTIALS] = {
  {-1.6, 0.3, 2.8, -2.0, 1.0, 0.1, -0.7, 2.2},
  {-1.6, -2.7, 0.0, 1.1, -2.1, 3.0, 2.3, -1.0}};

static const double keys_hz[] = {55.0, 233.08, 1174.66};

/// A tone of steady pitch, whose partials fall as 1 / k
static DilAudio
record(const double hz, const double* const phases)
{
  DilAudio audio = {NULL, N_FRAMES, 1U, RATE};
  audio.samples = (float*)calloc(N_FRAMES, sizeof(*audio.samples));
  assert_non_null(audio.samples);
  for (size_t t = ONSET; t < N_FRAMES; ++t) {
    const double gain = fmin((double)(t - ONSET) / (0.01 * RATE), 1.0);
    double wave = 0.0;
    for (uint32_t k = 1U; k <= N_PARTIALS; ++k) {
      wave += cos(tau * k * hz * (double)t / RATE + phases[k - 1U]) / k;
    }
    audio.samples[t] = (float)(0.2 * gain * wave);
  }

  return audio;
}

/// Phase and size of what sounds at a frequency, in the middle of a recording
static void
look(const DilAudio* const audio,
     const double hz,
     double* const phase,
     double* const size)
{
  const size_t begin = 2U * ONSET;
  const size_t n = audio->rate / 2U;
  double re = 0.0;
  double im = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    const double angle = tau * hz * (double)(begin + i) / audio->rate;
    const double window = 1.0 - cos(tau * (double)i / (double)n);
    re += window * (double)audio->samples[begin + i] * cos(angle);
    im -= window * (double)audio->samples[begin + i] * sin(angle);
  }

  *phase = atan2(im, re);
  *size = 2.0 * hypot(re, im) / (double)n;
}

static void
partials_get_the_phases_that_are_told_and_keep_their_levels(void** state)
{
  (void)state;
  for (size_t key = 0U; key < 3U; ++key) {
    for (size_t w = 0U; w < 2U; ++w) {
      DilAudio audio = record(keys_hz[key], waves[w]);
      assert_int_equal(dil_common_phases(&audio, keys_hz[key]), DIL_OK);
      assert_int_equal(audio.n_frames, N_FRAMES);
      for (uint32_t k = 1U; k <= N_PARTIALS; ++k) {
        const double wanted = k * waves[w][0] - 0.5 * tau * k * (k - 1U) / 24.0;
        double phase = 0.0;
        double size = 0.0;
        look(&audio, k * keys_hz[key], &phase, &size);
        assert_true(fabs(remainder(phase - wanted, tau)) < 0.03);
        assert_true(fabs(size * k / 0.2 - 1.0) < 0.01);
      }
      free(audio.samples);
    }
  }
}

static void
halfway_between_two_instruments_no_partial_is_cancelled(void** state)
{
  (void)state;
  double least[2] = {1.0, 1.0};
  for (size_t i = 0U; i < 2U; ++i) {
    DilAudio audios[2];
    for (size_t w = 0U; w < 2U; ++w) {
      audios[w] = record(keys_hz[1], waves[w]);
      if (i) {
        assert_int_equal(dil_common_phases(&audios[w], keys_hz[1]), DIL_OK);
      }
    }
    for (size_t t = 0U; t < N_FRAMES; ++t) {
      const float sum = audios[0].samples[t] + audios[1].samples[t];
      audios[0].samples[t] = 0.5f * sum;
    }
    for (uint32_t k = 1U; k <= N_PARTIALS; ++k) {
      double phase = 0.0;
      double size = 0.0;
      look(&audios[0], k * keys_hz[1], &phase, &size);
      least[i] = fmin(least[i], size * k / 0.2);
    }
    free(audios[0].samples);
    free(audios[1].samples);
  }

  assert_true(least[0] < 0.2);
  assert_true(least[1] > 0.98);
}

static void
an_attack_stays_where_it_is(void** state)
{
  (void)state;
  for (size_t key = 1U; key < 3U; ++key) {
    DilAudio audio = record(keys_hz[key], waves[0]);
    assert_int_equal(dil_common_phases(&audio, keys_hz[key]), DIL_OK);

    // Two periods of the fundamental before it there is nothing yet
    const size_t quiet = ONSET - (size_t)(2.0 * RATE / keys_hz[key]);
    for (size_t t = 0U; t < quiet; ++t) {
      assert_true(fabsf(audio.samples[t]) < 0.002f);
    }
    free(audio.samples);
  }
}

static void
silence_one_sample_and_what_has_no_partials_stay(void** state)
{
  (void)state;
  float silence[100] = {0.0f};
  DilAudio audio = {silence, 100U, 1U, RATE};
  assert_int_equal(dil_common_phases(&audio, 440.0), DIL_OK);
  for (size_t t = 0U; t < 100U; ++t) {
    assert_true(silence[t] == 0.0f);
  }

  audio.n_frames = 0U;
  assert_int_equal(dil_common_phases(&audio, 440.0), DIL_OK);
  audio.n_frames = 1U;
  silence[0] = 0.5f;
  assert_int_equal(dil_common_phases(&audio, 440.0), DIL_OK);
  assert_true(isfinite(silence[0]));

  // There are no partials above half of the rate
  float wave[64];
  audio.samples = wave;
  audio.n_frames = 64U;
  for (size_t t = 0U; t < 64U; ++t) {
    wave[t] = t % 2U ? 0.5f : -0.25f;
  }
  assert_int_equal(dil_common_phases(&audio, 0.6 * RATE), DIL_OK);
  for (size_t t = 0U; t < 64U; ++t) {
    assert_true(fabsf(wave[t] - (t % 2U ? 0.5f : -0.25f)) < 1e-5f);
  }
}

static DilStatus
turn(void* const context)
{
  return dil_common_phases((DilAudio*)context, keys_hz[1]);
}

static void
a_recording_survives_every_failing_allocation(void** state)
{
  (void)state;
  DilAudio audio = record(keys_hz[1], waves[0]);
  assert_true(fault_for_each(turn, &audio, DIL_NO_MEMORY) == 2U);
  free(audio.samples);
}

/// Two seconds of a tone of two partials, of which the second has a phase
static void
write_pair(const char* const path, const double hz, const double phase)
{
  const size_t n = 2U * 44100U;
  float* const samples = (float*)calloc(n, sizeof(float));
  for (size_t t = 0U; t < n; ++t) {
    const double angle = tau * hz * (double)t / 44100.0;
    samples[t] = (float)(0.25 * (sin(angle) + 0.5 * sin(2.0 * angle + phase)));
  }

  encode(path, DIL_ENCODING_S24, 44100U, 1U, samples, n);
  free(samples);
}

/// Phase of a tone's second partial beside twice that of its first
static double
second_phase(const DilTone* const tone)
{
  const DilAudio audio = {tone->samples, tone->n_samples, 1U, MODEL_RATE};
  const double hz = dil_frequency(tone->key, 440.0);
  double phases[2];
  double size = 0.0;
  assert_true(tone->n_samples >= 2U * ONSET + MODEL_RATE / 2U);
  look(&audio, hz, &phases[0], &size);
  look(&audio, 2.0 * hz, &phases[1], &size);
  return remainder(phases[1] - 2.0 * phases[0], tau);
}

static DilCorpus*
load(const DilTrainingSource* const sources, const size_t n)
{
  static const DilCorpusSettings settings = {.rate = MODEL_RATE,
                                             .seed = 1U,
                                             .held_out = 0.25,
                                             .n_shifted = 1U,
                                             .n_threads = 3U};
  DilCorpus* corpus = NULL;
  assert_int_equal(
    dil_corpus_load(sources, n, &settings, NULL, NULL, &corpus, NULL), DIL_OK);
  return corpus;
}

static void
instruments_of_one_network_have_partials_of_common_phases(void** state)
{
  static const double own[] = {0.5, -2.0};
  TempFolder* const temp = (TempFolder*)*state;
  DilTrainingSource sources[2] = {0};
  char paths[2][512];
  for (size_t i = 0U; i < 2U; ++i) {
    char name[16];
    snprintf(name, sizeof(name), "%zu.wav", i);
    write_pair(temp_path(temp, name), 440.0, own[i]);
    snprintf(name, sizeof(name), "%zu.sfz", i);
    snprintf(paths[i], sizeof(paths[i]), "%s", temp_path(temp, name));
    FILE* const sfz = fopen(paths[i], "w");
    assert_non_null(sfz);
    fprintf(sfz,
            "<region> sample=%zu.wav lokey=68 hikey=69 "
            "pitch_keycenter=69\n",
            i);
    fclose(sfz);
    sources[i].path = paths[i];
    sources[i].phase_lock = DIL_PHASE_LOCK_YES;
  }

  // Sums of sines: a second partial of phase p has p + pi / 2 beside cosines
  for (size_t i = 0U; i < 2U; ++i) {
    DilCorpus* const alone = load(&sources[i], 1U);
    const double wanted = own[i] + 0.25 * tau;
    for (size_t k = 0U; k < alone->n_tones; ++k) {
      const double off = second_phase(&alone->tones[k]) - wanted;
      assert_true(fabs(remainder(off, tau)) < 0.1);
    }
    dil_corpus_free(alone);
  }

  DilCorpus* const both = load(sources, 2U);
  assert_int_equal(both->n_instruments, 2U);
  for (size_t k = 0U; k < both->n_tones; ++k) {
    const double wanted = -tau / 24.0;
    assert_true(fabs(second_phase(&both->tones[k]) - wanted) < 0.1);
  }
  dil_corpus_free(both);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(
      partials_get_the_phases_that_are_told_and_keep_their_levels),
    cmocka_unit_test(halfway_between_two_instruments_no_partial_is_cancelled),
    cmocka_unit_test(an_attack_stays_where_it_is),
    cmocka_unit_test(silence_one_sample_and_what_has_no_partials_stay),
    cmocka_unit_test(a_recording_survives_every_failing_allocation),
    cmocka_unit_test_setup_teardown(
      instruments_of_one_network_have_partials_of_common_phases,
      temp_setup,
      temp_teardown),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
