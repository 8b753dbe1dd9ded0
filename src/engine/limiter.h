// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_LIMITER_H
#define DIL_ENGINE_LIMITER_H

#include "dilaton/watch.h"

#include <math.h>

/// Magnitude up to which dil_limiter() changes nothing
#define DIL_LIMITER_KNEE DIL_PEAK_LIMITED

/// Least magnitude that dil_limiter() never reaches; 16-bit integers hold it
#define DIL_LIMITER_CEILING 0.9999f

/**
   Keep a sample below full scale, without memory.

   Exactly transparent up to the knee, with a continuous slope there, and 0 for
   what is not a number.
*/
static inline float
dil_limiter(const float x)
{
  const float room = DIL_LIMITER_CEILING - DIL_LIMITER_KNEE;
  const float magnitude = fabsf(x);
  if (magnitude <= DIL_LIMITER_KNEE) {
    return x;
  }
  if (!(magnitude <= 1e6f)) {
    return magnitude > 1e6f ? copysignf(DIL_LIMITER_CEILING, x) : 0.0f;
  }

  const float excess = (magnitude - DIL_LIMITER_KNEE) / room;
  const float bent = DIL_LIMITER_KNEE + room * (excess / (1.0f + excess));
  return copysignf(bent, x);
}

#endif // DIL_ENGINE_LIMITER_H
