// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "tone.h"

#include "note_shape.h"
#include "resampling.h"

#include <math.h>
#include <samplerate.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/// Corner of the high-pass that keeps the network from singing at DC
static const double corner_hz = 25.0;

/// Time after which a held note keeps its level, in seconds
static const double settled_s = 0.8;

/// Least part of a note that is kept, in seconds
static const double least_s = 0.25;

static void
high_pass(const double rate, float* const x, const size_t n, const int reverse)
{
  // Butterworth of second order by the bilinear transform, one direction
  const double k = tan(3.141592653589793 * corner_hz / rate);
  const double norm = 1.0 / (1.0 + sqrt(2.0) * k + k * k);
  const double a1 = 2.0 * (k * k - 1.0) * norm;
  const double a2 = (1.0 - sqrt(2.0) * k + k * k) * norm;
  double s1 = 0.0;
  double s2 = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    float* const place = &x[reverse ? n - 1U - i : i];
    const double in = (double)*place;
    const double out = norm * in + s1;
    s1 = -2.0 * norm * in - a1 * out + s2;
    s2 = norm * in - a2 * out;
    *place = (float)out;
  }
}

/// Mean power of up to `n` samples from a place on
static double
power_from(const DilTone* const tone, const size_t begin, const size_t n)
{
  const size_t left = tone->n_samples - begin;
  const size_t end = begin + (n < left ? n : left);
  double sum = 1e-12;
  for (size_t t = begin; t < end; ++t) {
    sum += (double)tone->samples[t] * (double)tone->samples[t];
  }

  return sum / (double)(end - begin);
}

/// Hold the level from settled_s on
static void
hold_level(DilTone* const tone, const double rate)
{
  const size_t n_window = (size_t)(0.4 * rate);
  const size_t n_hop = (size_t)(0.05 * rate);
  const size_t from = (size_t)(settled_s * rate);
  if (tone->n_samples < from + 2U * n_window) {
    return;
  }

  // Ahead of what has been levelled already
  const double settled = power_from(tone, from, n_window);
  double gain = 1.0;
  for (size_t t = from; t < tone->n_samples; t += n_hop) {
    const double ratio = settled / power_from(tone, t, n_window);
    const double next = sqrt(fmin(fmax(ratio, 0.5), 2.0));
    for (size_t i = 0U; i < n_hop && t + i < tone->n_samples; ++i) {
      const double share = (double)i / (double)n_hop;
      tone->samples[t + i] *= (float)(gain + share * (next - gain));
    }
    gain = next;
  }
}

/// Give back what memory a tone does not need
static DilStatus
shrink(DilTone* const tone)
{
  const size_t size = (tone->n_samples + 1U) * sizeof(*tone->samples);
  float* const shorter = (float*)realloc(tone->samples, size);
  if (!shorter) {
    return DIL_NO_MEMORY;
  }

  tone->samples = shorter;
  return DIL_OK;
}

void
dil_tone_high_pass(float* const samples, const size_t n, const double rate)
{
  high_pass(rate, samples, n, 0);
}

DilStatus
dil_tone_measure(DilTone* const tone, const double rate)
{
  DilNoteShape shape;
  if (dil_note_shape(tone->samples, tone->n_samples, rate, &shape)) {
    return DIL_NO_MEMORY;
  }

  if (tone->is_aligned) {
    shape.onset = 0U;
  }

  tone->n_samples -= shape.onset;
  tone->held_end = shape.held_end - shape.onset;
  tone->slope_db_s = shape.slope_db_s;
  memmove(tone->samples,
          tone->samples + shape.onset,
          tone->n_samples * sizeof(*tone->samples));
  return shrink(tone);
}

void
dil_tone_finish(DilTone* const tone, const double rate, const bool is_sustained)
{
  tone->is_sustained = is_sustained;
  if (!is_sustained) {
    return;
  }

  if (tone->held_end >= (size_t)(least_s * rate)) {
    tone->n_samples = tone->held_end;
  }
  hold_level(tone, rate);
}

DilStatus
dil_tone_resample(const DilAudio* const audio,
                  const double ratio,
                  const double rate,
                  DilTone* const tone,
                  DilMessage* const message)
{
  const DilStatus status = dil_resample_recording(audio,
                                                  ratio,
                                                  SRC_SINC_MEDIUM_QUALITY,
                                                  0U,
                                                  &tone->samples,
                                                  &tone->n_samples,
                                                  message);
  if (status) {
    return status;
  }

  high_pass(rate, tone->samples, tone->n_samples, 0);
  high_pass(rate, tone->samples, tone->n_samples, 1);
  return DIL_OK;
}
