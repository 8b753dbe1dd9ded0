// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_VECTOR_BYTE_FEW_H
#define DIL_MODEL_VECTOR_BYTE_FEW_H

/**
   The layers of bytes of a few lanes, for the shapes that ship: those of
   vector_byte_lone.h for lanes side by side, so that one's sums are made while
   another's gates are awaited, and weights are read once.

   BYTE_FEW(X) is X(L, R, S) for L lanes, from 2, and R and S as in LONE;
   BYTE_FEW_LANES is the most lanes of it.  More lanes are shared out.
*/

#include "vector_byte_lone.h"
#include "vector_byte_rows.h"
#include "vector_byte_tiles.h"
#include "vector_tile_sizes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Lanes of a group, from `first` on, through all layers
typedef void (*ByteLayers)(const Group* group, size_t first);

#define FEW_BEGIN_LANE(l, v, g, from, stride)                                  \
  VecWhole sum_##v##_##g##_##l =                                               \
    vec_load_counts((from) + (l) * (stride) + (v)*VEC_WIDTH);
#define FEW_BEGIN(v, LANES, g, from, stride)                                   \
  LANES(FEW_BEGIN_LANE, v, g, from, stride)
#define FEW_END_LANE(l, v, g, to, stride)                                      \
  vec_store_counts((to) + (l) * (stride) + (v)*VEC_WIDTH, sum_##v##_##g##_##l);
#define FEW_END(v, LANES, g, to, stride) LANES(FEW_END_LANE, v, g, to, stride)

#define FEW_SET_QUAD(l, in)                                                    \
  const VecWhole x_##l = vec_set_quad((in)[l] + 4U * quad);
#define FEW_DOT(l, v, g)                                                       \
  sum_##v##_##g##_##l = vec_dot(sum_##v##_##g##_##l, x_##l, w);
#define FEW_ADD(v, LANES, g, row, first)                                       \
  {                                                                            \
    const VecWhole w =                                                         \
      vec_pin_whole(load_byte_weights((row) + ((first) + (v)) * VEC_WIDTH));   \
    LANES(FEW_DOT, v, g)                                                       \
  }

// Do as told with each row of V vectors of weights for all lanes' activations
#define FEW_QUADS(L, V, weights, in, ...)                                      \
  {                                                                            \
    const uint32_t* row = (weights);                                           \
    for (size_t quad = 0U; quad < r / 4U; ++quad) {                            \
      LANES_##L(FEW_SET_QUAD, in) __VA_ARGS__ row += (V)*VEC_WIDTH;            \
    }                                                                          \
  }

// Both taps of layer `of`, and through the gates to z; what is pushed takes the
// place of the past
#define FEW_GATED(L, R, of, few)                                               \
  {                                                                            \
    VECTORS_##R(FEW_BEGIN, LANES_##L, 0, (of)->tap_starts, 0U)                 \
      VECTORS_##R(FEW_BEGIN, LANES_##L, 1, (of)->tap_starts + r, 0U)           \
        FEW_TAPS(L, R, (of)->taps.words, (few)->past)                          \
          FEW_TAPS(L, R, (of)->taps.words + r / 4U * 2U * r, (few)->now)       \
            push_counted(r, L##U, few);                                        \
    LANES_##L(FEW_GATE_LANE, R, of, biases, (few)->z)                          \
  }
#define FEW_TAPS(L, R, weights, in)                                            \
  FEW_QUADS(L,                                                                 \
            2U * R##U,                                                         \
            weights,                                                           \
            in,                                                                \
            VECTORS_##R(FEW_ADD, LANES_##L, 0, row, 0U)                        \
              VECTORS_##R(FEW_ADD, LANES_##L, 1, row, R##U))
#define FEW_GATE_LANE(l, R, of, biases, z)                                     \
  VECTORS_##R(FEW_GATE, l, of, (biases) + (l)*2U * r, (z)[l])
#define FEW_GATE(v, l, of, biases, z)                                          \
  store_activations(                                                           \
    (of)->gate,                                                                \
    vec_byte_gate(scaled(sum_##v##_0_##l,                                      \
                         (of)->tap_scales + (v)*VEC_WIDTH,                     \
                         vec_load((biases) + (v)*VEC_WIDTH)),                  \
                  scaled(sum_##v##_1_##l,                                      \
                         (of)->tap_scales + r + (v)*VEC_WIDTH,                 \
                         vec_load((biases) + r + (v)*VEC_WIDTH))),             \
    (z) + (v)*VEC_WIDTH);

// z of all lanes to the sums of the skips [L][s]
#define FEW_SKIP(L, S, of, z, skip)                                            \
  {                                                                            \
    VECTORS_##S(FEW_BEGIN, LANES_##L, 0, skip, s)                              \
      FEW_QUADS(L,                                                             \
                S##U,                                                          \
                (of)->skip.words,                                              \
                z,                                                             \
                VECTORS_##S(FEW_ADD, LANES_##L, 0, row, 0U))                   \
        VECTORS_##S(FEW_END, LANES_##L, 0, skip, s)                            \
  }

// z of all lanes to what is added to their inputs
#define FEW_RESIDUAL(L, R, of, z, inputs)                                      \
  {                                                                            \
    VECTORS_##R(FEW_BEGIN, LANES_##L, 0, (of)->starts, 0U)                     \
      FEW_QUADS(L,                                                             \
                R##U,                                                          \
                (of)->residual.words,                                          \
                z,                                                             \
                VECTORS_##R(FEW_ADD, LANES_##L, 0, row, 0U))                   \
        VECTORS_##R(FEW_END_RESIDUAL, LANES_##L, of, inputs)                   \
  }
#define FEW_END_RESIDUAL(v, LANES, of, inputs)                                 \
  LANES(FEW_ADD_INPUT, v, of, inputs)
#define FEW_ADD_INPUT(l, v, of, inputs)                                        \
  vec_store((inputs)[l] + (v)*VEC_WIDTH,                                       \
            vec_load((inputs)[l] + (v)*VEC_WIDTH) +                            \
              scaled(sum_##v##_0_##l,                                          \
                     (of)->residual_scales + (v)*VEC_WIDTH,                    \
                     vec_load((of)->residual_bias + (v)*VEC_WIDTH)));

// Both of these; two lanes have the registers for them at once
#define FEW_BEHIND_2(R, S, of, few, skip)                                      \
  {                                                                            \
    const uint32_t* skip_row = (of)->skip.words;                               \
    VECTORS_##R(FEW_BEGIN, LANES_2, 0, (of)->starts, 0U)                       \
      VECTORS_##S(FEW_BEGIN, LANES_2, 1, skip, s)                              \
        FEW_QUADS(2,                                                           \
                  R##U,                                                        \
                  (of)->residual.words,                                        \
                  (few)->z,                                                    \
                  VECTORS_##R(FEW_ADD, LANES_2, 0, row, 0U) VECTORS_##S(       \
                    FEW_ADD, LANES_2, 1, skip_row, 0U) skip_row += s;)         \
          VECTORS_##R(FEW_END_RESIDUAL, LANES_2, of, (few)->inputs)            \
            VECTORS_##S(FEW_END, LANES_2, 1, skip, s)                          \
  }
#define FEW_BEHIND_3(R, S, of, few, skip)                                      \
  FEW_RESIDUAL(3, R, of, (few)->z, (few)->inputs)                              \
  FEW_SKIP(3, S, of, (few)->z, skip)
#define FEW_BEHIND_4(R, S, of, few, skip)                                      \
  FEW_RESIDUAL(4, R, of, (few)->z, (few)->inputs)                              \
  FEW_SKIP(4, S, of, (few)->z, skip)

/// A few lanes, and where their activations are
typedef struct {
  const DilQueue* queues[BYTE_FEW_LANES]; ///< Of a layer
  uint32_t ages[BYTE_FEW_LANES];
  float* inputs[BYTE_FEW_LANES];       ///< [r] of a layer
  const uint8_t* past[BYTE_FEW_LANES]; ///< [r] of d steps ago, in the queues
  uint8_t* now[BYTE_FEW_LANES];        ///< [r]
  uint8_t* z[BYTE_FEW_LANES];          ///< [r]
} Few;

static inline Few
make_few(const Group* const group, const size_t first, const size_t n_lanes)
{
  Few few;
  for (size_t i = 0U; i < n_lanes; ++i) {
    const DilLane* const lane = group->lanes[first + i];
    few.queues[i] = lane->queues;
    few.ages[i] = lane->age;
    few.inputs[i] = row_of(group->x, first + i) + group->weights->r;
    few.now[i] = group->byte_x.first + (first + i) * group->byte_x.stride;
    few.z[i] = group->byte_z.first + (first + i) * group->byte_z.stride;
  }

  return few;
}

/// Find what the layer of the queues got d steps ago
static inline void
find_past(const size_t r,
          const size_t n_lanes,
          const uint8_t* const silence,
          Few* const few)
{
  for (size_t i = 0U; i < n_lanes; ++i) {
    const DilQueue* const queue = few->queues[i];
    const uint32_t age = few->ages[i];
    few->past[i] =
      dil_queue_is_filled(queue, age) ? byte_slot(queue, age, r) : silence;
  }
}

static inline void
count_inputs(const size_t r,
             const size_t n_lanes,
             const DilByteRange range,
             Few* const few)
{
  for (size_t i = 0U; i < n_lanes; ++i) {
    count_row(r, range, few->inputs[i], few->now[i]);
  }
}

/// Push what enters a layer, and go on to the next layer's queues
static inline void
push_counted(const size_t r, const size_t n_lanes, Few* const few)
{
  for (size_t i = 0U; i < n_lanes; ++i) {
    copy_bytes(r, few->now[i], byte_slot(few->queues[i]++, few->ages[i], r));
  }
}

#define DEFINE_BYTE_FEW(L, R, S)                                               \
  static void byte_few_##L##_##R##_##S(const Group* const group,               \
                                       const size_t first)                     \
  {                                                                            \
    static const size_t r = R##U * VEC_WIDTH;                                  \
    static const size_t s = S##U * VEC_WIDTH;                                  \
                                                                               \
    const DilPackedByteLayer* layer = group->weights->layers.layers;           \
    const DilPackedByteLayer* const last =                                     \
      layer + group->weights->shape.n_layers - 1U;                             \
    const uint8_t* const silence = group->weights->layers.silence;             \
    const size_t to_next = group->n_lanes * 2U * r;                            \
    const float* biases = group->biases + first * 2U * r;                      \
    int32_t* const skip =                                                      \
      group->counted_skip.first + first * group->counted_skip.stride;          \
    Few few = make_few(group, first, L##U);                                    \
                                                                               \
    for (;; ++layer) {                                                         \
      find_past(r, L##U, silence, &few);                                       \
      count_inputs(r, L##U, layer->input, &few);                               \
      FEW_GATED(L, R, layer, &few)                                             \
      if (layer == last) {                                                     \
        break;                                                                 \
      }                                                                        \
      biases += to_next;                                                       \
      FEW_BEHIND_##L(R, S, layer, &few, skip)                                  \
    }                                                                          \
    FEW_SKIP(L, S, layer, few.z, skip)                                         \
  }

BYTE_FEW(DEFINE_BYTE_FEW)

/// A shape, and the layers for it by the number of lanes
typedef struct {
  uint32_t r; ///< Residual channels in memory
  uint32_t s; ///< Skip channels in memory
  ByteLayers run[BYTE_FEW_LANES];
} ByteFew;

/// The layers for the shape and number of lanes of a group, or NULL
static const ByteFew*
find_byte_few(const Group* const group)
{
  static const ByteFew few[] = {BYTE_FEW_TABLE};

  const DilWeights* const weights = group->weights;
  const bool is_few = group->n_lanes == 1U || BYTE_FEW_LANES > 1U;
  for (size_t i = 0U; is_few && i < sizeof(few) / sizeof(few[0]); ++i) {
    if (few[i].r == weights->r && few[i].s == weights->s) {
      return &few[i];
    }
  }

  return NULL;
}

/// All layers of all lanes, shared out as evenly as can be
static void
run_byte_few(const ByteFew* const few, const Group* const group)
{
  size_t n_parts = (group->n_lanes + BYTE_FEW_LANES - 1U) / BYTE_FEW_LANES;
  for (size_t first = 0U; first < group->n_lanes; --n_parts) {
    const size_t n = (group->n_lanes - first) / n_parts;
    few->run[n - 1U](group, first);
    first += n;
  }
}

#endif // DIL_MODEL_VECTOR_BYTE_FEW_H
