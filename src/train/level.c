// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "level.h"

#include <math.h>

double
dil_mean_power(const float* const x, const size_t n)
{
  double sum = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    sum += (double)x[i] * (double)x[i];
  }

  return sum / (double)(n ? n : 1U);
}

double
dil_level_db(const float* const x, const size_t n)
{
  return 10.0 * log10(dil_mean_power(x, n) + 1e-20);
}

double
dil_loudest_db(const DilAudio* const audio, const size_t step)
{
  double most = -200.0;
  for (size_t t = 0U; t + step <= audio->n_frames; t += step) {
    most = fmax(most, dil_level_db(audio->samples + t, step));
  }

  return most;
}
