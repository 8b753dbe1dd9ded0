// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "graph_state.h"

#include "product.h"

#include <string.h>

void
dil_graph_embed(DilGraph* const g,
                const DilPanels* const p,
                const DilExample* const example)
{
  const size_t r = g->shape.n_residual;
  const size_t before = example->n_before;
  const float* const embedding = dil_panels_tensor(p, DIL_EMBEDDING);

  memset(g->x, 0, before * r * sizeof(*g->x));
  for (size_t t = before; t < g->n_steps; ++t) {
    memcpy(g->x + t * r,
           embedding + example->classes[t] * r,
           r * sizeof(*embedding));
  }

  dil_product_forward(g->n_steps - before,
                      r,
                      DIL_N_SCALARS,
                      example->scalars + before * DIL_N_SCALARS,
                      DIL_N_SCALARS,
                      dil_panels_tensor(p, DIL_INPUT),
                      g->x + before * r,
                      r);
}

void
dil_graph_gather(DilGraph* const g, const uint32_t layer, const size_t n_before)
{
  const size_t r = g->shape.n_residual;
  const size_t dilation = dil_shape_dilation(&g->shape, layer);
  const float* const x = g->x + layer * g->n_steps * r;
  for (size_t t = g->first[layer]; t < g->n_steps; ++t) {
    float* const pair = g->pairs + t * 2U * r;
    if (t >= n_before + dilation) {
      memcpy(pair, x + (t - dilation) * r, r * sizeof(*x));
    } else {
      memset(pair, 0, r * sizeof(*x));
    }
    memcpy(pair + r, x + t * r, r * sizeof(*x));
  }
}

void
dil_graph_forward_layer(DilGraph* const g,
                        const DilPanels* const p,
                        const uint32_t layer,
                        const size_t n_before)
{
  const size_t r = g->shape.n_residual;
  const size_t n_layers = g->shape.n_layers;
  const size_t first = g->first[layer];
  const size_t n = g->n_steps - first;
  float* const h = g->h + (layer * g->n_steps + first) * 2U * r;
  float* const z = g->z + first * n_layers * r + layer * r;
  const float* const x = g->x + (layer * g->n_steps + first) * r;

  for (size_t t = first; t < g->n_steps; ++t) {
    const size_t frame = t / DIL_FRAME_STEPS;
    memcpy(h + (t - first) * 2U * r,
           g->biases + (frame * n_layers + layer) * 2U * r,
           2U * r * sizeof(*h));
  }

  dil_graph_gather(g, layer, n_before);
  dil_product_forward(n,
                      2U * r,
                      2U * r,
                      g->pairs + first * 2U * r,
                      2U * r,
                      p->taps + layer * 4U * r * r,
                      h,
                      2U * r);
  g->loops->gates(n, r, h, z, n_layers * r);

  if (layer + 1U < n_layers) {
    float* const next = g->x + ((layer + 1U) * g->n_steps) * r;
    const float* const bias =
      dil_panels_tensor(p, DIL_RESIDUAL_BIAS) + layer * r;
    memset(next, 0, first * r * sizeof(*next));
    for (size_t t = 0U; t < n; ++t) {
      for (size_t c = 0U; c < r; ++c) {
        next[(first + t) * r + c] = x[t * r + c] + bias[c];
      }
    }
    dil_product_forward(n,
                        r,
                        r,
                        z,
                        n_layers * r,
                        dil_panels_tensor(p, DIL_RESIDUAL) + layer * r * r,
                        next + first * r,
                        r);
  }
}

void
dil_graph_forward_skip(DilGraph* const g, const DilPanels* const p)
{
  const size_t s = g->shape.n_skip;
  const size_t n_gates = (size_t)g->shape.n_layers * g->shape.n_residual;
  const size_t n = g->n_steps - g->n_context;
  dil_fill_rows(n, s, dil_panels_tensor(p, DIL_SKIP_BIAS), g->skip);
  dil_product_forward(
    n, s, n_gates, g->z + g->n_context * n_gates, n_gates, p->skip, g->skip, s);
  g->loops->relu(n * s, g->skip);
}
