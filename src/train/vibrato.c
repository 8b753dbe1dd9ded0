// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "vibrato.h"

#include "sort.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

static const double pi = 3.141592653589793;

/// Rates that are tried, in Hz
static const double slowest = 3.5;
static const double step = 0.1;

#define N_RATES 56U

/// What one look takes in, how often one is taken, and the time over which the
/// mean pitch is taken, in seconds
static const double window_s = 0.7;
static const double hop_s = 0.1;
static const double trend_s = 0.35;

/// Least depth in cents, and least share of the swing in what the pitch does
static const double least_depth = 4.0;
static const double least_share = 0.6;

/// Latest vibrato of an instrument, in seconds
static const float latest_s = 5.0f;

/// Share of the depth at which it counts as grown
static const double grown_share = 0.8;

/// What is seen of the pitch through one window
typedef struct {
  double depth; ///< In cents
  double rate;  ///< In Hz
  double share; ///< Of the swing in all that moves there
} Glance;

/// A tone's pitch being looked at
typedef struct {
  size_t n;         ///< Deviations
  double* swing;    ///< [n] deviations from the mean around
  size_t n_window;  ///< Deviations in a window
  double* window;   ///< [n_window]
  size_t hop;       ///< Deviations from a window to the next
  size_t n_glances; ///< Windows that fit
  double* depths;   ///< [n_glances] or, in order, of those with vibrato
  double* rates;    ///< [n_glances] the same
} Study;

/// Take out what is slower than vibrato: the mean over trend_s
static void
take_trend_out(const double* const cents, const size_t half, Study* const study)
{
  double sum = 0.0;
  size_t low = 0U;
  size_t high = 0U;
  for (size_t i = 0U; i < study->n; ++i) {
    for (; high < study->n && high <= i + half; ++high) {
      sum += cents[high];
    }
    for (; low + half < i; ++low) {
      sum -= cents[low];
    }
    study->swing[i] = cents[i] - sum / (double)(high - low);
  }
}

/// The swing through a window from `begin` on
static Glance
glance(const Study* const study, const size_t begin, const double rate)
{
  const double* const x = study->swing + begin;
  Glance best = {0.0, 0.0, 0.0};
  double gain = 0.0;
  double power = 1e-12;
  for (size_t i = 0U; i < study->n_window; ++i) {
    gain += study->window[i];
    power += study->window[i] * x[i] * x[i];
  }

  for (uint32_t r = 0U; r < N_RATES; ++r) {
    const double hz = slowest + step * (double)r;
    const double w = 2.0 * pi * hz / rate;
    double re = 0.0;
    double im = 0.0;
    for (size_t i = 0U; i < study->n_window; ++i) {
      re += study->window[i] * x[i] * cos(w * (double)i);
      im += study->window[i] * x[i] * sin(w * (double)i);
    }
    const double depth = 2.0 * sqrt(re * re + im * im) / gain;
    if (depth > best.depth) {
      best.depth = depth;
      best.rate = hz;
    }
  }

  best.share = 0.5 * best.depth * best.depth * gain / power;
  return best;
}

static double
median(double* const values, const size_t n)
{
  dil_sort(values, n);
  return values[n / 2U];
}

static DilVibrato
sum_up(const Study* const study, const double rate, const double begin_s)
{
  DilVibrato vibrato = {0.0f, 0.0f, 0.0f};
  size_t n_swinging = 0U;
  for (size_t i = 0U; i < study->n_glances; ++i) {
    const Glance seen = glance(study, i * study->hop, rate);
    if (seen.depth >= least_depth && seen.share >= least_share) {
      study->depths[n_swinging] = seen.depth;
      study->rates[n_swinging++] = seen.rate;
    }
  }
  if (2U * n_swinging < study->n_glances + 1U) {
    return vibrato;
  }

  const double depth = median(study->depths, n_swinging);
  vibrato.depth_ct = (float)depth;
  vibrato.rate_hz = (float)median(study->rates, n_swinging);
  size_t first = 0U;
  while (first < study->n_glances &&
         glance(study, first * study->hop, rate).depth < grown_share * depth) {
    ++first;
  }

  // Seen in the first window, it may have been there from the beginning
  const double grown_s =
    first ? (double)(first * study->hop) / rate + 0.5 * window_s : 0.0;
  vibrato.delay_s = (float)(begin_s + grown_s);
  return vibrato;
}

DilStatus
dil_vibrato_find(const double* const cents,
                 const size_t n,
                 const double rate,
                 const double begin_s,
                 DilVibrato* const out)
{
  const DilVibrato none = {0.0f, 0.0f, 0.0f};
  Study study = {.n = n};
  study.n_window = (size_t)(window_s * rate);
  study.hop = (size_t)(hop_s * rate);
  if (n < study.n_window) {
    *out = none;
    return DIL_OK;
  }

  study.n_glances = (n - study.n_window) / study.hop + 1U;
  const size_t n_doubles = n + study.n_window + 2U * study.n_glances;
  study.swing = (double*)calloc(n_doubles, sizeof(*study.swing));
  if (!study.swing) {
    return DIL_NO_MEMORY;
  }

  study.window = study.swing + n;
  study.depths = study.window + study.n_window;
  study.rates = study.depths + study.n_glances;
  for (size_t i = 0U; i < study.n_window; ++i) {
    const double sine = sin(pi * ((double)i + 0.5) / (double)study.n_window);
    study.window[i] = sine * sine;
  }

  take_trend_out(cents, (size_t)(0.5 * trend_s * rate), &study);
  *out = sum_up(&study, rate, begin_s);
  free(study.swing);
  return DIL_OK;
}

DilStatus
dil_vibrato_median(const DilVibrato* const vibratos,
                   const size_t n,
                   DilVibrato* const out)
{
  const DilVibrato none = {0.0f, 0.0f, 0.0f};
  double* const depths = (double*)calloc(3U * n + 1U, sizeof(*depths));
  if (!depths) {
    return DIL_NO_MEMORY;
  }

  double* const rates = depths + n;
  double* const delays = rates + n;
  size_t n_swinging = 0U;
  for (size_t i = 0U; i < n; ++i) {
    if (vibratos[i].depth_ct > 0.0f) {
      depths[n_swinging] = (double)vibratos[i].depth_ct;
      rates[n_swinging] = (double)vibratos[i].rate_hz;
      delays[n_swinging++] = (double)vibratos[i].delay_s;
    }
  }

  *out = none;
  if (n_swinging && 2U * n_swinging >= n) {
    out->depth_ct = (float)median(depths, n_swinging);
    out->rate_hz = (float)median(rates, n_swinging);
    out->delay_s = fminf((float)median(delays, n_swinging), latest_s);
  }
  free(depths);
  return DIL_OK;
}
