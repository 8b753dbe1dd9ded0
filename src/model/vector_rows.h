// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_VECTOR_ROWS_H
#define DIL_MODEL_VECTOR_ROWS_H

/// Lanes in lock-step, and where their vectors are

#include "lane_state.h"
#include "packed.h"
#include "vector.h"

#include <stddef.h>
#include <stdint.h>

/// Vectors of several lanes
typedef struct {
  float* first;  ///< The first lane's
  size_t stride; ///< From one lane's to the next's, in floats; 0: shared
} Rows;

/// The same of whole numbers
typedef struct {
  int32_t* first;
  size_t stride;
} WholeRows;

/// The same of activations
typedef struct {
  uint8_t* first;
  size_t stride;
} ByteRows;

/// Lanes in lock-step, and their vectors in the scratch memory of the first
typedef struct DilGroup {
  const DilWeights* weights;
  const DilPackedStep* step; ///< The weights for so many lanes
  DilLane* const* lanes;
  size_t n_lanes;
  size_t parts[DIL_MAX_LANES]; ///< Lanes of the tiles that share them
  float* frame;        ///< [V padded + 2 hidden] of one conditioning frame
  Rows x;              ///< [r] input of a layer d steps ago, then [r] its input
  Rows h;              ///< [2r] before the gate
  Rows z;              ///< [r] after it
  Rows joint;          ///< [s] sum of the skips, then [r] to add to x
  Rows hidden;         ///< [s]
  Rows logits;         ///< [256]
  Rows inputs;         ///< [DIL_N_INPUTS]
  float* biases;       ///< [L][n_lanes][2r] of the current frames
  WholeRows counted_h; ///< [2r] where layers are bytes, like those below
  WholeRows counted_skip;     ///< [s]
  WholeRows counted_residual; ///< [r]
  WholeRows counted_out;      ///< [s or 256] of the output
  ByteRows byte_x;            ///< [r] of d steps ago, then [r] of now
  ByteRows byte_z;            ///< [r]
  ByteRows words;             ///< [s] inputs of the output, two bytes each
} Group;

static inline Rows
rows_at(const Rows rows, const size_t offset)
{
  const Rows result = {rows.first + offset, rows.stride};
  return result;
}

static inline float*
row_of(const Rows rows, const size_t lane)
{
  return rows.first + lane * rows.stride;
}

static inline Rows
shared_row(float* const row)
{
  const Rows result = {row, 0U};
  return result;
}

static inline void
copy_row(const size_t n, const float* const from, float* const to)
{
  for (size_t c = 0U; c < n; c += VEC_WIDTH) {
    vec_store(to + c, vec_load(from + c));
  }
}

static inline void
add_row(const size_t r, const float* const sums, float* const x)
{
  for (size_t c = 0U; c < r; c += VEC_WIDTH) {
    vec_store(x + c, vec_load(x + c) + vec_load(sums + c));
  }
}

#endif // DIL_MODEL_VECTOR_ROWS_H
