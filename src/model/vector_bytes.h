// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_VECTOR_BYTES_H
#define DIL_MODEL_VECTOR_BYTES_H

/**
   Layers whose weights are bytes, for lanes in lock-step: what byte_layers.h
   defines, on vectors.

   Sums of whole numbers are exact, so that tiles may have any size.
*/

#include "byte_layers.h"
#include "kernel_table.h"
#include "lane_state.h"
#include "packed.h"
#include "queue.h"
#include "vector.h"
#include "vector_byte_few.h"
#include "vector_byte_rows.h"
#include "vector_byte_tiles.h"
#include "vector_rows.h"
#include "vector_tile_sizes.h"

#include <stddef.h>
#include <stdint.h>

/// Products of one panel for the lanes of one tile
static inline void
multiply_byte_panel(const ByteTiles tiles,
                    const size_t n_lanes,
                    ByteTask* const task)
{
  static const size_t widest[TILE_LANES] = {BYTE_TILE_VECTORS};

  const ByteTile* const of_lanes = tiles[n_lanes - 1U];
  for (size_t left = task->n_columns / VEC_WIDTH; left;) {
    const size_t most = widest[n_lanes - 1U];
    const size_t half = (left + 1U) / 2U;
    size_t n = (left <= most) ? left : (left < 2U * most) ? half : most;
    while (!of_lanes[n - 1U]) {
      --n;
    }

    of_lanes[n - 1U](task);
    task->words += n * VEC_WIDTH;
    task->init += n * VEC_WIDTH;
    task->out += n * VEC_WIDTH;
    left -= n;
  }
}

/// out = init + matrix times in, for all lanes
static void
multiply_bytes(const ByteTiles tiles,
               const DilMatrix* const matrix,
               const Group* const group,
               const ByteRows in,
               const WholeRows init,
               const WholeRows out)
{
  static const size_t lone_part[] = {1U};

  const size_t* const parts = group->n_lanes > 1U ? group->parts : lone_part;
  for (size_t o = 0U; o < matrix->n_outputs; o += matrix->panel) {
    const size_t rest = matrix->n_outputs - o;
    size_t lane = 0U;
    for (const size_t* n = parts; lane < group->n_lanes; lane += *n++) {
      ByteTask task = {matrix->words + o * matrix->n_pairs,
                       matrix->n_pairs,
                       rest < matrix->panel ? rest : matrix->panel,
                       in.first + lane * in.stride,
                       in.stride,
                       init.first + lane * init.stride + o,
                       init.stride,
                       out.first + lane * out.stride + o,
                       out.stride};
      multiply_byte_panel(tiles, *n, &task);
    }
  }
}

/// Give a lane's activations of d steps ago and of now, and push the latter
static inline void
exchange_bytes(const Group* const group,
               const DilByteRange range,
               const uint32_t l,
               const size_t i)
{
  const size_t r = group->weights->r;
  const DilLane* const lane = group->lanes[i];
  const uint8_t* const past = past_bytes(group, &lane->queues[l], lane->age);
  uint8_t* const slot = byte_slot(&lane->queues[l], lane->age, r);
  uint8_t* const row = group->byte_x.first + i * group->byte_x.stride;
  copy_bytes(r, past, row);
  count_row(r, range, row_of(group->x, i) + r, row + r);
  copy_bytes(r, row + r, slot);
}

static void
run_byte_layer(const Group* const group, const uint32_t l)
{
  const DilPackedByteLayer* const layer = &group->weights->layers.layers[l];
  const size_t r = group->weights->r;
  const size_t n = group->n_lanes;
  const WholeRows skip = group->counted_skip;
  const WholeRows residual = group->counted_residual;

  for (size_t i = 0U; i < n; ++i) {
    exchange_bytes(group, layer->input, l, i);
  }

  multiply_bytes(byte_tiles,
                 &layer->taps,
                 group,
                 group->byte_x,
                 shared_counts(layer->tap_starts),
                 group->counted_h);
  for (size_t i = 0U; i < n; ++i) {
    gate_bytes(group, layer, group->biases + (l * n + i) * 2U * r, i);
  }

  multiply_bytes(byte_tiles, &layer->skip, group, group->byte_z, skip, skip);
  if (l + 1U == group->weights->shape.n_layers) {
    return;
  }

  multiply_bytes(byte_tiles,
                 &layer->residual,
                 group,
                 group->byte_z,
                 shared_counts(layer->starts),
                 residual);
  for (size_t i = 0U; i < n; ++i) {
    add_scaled_row(r,
                   residual.first + i * residual.stride,
                   layer->residual_scales,
                   layer->residual_bias,
                   row_of(group->x, i) + r);
  }
}

/// out = biases + a matrix of words times relu(in), for all lanes
static void
map_words(const DilMatrix* const matrix,
          const float* const scales,
          const float* const biases,
          const Group* const group,
          const Rows in,
          const Rows out)
{
  static int32_t zeros[DIL_MAX_SKIP] = {0};

  const WholeRows sums = group->counted_out;
  float units[DIL_MAX_LANES];
  for (size_t i = 0U; i < group->n_lanes; ++i) {
    units[i] = count_words(group->weights->s,
                           row_of(in, i),
                           group->words.first + i * group->words.stride);
  }

  multiply_bytes(
    word_tiles, matrix, group, group->words, shared_counts(zeros), sums);
  for (size_t i = 0U; i < group->n_lanes; ++i) {
    scale_words(matrix->n_outputs,
                sums.first + i * sums.stride,
                scales,
                units[i],
                biases,
                row_of(out, i));
  }
}

/// All layers of a step: x to the sums of the skips, which are floats again
static void
run_byte_layers(const Group* const group)
{
  const DilWeights* const weights = group->weights;
  const size_t s = weights->s;
  const WholeRows skip = group->counted_skip;
  const ByteFew* const few = find_byte_few(group);

  for (size_t i = 0U; i < group->n_lanes; ++i) {
    copy_counts(s, weights->layers.skip_starts, skip.first + i * skip.stride);
  }

  if (few) {
    run_byte_few(few, group);
  } else {
    for (uint32_t l = 0U; l < weights->shape.n_layers; ++l) {
      run_byte_layer(group, l);
    }
  }

  for (size_t i = 0U; i < group->n_lanes; ++i) {
    scale_row(s,
              skip.first + i * skip.stride,
              weights->layers.skip_scales,
              weights->skip_bias,
              row_of(group->joint, i));
  }
}

/// All of a step between the input map and the draw
static void
run_bytes(const Group* const group)
{
  const DilWeights* const weights = group->weights;
  const DilPackedBytes* const bytes = &weights->layers;

  run_byte_layers(group);
  map_words(&bytes->hidden,
            bytes->hidden_scales,
            weights->hidden_bias,
            group,
            group->joint,
            group->hidden);
  map_words(&bytes->logits,
            bytes->logits_scales,
            weights->logits_bias,
            group,
            group->hidden,
            group->logits);
}

#endif // DIL_MODEL_VECTOR_BYTES_H
