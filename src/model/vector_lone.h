// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_VECTOR_LONE_H
#define DIL_MODEL_VECTOR_LONE_H

/**
   The layers of a lone lane, for the shapes that ship.

   One voice is what musicians hear first, and it has the least to hide waiting
   behind.  So all sums of a layer stay in registers up to the gate or to the
   next layer's input, and the past taps of the next layer are multiplied while
   this layer's gate is awaited.  The chains are those of other shapes.

   LONE(X, FORMAT) is X(FORMAT, R, S) for
   the numbers of vectors of residual and of skip channels.
*/

#include "packed.h"
#include "queue.h"
#include "vector_group.h"
#include "vector_math.h"
#include "vector_tiles.h"

#include <stddef.h>
#include <stdint.h>

#define END_GATED(v, to)                                                       \
  vec_store((to) + (v)*VEC_WIDTH, vec_gate(sum_##v##_0, sum_##v##_1));
#define END_ADDED(v, g, to)                                                    \
  vec_store((to) + (v)*VEC_WIDTH,                                              \
            vec_load((to) + (v)*VEC_WIDTH) + sum_##v##_##g);

// Chains of A and B vectors of sums, which begin as two rows: what `matrix`
// makes of the inputs is added, and then comes what to do with the sums
#define CHAINS(FORMAT, A, B, matrix, inputs, begin_a, begin_b, ...)            \
  {                                                                            \
    const uint32_t* row = (matrix)->words;                                     \
    const size_t n_pairs = (matrix)->n_pairs;                                  \
    const float* in = (inputs);                                                \
    VECTORS_##A(BEGIN_SUM, 0, begin_a, 0U)                                     \
      VECTORS_##B(BEGIN_SUM, 1, begin_b, 0U)                                   \
        FOR_ROWS(FORMAT,                                                       \
                 A##U + B##U,                                                  \
                 VECTORS_##A(ADD_PAIR, 0, 0U, PAIR_##FORMAT)                   \
                   VECTORS_##B(ADD_PAIR, 1, A##U, PAIR_##FORMAT)) __VA_ARGS__  \
  }

// From the biases on, the past taps of the frame of d steps ago to h [2r]
#define PAST(FORMAT, R, layer, frame, biases, h)                               \
  CHAINS(FORMAT,                                                               \
         R,                                                                    \
         R,                                                                    \
         &(layer)->past,                                                       \
         frame,                                                                \
         biases,                                                               \
         (biases) + R##U * VEC_WIDTH,                                          \
         VECTORS_##R(END_SUM, 0, h, 0U) VECTORS_##R(END_SUM, 1, h, R##U))

// From h on, the current taps, and through the gate to z [r]
#define CURRENT(FORMAT, R, layer, inputs, h, z)                                \
  CHAINS(FORMAT,                                                               \
         R,                                                                    \
         R,                                                                    \
         &(layer)->current,                                                    \
         inputs,                                                               \
         h,                                                                    \
         (h) + R##U * VEC_WIDTH,                                               \
         VECTORS_##R(END_GATED, z))

// z to the sum of the skips [s] and, from the bias [r] on, added to the input
// [r]
#define JOINT(FORMAT, R, S, layer, z, skip, input)                             \
  CHAINS(FORMAT,                                                               \
         S,                                                                    \
         R,                                                                    \
         &(layer)->joint,                                                      \
         z,                                                                    \
         skip,                                                                 \
         (layer)->residual_bias,                                               \
         VECTORS_##R(END_ADDED, 1, input) VECTORS_##S(END_SUM, 0, skip, 0U))

/// The same where so many sums are more than a panel
static inline void
add_joint(const size_t r,
          const size_t s,
          const DilPackedLayer* const layer,
          const float* const z,
          float* const joint,
          float* const x)
{
  copy_row(r, layer->residual_bias, joint + s);
  multiply_row(&layer->joint, z, joint, joint);
  add_row(r, joint + s, x);
}

/// What a layer got d steps ago, which lies where its input of now will go
static inline const float*
past_frame(const DilQueue* const queue, const uint32_t age)
{
  static const float silence[PANEL_VECTORS * VEC_WIDTH] = {0.0f};

  return dil_queue_is_filled(queue, age) ? dil_queue_slot(queue, age) : silence;
}

#define DEFINE_LONE(FORMAT, R, S)                                              \
  static void lone_##FORMAT##_##R##_##S(const Group* const group)              \
  {                                                                            \
    static const size_t r = R##U * VEC_WIDTH;                                  \
                                                                               \
    const uint32_t age = group->lanes[0]->age;                                 \
    const DilQueue* queue = group->lanes[0]->queues;                           \
    const DilPackedLayer* layer = group->step->layers;                         \
    const DilPackedLayer* const last =                                         \
      layer + group->weights->shape.n_layers - 1U;                             \
    const float* biases = group->biases;                                       \
    float* const input = group->x.first + r;                                   \
    float* const h = group->h.first;                                           \
    float* const z = group->z.first;                                           \
    float* const skip = group->joint.first;                                    \
                                                                               \
    PAST(FORMAT, R, layer, past_frame(queue, age), biases, h)                  \
    for (; layer < last; ++layer) {                                            \
      copy_row(r, input, dil_queue_slot(queue++, age));                        \
      biases += 2U * r;                                                        \
      CURRENT(FORMAT, R, layer, input, h, z)                                   \
      PAST(FORMAT, R, layer + 1U, past_frame(queue, age), biases, h)           \
      if (R##U + S##U <= PANEL_VECTORS) {                                      \
        JOINT(FORMAT, R, S, layer, z, skip, input)                             \
      } else {                                                                 \
        add_joint(r, S##U* VEC_WIDTH, layer, z, skip, input);                  \
      }                                                                        \
    }                                                                          \
                                                                               \
    copy_row(r, input, dil_queue_slot(queue, age));                            \
    CURRENT(FORMAT, R, last, input, h, z)                                      \
    multiply_row(&last->joint, z, skip, skip);                                 \
  }

LONE(DEFINE_LONE, F32)
LONE(DEFINE_LONE, BF16)
LONE(DEFINE_LONE, F16)

#endif // DIL_MODEL_VECTOR_LONE_H
