// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_AFFINE_H
#define DIL_MODEL_AFFINE_H

#include "elementary.h"
#include "network.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

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

/// sums [n] = row `index` of the tensor `id` [n] or [rows][n]
static inline void
dil_begin_sums(const DilNetwork* const network,
               const DilTensorId id,
               const size_t index,
               float* const sums)
{
  const DilNetworkTensor* const t = &network->layout.tensors[id];
  memcpy(sums,
         dil_network_slice(network, id, index),
         t->shape[t->n_dims - 1U] * sizeof(*sums));
}

/// sums [m] += W in, where in [n] and W is matrix `index` of the tensor `id`
/// [m][n] or [matrices][m][n]
static inline void
dil_add_map(const DilNetwork* const network,
            const DilTensorId id,
            const size_t index,
            const float* const in,
            float* const sums)
{
  const DilNetworkTensor* const t = &network->layout.tensors[id];
  const size_t* const end = t->shape + t->n_dims;
  dil_affine(end[-2], end[-1], dil_network_slice(network, id, index), in, sums);
}

/// out [m] = b + W in, of a matrix as in dil_add_map() and its bias
static inline void
dil_map(const DilNetwork* const network,
        const DilTensorId id,
        const size_t index,
        const float* const in,
        float* const out)
{
  // Each matrix that has a bias is followed by it in DilTensorId
  dil_begin_sums(network, (DilTensorId)(id + 1), index, out);
  dil_add_map(network, id, index, in, out);
}

/// z [n] = tanh(h[0..n)) sigmoid(h[n..2n)), which may be in place
static inline void
dil_gate_all(const size_t n, const float* const h, float* const z)
{
  for (size_t c = 0U; c < n; ++c) {
    z[c] = dil_gate(h[c], h[n + c]);
  }
}

/// x [n] = a [n] + b [n], which may be in place
static inline void
dil_add_all(const size_t n,
            const float* const a,
            const float* const b,
            float* const x)
{
  for (size_t c = 0U; c < n; ++c) {
    x[c] = a[c] + b[c];
  }
}

/// x [n] limited to at least 0
static inline void
dil_rectify_all(const size_t n, float* const x)
{
  for (size_t i = 0U; i < n; ++i) {
    x[i] = dil_max(x[i], 0.0f);
  }
}

#endif // DIL_MODEL_AFFINE_H
