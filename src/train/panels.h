// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_PANELS_H
#define DIL_TRAIN_PANELS_H

#include "network.h"

/// Parameters laid out for matrix products; read by threads while they learn
typedef struct {
  DilShape shape;
  DilLayout layout;
  void* memory;  ///< Owned, holds all below
  float* values; ///< [layout.n_values] as in a network
  float* taps;   ///< [L][2R][2R], past and current taps side by side
  float* skip;   ///< [S][L R], all layers side by side
} DilPanels;

/// Allocate panels, or return NULL
DIL_NODISCARD DilPanels*
dil_panels_new(const DilShape* shape);

/// Free panels; NULL is fine
void
dil_panels_free(DilPanels* panels);

/// Lay out `values`, [layout.n_values]
void
dil_panels_update(DilPanels* panels, const float* values);

/// The first value of a tensor
const float*
dil_panels_tensor(const DilPanels* panels, DilTensorId id);

/// Copy gradients of taps and skip to their places in `values`
void
dil_panels_unpack(const DilPanels* panels,
                  const float* taps,
                  const float* skip,
                  float* values);

#endif // DIL_TRAIN_PANELS_H
