// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_GRAPH_H
#define DIL_TRAIN_GRAPH_H

#include "network.h"
#include "panels.h"
#include "segment.h"

#include <stddef.h>

/// One thread's memory for the forward and backward pass over one example
typedef struct DilGraphImpl DilGraph;

/**
   Allocate for examples of `n_context` + `n_targets` steps.

   @param panels Of the shape that the graph is for; not kept.
   @param n_context Multiple of 64.
   @param n_targets Multiple of 64.
   @return NULL when there is no memory.
*/
DIL_NODISCARD DilGraph*
dil_graph_new(const DilPanels* panels, size_t n_context, size_t n_targets);

/// Free a graph; NULL is fine
void
dil_graph_free(DilGraph* graph);

/**
   Cross entropy of an example's targets, and its gradient.

   The same sums as dil_stack_forward(), in another order.  Layer l is computed
   only where a target needs it.  Where the panels have units, activations are
   rounded as where weights are bytes, and the gradient goes straight through
   the rounding.

   Source of the latter: Bengio, Leonard and Courville, arXiv:1308.3432.

   @param scale Factor of the gradient.
   @param gradient [dil_layout().n_values] result, overwritten; or NULL when
   only the cross entropy is wanted.
   @return Sum over the targets in nats.
*/
double
dil_graph_run(DilGraph* graph,
              const DilPanels* panels,
              const DilExample* example,
              float scale,
              float* gradient);

/// Activations of a layer in the last example that was run
typedef struct {
  size_t n_steps; ///< From the first that a target needs
  const float* x; ///< [n_steps][r] input of the layer
  const float* h; ///< [n_steps][2r] tanh and sigmoid, whose product leaves it
} DilActivations;

/// Look at them, after dil_graph_run() without a gradient
DilActivations
dil_graph_activations(const DilGraph* graph, uint32_t layer);

#endif // DIL_TRAIN_GRAPH_H
