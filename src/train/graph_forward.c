// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "graph_state.h"

#include <string.h>

/// x_0[t] = E[q_{t-1}] + Win u_t
/// classes [T], inputs u [T][DIL_N_INPUTS], E [256][r], Win [r][DIL_N_INPUTS]
/// to x [T][r] of layer 0, from the onset on
void
dil_graph_embed(DilGraph* const g,
                const DilPanels* const p,
                const DilExample* const example)
{
  const size_t before = example->n_before;
  const float* const embedding =
    p->rows + dil_panels_place(p, DIL_EMBEDDING, 0U);

  for (size_t t = before; t < g->n_steps; ++t) {
    memcpy(dil_graph_x(g, 0U, t),
           embedding + example->classes[t] * g->r,
           g->r * sizeof(*embedding));
  }

  dil_graph_product(g,
                    g->n_steps - before,
                    DIL_N_INPUTS,
                    g->r,
                    example->inputs + before * DIL_N_INPUTS,
                    p->turned + dil_panels_place(p, DIL_INPUT, 0U),
                    NULL,
                    dil_graph_x(g, 0U, before));
}

/// c_l of a frame, padded: biases [F][L][2R] to bias [2r]
static void
copy_bias(DilGraph* const g, const uint32_t layer, const size_t frame)
{
  const size_t n = g->shape.n_residual;
  const float* const from =
    g->biases + (frame * g->shape.n_layers + layer) * 2U * n;
  memcpy(g->bias, from, n * sizeof(*from));
  memcpy(g->bias + g->r, from + n, n * sizeof(*from));
}

/// h = c_l + W0_l x_l[t - d_l] + W1_l x_l[t],  z = tanh(h[0..r))
/// sigmoid(h[r..2r)) x [M + T][r] of the layer, W0 and W1 [2r][r], c [2r] to h
/// [n][2r], which then holds the tanh and the sigmoid, and z [n][r]; steps of
/// one frame
static void
forward_gates(DilGraph* const g,
              const DilPanels* const p,
              const uint32_t layer,
              const size_t begin,
              const size_t end)
{
  const size_t r = g->r;
  const size_t n = end - begin;
  const size_t dilation = dil_shape_dilation(&g->shape, layer);
  float* const h = dil_graph_h(g, layer, begin);
  copy_bias(g, layer, begin / DIL_FRAME_STEPS);
  dil_graph_product(g,
                    n,
                    r,
                    2U * r,
                    dil_graph_x(g, layer, begin) - dilation * r,
                    p->turned + dil_panels_place(p, DIL_PAST, layer),
                    g->bias,
                    h);
  dil_graph_product(g,
                    n,
                    r,
                    2U * r,
                    dil_graph_x(g, layer, begin),
                    p->turned + dil_panels_place(p, DIL_CURRENT, layer),
                    NULL,
                    h);
  (p->rounded ? g->loops->byte_gates : g->loops->gates)(n, r, h, g->z);
  dil_graph_count_gates(g, p, layer, n);
}

/// x_{l+1} = x_l + (br_l + Wr_l z),  s += Ws_l z, beginning with bs
/// z [n][r], Wr [r][r], br [r], Ws [s][r], bs [s] to x [n][r] of the layer
/// above, but of the last one, and, of targets, to skip [n][s]
static void
forward_sums(DilGraph* const g,
             const DilPanels* const p,
             const uint32_t layer,
             const size_t begin,
             const size_t end)
{
  const size_t n = end - begin;
  if (layer + 1U < g->shape.n_layers) {
    float* const next = dil_graph_x(g, layer + 1U, begin);
    dil_graph_product(g,
                      n,
                      g->r,
                      g->r,
                      g->z,
                      p->turned + dil_panels_place(p, DIL_RESIDUAL, layer),
                      p->rows + dil_panels_place(p, DIL_RESIDUAL_BIAS, layer),
                      next);
    g->loops->add(n * g->r,
                  p->rounded ? g->exact + begin * g->r
                             : dil_graph_x(g, layer, begin),
                  next);
  }

  if (begin >= g->n_context) {
    dil_graph_product(g,
                      n,
                      g->r,
                      g->s,
                      g->z,
                      p->turned + dil_panels_place(p, DIL_SKIP, layer),
                      layer ? NULL
                            : p->rows + dil_panels_place(p, DIL_SKIP_BIAS, 0U),
                      g->skip + (begin - g->n_context) * g->s);
  }
}

/// Round x [M + T][r] of a layer as far as its taps reach, and keep what it was
/// before, from the layer's first step on, for the next layer's input
static void
count_inputs(DilGraph* const g, const DilPanels* const p, const uint32_t layer)
{
  const size_t first = g->first[layer];
  const size_t dilation = dil_shape_dilation(&g->shape, layer);
  memcpy(g->exact + first * g->r,
         dil_graph_x(g, layer, first),
         (g->n_steps - first) * g->r * sizeof(*g->exact));
  g->loops->count((g->n_steps - first + dilation) * g->r,
                  p->rounded->units.input[layer],
                  dil_graph_x(g, layer, first) - dilation * g->r);
}

/// x_l [M + T][r] to x_{l+1} [M + T][r] and its share of skip [T - context][s]
void
dil_graph_forward_layer(DilGraph* const g,
                        const DilPanels* const p,
                        const uint32_t layer)
{
  if (p->rounded) {
    count_inputs(g, p, layer);
  }

  for (size_t t = g->first[layer]; t < g->n_steps;) {
    const size_t end = dil_graph_block_end(t);
    forward_gates(g, p, layer, t, end);
    forward_sums(g, p, layer, t, end);
    t = end;
  }
}
