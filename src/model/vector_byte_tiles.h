// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_VECTOR_BYTE_TILES_H
#define DIL_MODEL_VECTOR_BYTE_TILES_H

/**
   Tiles as in vector_tiles.h, of bytes: products of some outputs' weights with
   some lanes' activations, by fours, whose sums stay in registers.  Those of
   words differ only in that their products are by pairs, in as many bytes.

   BYTE_TILES(X) is X(L, V) for L lanes and V vectors of outputs; V = 1 must be
   there for all L from 1 to TILE_LANES.
*/

#include "packed.h"
#include "vector.h"
#include "vector_repeat.h"
#include "vector_tile_sizes.h"

#include <stddef.h>
#include <stdint.h>

/// What a tile computes; strides are those between lanes
typedef struct {
  const uint32_t* words; ///< First row of the panel, at the tile's column
  size_t n_quads;        ///< Rows
  size_t n_columns;      ///< Outputs of the panel
  const uint8_t* in;     ///< [lanes][4 n_quads], or half as many words
  size_t in_stride;
  const int32_t* init; ///< [lanes][outputs] starts of the sums
  size_t init_stride;
  int32_t* out; ///< [lanes][outputs]
  size_t out_stride;
} ByteTask;

typedef void (*ByteTile)(const ByteTask* task);

static inline VecWhole
load_byte_weights(const uint32_t* const words)
{
  return vec_load_counts((const int32_t*)(const void*)words);
}

// Vector v of group g of the sums, from or to vector v of a row
#define BEGIN_COUNT(v, g, from)                                                \
  VecWhole sum_##v##_##g = vec_load_counts((from) + (v)*VEC_WIDTH);
#define END_COUNT(v, g, to)                                                    \
  vec_store_counts((to) + (v)*VEC_WIDTH, sum_##v##_##g);
#define BEGIN_COUNTS(l, VECTORS) VECTORS(BEGIN_COUNT, l, init + (l)*init_stride)
#define END_COUNTS(l, VECTORS)   VECTORS(END_COUNT, l, out + (l)*out_stride)

#define SET_BYTE_WEIGHTS(v, unused)                                            \
  const VecWhole w_##v = load_byte_weights(row + (v)*VEC_WIDTH);
#define ADD_WEIGHED(v, l, DOT) sum_##v##_##l = DOT(sum_##v##_##l, x, w_##v);
#define ADD_BYTE_LANE(l, VECTORS, DOT)                                         \
  {                                                                            \
    const VecWhole x = vec_set_quad(in + (l)*in_stride);                       \
    VECTORS(ADD_WEIGHED, l, DOT)                                               \
  }

#define DEFINE_WHOLE_TILE(NAME, DOT, L, V)                                     \
  static void NAME##_##L##_##V(const ByteTask* const task)                     \
  {                                                                            \
    const size_t n_columns = task->n_columns;                                  \
    const size_t in_stride = task->in_stride;                                  \
    const size_t init_stride = task->init_stride;                              \
    const size_t out_stride = task->out_stride;                                \
    const uint32_t* row = task->words;                                         \
    const uint8_t* in = task->in;                                              \
    const int32_t* const init = task->init;                                    \
    int32_t* const out = task->out;                                            \
    LANES_##L(BEGIN_COUNTS, VECTORS_##V)                                       \
      BY_TWOS for (size_t n = task->n_quads; n; --n)                           \
    {                                                                          \
      VECTORS_##V(SET_BYTE_WEIGHTS, 0)                                         \
        LANES_##L(ADD_BYTE_LANE, VECTORS_##V, DOT) row += n_columns;           \
      in += 4;                                                                 \
    }                                                                          \
    LANES_##L(END_COUNTS, VECTORS_##V)                                         \
  }

#define DEFINE_BYTE_TILE(L, V) DEFINE_WHOLE_TILE(bytes, vec_dot, L, V)
#define DEFINE_WORD_TILE(L, V) DEFINE_WHOLE_TILE(words, vec_dot_words, L, V)
BYTE_TILES(DEFINE_BYTE_TILE)
BYTE_TILES(DEFINE_WORD_TILE)

#define BYTE_TILE_ENTRY(L, V) [(L)-1][(V)-1] = bytes_##L##_##V,
#define WORD_TILE_ENTRY(L, V) [(L)-1][(V)-1] = words_##L##_##V,

/// Tiles by lanes and vectors; NULL where there is none
typedef ByteTile ByteTiles[TILE_LANES][PANEL_VECTORS];

static const ByteTiles byte_tiles = {BYTE_TILES(BYTE_TILE_ENTRY)};
static const ByteTiles word_tiles = {BYTE_TILES(WORD_TILE_ENTRY)};

#endif // DIL_MODEL_VECTOR_BYTE_TILES_H
