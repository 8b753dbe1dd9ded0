// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "packed.h"

#include "arena.h"
#include "network.h"

#include <stdlib.h>
#include <string.h>

static void
carve(DilPacked* const packed, DilArena* const arena)
{
  const size_t r = packed->shape.n_residual;
  const size_t l = packed->shape.n_layers;
  const size_t s = packed->shape.n_skip;
  packed->values =
    (float*)dil_arena_take(arena, packed->layout.n_values, sizeof(float));
  packed->taps = (float*)dil_arena_take(arena, l * 4U * r * r, sizeof(float));
  packed->skip = (float*)dil_arena_take(arena, l * s * r, sizeof(float));
}

DilPacked*
dil_packed_new(const DilShape* const shape)
{
  DilPacked* const packed = (DilPacked*)calloc(1U, sizeof(*packed));
  if (!packed) {
    return NULL;
  }

  DilArena arena = { 0 };
  packed->shape = *shape;
  packed->layout = dil_layout(shape);
  carve(packed, &arena);
  packed->memory = dil_allocate(arena.used);
  if (!packed->memory) {
    free(packed);
    return NULL;
  }

  const DilArena real = { (char*)packed->memory, 0U, arena.used };
  arena = real;
  carve(packed, &arena);
  return packed;
}

void
dil_packed_free(DilPacked* const packed)
{
  if (packed) {
    free(packed->memory);
    free(packed);
  }
}

const float*
dil_packed_tensor(const DilPacked* const packed, const DilTensorId id)
{
  return packed->values + packed->layout.tensors[id].offset;
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
dil_packed_update(DilPacked* const packed, const float* const values)
{
  const size_t r = packed->shape.n_residual;
  const size_t l = packed->shape.n_layers;
  const size_t s = packed->shape.n_skip;
  memcpy(packed->values, values, packed->layout.n_values * sizeof(*values));

  const float* const past = dil_packed_tensor(packed, DIL_PAST);
  const float* const current = dil_packed_tensor(packed, DIL_CURRENT);
  const float* const skip = dil_packed_tensor(packed, DIL_SKIP);
  copy_matrix(l * 2U * r, r, past, r, packed->taps, 2U * r);
  copy_matrix(l * 2U * r, r, current, r, packed->taps + r, 2U * r);
  for (size_t layer = 0U; layer < l; ++layer) {
    copy_matrix(s, r, skip + layer * s * r, r, packed->skip + layer * r, l * r);
  }
}

void
dil_packed_unpack(const DilPacked* const packed,
                  const float* const taps,
                  const float* const skip,
                  float* const values)
{
  const size_t r = packed->shape.n_residual;
  const size_t l = packed->shape.n_layers;
  const size_t s = packed->shape.n_skip;
  const DilNetworkTensor* const tensors = packed->layout.tensors;
  float* const to_skip = values + tensors[DIL_SKIP].offset;

  copy_matrix(
    l * 2U * r, r, taps, 2U * r, values + tensors[DIL_PAST].offset, r);
  copy_matrix(
    l * 2U * r, r, taps + r, 2U * r, values + tensors[DIL_CURRENT].offset, r);
  for (size_t layer = 0U; layer < l; ++layer) {
    copy_matrix(s, r, skip + layer * r, l * r, to_skip + layer * s * r, r);
  }
}
