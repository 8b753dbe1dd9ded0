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

typedef void (*ByteLone)(const Group* group);

// Do as told with each row of V vectors of weights for `quads` of activations
#define FOR_QUADS(V, weights, quads, activations, ...)                         \
  {                                                                            \
    const uint32_t* row = (weights);                                           \
    const uint8_t* in = (activations);                                         \
    BY_TWOS for (size_t n = (quads); n; --n)                                   \
    {                                                                          \
      const VecWhole x = vec_set_quad(in);                                     \
      __VA_ARGS__                                                              \
      row += (V)*VEC_WIDTH;                                                    \
      in += 4;                                                                 \
    }                                                                          \
  }

// From the starts on, the past taps of layer `of` to h [2r]
#define BYTE_PAST(R, of, frame, h)                                             \
  {                                                                            \
    VECTORS_##R(BEGIN_COUNT, 0, (of)->tap_starts)                              \
      VECTORS_##R(BEGIN_COUNT, 1, (of)->tap_starts + r)                        \
        FOR_QUADS(2U * R##U,                                                   \
                  (of)->taps.words,                                            \
                  r / 4U,                                                      \
                  frame,                                                       \
                  VECTORS_##R(ADD_QUAD, 0, 0U) VECTORS_##R(ADD_QUAD, 1, R##U)) \
          VECTORS_##R(END_COUNT, 0, h) VECTORS_##R(END_COUNT, 1, (h) + r)      \
  }

#define END_BYTE_GATE(v, of, biases, z)                                        \
  store_activations((of)->gate,                                                \
                    vec_gate(scaled(sum_##v##_0,                               \
                                    (of)->tap_scales + (v)*VEC_WIDTH,          \
                                    vec_load((biases) + (v)*VEC_WIDTH)),       \
                             scaled(sum_##v##_1,                               \
                                    (of)->tap_scales + r + (v)*VEC_WIDTH,      \
                                    vec_load((biases) + r + (v)*VEC_WIDTH))),  \
                    (z) + (v)*VEC_WIDTH);

// From h on, the current taps, and through the gate to z [r]
#define BYTE_CURRENT(R, of, activations, biases, h, z)                         \
  {                                                                            \
    VECTORS_##R(BEGIN_COUNT, 0, h) VECTORS_##R(BEGIN_COUNT, 1, (h) + r)        \
      FOR_QUADS(2U * R##U,                                                     \
                (of)->taps.words + r / 4U * 2U * r,                            \
                r / 4U,                                                        \
                activations,                                                   \
                VECTORS_##R(ADD_QUAD, 0, 0U) VECTORS_##R(ADD_QUAD, 1, R##U))   \
        VECTORS_##R(END_BYTE_GATE, of, biases, z)                              \
  }

#define END_BYTE_RESIDUAL(v, of, input)                                        \
  vec_store((input) + (v)*VEC_WIDTH,                                           \
            vec_load((input) + (v)*VEC_WIDTH) +                                \
              scaled(sum_##v##_0,                                              \
                     (of)->residual_scales + (v)*VEC_WIDTH,                    \
                     vec_load((of)->residual_bias + (v)*VEC_WIDTH)));

// z to what is added to the input [r]
#define BYTE_RESIDUAL(R, of, z, input)                                         \
  {                                                                            \
    VECTORS_##R(BEGIN_COUNT, 0, (of)->starts) FOR_QUADS(                       \
      R##U, (of)->residual.words, r / 4U, z, VECTORS_##R(ADD_QUAD, 0, 0U))     \
      VECTORS_##R(END_BYTE_RESIDUAL, of, input)                                \
  }

// z to the sums of the skips [s]
#define BYTE_SKIP(S, of, z, skip)                                              \
  {                                                                            \
    VECTORS_##S(BEGIN_COUNT, 0, skip) FOR_QUADS(                               \
      S##U, (of)->skip.words, r / 4U, z, VECTORS_##S(ADD_QUAD, 0, 0U))         \
      VECTORS_##S(END_COUNT, 0, skip)                                          \
  }

#define DEFINE_BYTE_LONE(FORMAT, R, S)                                         \
  static void byte_lone_##R##_##S(const Group* const group)                    \
  {                                                                            \
    static const size_t r = R##U * VEC_WIDTH;                                  \
                                                                               \
    const uint32_t age = group->lanes[0]->age;                                 \
    const DilQueue* queue = group->lanes[0]->queues;                           \
    const DilPackedByteLayer* layer = group->weights->layers.layers;           \
    const DilPackedByteLayer* const last =                                     \
      layer + group->weights->shape.n_layers - 1U;                             \
    const float* biases = group->biases;                                       \
    float* const input = group->x.first + r;                                   \
    int32_t* const h = group->counted_h.first;                                 \
    int32_t* const skip = group->counted_skip.first;                           \
    uint8_t* const now = group->byte_x.first;                                  \
    uint8_t* const z = group->byte_z.first;                                    \
                                                                               \
    BYTE_PAST(R, layer, past_bytes(group, queue, age), h)                      \
    for (;; ++layer) {                                                         \
      count_row(r, layer->input, input, now);                                  \
      BYTE_CURRENT(R, layer, now, biases, h, z)                                \
      copy_bytes(r, now, byte_slot(queue++, age, r));                          \
      if (layer == last) {                                                     \
        break;                                                                 \
      }                                                                        \
      biases += 2U * r;                                                        \
      BYTE_PAST(R, layer + 1U, past_bytes(group, queue, age), h)               \
      BYTE_RESIDUAL(R, layer, z, input)                                        \
      BYTE_SKIP(S, layer, z, skip)                                             \
    }                                                                          \
    BYTE_SKIP(S, last, z, skip)                                                \
  }

LONE(DEFINE_BYTE_LONE, INT8)

/// A shape, and the layers of a lone lane for it
typedef struct {
  uint32_t r; ///< Residual channels in memory
  uint32_t s; ///< Skip channels in memory
  ByteLone run;
} ByteLoneEntry;

#define BYTE_LONE_ENTRY(FORMAT, R, S)                                          \
  {R##U * VEC_WIDTH, S##U * VEC_WIDTH, byte_lone_##R##_##S},

/// The layers for the shape of weights, or NULL
static ByteLone
find_byte_lone(const DilWeights* const weights)
{
  static const ByteLoneEntry lones[] = {LONE(BYTE_LONE_ENTRY, INT8)};

  for (size_t i = 0U; i < sizeof(lones) / sizeof(lones[0]); ++i) {
    if (lones[i].r == weights->r && lones[i].s == weights->s) {
      return lones[i].run;
    }
  }

  return NULL;
}

#endif // DIL_MODEL_VECTOR_BYTE_LONE_H
