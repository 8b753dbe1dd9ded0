// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_VECTOR_FEW_H
#define DIL_MODEL_VECTOR_FEW_H

/**
   The layers of a few lanes from weights of half the size, for the shapes that
   ship: those of vector_lone.h for lanes side by side, so that weights are read
   and widened once, and one lane's sums are made while another's gates are
   awaited.  The chains are those of other shapes.

   FEW_2(X, FORMAT) and FEW_3(X, FORMAT) are X(FORMAT, L, R, S) for L = 2 and 3
   lanes, and R and S as in LONE, which are at most a panel together; FEW_LANES
   is the most lanes of them.
*/

#include "packed.h"
#include "queue.h"
#include "vector_group.h"
#include "vector_lone.h"
#include "vector_math.h"
#include "vector_tiles.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIDE_BEGIN_LANE(l, v, g, from, stride)                                 \
  Vec sum_##v##_##g##_##l = vec_load((from) + (l) * (stride) + (v)*VEC_WIDTH);
#define SIDE_BEGIN(v, LANES, g, from, stride)                                  \
  LANES(SIDE_BEGIN_LANE, v, g, from, stride)
#define SIDE_END_LANE(l, v, g, to, stride)                                     \
  vec_store((to) + (l) * (stride) + (v)*VEC_WIDTH, sum_##v##_##g##_##l);
#define SIDE_END(v, LANES, g, to, stride) LANES(SIDE_END_LANE, v, g, to, stride)

#define SIDE_SET(l, in)                                                        \
  const Vec x_##l = vec_set((in)[l][2U * pair]);                               \
  const Vec y_##l = vec_set((in)[l][2U * pair + 1U]);
#define SIDE_FMA(l, v, g)                                                      \
  sum_##v##_##g##_##l = vec_fma(even, x_##l, sum_##v##_##g##_##l);             \
  sum_##v##_##g##_##l = vec_fma(odd, y_##l, sum_##v##_##g##_##l);
#define SIDE_ADD(v, LANES, g, first, PAIR)                                     \
  {                                                                            \
    PAIR((first) + (v))                                                        \
    LANES(SIDE_FMA, v, g)                                                      \
  }

// Do as told with each row of V vectors of weights for all lanes' inputs
#define SIDE_ROWS(FORMAT, L, V, matrix, in, ...)                               \
  {                                                                            \
    const size_t n_columns = (V)*VEC_WIDTH;                                    \
    const size_t n_pairs = (matrix)->n_pairs;                                  \
    const uint32_t* row = (matrix)->words;                                     \
    BY_TWOS for (size_t pair = 0U; pair < n_pairs; ++pair)                     \
    {                                                                          \
      LANES_##L(SIDE_SET, in) __VA_ARGS__ row += n_columns;                    \
    }                                                                          \
  }

#define SIDE_TAPS(FORMAT, L, R, matrix, in)                                    \
  SIDE_ROWS(FORMAT,                                                            \
            L,                                                                 \
            2U * R##U,                                                         \
            matrix,                                                            \
            in,                                                                \
            VECTORS_##R(SIDE_ADD, LANES_##L, 0, 0U, PAIR_##FORMAT)             \
              VECTORS_##R(SIDE_ADD, LANES_##L, 1, R##U, PAIR_##FORMAT))

// From the biases [L][2r] on, the past taps of layer `of` to h [L][2r]
#define SIDE_PAST(FORMAT, L, R, of, frames, biases, h)                         \
  {                                                                            \
    VECTORS_##R(SIDE_BEGIN, LANES_##L, 0, biases, 2U * r)                      \
      VECTORS_##R(SIDE_BEGIN, LANES_##L, 1, (biases) + r, 2U * r)              \
        SIDE_TAPS(FORMAT, L, R, &(of)->past, frames)                           \
          VECTORS_##R(SIDE_END, LANES_##L, 0, h, 2U * r)                       \
            VECTORS_##R(SIDE_END, LANES_##L, 1, (h) + r, 2U * r)               \
  }

// From h on, the current taps, and through the gates to z
#define SIDE_CURRENT(FORMAT, L, R, of, inputs, h, z)                           \
  {                                                                            \
    VECTORS_##R(SIDE_BEGIN, LANES_##L, 0, h, 2U * r)                           \
      VECTORS_##R(SIDE_BEGIN, LANES_##L, 1, (h) + r, 2U * r)                   \
        SIDE_TAPS(FORMAT, L, R, &(of)->current, inputs)                        \
          VECTORS_##R(SIDE_GATES, LANES_##L, z)                                \
  }
#define SIDE_GATES(v, LANES, z) LANES(SIDE_GATE, v, z)
#define SIDE_GATE(l, v, z)                                                     \
  vec_store((z)[l] + (v)*VEC_WIDTH, vec_gate(sum_##v##_0_##l, sum_##v##_1_##l));

// z to what is added to the inputs, from the bias [r] on
#define SIDE_RESIDUAL(FORMAT, L, R, S, of, z, inputs)                          \
  {                                                                            \
    VECTORS_##R(SIDE_BEGIN, LANES_##L, 0, (of)->residual_bias, 0U)             \
      SIDE_ROWS(FORMAT,                                                        \
                L,                                                             \
                S##U + R##U,                                                   \
                &(of)->joint,                                                  \
                z,                                                             \
                VECTORS_##R(SIDE_ADD, LANES_##L, 0, S##U, PAIR_##FORMAT))      \
        VECTORS_##R(SIDE_END_RESIDUAL, LANES_##L, inputs)                      \
  }
#define SIDE_END_RESIDUAL(v, LANES, inputs) LANES(SIDE_ADD_INPUT, v, inputs)
#define SIDE_ADD_INPUT(l, v, inputs)                                           \
  vec_store((inputs)[l] + (v)*VEC_WIDTH,                                       \
            vec_load((inputs)[l] + (v)*VEC_WIDTH) + sum_##v##_0_##l);

// z to the sums of the skips, in a row of V vectors
#define SIDE_SKIP(FORMAT, L, S, V, of, z, skip, stride)                        \
  {                                                                            \
    VECTORS_##S(SIDE_BEGIN, LANES_##L, 0, skip, stride)                        \
      SIDE_ROWS(FORMAT,                                                        \
                L,                                                             \
                V,                                                             \
                &(of)->joint,                                                  \
                z,                                                             \
                VECTORS_##S(SIDE_ADD, LANES_##L, 0, 0U, PAIR_##FORMAT))        \
        VECTORS_##S(SIDE_END, LANES_##L, 0, skip, stride)                      \
  }

/// Lanes side by side, and where their vectors are
typedef struct {
  const DilQueue* queues[FEW_LANES]; ///< Of a layer
  uint32_t ages[FEW_LANES];
  float* inputs[FEW_LANES];     ///< [r] of a layer
  const float* past[FEW_LANES]; ///< [r] of d steps ago, in the queues
  float* z[FEW_LANES];          ///< [r]
} Side;

static inline Side
side_by_side(const Group* const group, const size_t n_lanes)
{
  Side side;
  for (size_t i = 0U; i < n_lanes; ++i) {
    const DilLane* const lane = group->lanes[i];
    side.queues[i] = lane->queues;
    side.ages[i] = lane->age;
    side.inputs[i] = row_of(group->x, i) + group->weights->r;
    side.z[i] = row_of(group->z, i);
  }

  return side;
}

/// Find what the layer of the queues got d steps ago
static inline void
find_past_rows(const size_t n_lanes, Side* const side)
{
  for (size_t i = 0U; i < n_lanes; ++i) {
    side->past[i] = past_frame(side->queues[i], side->ages[i]);
  }
}

/// Push what enters a layer, and go on to the next layer's queues
static inline void
push_inputs(const size_t r, const size_t n_lanes, Side* const side)
{
  for (size_t i = 0U; i < n_lanes; ++i) {
    copy_row(
      r, side->inputs[i], dil_queue_slot(side->queues[i]++, side->ages[i]));
  }
}

#define DEFINE_SIDE(FORMAT, L, R, S)                                           \
  static void side_##FORMAT##_##L##_##R##_##S(const Group* const group)        \
  {                                                                            \
    static const size_t r = R##U * VEC_WIDTH;                                  \
                                                                               \
    const DilPackedLayer* layer = group->weights->alone.layers;                \
    const DilPackedLayer* const last =                                         \
      layer + group->weights->shape.n_layers - 1U;                             \
    const float* biases = group->biases;                                       \
    const size_t stride = group->joint.stride;                                 \
    float* const h = group->h.first;                                           \
    float* const skip = group->joint.first;                                    \
    Side side = side_by_side(group, L##U);                                     \
                                                                               \
    find_past_rows(L##U, &side);                                               \
    SIDE_PAST(FORMAT, L, R, layer, side.past, biases, h)                       \
    for (; layer < last; ++layer) {                                            \
      push_inputs(r, L##U, &side);                                             \
      biases += L##U * 2U * r;                                                 \
      SIDE_CURRENT(FORMAT, L, R, layer, side.inputs, h, side.z)                \
      find_past_rows(L##U, &side);                                             \
      SIDE_RESIDUAL(FORMAT, L, R, S, layer, side.z, side.inputs)               \
      SIDE_PAST(FORMAT, L, R, layer + 1U, side.past, biases, h)                \
      SIDE_SKIP(FORMAT, L, S, S##U + R##U, layer, side.z, skip, stride)        \
    }                                                                          \
    push_inputs(r, L##U, &side);                                               \
    SIDE_CURRENT(FORMAT, L, R, last, side.inputs, h, side.z)                   \
    SIDE_SKIP(FORMAT, L, S, S##U, last, side.z, skip, stride)                  \
  }

FEW_2(DEFINE_SIDE, BF16)
FEW_2(DEFINE_SIDE, F16)
FEW_3(DEFINE_SIDE, BF16)

/// The layers of so many lanes for a shape and a format
typedef struct {
  uint32_t r; ///< Residual channels in memory
  uint32_t s; ///< Skip channels in memory
  DilWeightFormat format;
  size_t n_lanes;
  void (*run)(const Group* group);
} Fused;

#define LONE_ENTRY(FORMAT, R, S)                                               \
  {R##U * VEC_WIDTH,                                                           \
   S##U * VEC_WIDTH,                                                           \
   DIL_WEIGHTS_##FORMAT,                                                       \
   1U,                                                                         \
   lone_##FORMAT##_##R##_##S},
#define SIDE_ENTRY(FORMAT, L, R, S)                                            \
  {R##U * VEC_WIDTH,                                                           \
   S##U * VEC_WIDTH,                                                           \
   DIL_WEIGHTS_##FORMAT,                                                       \
   L##U,                                                                       \
   side_##FORMAT##_##L##_##R##_##S},

static const Fused fused_layers[] = {
  LONE(LONE_ENTRY, F32) LONE(LONE_ENTRY, BF16) LONE(LONE_ENTRY, F16)
    FEW_2(SIDE_ENTRY, BF16) FEW_2(SIDE_ENTRY, F16) FEW_3(SIDE_ENTRY, BF16)};

/// The layers of so many lanes for the shape and format of weights, or NULL
static const Fused*
find_fused(const DilWeights* const weights, const size_t n_lanes)
{
  const Fused* const end =
    fused_layers + sizeof(fused_layers) / sizeof(fused_layers[0]);
  const Fused* fused = fused_layers;
  while (fused < end &&
         (fused->r != weights->r || fused->s != weights->s ||
          fused->format != weights->format || fused->n_lanes != n_lanes)) {
    ++fused;
  }

  return fused < end ? fused : NULL;
}

#endif // DIL_MODEL_VECTOR_FEW_H
