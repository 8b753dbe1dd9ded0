// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "units.h"

#include "byte_layers.h"

#include <math.h>
#include <stdlib.h>

/// Examples that are looked at, twice
#define N_EXAMPLES 8U

/// Of so many steps one is looked at
#define N_STEPS_A_LOOK 8U

/// Units that are compared for each activation
#define N_UNITS 40U

/// Channels at most, padded
#define MAX_CHANNELS 256U

/// Least share of the greatest unit that is tried
static const float least_share = 0.2f;

/// What is known of one activation of one layer
typedef struct {
  float most;             ///< Greatest magnitude
  double errors[N_UNITS]; ///< Sums of squares, by unit
} Look;

/// A search under way
typedef struct {
  DilGraph* graph;
  const DilPanels* panels;
  Look inputs[DIL_MAX_LAYERS];
  Look gates[DIL_MAX_LAYERS];
} Search;

static float
unit_of(const Look* const look, const size_t i)
{
  const float share = (float)(i + 1U) / (float)N_UNITS;
  const float unit = look->most * (least_share + (1.0f - least_share) * share) /
                     (float)DIL_MOST_ACTIVATION;
  return dil_limit(unit, DIL_LEAST_UNIT, DIL_GREATEST_UNIT);
}

static void
look_at_size(const size_t n, const float* const values, Look* const look)
{
  for (size_t i = 0U; i < n; ++i) {
    look->most = dil_max(fabsf(values[i]), look->most);
  }
}

static void
look_at_errors(const size_t n, const float* const values, Look* const look)
{
  for (size_t u = 0U; u < N_UNITS; ++u) {
    const float unit = unit_of(look, u);
    const DilByteRange range = dil_byte_range(unit);
    double sum = 0.0;
    for (size_t i = 0U; i < n; ++i) {
      const float rounded = unit * (float)dil_byte_activation(range, values[i]);
      sum += (double)((rounded - values[i]) * (rounded - values[i]));
    }
    look->errors[u] += sum;
  }
}

/// Looks at some activations
typedef void (*Looker)(size_t n, const float* values, Look* look);

static void
look_at_layer(Search* const search, const uint32_t l, const Looker look)
{
  const size_t r = search->panels->n_residual;
  DilActivations a = dil_graph_activations(search->graph, l);
  for (size_t t = 0U; t < a.n_steps; t += N_STEPS_A_LOOK) {
    float z[MAX_CHANNELS];
    const float* const h = a.h + t * 2U * r;
    for (size_t c = 0U; c < r; ++c) {
      z[c] = h[c] * h[r + c];
    }
    look(r, a.x + t * r, &search->inputs[l]);
    look(r, z, &search->gates[l]);
  }
}

static size_t
best_unit(const Look* const look)
{
  size_t best = 0U;
  for (size_t u = 1U; u < N_UNITS; ++u) {
    best = look->errors[u] < look->errors[best] ? u : best;
  }

  return best;
}

DilStatus
dil_units_find(DilGraph* const graph,
               const DilPanels* const panels,
               const DilExampleMaker make,
               const void* const context,
               DilExample* const example,
               DilUnits* const units)
{
  static const Looker lookers[] = {look_at_size, look_at_errors};

  Search* const search = (Search*)calloc(1U, sizeof(*search));
  if (!search) {
    return DIL_NO_MEMORY;
  }

  search->graph = graph;
  search->panels = panels;
  const uint32_t n_layers = panels->shape.n_layers;
  for (size_t pass = 0U; pass < 2U; ++pass) {
    for (uint64_t i = 0U; i < N_EXAMPLES; ++i) {
      make(context, i, example);
      (void)dil_graph_run(graph, panels, example, 0.0f, NULL);
      for (uint32_t l = 0U; l < n_layers; ++l) {
        look_at_layer(search, l, lookers[pass]);
      }
    }
  }

  for (uint32_t l = 0U; l < n_layers; ++l) {
    const Look* const input = &search->inputs[l];
    const Look* const gate = &search->gates[l];
    units->input[l] = unit_of(input, best_unit(input));
    units->gate[l] = unit_of(gate, best_unit(gate));
  }

  free(search);
  return DIL_OK;
}
