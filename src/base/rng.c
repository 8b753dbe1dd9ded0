// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "rng.h"

#include <math.h>

// Odd and near 2^64 divided by the golden ratio
#define GAMMA_STEP 0x9E3779B97F4A7C15U

static uint64_t
mix(uint64_t z)
{
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

DilRng
dil_rng_stream(const uint64_t seed, const uint64_t stream)
{
  // Mixed twice, so that neighbouring seeds and streams share nothing
  const DilRng rng = {mix(mix(seed + GAMMA_STEP) + (stream + 1U) * GAMMA_STEP)};
  return rng;
}

uint64_t
dil_rng_bits(const DilRng rng, const uint64_t index)
{
  return mix(rng.key + (index + 1U) * GAMMA_STEP);
}

float
dil_rng_uniform(const DilRng rng, const uint64_t index)
{
  return (float)(dil_rng_bits(rng, index) >> 40U) * 0x1p-24f;
}

double
dil_rng_normal(const DilRng rng, const uint64_t index)
{
  static const double tau = 6.283185307179586;

  const double a =
    (double)((dil_rng_bits(rng, 2U * index) >> 11U) + 1U) * 0x1p-53;
  const double b =
    (double)(dil_rng_bits(rng, 2U * index + 1U) >> 11U) * 0x1p-53;
  return sqrt(-2.0 * log(a)) * cos(tau * b);
}
