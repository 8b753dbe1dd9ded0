// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "graph_state.h"

#include "product.h"

#include <string.h>

static void
backward_skip(DilGraph* const g,
              const DilPanels* const p,
              float* const gradient)
{
  const size_t s = g->shape.n_skip;
  const size_t n_gates = (size_t)g->shape.n_layers * g->shape.n_residual;
  const size_t n = g->n_steps - g->n_context;
  g->loops->sum_rows(
    n, s, g->d_skip, gradient + p->layout.tensors[DIL_SKIP_BIAS].offset);
  dil_product_weights(n,
                      s,
                      n_gates,
                      g->d_skip,
                      s,
                      g->z + g->n_context * n_gates,
                      n_gates,
                      0.0f,
                      g->d_panel);
  dil_product_inputs(
    n, s, n_gates, g->d_skip, s, p->skip, 0.0f, g->d_gates, n_gates);
}

/// Gradient of a layer's gates, from the skip sums and from the layer above
static void
collect_gates(DilGraph* const g,
              const DilPanels* const p,
              const uint32_t layer,
              float* const gradient)
{
  const size_t r = g->shape.n_residual;
  const size_t n_gates = g->shape.n_layers * r;
  const size_t first = g->first[layer];
  const size_t n = g->n_steps - first;
  float* const d_z = g->d_z + first * r;
  const DilNetworkTensor* const t = p->layout.tensors;

  memset(d_z, 0, n * r * sizeof(*d_z));
  for (size_t step = g->n_context; step < g->n_steps; ++step) {
    memcpy(g->d_z + step * r,
           g->d_gates + (step - g->n_context) * n_gates + layer * r,
           r * sizeof(*d_z));
  }

  if (layer + 1U < g->shape.n_layers) {
    const float* const d_x = g->d_x + first * r;
    g->loops->sum_rows(
      n, r, d_x, gradient + t[DIL_RESIDUAL_BIAS].offset + layer * r);
    dil_product_weights(n,
                        r,
                        r,
                        d_x,
                        r,
                        g->z + first * n_gates + layer * r,
                        n_gates,
                        0.0f,
                        gradient + t[DIL_RESIDUAL].offset + layer * r * r);
    dil_product_inputs(n,
                       r,
                       r,
                       d_x,
                       r,
                       dil_panels_tensor(p, DIL_RESIDUAL) + layer * r * r,
                       1.0f,
                       d_z,
                       r);
  }
}

/// Add the gradient of the pairs to that of the steps they were gathered from
static void
scatter_pairs(DilGraph* const g, const uint32_t layer, const size_t n_before)
{
  const size_t r = g->shape.n_residual;
  const size_t dilation = dil_shape_dilation(&g->shape, layer);
  for (size_t t = g->first[layer]; t < g->n_steps; ++t) {
    const float* const pair = g->d_pairs + t * 2U * r;
    float* const now = g->d_x + t * r;
    for (size_t c = 0U; c < r; ++c) {
      now[c] += pair[r + c];
    }
    if (t >= n_before + dilation) {
      float* const past = g->d_x + (t - dilation) * r;
      for (size_t c = 0U; c < r; ++c) {
        past[c] += pair[c];
      }
    }
  }
}

static void
backward_layer(DilGraph* const g,
               const DilPanels* const p,
               const uint32_t layer,
               const size_t n_before,
               float* const gradient)
{
  const size_t r = g->shape.n_residual;
  const size_t n_layers = g->shape.n_layers;
  const size_t first = g->first[layer];
  const size_t n = g->n_steps - first;
  float* const d_h = g->h + (layer * g->n_steps + first) * 2U * r;

  collect_gates(g, p, layer, gradient);
  g->loops->gates_gradient(n, r, d_h, g->d_z + first * r);
  for (size_t t = first; t < g->n_steps; ++t) {
    const size_t frame = t / DIL_FRAME_STEPS;
    g->loops->add(2U * r,
                  d_h + (t - first) * 2U * r,
                  g->biases + (frame * n_layers + layer) * 2U * r);
  }

  dil_graph_gather(g, layer, n_before);
  dil_product_weights(n,
                      2U * r,
                      2U * r,
                      d_h,
                      2U * r,
                      g->pairs + first * 2U * r,
                      2U * r,
                      0.0f,
                      g->d_taps + layer * 4U * r * r);
  dil_product_inputs(n,
                     2U * r,
                     2U * r,
                     d_h,
                     2U * r,
                     p->taps + layer * 4U * r * r,
                     0.0f,
                     g->d_pairs + first * 2U * r,
                     2U * r);
  scatter_pairs(g, layer, n_before);
}

static void
backward_embedding(const DilGraph* const g,
                   const DilPanels* const p,
                   const DilExample* const example,
                   float* const gradient)
{
  const size_t r = g->shape.n_residual;
  const size_t before = example->n_before;
  const DilNetworkTensor* const t = p->layout.tensors;
  dil_product_weights(g->n_steps - before,
                      r,
                      DIL_N_SCALARS,
                      g->d_x + before * r,
                      r,
                      example->scalars + before * DIL_N_SCALARS,
                      DIL_N_SCALARS,
                      0.0f,
                      gradient + t[DIL_INPUT].offset);
  for (size_t step = before; step < g->n_steps; ++step) {
    g->loops->add(r,
                  g->d_x + step * r,
                  gradient + t[DIL_EMBEDDING].offset +
                    example->classes[step] * r);
  }
}

void
dil_graph_backward(DilGraph* const g,
                   const DilPanels* const p,
                   const DilExample* const example,
                   float* const gradient)
{
  const size_t n_biases = 2U * (size_t)g->shape.n_residual * g->shape.n_layers;
  backward_skip(g, p, gradient);

  // From here on the biases' memory gathers their gradient
  memset(g->biases, 0, g->n_frames * n_biases * sizeof(*g->biases));
  memset(g->d_x, 0, g->n_steps * g->shape.n_residual * sizeof(*g->d_x));
  for (uint32_t layer = g->shape.n_layers; layer > 0U; --layer) {
    backward_layer(g, p, layer - 1U, example->n_before, gradient);
  }

  backward_embedding(g, p, example, gradient);
  dil_graph_backward_conditions(g, p, example, gradient);
  dil_panels_unpack(p, g->d_taps, g->d_panel, gradient);
}
