// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "harmonics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double two_pi = 6.283185307179586;

/// Highest harmonic, as a share of the rate
static const double highest = 0.4;

/// Shortest window, in seconds, and periods in a longer one
static const double window_s = 0.012;
static const double n_periods = 4.0;

/// Harmonics that tell how steady a tone is, and lengths of their windows over
/// which they are to be steady
#define N_JUDGES  8U
#define N_WINDOWS 8.0

/// Steps of a turning phasor after which it is set anew, before errors add up
#define N_TURNS 256U

/// A recording being looked at
typedef struct {
  const float* samples; ///< [n_samples]
  size_t n_samples;
  size_t hop;      ///< Samples between times
  size_t n_times;  ///< Times
  size_t half;     ///< Half of the window, in times
  double* sums_re; ///< [n_times + 1] of the signal turned down, up to a time
  double* sums_im; ///< [n_times + 1]
} Look;

/// sums[k] = sum of x(t) exp(-j w t) over t before time k
static void
sum_turned(const Look* const look, const double w)
{
  const double step_re = cos(w);
  const double step_im = -sin(w);
  double re = 0.0;
  double im = 0.0;
  double sum_re = 0.0;
  double sum_im = 0.0;
  size_t k = 0U;
  for (size_t t = 0U; t < look->n_samples; ++t) {
    if (t % N_TURNS == 0U) {
      re = cos(w * (double)t);
      im = -sin(w * (double)t);
    }
    if (t == k * look->hop) {
      look->sums_re[k] = sum_re;
      look->sums_im[k++] = sum_im;
    }

    const double x = (double)look->samples[t];
    sum_re += x * re;
    sum_im += x * im;
    const double next = re * step_re - im * step_im;
    im = re * step_im + im * step_re;
    re = next;
  }

  for (; k <= look->n_times; ++k) {
    look->sums_re[k] = sum_re;
    look->sums_im[k] = sum_im;
  }
}

/**
   Add what a part of the window sees: gain (S(c + half) - S(c - half))
   exp(-j turn c), S the sums at frequency w.

   The Hann window 1/2 + cos(2 pi t / length) / 2 is three rectangular ones, of
   which two see a frequency beside the harmonic's.
*/
static void
add_part(const Look* const look,
         const double w,
         const double gain,
         const double turn,
         double* const re,
         double* const im)
{
  sum_turned(look, w);
  for (size_t c = 0U; c < look->n_times; ++c) {
    const size_t low = c > look->half ? c - look->half : 0U;
    const size_t wanted = c + look->half;
    const size_t high = wanted < look->n_times ? wanted : look->n_times;
    const double sum_re = look->sums_re[high] - look->sums_re[low];
    const double sum_im = look->sums_im[high] - look->sums_im[low];
    const double cosine = gain * cos(turn * (double)c);
    const double sine = -gain * sin(turn * (double)c);
    re[c] += sum_re * cosine - sum_im * sine;
    im[c] += sum_re * sine + sum_im * cosine;
  }
}

static void
look_at(const Look* const look,
        const double w,
        double* const re,
        double* const im)
{
  const double length = 2.0 * (double)(look->half * look->hop);
  const double beside = two_pi / length;
  const double turn = beside * (double)look->hop;
  const double gain = 1.0 / length;
  add_part(look, w, gain, 0.0, re, im);
  add_part(look, w - beside, 0.5 * gain, turn, re, im);
  add_part(look, w + beside, 0.5 * gain, -turn, re, im);
}

static uint32_t
count_harmonics(const double rate, const double frequency)
{
  const double n = floor(highest * rate / frequency);
  return n < (double)DIL_MAX_HARMONICS ? (uint32_t)n : DIL_MAX_HARMONICS;
}

DilStatus
dil_harmonics_measure(const float* const samples,
                      const size_t n_samples,
                      const double rate,
                      const double frequency,
                      DilHarmonics* const out)
{
  const double wanted_s = fmax(window_s, n_periods / frequency);
  Look look = {.samples = samples,
               .n_samples = n_samples,
               .hop = (size_t)rate / DIL_HARMONICS_RATE};
  look.n_times = n_samples / look.hop;
  look.half = (size_t)(0.5 * wanted_s * (double)DIL_HARMONICS_RATE + 0.5);

  DilHarmonics found = {NULL, NULL, look.n_times, 0U, wanted_s};
  found.n = count_harmonics(rate, frequency);
  const size_t n_values = found.n * look.n_times + 1U;
  const size_t n_sums = look.n_times + 1U;
  found.re = (double*)calloc(n_values, sizeof(*found.re));
  found.im = (double*)calloc(n_values, sizeof(*found.im));
  look.sums_re = (double*)calloc(2U * n_sums, sizeof(*look.sums_re));
  if (!found.re || !found.im || !look.sums_re) {
    free(look.sums_re);
    dil_harmonics_free(&found);
    return DIL_NO_MEMORY;
  }

  look.sums_im = look.sums_re + n_sums;
  for (uint32_t h = 0U; h < found.n; ++h) {
    const double w = two_pi * (double)(h + 1U) * frequency / rate;
    look_at(&look, w, found.re + h * look.n_times, found.im + h * look.n_times);
  }

  free(look.sums_re);
  *out = found;
  return DIL_OK;
}

double
dil_harmonics_power(const DilHarmonics* const harmonics,
                    const uint32_t h,
                    const size_t i)
{
  const size_t place = h * harmonics->n_times + i;
  const double re = harmonics->re[place];
  const double im = harmonics->im[place];
  return re * re + im * im;
}

/// Add what a harmonic is in a stretch: its squared sum, and what that is at
/// most
static void
add_stretch(const DilHarmonics* const y,
            const uint32_t h,
            const size_t begin,
            const size_t end,
            double sums[2])
{
  double re = 0.0;
  double im = 0.0;
  double magnitude = 0.0;
  for (size_t i = begin; i < end; ++i) {
    re += y->re[h * y->n_times + i];
    im += y->im[h * y->n_times + i];
    magnitude += sqrt(dil_harmonics_power(y, h, i));
  }

  sums[0] += re * re + im * im;
  sums[1] += magnitude * magnitude;
}

double
dil_harmonics_coherence(const DilHarmonics* const harmonics,
                        const size_t first,
                        const size_t end)
{
  const size_t n =
    (size_t)(N_WINDOWS * harmonics->window_s * (double)DIL_HARMONICS_RATE);
  double sums[2] = {0.0, 1e-30};
  for (size_t i = first; i < end; i += n) {
    const size_t last = i + n < end ? i + n : end;
    for (uint32_t h = 0U; h < N_JUDGES && h < harmonics->n; ++h) {
      add_stretch(harmonics, h, i, last, sums);
    }
  }

  return sums[0] / sums[1];
}

double
dil_harmonics_phase(const DilHarmonics* const harmonics,
                    const size_t first,
                    const size_t end)
{
  double re = 0.0;
  double im = 0.0;
  for (size_t i = first; i < end; ++i) {
    re += harmonics->re[i];
    im += harmonics->im[i];
  }

  return atan2(im, re);
}

void
dil_harmonics_free(DilHarmonics* const harmonics)
{
  free(harmonics->re);
  free(harmonics->im);
  memset(harmonics, 0, sizeof(*harmonics));
}
