// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_PANELS_H
#define DIL_TRAIN_PANELS_H

#include "byte_layers.h"
#include "network.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>

/// The tensors before this one are laid out for products
#define DIL_N_PANELS DIL_CONDITION_0

/// A tensor as matrices whose channels are padded with zeros
typedef struct {
  size_t n_matrices;       ///< 1, or one for each layer
  size_t n_groups;         ///< Parts of a matrix that are padded on their own
  size_t n_rows;           ///< Of a group, in the network
  size_t n_columns;        ///< In the network
  size_t n_padded_rows;    ///< Of a group
  size_t n_padded_columns; ///< At least n_columns
  size_t offset;           ///< First float in an array of panels
} DilPanel;

/// Parameters laid out for matrix products; read by threads while they learn
typedef struct {
  DilShape shape;
  DilLayout layout;
  size_t n_residual; ///< R, padded to DilLoops.n_lanes
  size_t n_skip;     ///< S, likewise
  size_t n_panels;   ///< Floats in an array of panels
  DilPanel panels[DIL_N_PANELS];
  DilNetwork* rounded;  ///< Owned, with units; or NULL: nothing is rounded
  DilByteLayers* bytes; ///< Owned, of it
  void* memory;         ///< Owned, holds all below
  float* values;        ///< [layout.n_values] as in a network
  float*
    rows; ///< [n_panels] matrices [n_groups n_padded_rows][n_padded_columns]
  float*
    turned; ///< [n_panels] matrices [n_padded_columns][n_groups n_padded_rows]
} DilPanels;

/// Allocate panels, or return NULL
DIL_NODISCARD DilPanels*
dil_panels_new(const DilShape* shape);

/// Free panels; NULL is fine
void
dil_panels_free(DilPanels* panels);

/**
   Round what is laid out from now on, and the activations of graphs, as where
   weights are held in DIL_WEIGHTS_INT8.

   @param units In range; or NULL: as they are, again.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_panels_set_units(DilPanels* panels, const DilUnits* units);

/// Lay out values [layout.n_values]
void
dil_panels_update(DilPanels* panels, const float* exact);

/// The first value of a tensor as in a network
const float*
dil_panels_tensor(const DilPanels* panels, DilTensorId id);

/// Where matrix `index` of a tensor lies in an array of panels
size_t
dil_panels_place(const DilPanels* panels, DilTensorId id, size_t index);

/// Copy gradients, [n_panels] laid out as `rows`, to a network's `values`
void
dil_panels_unpack(const DilPanels* panels, const float* rows, float* values);

#endif // DIL_TRAIN_PANELS_H
