// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "noise_gate.h"

#include "level.h"
#include "spectrum.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/// Frames of the spectrum in seconds, about; they overlap by three quarters
static const double frame_s = 0.043;
#define OVERLAP 4U

/// Steps in which the level is measured, and the least of quiet, in seconds
static const double step_s = 0.01;
static const double quiet_s = 0.15;

/// Levels of a quiet part lie within this of each other, in dB
static const double steady_db = 9.0;

/// Below the loudest step: quiet, and too quiet to be heard
static const double quiet_db = -30.0;
static const double unheard_db = -80.0;

/// Gain of what is noise alone, and above the noise's power what is none
static const double least_gain = 0.126;
static const double noise_times = 2.0;
static const double sound_times = 6.0;

/// Bins on each side that a tone is set against, and how far it stands out
#define TONE_REACH 10U
static const double tone_times = 12.0;

/// A stretch of samples
typedef struct {
  size_t begin;
  size_t end; ///< Behind its last
} Stretch;

/// A recording at work
typedef struct {
  DilAudio* audio;
  size_t n_frame; ///< Samples in a frame, a power of two
  float* window;  ///< [n_frame] of which the squares of OVERLAP add to 1
  float* re;      ///< [n_frame] real parts of its points
  float* im;      ///< [n_frame] imaginary parts
  double* noise;  ///< [n_frame / 2 + 1] mean power
  double* power;  ///< [n_frame / 2 + 1] of the last frames
  float* result;  ///< [n_frames of the audio]
} Gate;

/// Steps from one end on that are quiet and steady, as a stretch
static Stretch
quiet_from(const DilAudio* const audio,
           const size_t step,
           const double loudest,
           const bool is_end)
{
  assert(step > 0U);
  const size_t n_steps = audio->n_frames / step;
  double low = (double)INFINITY;
  double high = -(double)INFINITY;
  size_t n = 0U;
  for (; n < n_steps; ++n) {
    const size_t at = is_end ? audio->n_frames - (n + 1U) * step : n * step;
    const double level = dil_level_db(audio->samples + at, step);
    low = fmin(low, level);
    high = fmax(high, level);
    if (level > loudest + quiet_db || high - low > steady_db) {
      break;
    }
  }

  // The last steps may be those in which the note comes or goes
  n = n > 3U ? n - 3U : 0U;
  const Stretch stretch = {is_end ? audio->n_frames - n * step : 0U,
                           is_end ? audio->n_frames : n * step};
  return stretch;
}

/// The longer quiet stretch of both ends; empty if neither is long enough
static Stretch
find_quiet(const DilAudio* const audio, const size_t step, const double loudest)
{
  const Stretch before = quiet_from(audio, step, loudest, false);
  const Stretch after = quiet_from(audio, step, loudest, true);
  const Stretch longer =
    before.end - before.begin >= after.end - after.begin ? before : after;
  const Stretch none = {0U, 0U};
  return longer.end - longer.begin >= (size_t)(quiet_s * (double)audio->rate)
           ? longer
           : none;
}

/// Spectrum of a frame that begins at `at`, which may be out of the recording
static void
transform(const Gate* const gate, const ptrdiff_t at)
{
  for (size_t i = 0U; i < gate->n_frame; ++i) {
    const ptrdiff_t t = at + (ptrdiff_t)i;
    const bool is_inside = t >= 0 && (size_t)t < gate->audio->n_frames;
    gate->re[i] = is_inside ? gate->window[i] * gate->audio->samples[t] : 0.0f;
    gate->im[i] = 0.0f;
  }
  dil_transform(gate->re, gate->im, gate->n_frame, false);
}

static double
power_of(const Gate* const gate, const size_t k)
{
  const double re = (double)gate->re[k];
  const double im = (double)gate->im[k];
  return re * re + im * im;
}

/// Whether a bin stands out of those around it, which hold none of its tone
static bool
has_tones(const double* const noise, const size_t n_bins)
{
  for (size_t k = TONE_REACH; k + TONE_REACH < n_bins; ++k) {
    double sum = 0.0;
    for (size_t i = 3U; i <= TONE_REACH; ++i) {
      sum += noise[k - i] + noise[k + i];
    }
    if (noise[k] * (2.0 * (TONE_REACH - 2.0)) > tone_times * sum) {
      return true;
    }
  }

  return false;
}

/// Measure the noise; false if it has tones in it, such as the end of a note
static bool
measure_noise(const Gate* const gate, const Stretch quiet)
{
  const size_t hop = gate->n_frame / OVERLAP;
  size_t n = 0U;
  for (size_t t = quiet.begin; t + gate->n_frame <= quiet.end; t += hop) {
    transform(gate, (ptrdiff_t)t);
    for (size_t k = 0U; k <= gate->n_frame / 2U; ++k) {
      gate->noise[k] += power_of(gate, k);
    }
    ++n;
  }
  for (size_t k = 0U; k <= gate->n_frame / 2U; ++k) {
    gate->noise[k] /= (double)(n ? n : 1U);
  }

  return n > 0U && !has_tones(gate->noise, gate->n_frame / 2U + 1U);
}

/// Mean of a bin and its neighbours
static double
smooth(const double* const values, const size_t k, const size_t n_bins)
{
  const size_t low = k > 2U ? k - 2U : 0U;
  const size_t high = k + 2U < n_bins ? k + 2U : n_bins - 1U;
  double sum = 0.0;
  for (size_t i = low; i <= high; ++i) {
    sum += values[i];
  }

  return sum / (double)(high - low + 1U);
}

static double
gain_of(const double power, const double noise)
{
  const double times = power / (noise + 1e-20);
  const double share = (times - noise_times) / (sound_times - noise_times);
  const double open = fmin(fmax(share, 0.0), 1.0);
  return least_gain + (1.0 - least_gain) * open;
}

/// Gate a frame and add it to the result
static void
gate_frame(const Gate* const gate, const ptrdiff_t at)
{
  const size_t n_bins = gate->n_frame / 2U + 1U;
  transform(gate, at);

  // Of two frames, so that single draws of the noise do not open it
  for (size_t k = 0U; k < n_bins; ++k) {
    const double power = power_of(gate, k);
    gate->power[k] = fmax(power, 0.5 * (power + gate->power[k]));
  }
  for (size_t k = 0U; k < n_bins; ++k) {
    const double noise = smooth(gate->noise, k, n_bins);
    const float gain =
      (float)fmax(gain_of(smooth(gate->power, k, n_bins), noise),
                  gain_of(gate->power[k], 2.0 * noise));
    gate->re[k] *= gain;
    gate->im[k] *= gain;
    if (k && k + 1U < n_bins) {
      gate->re[gate->n_frame - k] = gate->re[k];
      gate->im[gate->n_frame - k] = -gate->im[k];
    }
  }

  dil_transform(gate->re, gate->im, gate->n_frame, true);
  for (size_t i = 0U; i < gate->n_frame; ++i) {
    const ptrdiff_t t = at + (ptrdiff_t)i;
    if (t >= 0 && (size_t)t < gate->audio->n_frames) {
      gate->result[t] += gate->window[i] * gate->re[i] / (float)gate->n_frame;
    }
  }
}

/// Gate the recording; false if what is quiet is no hiss
static bool
run(const Gate* const gate, const Stretch quiet)
{
  static const double pi = 3.141592653589793;
  const ptrdiff_t n = (ptrdiff_t)gate->n_frame;
  const ptrdiff_t hop = n / (ptrdiff_t)OVERLAP;
  for (ptrdiff_t i = 0; i < n; ++i) {
    // Squares of a sine, n / OVERLAP apart, add to OVERLAP / 2
    gate->window[i] =
      (float)(sqrt(2.0 / OVERLAP) * sin(pi * ((double)i + 0.5) / (double)n));
  }

  if (!measure_noise(gate, quiet)) {
    return false;
  }

  for (ptrdiff_t at = hop - n; at < (ptrdiff_t)gate->audio->n_frames;
       at += hop) {
    gate_frame(gate, at);
  }
  memcpy(gate->audio->samples,
         gate->result,
         gate->audio->n_frames * sizeof(*gate->result));
  return true;
}

static DilStatus
take_away(DilAudio* const audio, const Stretch quiet, bool* const is_gated)
{
  Gate gate = {.audio = audio};
  gate.n_frame = (size_t)1U
                 << (unsigned)lrint(log2(frame_s * (double)audio->rate));
  gate.window = (float*)calloc(gate.n_frame, sizeof(*gate.window));
  gate.re = (float*)calloc(2U * gate.n_frame, sizeof(*gate.re));
  gate.noise = (double*)calloc(gate.n_frame, sizeof(*gate.noise));
  gate.power = (double*)calloc(gate.n_frame, sizeof(*gate.power));
  gate.result = (float*)calloc(audio->n_frames, sizeof(*gate.result));
  const bool is_done =
    gate.window && gate.re && gate.noise && gate.power && gate.result;
  gate.im = is_done ? gate.re + gate.n_frame : NULL;
  *is_gated = is_done && run(&gate, quiet);

  free(gate.result);
  free(gate.power);
  free(gate.noise);
  free(gate.re);
  free(gate.window);
  return is_done ? DIL_OK : DIL_NO_MEMORY;
}

DilStatus
dil_noise_gate(DilAudio* const audio, DilNoise* const noise)
{
  const DilNoise none = {(double)NAN, false};
  const size_t step = (size_t)(step_s * (double)audio->rate) + 1U;
  const double loudest = dil_loudest_db(audio, step);
  const Stretch quiet = find_quiet(audio, step, loudest);
  *noise = none;
  if (quiet.end == quiet.begin) {
    return DIL_OK;
  }

  noise->floor_db =
    dil_level_db(audio->samples + quiet.begin, quiet.end - quiet.begin);
  return noise->floor_db > loudest + unheard_db
           ? take_away(audio, quiet, &noise->is_gated)
           : DIL_OK;
}
