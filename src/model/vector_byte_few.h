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
#define FEW_ADD(v, LANES, g, first)                                            \
  {                                                                            \
    const VecWhole w =                                                         \
      vec_pin_whole(load_byte_weights(row + ((first) + (v)) * VEC_WIDTH));     \
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

// The taps of `in` from sums that begin at `from` on to h [L][2r]
#define FEW_TAPS(L, R, weights, in, from, stride)                              \
  {                                                                            \
    VECTORS_##R(FEW_BEGIN, LANES_##L, 0, from, stride)                         \
      VECTORS_##R(FEW_BEGIN, LANES_##L, 1, (from) + r, stride)                 \
        FEW_QUADS(L,                                                           \
                  2U * R##U,                                                   \
                  weights,                                                     \
                  in,                                                          \
                  VECTORS_##R(FEW_ADD, LANES_##L, 0, 0U)                       \
                    VECTORS_##R(FEW_ADD, LANES_##L, 1, R##U))                  \
          VECTORS_##R(FEW_END, LANES_##L, 0, h, 2U * r)                        \
            VECTORS_##R(FEW_END, LANES_##L, 1, h + r, 2U * r)                  \
  }

// z of all lanes to the sums of the skips [L][s]
#define FEW_SKIP(L, S, of, z, skip)                                            \
  {                                                                            \
    VECTORS_##S(FEW_BEGIN, LANES_##L, 0, skip, s) FEW_QUADS(                   \
      L, S##U, (of)->skip.words, z, VECTORS_##S(FEW_ADD, LANES_##L, 0, 0U))    \
      VECTORS_##S(FEW_END, LANES_##L, 0, skip, s)                              \
  }

// z of all lanes to what is added to their inputs
#define FEW_RESIDUAL(L, R, of, z, group, first)                                \
  {                                                                            \
    VECTORS_##R(FEW_BEGIN, LANES_##L, 0, (of)->starts, 0U)                     \
      FEW_QUADS(L,                                                             \
                R##U,                                                          \
                (of)->residual.words,                                          \
                z,                                                             \
                VECTORS_##R(FEW_ADD, LANES_##L, 0, 0U))                        \
        VECTORS_##R(FEW_END_RESIDUAL, LANES_##L, of, group, first)             \
  }
#define FEW_END_RESIDUAL(v, LANES, of, group, first)                           \
  LANES(FEW_ADD_INPUT, v, of, row_of((group)->x, first) + r, (group)->x.stride)
#define FEW_ADD_INPUT(l, v, of, input, stride)                                 \
  vec_store((input) + (l) * (stride) + (v)*VEC_WIDTH,                          \
            vec_load((input) + (l) * (stride) + (v)*VEC_WIDTH) +               \
              scaled(sum_##v##_0_##l,                                          \
                     (of)->residual_scales + (v)*VEC_WIDTH,                    \
                     vec_load((of)->residual_bias + (v)*VEC_WIDTH)));

/// Where activations of a few lanes are
typedef struct {
  const uint8_t* past[BYTE_FEW_LANES]; ///< Of d steps ago, in the queues
  const uint8_t* now[BYTE_FEW_LANES];
  const uint8_t* z[BYTE_FEW_LANES];
} FewRows;

/// Find the past of a layer's lanes
static inline void
find_past(const Group* const group,
          const size_t first,
          const size_t n_lanes,
          const uint32_t l,
          const uint8_t** const past)
{
  for (size_t i = 0U; i < n_lanes; ++i) {
    const DilLane* const lane = group->lanes[first + i];
    past[i] = past_bytes(group, &lane->queues[l], lane->age);
  }
}

/// Count what enters a layer, and push it
static inline void
count_inputs(const Group* const group,
             const size_t first,
             const size_t n_lanes,
             const uint32_t l)
{
  const size_t r = group->weights->r;
  const DilByteRange range = group->weights->layers.layers[l].input;
  for (size_t i = 0U; i < n_lanes; ++i) {
    const DilLane* const lane = group->lanes[first + i];
    uint8_t* const now =
      group->byte_x.first + (first + i) * group->byte_x.stride;
    count_row(r, range, row_of(group->x, first + i) + r, now);
    copy_bytes(r, now, byte_slot(&lane->queues[l], lane->age, r));
  }
}

/// Gates of all lanes
static inline void
gate_lanes(const Group* const group,
           const size_t first,
           const size_t n_lanes,
           const uint32_t l)
{
  const size_t r = group->weights->r;
  const DilPackedByteLayer* const layer = &group->weights->layers.layers[l];
  for (size_t i = first; i < first + n_lanes; ++i) {
    gate_bytes(
      group, layer, group->biases + (l * group->n_lanes + i) * 2U * r, i);
  }
}

#define FEW_PLACE(l, rows, group, first)                                       \
  (rows).now[l] =                                                              \
    (group)->byte_x.first + ((first) + (l)) * (group)->byte_x.stride;          \
  (rows).z[l] =                                                                \
    (group)->byte_z.first + ((first) + (l)) * (group)->byte_z.stride;

#define DEFINE_BYTE_FEW(L, R, S)                                               \
  static void byte_few_##L##_##R##_##S(const Group* const group,               \
                                       const size_t first)                     \
  {                                                                            \
    static const size_t r = R##U * VEC_WIDTH;                                  \
    static const size_t s = S##U * VEC_WIDTH;                                  \
                                                                               \
    const DilPackedByteLayer* layer = group->weights->layers.layers;           \
    const uint32_t n_layers = group->weights->shape.n_layers;                  \
    int32_t* const h =                                                         \
      group->counted_h.first + first * group->counted_h.stride;                \
    int32_t* const skip =                                                      \
      group->counted_skip.first + first * group->counted_skip.stride;          \
    FewRows rows;                                                              \
                                                                               \
    LANES_##L(FEW_PLACE, rows, group, first)                                   \
      find_past(group, first, L##U, 0U, rows.past);                            \
    FEW_TAPS(L, R, layer->taps.words, rows.past, layer->tap_starts, 0U)        \
    for (uint32_t l = 0U;; ++l, ++layer) {                                     \
      count_inputs(group, first, L##U, l);                                     \
      FEW_TAPS(L, R, layer->taps.words + r / 4U * 2U * r, rows.now, h, 2U * r) \
      gate_lanes(group, first, L##U, l);                                       \
      if (l + 1U == n_layers) {                                                \
        break;                                                                 \
      }                                                                        \
      find_past(group, first, L##U, l + 1U, rows.past);                        \
      FEW_RESIDUAL(L, R, layer, rows.z, group, first)                          \
      FEW_TAPS(L, R, layer[1].taps.words, rows.past, layer[1].tap_starts, 0U)  \
      FEW_SKIP(L, S, layer, rows.z, skip)                                      \
    }                                                                          \
    FEW_SKIP(L, S, layer, rows.z, skip)                                        \
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
