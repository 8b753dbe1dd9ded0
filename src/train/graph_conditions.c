// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "graph_state.h"

#include "product.h"

#include <string.h>

/// Copy one row of `n` floats to each of `n_rows` rows
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

/// One linear layer of the conditioning over all frames: y = bias + W x
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

/// Gradient of a linear layer's parameters from that of its output
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

/// Gradient of the input of a linear layer of tanh units, through the tanh
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
