// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_GRAPH_STATE_H
#define DIL_TRAIN_GRAPH_STATE_H

// What the files of graph.h share.  Steps are worked on in blocks of a frame,
// so that what a block hands on from product to product stays in the cache.
//
// Above each function stands what it computes, for each step t, with the names
// of the network (network.h), and the shapes of what it reads and writes: n
// steps of a block, T steps, F frames, L layers, V conditions; R and S
// channels, padded r and s.  dy is the gradient of the cross entropy by y, and
// W' a matrix turned

#include "graph.h"
#include "loops.h"
#include "network.h"
#include "panels.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/// Steps of a block
#define N_BLOCK DIL_FRAME_STEPS

struct DilGraphImpl {
  DilShape shape;
  const DilLoops* loops;
  void* memory;        ///< Owned, holds all below
  size_t r;            ///< Residual channels, padded as in DilPanels
  size_t s;            ///< Skip channels, likewise
  size_t n_context;    ///< Steps before the first target
  size_t n_steps;      ///< T
  size_t n_frames;     ///< F = T / 64
  size_t n_margin;     ///< M, rows before the first step: the longest dilation
  size_t* first;       ///< [L] first step at which a layer is computed
  float* zeros;        ///< [256 and more] to start sums from
  float* x;            ///< [L][M + T][r] inputs of the layers
  float* h;            ///< [L][T][2r] tanh and sigmoid; then gradients
  float* skip;         ///< [T - context][s] rectified
  float* d_skip;       ///< [T - context][s]
  float* d_x;          ///< [M + T][r] gradient of a layer's output, then input
  float* d_panels;     ///< [n_panels] gradient of the panels' rows
  float* exact;        ///< [T][r] input of one layer before it is rounded
  float* z;            ///< [64][r] gates of a block
  float* d_z;          ///< [64][r]
  float* hidden;       ///< [64][s]
  float* d_hidden;     ///< [64][s]
  float* logits;       ///< [64][256]
  float* first_units;  ///< [F][64] conditioning
  float* second_units; ///< [F][64]
  float* d_units;      ///< [F][64]
  float* biases;       ///< [F][L 2R]; then gradients
  float* bias;         ///< [2r] of one frame and layer, padded
};

/// Where the block ends that a step is in
static inline size_t
dil_graph_block_end(const size_t step)
{
  return (step / N_BLOCK + 1U) * N_BLOCK;
}

/// Input of a layer at a step, which may lie up to `n_margin` before the first
static inline float*
dil_graph_x(const DilGraph* const g, const size_t layer, const size_t step)
{
  return g->x +
         (layer * (g->n_margin + g->n_steps) + g->n_margin + step) * g->r;
}

/// Tanh and sigmoid of a layer at a step, [2r]
static inline float*
dil_graph_h(const DilGraph* const g, const size_t layer, const size_t step)
{
  return g->h + (layer * g->n_steps + step) * 2U * g->r;
}

/// Gates z [n][r] of a layer, rounded if the panels have units
static inline void
dil_graph_count_gates(const DilGraph* const g,
                      const DilPanels* const p,
                      const uint32_t layer,
                      const size_t n)
{
  if (p->rounded) {
    g->loops->count(n * g->r, p->rounded->units.gate[layer], g->z);
  }
}

/**
   y [n][n_out] = initial + x [n][n_in] W, where W is a turned panel.

   The gradient of the inputs is the same with the panel's rows: from d_y
   [n][n_in] to d_x [n][n_out], in the panel's sense.  Where `initial` is NULL,
   y is added to.
*/
static inline void
dil_graph_product(const DilGraph* const g,
                  const size_t n,
                  const size_t n_in,
                  const size_t n_out,
                  const float* const x,
                  const float* const weights,
                  const float* const initial,
                  float* const y)
{
  const DilProduct product = {
    n, n_out, n_in, x, n_in, weights, n_out, initial, y, n_out};
  g->loops->multiply(&product);
}

/// dW [n_out][n_in] += dy [n][n_out] times x [n][n_in] of the same steps
static inline void
dil_graph_weights_product(const DilGraph* const g,
                          const size_t n,
                          const size_t n_in,
                          const size_t n_out,
                          const float* const x,
                          const float* const d_y,
                          float* const d_weights)
{
  const DilProduct product = {
    n_out, n_in, n, d_y, n_out, x, n_in, NULL, d_weights, n_in};
  g->loops->multiply_turned(&product);
}

/// Conditioning vectors to the biases of all layers
void
dil_graph_forward_conditions(DilGraph* g,
                             const DilPanels* p,
                             const DilExample* example);

/// Classes and inputs to the first layer's input
void
dil_graph_embed(DilGraph* g, const DilPanels* p, const DilExample* example);

/// One layer's input to the next layer's input, and its share of the skip sums
void
dil_graph_forward_layer(DilGraph* g, const DilPanels* p, uint32_t layer);

/**
   Skip sums, rectified in place, to the cross entropy, summed in nats, and back
   to the gradient of the skip sums if `is_learning`.
*/
double
dil_graph_run_head(DilGraph* g,
                   const DilPanels* p,
                   const DilExample* example,
                   float scale,
                   bool is_learning);

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
