// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "graph.h"

#include "arena.h"
#include "loops.h"
#include "product.h"

#include <stdlib.h>
#include <string.h>

/// Steps whose logits are held at once
#define N_HEAD_STEPS 512U

struct DilGraphImpl {
  DilShape shape;
  const DilLoops* loops;
  void* memory;        ///< Owned, holds all below
  size_t n_context;    ///< Steps before the first target
  size_t n_steps;      ///< T
  size_t n_frames;     ///< F = T / 64
  size_t* first;       ///< [L] first step at which a layer is computed
  float* x;            ///< [L][T][R] inputs of the layers
  float* pairs;        ///< [T][2R] past and current input side by side
  float* h;            ///< [L][T][2R] tanh and sigmoid; then gradients
  float* z;            ///< [T][L R] gates
  float* skip;         ///< [T - context][S]
  float* hidden;       ///< [512][S]
  float* logits;       ///< [512][256]
  float* d_hidden;     ///< [512][S]
  float* d_skip;       ///< [T - context][S]
  float* d_gates;      ///< [T - context][L R]
  float* d_z;          ///< [T][R] gradient of one layer's gates
  float* d_x;          ///< [T][R] gradient of a layer's output, then input
  float* d_pairs;      ///< [T][2R]
  float* d_taps;       ///< [L][2R][2R]
  float* d_panel;      ///< [S][L R] gradient of the skip panel
  float* first_units;  ///< [F][64] conditioning
  float* second_units; ///< [F][64]
  float* biases;       ///< [F][L 2R]; then gradients
  float* d_units;      ///< [F][64]
};

static void
carve(DilGraph* const g, DilArena* const arena)
{
  const size_t r = g->shape.n_residual;
  const size_t s = g->shape.n_skip;
  const size_t l = g->shape.n_layers;
  const size_t n = g->n_steps;
  const size_t n_targets = n - g->n_context;
  const size_t f = sizeof(float);

  g->first = (size_t*)dil_arena_take(arena, l, sizeof(size_t));
  g->x = (float*)dil_arena_take(arena, l * n * r, f);
  g->pairs = (float*)dil_arena_take(arena, n * 2U * r, f);
  g->h = (float*)dil_arena_take(arena, l * n * 2U * r, f);
  g->z = (float*)dil_arena_take(arena, n * l * r, f);
  g->skip = (float*)dil_arena_take(arena, n_targets * s, f);
  g->hidden = (float*)dil_arena_take(arena, N_HEAD_STEPS * s, f);
  g->logits = (float*)dil_arena_take(arena, N_HEAD_STEPS * DIL_N_CLASSES, f);
  g->d_hidden = (float*)dil_arena_take(arena, N_HEAD_STEPS * s, f);
  g->d_skip = (float*)dil_arena_take(arena, n_targets * s, f);
  g->d_gates = (float*)dil_arena_take(arena, n_targets * l * r, f);
  g->d_z = (float*)dil_arena_take(arena, n * r, f);
  g->d_x = (float*)dil_arena_take(arena, n * r, f);
  g->d_pairs = (float*)dil_arena_take(arena, n * 2U * r, f);
  g->d_taps = (float*)dil_arena_take(arena, l * 4U * r * r, f);
  g->d_panel = (float*)dil_arena_take(arena, s * l * r, f);
  g->first_units = (float*)dil_arena_take(arena, g->n_frames, DIL_N_HIDDEN * f);
  g->second_units =
    (float*)dil_arena_take(arena, g->n_frames, DIL_N_HIDDEN * f);
  g->biases = (float*)dil_arena_take(arena, g->n_frames * l * 2U * r, f);
  g->d_units = (float*)dil_arena_take(arena, g->n_frames, DIL_N_HIDDEN * f);
}

DilGraph*
dil_graph_new(const DilShape* const shape,
              const size_t n_context,
              const size_t n_targets)
{
  DilGraph* const graph = (DilGraph*)calloc(1U, sizeof(*graph));
  if (!graph) {
    return NULL;
  }

  DilArena arena = { 0 };
  graph->shape = *shape;
  graph->loops = dil_loops_pick();
  graph->n_context = n_context;
  graph->n_steps = n_context + n_targets;
  graph->n_frames = graph->n_steps / DIL_FRAME_STEPS;
  carve(graph, &arena);
  graph->memory = dil_allocate(arena.used);
  if (!graph->memory) {
    free(graph);
    return NULL;
  }

  const DilArena real = { (char*)graph->memory, 0U, arena.used };
  arena = real;
  carve(graph, &arena);
  return graph;
}

void
dil_graph_free(DilGraph* const graph)
{
  if (graph) {
    free(graph->memory);
    free(graph);
  }
}

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

static void
forward_conditions(DilGraph* const g,
                   const DilPanels* const p,
                   const DilExample* const example)
{
  const size_t v = dil_shape_n_conditions(&g->shape);
  const size_t n_biases = 2U * (size_t)g->shape.n_residual * g->shape.n_layers;
  const size_t n = g->n_frames;

  fill_rows(n,
            DIL_N_HIDDEN,
            dil_panels_tensor(p, DIL_CONDITION_0_BIAS),
            g->first_units);
  dil_product_forward(n,
                      DIL_N_HIDDEN,
                      v,
                      example->conditions,
                      v,
                      dil_panels_tensor(p, DIL_CONDITION_0),
                      g->first_units,
                      DIL_N_HIDDEN);
  g->loops->tanh(n * DIL_N_HIDDEN, g->first_units);

  fill_rows(n,
            DIL_N_HIDDEN,
            dil_panels_tensor(p, DIL_CONDITION_1_BIAS),
            g->second_units);
  dil_product_forward(n,
                      DIL_N_HIDDEN,
                      DIL_N_HIDDEN,
                      g->first_units,
                      DIL_N_HIDDEN,
                      dil_panels_tensor(p, DIL_CONDITION_1),
                      g->second_units,
                      DIL_N_HIDDEN);
  g->loops->tanh(n * DIL_N_HIDDEN, g->second_units);

  fill_rows(n, n_biases, dil_panels_tensor(p, DIL_CONDITION_2_BIAS), g->biases);
  dil_product_forward(n,
                      n_biases,
                      DIL_N_HIDDEN,
                      g->second_units,
                      DIL_N_HIDDEN,
                      dil_panels_tensor(p, DIL_CONDITION_2),
                      g->biases,
                      n_biases);
}

/// The first step that each layer must compute, so that all targets are right
static void
find_first_steps(DilGraph* const g, const size_t n_before)
{
  size_t needed = g->n_context;
  for (uint32_t i = g->shape.n_layers; i > 0U; --i) {
    g->first[i - 1U] = needed > n_before ? needed : n_before;
    const size_t dilation = dil_shape_dilation(&g->shape, i - 1U);
    needed = needed > dilation ? needed - dilation : 0U;
  }
}

static void
embed(DilGraph* const g,
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

/// Lay past and current inputs of a layer side by side, from its first step on
static void
gather_pairs(DilGraph* const g, const uint32_t layer, const size_t n_before)
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

static void
forward_layer(DilGraph* const g,
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

  gather_pairs(g, layer, n_before);
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

static void
forward_skip(DilGraph* const g, const DilPanels* const p)
{
  const size_t s = g->shape.n_skip;
  const size_t n_gates = (size_t)g->shape.n_layers * g->shape.n_residual;
  const size_t n = g->n_steps - g->n_context;
  fill_rows(n, s, dil_panels_tensor(p, DIL_SKIP_BIAS), g->skip);
  dil_product_forward(
    n, s, n_gates, g->z + g->n_context * n_gates, n_gates, p->skip, g->skip, s);
  g->loops->relu(n * s, g->skip);
}

/// Forward from `n` steps' skip sums to logits
static void
forward_head(DilGraph* const g,
             const DilPanels* const p,
             const size_t n,
             const float* const skip)
{
  const size_t s = g->shape.n_skip;
  fill_rows(n, s, dil_panels_tensor(p, DIL_HIDDEN_BIAS), g->hidden);
  dil_product_forward(
    n, s, s, skip, s, dil_panels_tensor(p, DIL_HIDDEN), g->hidden, s);
  g->loops->relu(n * s, g->hidden);
  fill_rows(n, DIL_N_CLASSES, dil_panels_tensor(p, DIL_LOGITS_BIAS), g->logits);
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

static double
run_head(DilGraph* const g,
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

  gather_pairs(g, layer, n_before);
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

static void
backward_conditions(DilGraph* const g,
                    const DilPanels* const p,
                    const DilExample* const example,
                    float* const gradient)
{
  const size_t v = dil_shape_n_conditions(&g->shape);
  const size_t n_biases = 2U * (size_t)g->shape.n_residual * g->shape.n_layers;
  const size_t n = g->n_frames;
  const size_t u = DIL_N_HIDDEN;
  const DilNetworkTensor* const t = p->layout.tensors;

  g->loops->sum_rows(
    n, n_biases, g->biases, gradient + t[DIL_CONDITION_2_BIAS].offset);
  dil_product_weights(n,
                      n_biases,
                      u,
                      g->biases,
                      n_biases,
                      g->second_units,
                      u,
                      0.0f,
                      gradient + t[DIL_CONDITION_2].offset);
  dil_product_inputs(n,
                     n_biases,
                     u,
                     g->biases,
                     n_biases,
                     dil_panels_tensor(p, DIL_CONDITION_2),
                     0.0f,
                     g->d_units,
                     u);
  g->loops->tanh_gradient(n * u, g->second_units, g->d_units);

  g->loops->sum_rows(
    n, u, g->d_units, gradient + t[DIL_CONDITION_1_BIAS].offset);
  dil_product_weights(n,
                      u,
                      u,
                      g->d_units,
                      u,
                      g->first_units,
                      u,
                      0.0f,
                      gradient + t[DIL_CONDITION_1].offset);
  dil_product_inputs(n,
                     u,
                     u,
                     g->d_units,
                     u,
                     dil_panels_tensor(p, DIL_CONDITION_1),
                     0.0f,
                     g->second_units,
                     u);
  g->loops->tanh_gradient(n * u, g->first_units, g->second_units);

  g->loops->sum_rows(
    n, u, g->second_units, gradient + t[DIL_CONDITION_0_BIAS].offset);
  dil_product_weights(n,
                      u,
                      v,
                      g->second_units,
                      u,
                      example->conditions,
                      v,
                      0.0f,
                      gradient + t[DIL_CONDITION_0].offset);
}

static void
backward(DilGraph* const g,
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
  backward_conditions(g, p, example, gradient);
  dil_panels_unpack(p, g->d_taps, g->d_panel, gradient);
}

double
dil_graph_run(DilGraph* const graph,
              const DilPanels* const panels,
              const DilExample* const example,
              const float scale,
              float* const gradient)
{
  find_first_steps(graph, example->n_before);
  forward_conditions(graph, panels, example);
  embed(graph, panels, example);
  for (uint32_t layer = 0U; layer < graph->shape.n_layers; ++layer) {
    forward_layer(graph, panels, layer, example->n_before);
  }
  forward_skip(graph, panels);

  if (gradient) {
    memset(gradient, 0, panels->layout.n_values * sizeof(*gradient));
  }
  const double nats = run_head(graph, panels, example, scale, gradient);
  if (gradient) {
    backward(graph, panels, example, gradient);
  }

  return nats;
}
