// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "emphasis_choice.h"

#include "mel.h"
#include "preset_data.h"
#include "rng.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

static const float choices[] = {0.0f, 0.3f, 0.5f, 0.7f, 0.85f};

#define N_CHOICES (sizeof(choices) / sizeof(choices[0]))

/// Power of noise beside that of the emphasised wave: of mu-law with 256
/// classes, and as much again of what is drawn
static const double noise_share = 1e-4;

/// What is listened to: tones, at most, and seconds of each
#define MAX_TONES 48U
static const double listened_s = 2.0;

/// Sums over some sound
typedef struct {
  double bands[DIL_N_BANDS]; ///< Of its frames
  double n_frames;
  double powers[N_CHOICES]; ///< Of its samples, emphasised
  double n_samples;
} Sound;

static DilStatus
add_bands(const DilMel* const mel,
          const float* const samples,
          const size_t n,
          Sound* const sound)
{
  const size_t n_frames = dil_mel_n_frames(mel, n);
  const size_t n_values = n_frames * DIL_N_BANDS;
  float* const power = (float*)calloc(n_values + 1U, sizeof(*power));
  const DilStatus status =
    power ? dil_mel_power(mel, samples, n, power) : DIL_NO_MEMORY;
  for (size_t i = 0U; i < n_values && !status; ++i) {
    sound->bands[i % DIL_N_BANDS] += (double)power[i];
  }

  sound->n_frames += (double)n_frames;
  free(power);
  return status;
}

static void
add_powers(const float* const samples, const size_t n, Sound* const sound)
{
  for (size_t i = 0U; i < N_CHOICES; ++i) {
    double before = 0.0;
    for (size_t t = 0U; t < n; ++t) {
      const double x = (double)samples[t] - (double)choices[i] * before;
      sound->powers[i] += x * x;
      before = (double)samples[t];
    }
  }

  sound->n_samples += (double)n;
}

/// Hear tones evenly spread over the corpus
static DilStatus
hear_corpus(const DilMel* const mel,
            const DilCorpus* const corpus,
            Sound* const sound)
{
  const size_t longest = (size_t)(listened_s * (double)corpus->rate);
  const size_t stride = (corpus->n_tones + MAX_TONES - 1U) / MAX_TONES;
  DilStatus status = DIL_OK;
  for (size_t i = 0U; i < corpus->n_tones && !status; i += stride) {
    const DilTone* const tone = &corpus->tones[i];
    const size_t n = tone->n_samples < longest ? tone->n_samples : longest;
    status = add_bands(mel, tone->samples, n, sound);
    add_powers(tone->samples, n, sound);
  }

  return status;
}

/// Hear a second of white noise of power 1 after an emphasis was undone
static DilStatus
hear_noise(const DilMel* const mel,
           const uint32_t rate,
           const float emphasis,
           Sound* const sound)
{
  const DilRng rng = dil_rng_stream(1U, 1U);
  float* const samples = (float*)calloc(rate, sizeof(*samples));
  if (!samples) {
    return DIL_NO_MEMORY;
  }

  for (uint32_t t = 0U; t < rate; ++t) {
    const float before = t ? samples[t - 1U] : 0.0f;
    samples[t] = emphasis * before + (float)dil_rng_normal(rng, t);
  }

  const DilStatus status = add_bands(mel, samples, rate, sound);
  free(samples);
  return status;
}

/// How much of the corpus' colour the noise of a choice changes, in dB
static DilStatus
disturbance(const DilMel* const mel,
            const uint32_t rate,
            const Sound* const sound,
            const size_t choice,
            double* const result)
{
  Sound noise = {0};
  const DilStatus status = hear_noise(mel, rate, choices[choice], &noise);
  const double power = noise_share * sound->powers[choice] / sound->n_samples;
  const double scale = power * sound->n_frames / fmax(noise.n_frames, 1.0);
  double heard[DIL_N_BANDS];
  for (size_t i = 0U; i < DIL_N_BANDS; ++i) {
    heard[i] = sound->bands[i] + scale * noise.bands[i];
  }

  *result = dil_colour_distance(sound->bands, heard);
  return status;
}

DilStatus
dil_emphasis_choose(const DilCorpus* const corpus, float* const emphasis)
{
  DilMel* const mel = dil_mel_new((double)corpus->rate);
  Sound sound = {0};
  DilStatus status = mel ? hear_corpus(mel, corpus, &sound) : DIL_NO_MEMORY;
  double least = HUGE_VAL;
  for (size_t i = 0U; i < N_CHOICES && !status; ++i) {
    double disturbed = HUGE_VAL;
    status = disturbance(mel, corpus->rate, &sound, i, &disturbed);
    if (!status && disturbed < least) {
      least = disturbed;
      *emphasis = choices[i];
    }
  }

  dil_mel_free(mel);
  return status;
}

DilStatus
dil_emphasis_settle(const DilCorpus* const corpus,
                    DilTrainingSettings* const settings)
{
  if (settings->emphasis != DIL_EMPHASIS_CHOSEN) {
    return DIL_OK;
  }
  if (settings->from) {
    settings->emphasis = settings->from->settings.coefficients.emphasis;
    return DIL_OK;
  }

  return dil_emphasis_choose(corpus, &settings->emphasis);
}
