// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "graph_state.h"

#include "product.h"

#include <string.h>

/// dz = Ws' ds + Wr' dx_{l+1},  dWs += ds z',  dWr += dx_{l+1} z',
/// dbr += the sum over t of dx_{l+1}
/// z [n][r], d_skip ds [n][s], d_x [n][r], Ws [s][r], Wr [r][r] to d_z [n][r]
static void
collect_gates(DilGraph* const g,
              const DilPanels* const p,
              const uint32_t layer,
              const size_t begin,
              const size_t end)
{
  const size_t r = g->r;
  const size_t n = end - begin;
  const float* initial = g->zeros;
  if (begin >= g->n_context) {
    const size_t place = dil_panels_place(p, DIL_SKIP, layer);
    const float* const d_skip = g->d_skip + (begin - g->n_context) * g->s;
    dil_graph_weights_product(g, n, r, g->s, g->z, d_skip, g->d_panels + place);
    dil_graph_product(g, n, g->s, r, d_skip, p->rows + place, initial, g->d_z);
    initial = NULL;
  }

  if (layer + 1U < g->shape.n_layers) {
    const size_t place = dil_panels_place(p, DIL_RESIDUAL, layer);
    const float* const d_x = g->d_x + (g->n_margin + begin) * r;
    g->loops->sum_rows(
      n, r, d_x, g->d_panels + dil_panels_place(p, DIL_RESIDUAL_BIAS, layer));
    dil_graph_weights_product(g, n, r, r, g->z, d_x, g->d_panels + place);
    dil_graph_product(g, n, r, r, d_x, p->rows + place, initial, g->d_z);
  }
}

/// dc_l = the sum over a frame's t of dh: h [n][2r], now dh, to biases
/// [F][L][2R]
static void
keep_bias(DilGraph* const g,
          const uint32_t layer,
          const size_t begin,
          const size_t end)
{
  const size_t n = g->shape.n_residual;
  const size_t frame = begin / DIL_FRAME_STEPS;
  float* const to = g->biases + (frame * g->shape.n_layers + layer) * 2U * n;
  memset(g->bias, 0, 2U * g->r * sizeof(*g->bias));
  g->loops->sum_rows(
    end - begin, 2U * g->r, dil_graph_h(g, layer, begin), g->bias);
  memcpy(to, g->bias, n * sizeof(*to));
  memcpy(to + n, g->bias + g->r, n * sizeof(*to));
}

/// dW += dh[t] x[t - d]',  dx[t - d] += W' dh[t], for W = W0, and W1 with d = 0
/// h [n][2r], now dh, x [n][r], W [2r][r] to d_panels [2r][r] and d_x [n][r]
static void
backward_tap(DilGraph* const g,
             const DilPanels* const p,
             const DilTensorId tap,
             const uint32_t layer,
             const size_t begin,
             const size_t end,
             const size_t dilation)
{
  const size_t r = g->r;
  const size_t n = end - begin;
  const size_t place = dil_panels_place(p, tap, layer);
  const float* const d_h = dil_graph_h(g, layer, begin);
  dil_graph_weights_product(g,
                            n,
                            r,
                            2U * r,
                            dil_graph_x(g, layer, begin) - dilation * r,
                            d_h,
                            g->d_panels + place);
  dil_graph_product(g,
                    n,
                    2U * r,
                    r,
                    d_h,
                    p->rows + place,
                    NULL,
                    g->d_x + (g->n_margin + begin - dilation) * r);
}

/// dh = dz sigmoid (1 - tanh^2),  dz tanh sigmoid (1 - sigmoid) by halves
/// d_x [M + T][r] from dx_{l+1} to dx_l, in place, as x_{l+1} = x_l + ...
static void
backward_layer(DilGraph* const g,
               const DilPanels* const p,
               const uint32_t layer)
{
  const size_t dilation = dil_shape_dilation(&g->shape, layer);

  // In order: the gradient that a past tap adds to earlier steps must not be
  // there yet when those stand for the layer above
  for (size_t t = g->first[layer]; t < g->n_steps;) {
    const size_t end = dil_graph_block_end(t);
    float* const h = dil_graph_h(g, layer, t);
    g->loops->gates_again(end - t, g->r, h, g->z);
    dil_graph_count_gates(g, p, layer, end - t);
    collect_gates(g, p, layer, t, end);
    g->loops->gates_gradient(end - t, g->r, h, g->d_z);
    keep_bias(g, layer, t, end);
    backward_tap(g, p, DIL_PAST, layer, t, end, dilation);
    backward_tap(g, p, DIL_CURRENT, layer, t, end, 0U);
    t = end;
  }
}

/// dWin = the sum over t of dx_0 u',  dE[q] = the sum of dx_0 where q_{t-1} = q
/// d_x [T][r], inputs u [T][DIL_N_INPUTS], classes [T] to d_panels of Win
/// [r][DIL_N_INPUTS] and of E [256][r]
static void
backward_embedding(const DilGraph* const g,
                   const DilPanels* const p,
                   const DilExample* const example)
{
  const size_t r = g->r;
  const size_t before = example->n_before;
  const float* const d_x = g->d_x + g->n_margin * r;
  float* const d_embedding =
    g->d_panels + dil_panels_place(p, DIL_EMBEDDING, 0U);
  dil_product_weights(g->n_steps - before,
                      r,
                      DIL_N_INPUTS,
                      d_x + before * r,
                      r,
                      example->inputs + before * DIL_N_INPUTS,
                      DIL_N_INPUTS,
                      0.0f,
                      g->d_panels + dil_panels_place(p, DIL_INPUT, 0U));
  for (size_t t = before; t < g->n_steps; ++t) {
    g->loops->add(r, d_x + t * r, d_embedding + example->classes[t] * r);
  }
}

/// d_skip [T - context][s] to gradient [dil_layout().n_values]
void
dil_graph_backward(DilGraph* const g,
                   const DilPanels* const p,
                   const DilExample* const example,
                   float* const gradient)
{
  const size_t n_biases = 2U * (size_t)g->shape.n_residual * g->shape.n_layers;

  // From here on the biases' memory gathers their gradient
  memset(g->biases, 0, g->n_frames * n_biases * sizeof(*g->biases));
  memset(g->d_x, 0, (g->n_margin + g->n_steps) * g->r * sizeof(*g->d_x));
  for (uint32_t layer = g->shape.n_layers; layer > 0U; --layer) {
    backward_layer(g, p, layer - 1U);
  }

  backward_embedding(g, p, example);
  dil_graph_backward_conditions(g, p, example, gradient);
  dil_panels_unpack(p, g->d_panels, gradient);
}
