// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "score_voices.h"

#include <math.h>
#include <stdbool.h>

static const double two_pi = 6.28318530717958647692;

enum { n_partials = 16 };

// Under a Hann window, whose side lobes are far below what is looked for
static double
find_power(const float* const samples, const size_t n, const double frequency)
{
  double real = 0.0;
  double imaginary = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    const double place = ((double)i + 0.5) / (double)n;
    const double angle = two_pi * frequency * (double)i;
    const double value = (double)samples[i] * (0.5 - 0.5 * cos(two_pi * place));
    real += value * cos(angle);
    imaginary += value * sin(angle);
  }

  return real * real + imaginary * imaginary;
}

double
dil_lone_share(const float* const samples,
               const size_t n_samples,
               const double frequency,
               const double highest)
{
  double lone = 0.0;
  double other = 0.0;
  double all = 0.0;
  for (unsigned i = 1U; i <= n_partials && i * frequency < highest; ++i) {
    const double power = find_power(samples, n_samples, i * frequency);
    const bool is_lone = i == 1U || i == 7U || i == 11U || i == 13U;
    lone += is_lone ? power : 0.0;
    other += (i % 5U && i % 7U) ? power : 0.0;
    all += power;
  }

  return all > 0.0 ? fmin(lone, other) / all : 1.0;
}
