// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "tone.h"

#include "message.h"

#include <math.h>
#include <samplerate.h>
#include <stdlib.h>

/// Corner of the high-pass that keeps the network from singing at DC
static const double corner_hz = 25.0;

/// Time after which a held note keeps its level, and the most that it may lose
/// until its end to count as held
static const double settled_s = 0.8;
static const double largest_drop_db = 6.0;

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

bool
dil_tone_level(DilTone* const tone, const double rate)
{
  const size_t n_window = (size_t)(0.4 * rate);
  const size_t n_hop = (size_t)(0.05 * rate);
  const size_t from = (size_t)(settled_s * rate);
  if (tone->n_samples < from + 2U * n_window) {
    return false;
  }

  // A note that dies away is to die away
  const double settled = power_from(tone, from, n_window);
  const double late = power_from(tone, tone->n_samples - n_window, n_window);
  if (late < settled * pow(10.0, -0.1 * largest_drop_db)) {
    return false;
  }

  // Ahead of what has been levelled already
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

  return true;
}

DilStatus
dil_tone_resample(const DilAudio* const audio,
                  const double ratio,
                  const double rate,
                  DilTone* const tone,
                  DilMessage* const message)
{
  const size_t n_out = (size_t)((double)audio->n_frames * ratio) + 1U;
  float* const samples = (float*)calloc(n_out, sizeof(*samples));
  if (!samples) {
    return dil_fail_memory(message);
  }

  SRC_DATA data = {0};
  data.data_in = audio->samples;
  data.input_frames = (long)audio->n_frames;
  data.data_out = samples;
  data.output_frames = (long)n_out;
  data.src_ratio = ratio;
  const int error = src_simple(&data, SRC_SINC_MEDIUM_QUALITY, 1);
  if (error) {
    free(samples);
    return dil_fail(
      message, DIL_UNSUPPORTED, "resampling: %s", src_strerror(error));
  }

  tone->samples = samples;
  tone->n_samples = (size_t)data.output_frames_gen;
  high_pass(rate, samples, tone->n_samples, 0);
  high_pass(rate, samples, tone->n_samples, 1);
  return DIL_OK;
}
