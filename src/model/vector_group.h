// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_VECTOR_GROUP_H
#define DIL_MODEL_VECTOR_GROUP_H

/**
   Lanes in lock-step: their vectors, and the products of these with packed
   matrices.

   Sums are the chains of dil_affine(): a vector holds neighbouring outputs, so
   that nothing is ever summed across it.
*/

#include "condition.h"
#include "lane_state.h"
#include "packed.h"
#include "vector.h"
#include "vector_math.h"
#include "vector_rows.h"
#include "vector_tiles.h"

#include <stddef.h>
#include <string.h>

/// Vectors of the tile to begin with, so that the last is not a narrow one
static inline size_t
tile_vectors(const Tile* const of_lanes, const size_t widest, const size_t left)
{
  const size_t half = (left + 1U) / 2U;
  size_t n = (left <= widest) ? left : (left < 2U * widest) ? half : widest;
  while (!of_lanes[n - 1U]) {
    --n;
  }

  return n;
}

/// The tiles for a format and a number of lanes, at least 2
static inline const Tile*
tiles_of(const DilWeightFormat format, const size_t n_lanes)
{
  return format == DIL_WEIGHTS_F32
           ? tiles_together[n_lanes - 2U]
           : tiles_halves[format - DIL_WEIGHTS_BF16][n_lanes - 2U];
}

/// Products of one panel for the lanes of one tile, at least 2
static inline void
multiply_panel(const DilWeightFormat format,
               const size_t n_lanes,
               Task* const task)
{
  static const size_t widest[TILE_LANES - 1U] = {TILE_VECTORS};

  // Half a word each in F16, where even and odd inputs' weights lie apart
  const size_t width = format == DIL_WEIGHTS_F16 ? VEC_WIDTH / 2U : VEC_WIDTH;
  const Tile* const of_lanes = tiles_of(format, n_lanes);
  for (size_t left = task->n_columns / VEC_WIDTH; left;) {
    const size_t n = tile_vectors(of_lanes, widest[n_lanes - 2U], left);
    of_lanes[n - 1U](task);
    task->words += n * width;
    task->init += n * VEC_WIDTH;
    task->out += n * VEC_WIDTH;
    left -= n;
  }
}

/// out = init + matrix times in, for one lane
static void
multiply_row(const DilMatrix* const matrix,
             const float* const in,
             const float* const init,
             float* const out)
{
  const size_t n_words = dil_words_per_pair(matrix->format) * matrix->n_pairs;
  const Tile* const of_format = tiles_alone[matrix->format];

  for (size_t o = 0U; o < matrix->n_outputs; o += matrix->panel) {
    const size_t rest = matrix->n_outputs - o;
    const size_t n_columns = rest < matrix->panel ? rest : matrix->panel;
    const Task task = {matrix->words + o * n_words,
                       matrix->n_pairs,
                       n_columns,
                       in,
                       0U,
                       init + o,
                       0U,
                       out + o,
                       0U};
    of_format[n_columns / VEC_WIDTH - 1U](&task);
  }
}

/// The same for all lanes
static void
multiply(const DilMatrix* const matrix,
         const Group* const group,
         const Rows in,
         const Rows init,
         const Rows out)
{
  if (group->n_lanes == 1U) {
    multiply_row(matrix, in.first, init.first, out.first);
    return;
  }

  const size_t n_words = dil_words_per_pair(matrix->format) * matrix->n_pairs;
  for (size_t o = 0U; o < matrix->n_outputs; o += matrix->panel) {
    const size_t rest = matrix->n_outputs - o;
    size_t lane = 0U;
    for (const size_t* n = group->parts; lane < group->n_lanes; lane += *n++) {
      Task task = {matrix->words + o * n_words,
                   matrix->n_pairs,
                   rest < matrix->panel ? rest : matrix->panel,
                   row_of(in, lane),
                   in.stride,
                   row_of(init, lane) + o,
                   init.stride,
                   row_of(out, lane) + o,
                   out.stride};
      multiply_panel(matrix->format, *n, &task);
    }
  }
}

static void
rectify(const size_t n, float* const values)
{
  for (size_t i = 0U; i < n; i += VEC_WIDTH) {
    vec_store(values + i, vec_max(vec_load(values + i), vec_set(0.0f)));
  }
}

static void
saturate(const size_t n, float* const values)
{
  for (size_t i = 0U; i < n; i += VEC_WIDTH) {
    vec_store(values + i, vec_tanh(vec_load(values + i)));
  }
}

/// dil_condition_biases() into a lane's biases
static void
begin_frame(const Group* const group, DilLane* const lane)
{
  const DilWeights* const weights = group->weights;
  const DilMatrix* const maps = weights->condition;
  float* const vector = group->frame;
  float* const first = vector + 2U * (size_t)maps[0].n_pairs;
  float* const second = first + DIL_N_HIDDEN;
  const DilCondition condition = dil_lane_condition(lane);

  // One past the end is read when the vector is odd
  vector[2U * maps[0].n_pairs - 1U] = 0.0f;
  dil_condition_vector(&weights->shape, &condition, vector);
  multiply_row(&maps[0], vector, weights->condition_bias[0], first);
  saturate(DIL_N_HIDDEN, first);
  multiply_row(&maps[1], first, weights->condition_bias[1], second);
  saturate(DIL_N_HIDDEN, second);
  multiply_row(&maps[2], second, weights->condition_bias[2], lane->biases);
}

/// Copy a lane's biases to where the group's are together
static void
place_biases(const Group* const group, const size_t i)
{
  const size_t n = 2U * (size_t)group->weights->r;
  const float* from = group->lanes[i]->biases;
  float* to = group->biases + i * n;

  if (group->n_lanes > 1U) {
    for (uint32_t l = 0U; l < group->weights->shape.n_layers; ++l) {
      memcpy(to, from, n * sizeof(*to));
      from += n;
      to += group->n_lanes * n;
    }
  }
}

/// Share the lanes among tiles
static void
share_lanes(Group* const group)
{
  static const size_t first[DIL_MAX_LANES - 1U] = {FIRST_LANES};

  size_t part = 0U;
  for (size_t left = group->n_lanes; left; left -= group->parts[part++]) {
    group->parts[part] = first[left - 2U];
  }
}

/// Carve the rows of whole numbers and bytes from what scratch memory is left
static void
make_byte_rows(Group* const group, float* const rest)
{
  const size_t r = group->weights->r;
  const size_t s = group->weights->s;
  WholeRows* const rows[] = {&group->counted_h,
                             &group->counted_skip,
                             &group->counted_residual,
                             &group->counted_out};
  const size_t strides[] = {
    2U * r, s, r, s > DIL_N_CLASSES ? s : DIL_N_CLASSES};

  int32_t* at = (int32_t*)(void*)rest;
  for (size_t i = 0U; i < sizeof(rows) / sizeof(rows[0]); ++i) {
    rows[i]->first = at;
    rows[i]->stride = strides[i];
    at += group->n_lanes * strides[i];
  }

  group->byte_x.first = (uint8_t*)(void*)at;
  group->byte_x.stride = 2U * r;
  group->byte_z.first = group->byte_x.first + group->n_lanes * 2U * r;
  group->byte_z.stride = r;
  group->words.first = group->byte_z.first + group->n_lanes * r;
  group->words.stride = 2U * s;
}

/// Lanes that read weights as a lone one does, which are smaller
static size_t
n_alone(const DilWeights* const weights)
{
  return weights->format == DIL_WEIGHTS_F32 ? 1U : HALVES_LANES;
}

/// Carve the rows of all lanes from the first lane's scratch memory
static Group
make_group(const DilWeights* const weights,
           DilLane* const* const lanes,
           const size_t n_lanes)
{
  const size_t r = weights->r;
  const size_t s = weights->s;
  const size_t n_frame =
    2U * (size_t)weights->condition[0].n_pairs + 2U * (size_t)DIL_N_HIDDEN;
  float* at = lanes[0]->scratch;
  Group group = {.weights = weights,
                 .step = n_lanes <= n_alone(weights) ? &weights->alone
                                                     : &weights->together,
                 .lanes = lanes,
                 .n_lanes = n_lanes};
  Rows* const rows[] = {&group.x,
                        &group.h,
                        &group.z,
                        &group.joint,
                        &group.hidden,
                        &group.logits,
                        &group.inputs};
  const size_t strides[] = {
    2U * r, 2U * r, r, s + r, s, DIL_N_CLASSES, DIL_INPUT_WIDTH};

  for (size_t i = 0U; i < sizeof(rows) / sizeof(rows[0]); ++i) {
    rows[i]->first = at;
    rows[i]->stride = strides[i];
    at += n_lanes * strides[i];
  }

  if (n_lanes > 1U) {
    share_lanes(&group);
  }

  group.frame = at;
  group.biases = n_lanes > 1U ? at + n_frame : lanes[0]->biases;
  make_byte_rows(&group,
                 at + n_frame + n_lanes * 2U * r * weights->shape.n_layers);
  for (size_t i = 0U; i < n_lanes; ++i) {
    place_biases(&group, i);
  }

  return group;
}

#endif // DIL_MODEL_VECTOR_GROUP_H
