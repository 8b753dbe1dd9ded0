// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_MULAW_H
#define DIL_MODEL_MULAW_H

#include "elementary.h"

#include <stdint.h>

/**
   Mu-law with mu = 255 in 8 bits, mid-tread: class 128 is exactly zero, so that
   silence is silent, and class 128 + n is the negative of 128 - n.

   Class q stands for compressed value (q - 128) / 127.  The unused class 0
   decodes like class 1, to -1.

   Source: ITU-T G.711 (1988), the continuous law.
*/
#define DIL_SILENT_CLASS 128U

/// Compress x to mu(x) = sign(x) ln(1 + 255 |x|) / ln(256), in -1..1 for |x| <=
/// 1
static inline float
dil_mulaw_compress(const float x)
{
  const float magnitude = dil_log2(fmaf(255.0f, fabsf(x), 1.0f)) * 0.125f;
  return copysignf(magnitude, x);
}

/// Class of a value, which is limited to -1..1
static inline uint32_t
dil_mulaw_encode(const float x)
{
  const float y = dil_mulaw_compress(dil_limit(x, -1.0f, 1.0f));
  const float rounded = fmaf(y, 127.0f, 12582912.0f) - 12582912.0f;
  return (uint32_t)((int32_t)DIL_SILENT_CLASS + (int32_t)rounded);
}

/// Fill `table` [256] with the value of each class, exactly odd about 128
static inline void
dil_mulaw_table(float* const table)
{
  table[DIL_SILENT_CLASS] = 0.0f;
  for (uint32_t n = 1U; n < DIL_SILENT_CLASS; ++n) {
    const double y = (double)n / 127.0;
    const float x = (float)((dil_exp2(8.0 * y) - 1.0) / 255.0);
    table[DIL_SILENT_CLASS + n] = x;
    table[DIL_SILENT_CLASS - n] = -x;
  }

  table[0] = table[1];
}

#endif // DIL_MODEL_MULAW_H
