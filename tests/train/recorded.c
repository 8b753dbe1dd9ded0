// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/encoded.h"
#include "support/test.h"

#include "train/recorded.h"

#include "dilaton/audio.h"

#include <math.h>
#include <stdlib.h>

/// A number from -1 to 1 for each place, the same every time
static double
noise_at(const size_t place)
{
  uint32_t x = (uint32_t)place * 2654435761U + 12345U;
  x = (x ^ x >> 15U) * 2246822519U;
  x = (x ^ x >> 13U) * 3266489917U;
  return (double)(x ^ x >> 16U) / 2147483648.0 - 1.0;
}

static double
tone_at(const double phase)
{
  return sin(phase) + 0.5 * sin(2.0 * phase) + 0.3 * sin(3.0 * phase) +
         0.1 * sin(4.0 * phase);
}

static double
phase_at(const double key, const double age)
{
  return 6.283185307179586 * 440.0 * exp2((key - 69.0) / 12.0) * age;
}

/// The sound without its envelope, `age` seconds after its onset
static double
sound_at(const Recorded* const r, const double age, const size_t place)
{
  switch (r->kind) {
  case RECORDED_CHORD:
    return (tone_at(phase_at(r->key, age)) +
            tone_at(phase_at(r->key + 4.0, age)) +
            tone_at(phase_at(r->key + 7.0, age))) /
           3.0;
  case RECORDED_NOISE:
  case RECORDED_DRUM:
    return noise_at(place);
  case RECORDED_SPEECH:
    return tone_at(phase_at(r->key, age) + 90.0 * sin(7.0 * age) +
                   40.0 * sin(17.0 * age)) *
             fmax(sin(25.0 * age), 0.0) +
           0.3 * noise_at(place);
  case RECORDED_SILENCE:
    return 0.0;
  case RECORDED_NOTE:
  case RECORDED_PLUCK:
    break;
  }

  // Frequency times 2^(depth sin(w t) / 1200), integrated for small depths
  const double w = 2.0 * 3.141592653589793 * 5.5;
  const double swing = r->depth_ct / 1200.0 * log(2.0) / w;
  return tone_at(phase_at(r->key, age + swing * (1.0 - cos(w * age))));
}

static double
envelope_at(const Recorded* const r, const double age)
{
  const double decay = r->kind == RECORDED_PLUCK  ? 12.0
                       : r->kind == RECORDED_DRUM ? 150.0
                                                  : 0.0;
  const double late = fmax(age - r->length_s, 0.0);
  return age < 0.0 ? 0.0
                   : fmin(age / 0.004, 1.0) *
                       pow(10.0, -(decay * age + 400.0 * late) / 20.0);
}

static uint32_t
rate_of(const Recorded* const recorded)
{
  return recorded->rate ? recorded->rate : 44100U;
}

size_t
recorded_n_frames(const Recorded* const r)
{
  return (size_t)((r->before_s + r->length_s + r->after_s) *
                  (double)rate_of(r));
}

void
recorded_make(const Recorded* const r, float* const samples)
{
  const double hiss = r->hiss_db < 0.0 ? pow(10.0, r->hiss_db / 20.0) : 0.0;
  const double gain = 0.17 * pow(10.0, r->level_db / 20.0);
  for (size_t t = 0U; t < recorded_n_frames(r); ++t) {
    const double age = (double)t / (double)rate_of(r) - r->before_s;
    samples[t] = (float)(gain * envelope_at(r, age) * sound_at(r, age, t) +
                         1.7 * hiss * noise_at(t + 999331U));
  }
}

void
recorded_write(const Recorded* const r, const char* const path)
{
  const uint32_t n_channels = r->n_channels ? r->n_channels : 2U;
  const size_t n = recorded_n_frames(r);
  float* const mono = (float*)calloc(n + 1U, sizeof(*mono));
  float* const frames = (float*)calloc(n * n_channels + 1U, sizeof(*frames));
  assert_non_null(mono);
  assert_non_null(frames);
  recorded_make(r, mono);
  for (size_t i = 0U; i < n * n_channels; ++i) {
    const float x = fmaxf(fminf(mono[i / n_channels], 1.0f), -1.0f);
    frames[i] = r->is_opposite && i % n_channels ? -x : x;
  }

  encode(path, DIL_ENCODING_S16, rate_of(r), n_channels, frames, n);
  free(frames);
  free(mono);
}
