// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "panels.h"

#include "arena.h"
#include "network.h"

#include <stdlib.h>
#include <string.h>

static void
carve(DilPanels* const panels, DilArena* const arena)
{
  const size_t r = panels->shape.n_residual;
  const size_t l = panels->shape.n_layers;
  const size_t s = panels->shape.n_skip;
  panels->values =
    (float*)dil_arena_take(arena, panels->layout.n_values, sizeof(float));
  panels->taps = (float*)dil_arena_take(arena, l * 4U * r * r, sizeof(float));
  panels->skip = (float*)dil_arena_take(arena, l * s * r, sizeof(float));
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
    free(panels->memory);
    free(panels);
  }
}

const float*
dil_panels_tensor(const DilPanels* const panels, const DilTensorId id)
{
  return panels->values + panels->layout.tensors[id].offset;
}

/// Copy a matrix [n_rows][n_columns] between arrays of other row lengths
static void
copy_matrix(const size_t n_rows,
            const size_t n_columns,
            const float* const from,
            const size_t from_stride,
            float* const to,
            const size_t to_stride)
{
  for (size_t row = 0U; row < n_rows; ++row) {
    memcpy(
      to + row * to_stride, from + row * from_stride, n_columns * sizeof(*to));
  }
}

void
dil_panels_update(DilPanels* const panels, const float* const values)
{
  const size_t r = panels->shape.n_residual;
  const size_t l = panels->shape.n_layers;
  const size_t s = panels->shape.n_skip;
  memcpy(panels->values, values, panels->layout.n_values * sizeof(*values));

  const float* const past = dil_panels_tensor(panels, DIL_PAST);
  const float* const current = dil_panels_tensor(panels, DIL_CURRENT);
  const float* const skip = dil_panels_tensor(panels, DIL_SKIP);
  copy_matrix(l * 2U * r, r, past, r, panels->taps, 2U * r);
  copy_matrix(l * 2U * r, r, current, r, panels->taps + r, 2U * r);
  for (size_t layer = 0U; layer < l; ++layer) {
    copy_matrix(s, r, skip + layer * s * r, r, panels->skip + layer * r, l * r);
  }
}

void
dil_panels_unpack(const DilPanels* const panels,
                  const float* const taps,
                  const float* const skip,
                  float* const values)
{
  const size_t r = panels->shape.n_residual;
  const size_t l = panels->shape.n_layers;
  const size_t s = panels->shape.n_skip;
  const DilNetworkTensor* const tensors = panels->layout.tensors;
  float* const to_skip = values + tensors[DIL_SKIP].offset;

  copy_matrix(
    l * 2U * r, r, taps, 2U * r, values + tensors[DIL_PAST].offset, r);
  copy_matrix(
    l * 2U * r, r, taps + r, 2U * r, values + tensors[DIL_CURRENT].offset, r);
  for (size_t layer = 0U; layer < l; ++layer) {
    copy_matrix(s, r, skip + layer * r, l * r, to_skip + layer * s * r, r);
  }
}
