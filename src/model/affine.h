// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_AFFINE_H
#define DIL_MODEL_AFFINE_H

#include <math.h>
#include <stddef.h>

/**
   Add a matrix-vector product: the definition of a sum in Dilaton.

   Each output is one chain of fused multiply-adds in fp32 over the inputs in
   ascending order, which every kernel keeps at every number of lanes.

   @param weights [n_outputs][n_inputs].
   @param inputs [n_inputs].
   @param sums [n_outputs] starts of the chains, and the result; no aliasing.
*/
static inline void
dil_affine(const size_t n_outputs,
           const size_t n_inputs,
           const float* const weights,
           const float* const inputs,
           float* const sums)
{
  for (size_t o = 0U; o < n_outputs; ++o) {
    float sum = sums[o];
    for (size_t i = 0U; i < n_inputs; ++i) {
      sum = fmaf(weights[o * n_inputs + i], inputs[i], sum);
    }
    sums[o] = sum;
  }
}

#endif // DIL_MODEL_AFFINE_H
