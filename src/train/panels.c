// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "panels.h"

#include "arena.h"
#include "loops.h"
#include "network.h"
#include "weights.h"

#include <stdlib.h>
#include <string.h>

/// Rows or columns of a matrix
typedef struct {
  size_t n;        ///< In the network
  size_t n_padded; ///< In a panel
} Side;

/// Channels, which are padded
static Side
channels(const size_t n)
{
  const size_t n_lanes = dil_loops_pick()->n_lanes;
  const Side side = {n, (n + n_lanes - 1U) / n_lanes * n_lanes};
  return side;
}

/// What is not: inputs, classes, and the only row of a bias
static Side
others(const size_t n)
{
  const Side side = {n, n};
  return side;
}

static size_t
matrix_size(const DilPanel* const panel)
{
  return panel->n_groups * panel->n_padded_rows * panel->n_padded_columns;
}

static void
add_panel(DilPanels* const panels,
          const DilTensorId id,
          const size_t n_groups,
          const Side rows,
          const Side columns)
{
  DilPanel* const panel = &panels->panels[id];
  panel->n_matrices =
    panels->layout.tensors[id].n_values / (n_groups * rows.n * columns.n);
  panel->n_groups = n_groups;
  panel->n_rows = rows.n;
  panel->n_columns = columns.n;
  panel->n_padded_rows = rows.n_padded;
  panel->n_padded_columns = columns.n_padded;
  panel->offset = panels->n_panels;
  panels->n_panels += panel->n_matrices * matrix_size(panel);
}

static void
plan(DilPanels* const panels)
{
  const Side one = others(1U);
  const Side classes = others(DIL_N_CLASSES);
  const Side r = channels(panels->shape.n_residual);
  const Side s = channels(panels->shape.n_skip);
  panels->n_residual = r.n_padded;
  panels->n_skip = s.n_padded;

  // The rows of a tap are two groups: what goes to tanh, and to the sigmoid
  add_panel(panels, DIL_EMBEDDING, 1U, classes, r);
  add_panel(panels, DIL_INPUT, 1U, r, others(DIL_N_INPUTS));
  add_panel(panels, DIL_PAST, 2U, r, r);
  add_panel(panels, DIL_CURRENT, 2U, r, r);
  add_panel(panels, DIL_RESIDUAL, 1U, r, r);
  add_panel(panels, DIL_RESIDUAL_BIAS, 1U, one, r);
  add_panel(panels, DIL_SKIP, 1U, s, r);
  add_panel(panels, DIL_SKIP_BIAS, 1U, one, s);
  add_panel(panels, DIL_HIDDEN, 1U, s, s);
  add_panel(panels, DIL_HIDDEN_BIAS, 1U, one, s);
  add_panel(panels, DIL_LOGITS, 1U, classes, s);
  add_panel(panels, DIL_LOGITS_BIAS, 1U, one, classes);
}

static void
carve(DilPanels* const panels, DilArena* const arena)
{
  const size_t n = panels->n_panels;
  panels->values =
    (float*)dil_arena_take(arena, panels->layout.n_values, sizeof(float));
  panels->rows = (float*)dil_arena_take(arena, n, sizeof(float));
  panels->turned = (float*)dil_arena_take(arena, n, sizeof(float));
}

DilPanels*
dil_panels_new(const DilShape* const shape)
{
  DilPanels* const panels = (DilPanels*)calloc(1U, sizeof(*panels));
  if (!panels) {
    return NULL;
  }

  DilArena arena = {0};
  panels->shape = *shape;
  panels->layout = dil_layout(shape);
  plan(panels);
  carve(panels, &arena);
  panels->memory = dil_allocate(arena.used);
  if (!panels->memory) {
    free(panels);
    return NULL;
  }

  const DilArena real = {(char*)panels->memory, 0U, arena.used};
  arena = real;
  carve(panels, &arena);
  return panels;
}

void
dil_panels_free(DilPanels* const panels)
{
  if (panels) {
    dil_byte_layers_free(panels->bytes);
    dil_network_free(panels->rounded);
    free(panels->memory);
    free(panels);
  }
}

DilStatus
dil_panels_set_units(DilPanels* const panels, const DilUnits* const units)
{
  dil_byte_layers_free(panels->bytes);
  dil_network_free(panels->rounded);
  panels->bytes = NULL;
  panels->rounded = NULL;
  if (!units) {
    return DIL_OK;
  }

  DilNetwork* rounded = NULL;
  DilStatus status = dil_network_new(&panels->shape, &rounded);
  if (!status) {
    rounded->units = *units;
    status = dil_byte_layers_new(rounded, &panels->bytes);
  }
  if (status) {
    dil_network_free(rounded);
  } else {
    panels->rounded = rounded;
  }

  return status;
}

/// Values [layout.n_values] as they are where weights are bytes
static const float*
round_values(DilPanels* const panels, const float* const values)
{
  DilNetwork* const rounded = panels->rounded;
  memcpy(rounded->values, values, panels->layout.n_values * sizeof(*values));
  dil_byte_layers_update(panels->bytes, rounded);
  dil_byte_layers_expand(panels->bytes, rounded);
  return rounded->values;
}

const float*
dil_panels_tensor(const DilPanels* const panels, const DilTensorId id)
{
  return panels->values + panels->layout.tensors[id].offset;
}

size_t
dil_panels_place(const DilPanels* const panels,
                 const DilTensorId id,
                 const size_t index)
{
  const DilPanel* const panel = &panels->panels[id];
  return panel->offset + index * matrix_size(panel);
}

/// Where a row of a tensor lies in an array of panels, counted in the network
static size_t
row_place(const DilPanel* const panel, const size_t row)
{
  const size_t group = row / panel->n_rows;
  const size_t padded_row = group * panel->n_padded_rows + row % panel->n_rows;
  return panel->offset + padded_row * panel->n_padded_columns;
}

static size_t
n_rows_of(const DilPanel* const panel)
{
  return panel->n_matrices * panel->n_groups * panel->n_rows;
}

static void
turn(const size_t n_rows,
     const size_t n_columns,
     const float* const from,
     float* const to)
{
  for (size_t row = 0U; row < n_rows; ++row) {
    for (size_t column = 0U; column < n_columns; ++column) {
      to[column * n_rows + row] = from[row * n_columns + column];
    }
  }
}

void
dil_panels_update(DilPanels* const panels, const float* const exact)
{
  const float* const values =
    panels->rounded ? round_values(panels, exact) : exact;
  memcpy(panels->values, values, panels->layout.n_values * sizeof(*values));
  for (size_t id = 0U; id < DIL_N_PANELS; ++id) {
    const DilPanel* const panel = &panels->panels[id];
    const float* const tensor = values + panels->layout.tensors[id].offset;
    for (size_t row = 0U; row < n_rows_of(panel); ++row) {
      memcpy(panels->rows + row_place(panel, row),
             tensor + row * panel->n_columns,
             panel->n_columns * sizeof(*values));
    }

    for (size_t i = 0U; i < panel->n_matrices; ++i) {
      const size_t place = panel->offset + i * matrix_size(panel);
      turn(panel->n_groups * panel->n_padded_rows,
           panel->n_padded_columns,
           panels->rows + place,
           panels->turned + place);
    }
  }
}

void
dil_panels_unpack(const DilPanels* const panels,
                  const float* const rows,
                  float* const values)
{
  for (size_t id = 0U; id < DIL_N_PANELS; ++id) {
    const DilPanel* const panel = &panels->panels[id];
    float* const tensor = values + panels->layout.tensors[id].offset;
    for (size_t row = 0U; row < n_rows_of(panel); ++row) {
      memcpy(tensor + row * panel->n_columns,
             rows + row_place(panel, row),
             panel->n_columns * sizeof(*values));
    }
  }
}
