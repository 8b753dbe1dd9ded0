// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "common_phases.h"

#include "spectrum.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

static const double pi = 3.141592653589793;

/// Partials whose phases are set, at most, and K, over which they turn once
#define MAX_PARTIALS 512U
static const double n_spread = 24.0;

/// Seconds of silence after a recording, in which turned partials end
static const double margin_s = 0.1;

/// Where the turn of a partial ends and that of the next one begins, as shares
/// of the way between both
static const double blend_begin = 0.3;
static const double blend_end = 0.7;

/// A complex number, of magnitude 1 where it is a turn
typedef struct {
  double re;
  double im;
} Turn;

static Turn
turn_by(const double angle)
{
  const Turn turn = {cos(angle), sin(angle)};
  return turn;
}

static Turn
product(const Turn a, const Turn b)
{
  const Turn both = {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
  return both;
}

/// Phase against a cosine from the first sample on
static double
phase_of(const DilAudio* const audio, const double frequency)
{
  const Turn step = turn_by(-2.0 * pi * frequency / (double)audio->rate);
  Turn at = {1.0, 0.0};
  Turn sum = {0.0, 0.0};
  for (size_t t = 0U; t < audio->n_frames; ++t) {
    const double x = (double)audio->samples[t];
    sum.re += x * at.re;
    sum.im += x * at.im;
    at = product(at, step);
  }

  return atan2(sum.im, sum.re);
}

/// Angles by which partials are to be turned, from the fundamental on; the
/// result is how many they are
static size_t
find_turns(const DilAudio* const audio,
           const double frequency,
           double* const angles)
{
  const double first = phase_of(audio, frequency);
  size_t n = 0U;
  for (double k = 1.0;
       n < MAX_PARTIALS && k * frequency < 0.5 * (double)audio->rate;
       k += 1.0) {
    const double wanted = k * first - pi * k * (k - 1.0) / n_spread;
    angles[n++] = wanted - phase_of(audio, k * frequency);
  }

  return n;
}

/// The turn at `place` partials from 0 Hz, which is not turned
static Turn
turn_at(const double* const angles, const size_t n, const double place)
{
  const size_t below = (size_t)place;
  if (below >= n) {
    return turn_by(n ? angles[n - 1U] : 0.0);
  }

  const double a = below ? angles[below - 1U] : 0.0;
  const double to_next = remainder(angles[below] - a, 2.0 * pi);
  const double share =
    (place - (double)below - blend_begin) / (blend_end - blend_begin);
  const double way = fmin(fmax(share, 0.0), 1.0);
  return turn_by(a + to_next * way * way * (3.0 - 2.0 * way));
}

/// Turn a spectrum of something real, whose other half mirrors the first
static void
turn_spectrum(float* const re,
              float* const im,
              const size_t n,
              const double partials_per_bin,
              const double* const angles,
              const size_t n_angles)
{
  for (size_t i = 1U; i < n / 2U; ++i) {
    const Turn bin = {(double)re[i], (double)im[i]};
    const Turn turned =
      product(bin, turn_at(angles, n_angles, (double)i * partials_per_bin));
    re[i] = (float)turned.re;
    im[i] = (float)turned.im;
    re[n - i] = (float)turned.re;
    im[n - i] = (float)-turned.im;
  }
}

DilStatus
dil_common_phases(DilAudio* const audio, const double frequency)
{
  const double rate = (double)audio->rate;
  const size_t n_wanted = audio->n_frames + (size_t)(margin_s * rate);
  size_t n = 2U;
  while (n < n_wanted) {
    n *= 2U;
  }

  float* const re = (float*)calloc(n, sizeof(*re));
  float* const im = (float*)calloc(n, sizeof(*im));
  DilStatus status = DIL_NO_MEMORY;
  if (re && im) {
    double angles[MAX_PARTIALS] = {0.0};
    const size_t n_angles = find_turns(audio, frequency, angles);
    for (size_t t = 0U; t < audio->n_frames; ++t) {
      re[t] = audio->samples[t];
    }

    dil_transform(re, im, n, false);
    turn_spectrum(re, im, n, rate / (double)n / frequency, angles, n_angles);
    dil_transform(re, im, n, true);
    for (size_t t = 0U; t < audio->n_frames; ++t) {
      audio->samples[t] = re[t] / (float)n;
    }
    status = DIL_OK;
  }

  free(re);
  free(im);
  return status;
}
