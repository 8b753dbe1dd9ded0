// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "graph_state.h"

#include "product.h"

/// Forward from `n` steps' skip sums to logits
static void
forward_head(DilGraph* const g,
             const DilPanels* const p,
             const size_t n,
             const float* const skip)
{
  const size_t s = g->shape.n_skip;
  dil_fill_rows(n, s, dil_panels_tensor(p, DIL_HIDDEN_BIAS), g->hidden);
  dil_product_forward(
    n, s, s, skip, s, dil_panels_tensor(p, DIL_HIDDEN), g->hidden, s);
  g->loops->relu(n * s, g->hidden);
  dil_fill_rows(
    n, DIL_N_CLASSES, dil_panels_tensor(p, DIL_LOGITS_BIAS), g->logits);
  dil_product_forward(n,
                      DIL_N_CLASSES,
                      s,
                      g->hidden,
                      s,
                      dil_panels_tensor(p, DIL_LOGITS),
                      g->logits,
                      DIL_N_CLASSES);
}

/// Backward from the gradient of `n` steps' logits to that of their skip sums
static void
backward_head(DilGraph* const g,
              const DilPanels* const p,
              const size_t n,
              const float* const skip,
              float* const d_skip,
              float* const gradient)
{
  const size_t s = g->shape.n_skip;
  const DilNetworkTensor* const t = p->layout.tensors;
  float* const d_hidden = g->d_hidden;

  g->loops->sum_rows(
    n, DIL_N_CLASSES, g->logits, gradient + t[DIL_LOGITS_BIAS].offset);
  dil_product_weights(n,
                      DIL_N_CLASSES,
                      s,
                      g->logits,
                      DIL_N_CLASSES,
                      g->hidden,
                      s,
                      1.0f,
                      gradient + t[DIL_LOGITS].offset);
  dil_product_inputs(n,
                     DIL_N_CLASSES,
                     s,
                     g->logits,
                     DIL_N_CLASSES,
                     dil_panels_tensor(p, DIL_LOGITS),
                     0.0f,
                     d_hidden,
                     s);
  g->loops->relu_gradient(n * s, g->hidden, d_hidden);

  g->loops->sum_rows(n, s, d_hidden, gradient + t[DIL_HIDDEN_BIAS].offset);
  dil_product_weights(
    n, s, s, d_hidden, s, skip, s, 1.0f, gradient + t[DIL_HIDDEN].offset);
  dil_product_inputs(
    n, s, s, d_hidden, s, dil_panels_tensor(p, DIL_HIDDEN), 0.0f, d_skip, s);
  g->loops->relu_gradient(n * s, skip, d_skip);
}

double
dil_graph_run_head(DilGraph* const g,
                   const DilPanels* const p,
                   const DilExample* const example,
                   const float scale,
                   float* const gradient)
{
  const size_t s = g->shape.n_skip;
  const size_t n_targets = g->n_steps - g->n_context;
  double nats = 0.0;
  for (size_t t = 0U; t < n_targets; t += N_HEAD_STEPS) {
    const size_t left = n_targets - t;
    const size_t n = left < N_HEAD_STEPS ? left : N_HEAD_STEPS;
    forward_head(g, p, n, g->skip + t * s);
    nats += g->loops->cross_entropy(n, g->logits, example->targets + t, scale);
    if (gradient) {
      backward_head(g, p, n, g->skip + t * s, g->d_skip + t * s, gradient);
    }
  }

  return nats;
}
