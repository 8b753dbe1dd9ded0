// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "graph_state.h"

#include "product.h"

#include <string.h>

/// row [n] to each of rows [n_rows][n]
static void
fill_rows(const size_t n_rows,
          const size_t n,
          const float* const row,
          float* const rows)
{
  for (size_t t = 0U; t < n_rows; ++t) {
    memcpy(rows + t * n, row, n * sizeof(*row));
  }
}

/// y = b + W x:  x [F][n_in], W [n_out][n_in], b [n_out] to y [F][n_out]
static void
forward_linear(const DilGraph* const g,
               const DilPanels* const p,
               const DilTensorId weights,
               const size_t n_out,
               const size_t n_in,
               const float* const x,
               float* const y)
{
  // Each matrix is followed by its bias in DilTensorId
  const DilTensorId bias = (DilTensorId)(weights + 1);
  fill_rows(g->n_frames, n_out, dil_panels_tensor(p, bias), y);
  dil_product_forward(
    g->n_frames, n_out, n_in, x, n_in, dil_panels_tensor(p, weights), y, n_out);
}

/// dW = dy x',  db += the sum over frames of dy
/// d_y [F][n_out], x [F][n_in] to gradient: dW [n_out][n_in], db [n_out]
static void
backward_linear(const DilGraph* const g,
                const DilPanels* const p,
                const DilTensorId weights,
                const size_t n_out,
                const size_t n_in,
                const float* const d_y,
                const float* const x,
                float* const gradient)
{
  const DilNetworkTensor* const tensor = &p->layout.tensors[weights];
  g->loops->sum_rows(g->n_frames, n_out, d_y, gradient + tensor[1].offset);
  dil_product_weights(g->n_frames,
                      n_out,
                      n_in,
                      d_y,
                      n_out,
                      x,
                      n_in,
                      0.0f,
                      gradient + tensor[0].offset);
}

/// Of y = b + W units, units = tanh(a):  da = W' dy (1 - units^2)
/// d_y [F][n_out], W [n_out][64], units [F][64] to d_units [F][64]
static void
backward_units(const DilGraph* const g,
               const DilPanels* const p,
               const DilTensorId weights,
               const size_t n_out,
               const float* const d_y,
               const float* const units,
               float* const d_units)
{
  dil_product_inputs(g->n_frames,
                     n_out,
                     DIL_N_HIDDEN,
                     d_y,
                     n_out,
                     dil_panels_tensor(p, weights),
                     0.0f,
                     d_units,
                     DIL_N_HIDDEN);
  g->loops->tanh_gradient(g->n_frames * DIL_N_HIDDEN, units, d_units);
}

/// c = b2 + W2 tanh(b1 + W1 tanh(b0 + W0 v))
/// conditions v [F][V], W0 [64][V], W1 [64][64], W2 [L 2R][64] to first_units
/// and second_units [F][64] and biases c [F][L][2R]
void
dil_graph_forward_conditions(DilGraph* const g,
                             const DilPanels* const p,
                             const DilExample* const example)
{
  const size_t v = dil_shape_n_conditions(&g->shape);
  const size_t n_biases = 2U * (size_t)g->shape.n_residual * g->shape.n_layers;
  const size_t u = DIL_N_HIDDEN;
  const size_t n = g->n_frames * u;

  forward_linear(
    g, p, DIL_CONDITION_0, u, v, example->conditions, g->first_units);
  g->loops->tanh(n, g->first_units);
  forward_linear(g, p, DIL_CONDITION_1, u, u, g->first_units, g->second_units);
  g->loops->tanh(n, g->second_units);
  forward_linear(
    g, p, DIL_CONDITION_2, n_biases, u, g->second_units, g->biases);
}

/// biases [F][L][2R], now dc, to gradient: dW2, db2, dW1, db1, dW0, db0
void
dil_graph_backward_conditions(DilGraph* const g,
                              const DilPanels* const p,
                              const DilExample* const example,
                              float* const gradient)
{
  const size_t v = dil_shape_n_conditions(&g->shape);
  const size_t n_biases = 2U * (size_t)g->shape.n_residual * g->shape.n_layers;
  const size_t u = DIL_N_HIDDEN;
  const size_t place = p->layout.tensors[DIL_CONDITION_0].offset;

  // The biases' gradients are added to
  memset(gradient + place, 0, (p->layout.n_values - place) * sizeof(*gradient));
  backward_linear(
    g, p, DIL_CONDITION_2, n_biases, u, g->biases, g->second_units, gradient);
  backward_units(
    g, p, DIL_CONDITION_2, n_biases, g->biases, g->second_units, g->d_units);
  backward_linear(
    g, p, DIL_CONDITION_1, u, u, g->d_units, g->first_units, gradient);

  // The second layer's results are not needed any more
  float* const d_first = g->second_units;
  backward_units(g, p, DIL_CONDITION_1, u, g->d_units, g->first_units, d_first);
  backward_linear(
    g, p, DIL_CONDITION_0, u, v, d_first, example->conditions, gradient);
}
