// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "graph.h"

#include "arena.h"
#include "graph_state.h"
#include "loops.h"

#include <stdlib.h>
#include <string.h>

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

  DilArena arena = {0};
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

  const DilArena real = {(char*)graph->memory, 0U, arena.used};
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
    dil_graph_forward_layer(graph, panels, layer, example->n_before);
  }
  dil_graph_forward_skip(graph, panels);

  if (gradient) {
    memset(gradient, 0, panels->layout.n_values * sizeof(*gradient));
  }
  const double nats =
    dil_graph_run_head(graph, panels, example, scale, gradient);
  if (gradient) {
    dil_graph_backward(graph, panels, example, gradient);
  }

  return nats;
}
