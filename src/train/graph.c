// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "graph.h"

#include "arena.h"
#include "graph_state.h"
#include "loops.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void
carve(DilGraph* const g, const size_t n_panels, DilArena* const arena)
{
  const size_t r = g->r;
  const size_t s = g->s;
  const size_t l = g->shape.n_layers;
  const size_t n = g->n_steps;
  const size_t n_targets = n - g->n_context;
  const size_t n_zeros = 2U * r + s + DIL_N_CLASSES;
  const size_t f = sizeof(float);

  g->first = (size_t*)dil_arena_take(arena, l, sizeof(size_t));
  g->zeros = (float*)dil_arena_take(arena, n_zeros, f);
  g->x = (float*)dil_arena_take(arena, l * (g->n_margin + n) * r, f);
  g->h = (float*)dil_arena_take(arena, l * n * 2U * r, f);
  g->skip = (float*)dil_arena_take(arena, n_targets * s, f);
  g->d_skip = (float*)dil_arena_take(arena, n_targets * s, f);
  g->d_x = (float*)dil_arena_take(arena, (g->n_margin + n) * r, f);
  g->d_panels = (float*)dil_arena_take(arena, n_panels, f);
  g->exact = (float*)dil_arena_take(arena, n * r, f);
  g->z = (float*)dil_arena_take(arena, N_BLOCK * r, f);
  g->d_z = (float*)dil_arena_take(arena, N_BLOCK * r, f);
  g->hidden = (float*)dil_arena_take(arena, N_BLOCK * s, f);
  g->d_hidden = (float*)dil_arena_take(arena, N_BLOCK * s, f);
  g->logits = (float*)dil_arena_take(arena, N_BLOCK * DIL_N_CLASSES, f);
  g->first_units = (float*)dil_arena_take(arena, g->n_frames, DIL_N_HIDDEN * f);
  g->second_units =
    (float*)dil_arena_take(arena, g->n_frames, DIL_N_HIDDEN * f);
  g->d_units = (float*)dil_arena_take(arena, g->n_frames, DIL_N_HIDDEN * f);
  g->biases = (float*)dil_arena_take(
    arena, g->n_frames * l * 2U * g->shape.n_residual, f);
  g->bias = (float*)dil_arena_take(arena, 2U * r, f);
}

static size_t
longest_dilation(const DilShape* const shape)
{
  size_t longest = 0U;
  for (uint32_t layer = 0U; layer < shape->n_layers; ++layer) {
    const size_t dilation = dil_shape_dilation(shape, layer);
    longest = dilation > longest ? dilation : longest;
  }

  return longest;
}

DilGraph*
dil_graph_new(const DilPanels* const panels,
              const size_t n_context,
              const size_t n_targets)
{
  assert(n_context % N_BLOCK == 0U && n_targets % N_BLOCK == 0U);
  DilGraph* const graph = (DilGraph*)calloc(1U, sizeof(*graph));
  if (!graph) {
    return NULL;
  }

  DilArena arena = {0};
  graph->shape = panels->shape;
  graph->loops = dil_loops_pick();
  graph->r = panels->n_residual;
  graph->s = panels->n_skip;
  graph->n_context = n_context;
  graph->n_steps = n_context + n_targets;
  graph->n_frames = graph->n_steps / DIL_FRAME_STEPS;
  graph->n_margin = longest_dilation(&graph->shape);
  carve(graph, panels->n_panels, &arena);
  graph->memory = dil_allocate(arena.used);
  if (!graph->memory) {
    free(graph);
    return NULL;
  }

  const DilArena real = {(char*)graph->memory, 0U, arena.used};
  arena = real;
  carve(graph, panels->n_panels, &arena);
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

/// first[l-1] = first[l] - d_l, so that all targets are right: first [L], from
/// the context's end in the last layer, at least the onset, `n_before`
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

DilActivations
dil_graph_activations(const DilGraph* const graph, const uint32_t layer)
{
  const size_t first = graph->first[layer];
  const DilActivations activations = {graph->n_steps - first,
                                      dil_graph_x(graph, layer, first),
                                      dil_graph_h(graph, layer, first)};
  return activations;
}

double
dil_graph_run(DilGraph* const graph,
              const DilPanels* const panels,
              const DilExample* const example,
              const float scale,
              float* const gradient)
{
  find_first_steps(graph, example->n_before);
  dil_graph_forward_conditions(graph, panels, example);
  dil_graph_embed(graph, panels, example);
  for (uint32_t layer = 0U; layer < graph->shape.n_layers; ++layer) {
    // The past of the onset is silent; an example before may have left its own
    memset(dil_graph_x(graph, layer, 0U),
           0,
           example->n_before * graph->r * sizeof(float));
    dil_graph_forward_layer(graph, panels, layer);
  }

  if (gradient) {
    memset(graph->d_panels, 0, panels->n_panels * sizeof(float));
  }
  const double nats =
    dil_graph_run_head(graph, panels, example, scale, gradient != NULL);
  if (gradient) {
    dil_graph_backward(graph, panels, example, gradient);
  }

  return nats;
}
