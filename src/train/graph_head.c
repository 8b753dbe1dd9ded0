// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "graph_state.h"

/// s = relu(s),  hidden = relu(b1 + P1 s),  logits = b2 + P2 hidden
/// skip s [64][s], P1 [s][s], b1 [s], P2 [256][s], b2 [256] to hidden [64][s]
/// and logits [64][256]
static void
forward_head(DilGraph* const g, const DilPanels* const p, float* const skip)
{
  g->loops->relu(N_BLOCK * g->s, skip);
  dil_graph_product(g,
                    N_BLOCK,
                    g->s,
                    g->s,
                    skip,
                    p->turned + dil_panels_place(p, DIL_HIDDEN, 0U),
                    p->rows + dil_panels_place(p, DIL_HIDDEN_BIAS, 0U),
                    g->hidden);
  g->loops->relu(N_BLOCK * g->s, g->hidden);
  dil_graph_product(g,
                    N_BLOCK,
                    g->s,
                    DIL_N_CLASSES,
                    g->hidden,
                    p->turned + dil_panels_place(p, DIL_LOGITS, 0U),
                    p->rows + dil_panels_place(p, DIL_LOGITS_BIAS, 0U),
                    g->logits);
}

/// Of y = b + W relu(x):  db += the sum over t of dy,  dW += dy x',
/// dx = W' dy where x > 0
/// d_y [64][n_out], rectified x [64][s], W [n_out][s] to d_x [64][s] and
/// d_panels
static void
backward_linear(DilGraph* const g,
                const DilPanels* const p,
                const DilTensorId weights,
                const size_t n_out,
                const float* const d_y,
                const float* const x,
                float* const d_x)
{
  // Each matrix is followed by its bias in DilTensorId
  const DilTensorId bias = (DilTensorId)(weights + 1);
  const size_t place = dil_panels_place(p, weights, 0U);
  g->loops->sum_rows(
    N_BLOCK, n_out, d_y, g->d_panels + dil_panels_place(p, bias, 0U));
  dil_graph_weights_product(
    g, N_BLOCK, g->s, n_out, x, d_y, g->d_panels + place);
  dil_graph_product(
    g, N_BLOCK, n_out, g->s, d_y, p->rows + place, g->zeros, d_x);
  g->loops->relu_gradient(N_BLOCK * g->s, x, d_x);
}

/// nats = -sum over t of log softmax(logits)[target],
/// dlogits = scale (softmax(logits) - onehot(target))
/// skip [T - context][s], targets [T - context] to d_skip [T - context][s]
double
dil_graph_run_head(DilGraph* const g,
                   const DilPanels* const p,
                   const DilExample* const example,
                   const float scale,
                   const bool is_learning)
{
  const size_t n_targets = g->n_steps - g->n_context;
  double nats = 0.0;
  for (size_t t = 0U; t < n_targets; t += N_BLOCK) {
    float* const skip = g->skip + t * g->s;
    float* const d_skip = g->d_skip + t * g->s;
    forward_head(g, p, skip);
    nats +=
      g->loops->cross_entropy(N_BLOCK, g->logits, example->targets + t, scale);
    if (is_learning) {
      backward_linear(
        g, p, DIL_LOGITS, DIL_N_CLASSES, g->logits, g->hidden, g->d_hidden);
      backward_linear(g, p, DIL_HIDDEN, g->s, g->d_hidden, skip, d_skip);
      g->loops->sum_rows(N_BLOCK,
                         g->s,
                         d_skip,
                         g->d_panels + dil_panels_place(p, DIL_SKIP_BIAS, 0U));
    }
  }

  return nats;
}
