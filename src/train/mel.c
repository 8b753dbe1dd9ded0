// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "mel.h"

#include "product.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct DilMelImpl {
  size_t n_frame; ///< Samples in a frame, a power of two
  size_t n_bins;  ///< n_frame / 2
  float* waves;   ///< [2 n_bins][n_frame] windowed cosines, then sines
  float* bands;   ///< [DIL_N_BANDS][n_bins] weights
  size_t ends[DIL_N_BANDS][2]; ///< First bin with a weight, and after the last
};

static const double pi = 3.141592653589793;

/// Lowest and highest frequency of the bands in Hz, and of the rate's share
static const double lowest_hz = 60.0;
static const double highest_hz = 7500.0;
static const double highest_share = 0.45;

/// Centre of the lowest third octave in Hz
static const double lowest_third_hz = 100.0;

/// Below the loudest band, as power: what is silence, and what does not sound
static const double silence = 3.1622776601683795e-8;
static const double soundless = 1e-5;

static double
mel_of(const double hz)
{
  return 2595.0 * log10(1.0 + hz / 700.0);
}

static double
hz_of(const double mel)
{
  return 700.0 * (pow(10.0, mel / 2595.0) - 1.0);
}

static void
fill_waves(DilMel* const mel)
{
  const size_t n = mel->n_frame;
  const double turn = 2.0 * pi / (double)n;
  for (size_t k = 0U; k < mel->n_bins; ++k) {
    float* const cosine = mel->waves + k * n;
    float* const sine = cosine + mel->n_bins * n;
    for (size_t t = 0U; t < n; ++t) {
      const double window = 0.5 - 0.5 * cos(turn * (double)t);
      const double angle = turn * (double)(k * t % n);
      cosine[t] = (float)(window * cos(angle));
      sine[t] = (float)(window * sin(angle));
    }
  }
}

/// A triangle over bins, its weights adding to 1; at least the bin below its
/// top
static void
fill_band(const size_t n_bins, const double edges[3], float* const band)
{
  double sum = 0.0;
  for (size_t k = 0U; k < n_bins; ++k) {
    const double rise = ((double)k - edges[0]) / (edges[1] - edges[0]);
    const double fall = (edges[2] - (double)k) / (edges[2] - edges[1]);
    band[k] = (float)fmax(0.0, fmin(rise, fall));
    sum += (double)band[k];
  }

  if (!(sum > 0.0)) {
    band[(size_t)(edges[1] + 0.5)] = 1.0f;
    sum = 1.0;
  }
  for (size_t k = 0U; k < n_bins; ++k) {
    band[k] /= (float)sum;
  }
}

static void
fill_bands(DilMel* const mel, const double rate)
{
  const double low = mel_of(lowest_hz);
  const double high = mel_of(fmin(highest_hz, highest_share * rate));
  const double step = (high - low) / (double)(DIL_N_MEL_BANDS + 1U);
  const double bins_a_hz = (double)mel->n_frame / rate;
  for (size_t i = 0U; i < DIL_N_MEL_BANDS; ++i) {
    double edges[3];
    for (size_t k = 0U; k < 3U; ++k) {
      edges[k] = bins_a_hz * hz_of(low + step * (double)(i + k));
    }
    fill_band(mel->n_bins, edges, mel->bands + i * mel->n_bins);
  }
}

/// Third octaves with the same weight for each of their bins
static void
fill_third_octaves(const DilMel* const mel, const double rate)
{
  const double bins_a_hz = (double)mel->n_frame / rate;
  for (size_t i = 0U; i < DIL_N_THIRD_OCTAVES; ++i) {
    const double centre_hz = lowest_third_hz * pow(2.0, (double)i / 3.0);
    const double half = pow(2.0, 1.0 / 6.0);
    const size_t low = (size_t)ceil(bins_a_hz * centre_hz / half);
    const size_t end = (size_t)ceil(bins_a_hz * centre_hz * half);
    float* const band = mel->bands + (DIL_N_MEL_BANDS + i) * mel->n_bins;
    for (size_t k = low; k < end && end <= mel->n_bins; ++k) {
      band[k] = 1.0f / (float)(end - low);
    }
  }
}

/// Find where each band begins and ends, for most are zero nearly everywhere
static void
find_ends(DilMel* const mel)
{
  for (size_t i = 0U; i < DIL_N_BANDS; ++i) {
    const float* const band = mel->bands + i * mel->n_bins;
    size_t* const ends = mel->ends[i];
    ends[0] = 0U;
    ends[1] = mel->n_bins;
    while (ends[1] && !(band[ends[1] - 1U] > 0.0f)) {
      --ends[1];
    }
    while (ends[0] < ends[1] && !(band[ends[0]] > 0.0f)) {
      ++ends[0];
    }
  }
}

DilMel*
dil_mel_new(const double rate)
{
  DilMel* const mel = (DilMel*)calloc(1U, sizeof(*mel));
  if (!mel) {
    return NULL;
  }

  mel->n_frame = (size_t)1U << (unsigned)lrint(log2(rate * 2048.0 / 48000.0));
  mel->n_bins = mel->n_frame / 2U;
  mel->waves =
    (float*)calloc(mel->n_frame * 2U * mel->n_bins, sizeof(*mel->waves));
  mel->bands = (float*)calloc(DIL_N_BANDS * mel->n_bins, sizeof(*mel->bands));
  if (!mel->waves || !mel->bands) {
    dil_mel_free(mel);
    return NULL;
  }

  fill_waves(mel);
  fill_bands(mel, rate);
  fill_third_octaves(mel, rate);
  find_ends(mel);
  return mel;
}

void
dil_mel_free(DilMel* const mel)
{
  if (mel) {
    free(mel->bands);
    free(mel->waves);
    free(mel);
  }
}

size_t
dil_mel_n_frames(const DilMel* const mel, const size_t n_samples)
{
  const size_t hop = mel->n_frame / 2U;
  return n_samples < mel->n_frame ? 0U : (n_samples - mel->n_frame) / hop + 1U;
}

/// Bands from a frame's sums with cosines and sines, which are overwritten
static void
add_bands(const DilMel* const mel, float* const sums, float* const power)
{
  for (size_t k = 0U; k < mel->n_bins; ++k) {
    const float sine = sums[mel->n_bins + k];
    sums[k] = sums[k] * sums[k] + sine * sine;
  }

  for (size_t i = 0U; i < DIL_N_BANDS; ++i) {
    const float* const band = mel->bands + i * mel->n_bins;
    power[i] = 0.0f;
    for (size_t k = mel->ends[i][0]; k < mel->ends[i][1]; ++k) {
      power[i] += band[k] * sums[k];
    }
  }
}

DilStatus
dil_mel_power(const DilMel* const mel,
              const float* const samples,
              const size_t n_samples,
              float* const power)
{
  const size_t n_frames = dil_mel_n_frames(mel, n_samples);
  const size_t n_waves = 2U * mel->n_bins;
  const size_t n = mel->n_frame;
  float* const frames = (float*)calloc(n_frames * n + 1U, sizeof(*frames));
  float* const sums = (float*)calloc(n_frames * n_waves + 1U, sizeof(*sums));
  const DilStatus status = (frames && sums) ? DIL_OK : DIL_NO_MEMORY;
  if (!status) {
    for (size_t f = 0U; f < n_frames; ++f) {
      memcpy(frames + f * n, samples + f * n / 2U, n * sizeof(*frames));
    }
    dil_product_forward(
      n_frames, n_waves, n, frames, n, mel->waves, sums, n_waves);
    for (size_t f = 0U; f < n_frames; ++f) {
      add_bands(mel, sums + f * n_waves, power + f * DIL_N_BANDS);
    }
  }

  free(sums);
  free(frames);
  return status;
}

static double
largest(const float* const values, const size_t n)
{
  // In float: gcc 12 for arm64 breaks on a maximum of what is widened
  float result = 0.0f;
  for (size_t i = 0U; i < n; ++i) {
    result = fmaxf(result, values[i]);
  }

  return (double)result;
}

/// How much louder `a` is than `b`, both at least as loud as silence
static double
decibels(const double a, const double b, const double floor_power)
{
  return 10.0 * log10((a + floor_power) / (b + floor_power));
}

/// The loudest mel band of some frames
static double
loudest_band(const float* const power, const size_t n_frames)
{
  double result = 0.0;
  for (size_t f = 0U; f < n_frames; ++f) {
    result = fmax(result, largest(power + f * DIL_N_BANDS, DIL_N_MEL_BANDS));
  }

  return result;
}

double
dil_mel_distance(const float* const recorded,
                 const float* const heard,
                 const size_t n_frames)
{
  const double loudest = loudest_band(recorded, n_frames);
  const double floor_power = silence * loudest;
  double sum = 0.0;
  size_t n = 0U;
  for (size_t f = 0U; f < n_frames; ++f) {
    const float* const a = recorded + f * DIL_N_BANDS;
    const float* const b = heard + f * DIL_N_BANDS;
    if (largest(a, DIL_N_MEL_BANDS) > soundless * loudest) {
      double squares = 0.0;
      for (size_t i = 0U; i < DIL_N_MEL_BANDS; ++i) {
        const double difference =
          decibels((double)a[i], (double)b[i], floor_power);
        squares += difference * difference;
      }
      sum += sqrt(squares / (double)DIL_N_MEL_BANDS);
      ++n;
    }
  }

  return n ? sum / (double)n : 0.0;
}

double
dil_colour_distance(const double* const recorded, const double* const heard)
{
  const double* const a = recorded + DIL_N_MEL_BANDS;
  const double* const b = heard + DIL_N_MEL_BANDS;
  double loudest = 0.0;
  for (size_t i = 0U; i < DIL_N_THIRD_OCTAVES; ++i) {
    loudest = fmax(loudest, a[i]);
  }

  const double floor_power = silence * loudest;
  double sum = 0.0;
  for (size_t i = 0U; loudest > 0.0 && i < DIL_N_THIRD_OCTAVES; ++i) {
    sum += fabs(decibels(a[i], b[i], floor_power));
  }

  return sum / (double)DIL_N_THIRD_OCTAVES;
}
