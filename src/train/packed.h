// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_PACKED_H
#define DIL_TRAIN_PACKED_H

#include "network.h"

/// Parameters laid out for matrix products; read by threads while they learn
typedef struct {
  DilShape shape;
  DilLayout layout;
  void* memory;  ///< Owned, holds all below
  float* values; ///< [layout.n_values] as in a network
  float* taps;   ///< [L][2R][2R], past and current taps side by side
  float* skip;   ///< [S][L R], all layers side by side
} DilPacked;

/// Allocate packed parameters, or return NULL
DIL_NODISCARD DilPacked*
dil_packed_new(const DilShape* shape);

/// Free packed parameters; NULL is fine
void
dil_packed_free(DilPacked* packed);

/// Lay out `values`, [layout.n_values]
void
dil_packed_update(DilPacked* packed, const float* values);

/// The first value of a tensor
const float*
dil_packed_tensor(const DilPacked* packed, DilTensorId id);

/// Copy gradients of taps and skip to their places in `values`
void
dil_packed_unpack(const DilPacked* packed,
                  const float* taps,
                  const float* skip,
                  float* values);

#endif // DIL_TRAIN_PACKED_H
