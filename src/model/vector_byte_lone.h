// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_VECTOR_BYTE_LONE_H
#define DIL_MODEL_VECTOR_BYTE_LONE_H

/**
   The layers of bytes of a lone lane, for the shapes that ship, as in
   vector_lone.h: LONE(X, FORMAT) says which.

   What the next layer waits for goes first: the residual sums before those of
   the skips, which nobody needs before the end.
*/

#include "vector_byte_rows.h"
#include "vector_byte_tiles.h"
#include "vector_tile_sizes.h"

#include <stddef.h>
#include <stdint.h>

// Do as told with each two rows of V vectors of weights for `quads` of
// activations, an even number
#define FOR_QUADS(V, weights, quads, activations, ...)                         \
  {                                                                            \
    const uint32_t* row = (weights);                                           \
    const uint8_t* in = (activations);                                         \
    const size_t n_columns = (V)*VEC_WIDTH;                                    \
    _Pragma("GCC unroll 8") for (size_t n = (quads) / 2U; n; --n)              \
    {                                                                          \
      const VecWhole x = vec_set_quad(in);                                     \
      const VecWhole y = vec_set_quad(in + 4);                                 \
                                                                               \
      __VA_ARGS__                                                              \
      row += 2U * n_columns;                                                   \
      in += 8;                                                                 \
    }                                                                          \
  }

// Vector v of group g plus the products of both rows with vector `first` + v,
// or those of the second row to group `other`, for a sum that takes its time
#define ADD_QUADS(v, g, first) ADD_TWO_QUADS(v, g, g, first)
#define ADD_TWO_QUADS(v, g, other, first)                                      \
  sum_##v##_##g = vec_dot(                                                     \
    sum_##v##_##g, x, load_byte_weights(row + ((first) + (v)) * VEC_WIDTH));   \
  sum_##v##_##other =                                                          \
    vec_dot(sum_##v##_##other,                                                 \
            y,                                                                 \
            load_byte_weights(row + n_columns + ((first) + (v)) * VEC_WIDTH));
#define BEGIN_NOTHING(v, g) VecWhole sum_##v##_##g = vec_no_whole();
#define JOIN_COUNTS(v, g, other)                                               \
  sum_##v##_##g = vec_add_whole(sum_##v##_##g, sum_##v##_##other);

// From the starts on, the past taps of layer `of` to h [2r]
#define BYTE_PAST(R, of, frame, h)                                             \
  {                                                                            \
    VECTORS_##R(BEGIN_COUNT, 0, (of)->tap_starts)                              \
      VECTORS_##R(BEGIN_COUNT, 1, (of)->tap_starts + r)                        \
        FOR_QUADS(2U * R##U,                                                   \
                  (of)->taps.words,                                            \
                  r / 4U,                                                      \
                  frame,                                                       \
                  VECTORS_##R(ADD_QUADS, 0, 0U)                                \
                    VECTORS_##R(ADD_QUADS, 1, R##U))                           \
          VECTORS_##R(END_COUNT, 0, h) VECTORS_##R(END_COUNT, 1, (h) + r)      \
  }

#define END_BYTE_GATE(v, of, biases, z)                                        \
  store_activations(                                                           \
    (of)->gate,                                                                \
    vec_byte_gate(scaled(sum_##v##_0,                                          \
                         (of)->tap_scales + (v)*VEC_WIDTH,                     \
                         vec_load((biases) + (v)*VEC_WIDTH)),                  \
                  scaled(sum_##v##_1,                                          \
                         (of)->tap_scales + r + (v)*VEC_WIDTH,                 \
                         vec_load((biases) + r + (v)*VEC_WIDTH))),             \
    (z) + (v)*VEC_WIDTH);

// From h on, the current taps, and through the gate to z [r]
#define BYTE_CURRENT(R, of, activations, biases, h, z)                         \
  {                                                                            \
    VECTORS_##R(BEGIN_COUNT, 0, h) VECTORS_##R(BEGIN_COUNT, 1, (h) + r)        \
      CURRENT_CHAINS(R, of, activations)                                       \
        VECTORS_##R(END_BYTE_GATE, of, biases, z)                              \
  }

#if VEC_REGISTERS == 32U
#  define CURRENT_CHAINS(R, of, activations)                                   \
    VECTORS_##R(BEGIN_NOTHING, 2) VECTORS_##R(BEGIN_NOTHING, 3)                \
      FOR_QUADS(2U * R##U,                                                     \
                (of)->taps.words + r / 4U * 2U * r,                            \
                r / 4U,                                                        \
                activations,                                                   \
                VECTORS_##R(ADD_TWO_QUADS, 0, 2, 0U)                           \
                  VECTORS_##R(ADD_TWO_QUADS, 1, 3, R##U))                      \
        VECTORS_##R(JOIN_COUNTS, 0, 2) VECTORS_##R(JOIN_COUNTS, 1, 3)
#else
#  define CURRENT_CHAINS(R, of, activations)                                   \
    FOR_QUADS(2U * R##U,                                                       \
              (of)->taps.words + r / 4U * 2U * r,                              \
              r / 4U,                                                          \
              activations,                                                     \
              VECTORS_##R(ADD_QUADS, 0, 0U) VECTORS_##R(ADD_QUADS, 1, R##U))
#endif

#define END_BYTE_RESIDUAL(v, of, input)                                        \
  vec_store((input) + (v)*VEC_WIDTH,                                           \
            vec_load((input) + (v)*VEC_WIDTH) +                                \
              scaled(sum_##v##_0,                                              \
                     (of)->residual_scales + (v)*VEC_WIDTH,                    \
                     vec_load((of)->residual_bias + (v)*VEC_WIDTH)));

// z to what is added to the input [r]
#define BYTE_RESIDUAL(R, of, z, input)                                         \
  {                                                                            \
    VECTORS_##R(BEGIN_COUNT, 0, (of)->starts) VECTORS_##R(BEGIN_NOTHING, 1)    \
      FOR_QUADS(R##U,                                                          \
                (of)->residual.words,                                          \
                r / 4U,                                                        \
                z,                                                             \
                VECTORS_##R(ADD_TWO_QUADS, 0, 1, 0U))                          \
        VECTORS_##R(JOIN_COUNTS, 0, 1)                                         \
          VECTORS_##R(END_BYTE_RESIDUAL, of, input)                            \
  }

// z to the sums of the skips [s]
#define BYTE_SKIP(S, of, z, skip)                                              \
  {                                                                            \
    VECTORS_##S(BEGIN_COUNT, 0, skip) FOR_QUADS(                               \
      S##U, (of)->skip.words, r / 4U, z, VECTORS_##S(ADD_QUADS, 0, 0U))        \
      VECTORS_##S(END_COUNT, 0, skip)                                          \
  }

#define DEFINE_BYTE_LONE(FORMAT, R, S)                                         \
  static void byte_lone_##R##_##S(const Group* const group, const size_t lane) \
  {                                                                            \
    static const size_t r = R##U * VEC_WIDTH;                                  \
                                                                               \
    const uint32_t age = group->lanes[lane]->age;                              \
    const DilQueue* queue = group->lanes[lane]->queues;                        \
    const DilPackedByteLayer* layer = group->weights->layers.layers;           \
    const DilPackedByteLayer* const last =                                     \
      layer + group->weights->shape.n_layers - 1U;                             \
    const size_t to_next = group->n_lanes * 2U * r;                            \
    const float* biases = group->biases + lane * 2U * r;                       \
    float* const input = row_of(group->x, lane) + r;                           \
    int32_t* const h =                                                         \
      group->counted_h.first + lane * group->counted_h.stride;                 \
    int32_t* const skip =                                                      \
      group->counted_skip.first + lane * group->counted_skip.stride;           \
    uint8_t* const now = group->byte_x.first + lane * group->byte_x.stride;    \
    uint8_t* const z = group->byte_z.first + lane * group->byte_z.stride;      \
                                                                               \
    BYTE_PAST(R, layer, past_bytes(group, queue, age), h)                      \
    for (;; ++layer) {                                                         \
      count_row(r, layer->input, input, now);                                  \
      BYTE_CURRENT(R, layer, now, biases, h, z)                                \
      copy_bytes(r, now, byte_slot(queue++, age, r));                          \
      if (layer == last) {                                                     \
        break;                                                                 \
      }                                                                        \
      biases += to_next;                                                       \
      BYTE_PAST(R, layer + 1U, past_bytes(group, queue, age), h)               \
      BYTE_RESIDUAL(R, layer, z, input)                                        \
      BYTE_SKIP(S, layer, z, skip)                                             \
    }                                                                          \
    BYTE_SKIP(S, last, z, skip)                                                \
  }

LONE(DEFINE_BYTE_LONE, INT8)

#endif // DIL_MODEL_VECTOR_BYTE_LONE_H
