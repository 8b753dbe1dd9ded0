// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_GRAPH_STATE_H
#define DIL_TRAIN_GRAPH_STATE_H

// What the files of graph.h share

#include "graph.h"
#include "loops.h"
#include "network.h"
#include "panels.h"

#include <stddef.h>
#include <string.h>

/// Steps whose logits are held at once
#define N_HEAD_STEPS 512U

struct DilGraphImpl {
  DilShape shape;
  const DilLoops* loops;
  void* memory;        ///< Owned, holds all below
  size_t n_context;    ///< Steps before the first target
  size_t n_steps;      ///< T
  size_t n_frames;     ///< F = T / 64
  size_t* first;       ///< [L] first step at which a layer is computed
  float* x;            ///< [L][T][R] inputs of the layers
  float* pairs;        ///< [T][2R] past and current input side by side
  float* h;            ///< [L][T][2R] tanh and sigmoid; then gradients
  float* z;            ///< [T][L R] gates
  float* skip;         ///< [T - context][S]
  float* hidden;       ///< [512][S]
  float* logits;       ///< [512][256]
  float* d_hidden;     ///< [512][S]
  float* d_skip;       ///< [T - context][S]
  float* d_gates;      ///< [T - context][L R]
  float* d_z;          ///< [T][R] gradient of one layer's gates
  float* d_x;          ///< [T][R] gradient of a layer's output, then input
  float* d_pairs;      ///< [T][2R]
  float* d_taps;       ///< [L][2R][2R]
  float* d_panel;      ///< [S][L R] gradient of the skip panel
  float* first_units;  ///< [F][64] conditioning
  float* second_units; ///< [F][64]
  float* biases;       ///< [F][L 2R]; then gradients
  float* d_units;      ///< [F][64]
};

/// Copy one row of `n` floats to each of `n_rows` rows
static inline void
dil_fill_rows(const size_t n_rows,
              const size_t n,
              const float* const row,
              float* const rows)
{
  for (size_t t = 0U; t < n_rows; ++t) {
    memcpy(rows + t * n, row, n * sizeof(*row));
  }
}

/// Conditioning vectors to the biases of all layers
void
dil_graph_forward_conditions(DilGraph* g,
                             const DilPanels* p,
                             const DilExample* example);

/// Classes and scalars to the first layer's input
void
dil_graph_embed(DilGraph* g, const DilPanels* p, const DilExample* example);

/// One layer's input to its gates and the next layer's input
void
dil_graph_forward_layer(DilGraph* g,
                        const DilPanels* p,
                        uint32_t layer,
                        size_t n_before);

/// All layers' gates to the skip sums, rectified
void
dil_graph_forward_skip(DilGraph* g, const DilPanels* p);

/**
   Skip sums to the cross entropy, summed in nats, and back to the gradient of
   the skip sums if `gradient` is not NULL.
*/
double
dil_graph_run_head(DilGraph* g,
                   const DilPanels* p,
                   const DilExample* example,
                   float scale,
                   float* gradient);

/// Lay past and current inputs of a layer side by side, from its first step on
void
dil_graph_gather(DilGraph* g, uint32_t layer, size_t n_before);

/// Gradient of the skip sums to that of all parameters below
void
dil_graph_backward(DilGraph* g,
                   const DilPanels* p,
                   const DilExample* example,
                   float* gradient);

/// Gradient of the biases, gathered in their place, to the conditioning's
void
dil_graph_backward_conditions(DilGraph* g,
                              const DilPanels* p,
                              const DilExample* example,
                              float* gradient);

#endif // DIL_TRAIN_GRAPH_STATE_H
