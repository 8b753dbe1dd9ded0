// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_VECTOR_TILES_H
#define DIL_MODEL_VECTOR_TILES_H

/**
   Tiles: products of some outputs' weights with some lanes' inputs, whose sums
   stay in registers.

   Written with macros because gcc 12 keeps arrays of sums in memory and stores
   them in every iteration, at a third of the speed.

   Which tiles there are says vector_tile_sizes.h. For a lone lane, ALONE(X,
   FORMAT) is X(FORMAT, V) for all numbers of vectors of outputs up to
   PANEL_VECTORS. For L lanes, whose weights are F32, X(L, V) are in
   TOGETHER_FEW(X), which hold the inputs of all lanes in registers and one
   vector of weights, or in TOGETHER_MANY(X), which hold the weights of all
   vectors and one input; V = 1 must be there for all L from 2 to TILE_LANES.
   Up to HALVES_LANES lanes have weights of half the size as a lone lane has:
   HALVES(X, FORMAT) is X(FORMAT, L, V) for them.
*/

#include "packed.h"
#include "vector.h"
#include "vector_repeat.h"
#include "vector_tile_sizes.h"

#include <stddef.h>
#include <stdint.h>

/// What a tile computes; strides are those between lanes, in floats
typedef struct {
  const uint32_t* words; ///< First row of the panel, at the tile's column
  size_t n_pairs;        ///< Rows
  size_t n_columns;      ///< Outputs of the panel
  const float* in;       ///< [lanes][2 n_pairs]
  size_t in_stride;
  const float* init; ///< [lanes][outputs] starts of the sums
  size_t init_stride;
  float* out; ///< [lanes][outputs]
  size_t out_stride;
} Task;

typedef void (*Tile)(const Task* task);

/// Tell the cache of weights that are `ahead` bytes after those in use, or with
/// 0 leave it to the processor to find them
static inline void
fetch_weights(const uint32_t* const row,
              const size_t n_words,
              const size_t ahead)
{
  for (size_t i = 0U; ahead && i < n_words; i += 16U) {
    __builtin_prefetch((const char*)(row + i) + ahead);
  }
}

// Vector v of group g of the sums, from or to vector `first` + v of a row
#define BEGIN_SUM(v, g, from, first)                                           \
  Vec sum_##v##_##g = vec_load((from) + ((first) + (v)) * VEC_WIDTH);
#define END_SUM(v, g, to, first)                                               \
  vec_store((to) + ((first) + (v)) * VEC_WIDTH, sum_##v##_##g);

// The sums of lane l are group l
#define BEGIN_LANE(l, VECTORS) VECTORS(BEGIN_SUM, l, init + (l)*init_stride, 0U)
#define END_LANE(l, VECTORS)   VECTORS(END_SUM, l, out + (l)*out_stride, 0U)

// Vector c of a row's weights for the even and for the odd input of its pair,
// from one load if possible: loads are what a lone lane waits for
#define WORDS_F32 2U
#define PAIR_F32(c)                                                            \
  const Vec even = vec_load_words(row + (c)*VEC_WIDTH);                        \
  const Vec odd = vec_load_words(row + n_columns + (c)*VEC_WIDTH);
#define WORDS_BF16 1U
#define PAIR_BF16(c)                                                           \
  const Vec odd = vec_pin(vec_load_words(row + (c)*VEC_WIDTH));                \
  const Vec even = vec_lower(odd);
#define WORDS_F16 1U
#define PAIR_F16(c)                                                            \
  const uint16_t* const halves = (const uint16_t*)row + (c)*VEC_WIDTH;         \
  const Vec even = vec_load_halves(halves);                                    \
  const Vec odd = vec_load_halves(halves + n_columns);

// The same vector plus its pair of products
#define ADD_PAIR(v, g, first, PAIR)                                            \
  {                                                                            \
    PAIR((first) + (v))                                                        \
    sum_##v##_##g = vec_fma(even, x, sum_##v##_##g);                           \
    sum_##v##_##g = vec_fma(odd, y, sum_##v##_##g);                            \
  }

// Do as told with each row of V vectors
#define FOR_ROWS(FORMAT, V, ...)                                               \
  const size_t n_columns = (V)*VEC_WIDTH;                                      \
  BY_TWOS for (size_t n = n_pairs; n; --n)                                     \
  {                                                                            \
    const Vec x = vec_set(in[0]);                                              \
    const Vec y = vec_set(in[1]);                                              \
    fetch_weights(row, n_columns* WORDS_##FORMAT, AHEAD_##FORMAT);             \
    __VA_ARGS__                                                                \
    row += n_columns * WORDS_##FORMAT;                                         \
    in += 2;                                                                   \
  }

#define DEFINE_ALONE(FORMAT, V)                                                \
  static void alone_##FORMAT##_##V(const Task* const task)                     \
  {                                                                            \
    const size_t n_pairs = task->n_pairs;                                      \
    const uint32_t* row = task->words;                                         \
    const float* in = task->in;                                                \
    const float* const init = task->init;                                      \
    float* const out = task->out;                                              \
    VECTORS_##V(BEGIN_SUM, 0, init, 0U)                                        \
      FOR_ROWS(FORMAT, V, VECTORS_##V(ADD_PAIR, 0, 0U, PAIR_##FORMAT))         \
        VECTORS_##V(END_SUM, 0, out, 0U)                                       \
  }

// Compilers fold a load into each of several multiply-adds, unless they are
// told that the value is changed
#define WEIGHT(v, offset)                                                      \
  vec_pin(vec_load_words(row + (offset)*n_columns + (v)*VEC_WIDTH))

#define SET_INPUT(l, offset)                                                   \
  const Vec x_##l = vec_set(in[(l)*in_stride + (offset)]);
#define ADD_PRODUCT(l, v) sum_##v##_##l = vec_fma(weight, x_##l, sum_##v##_##l);
#define ADD_VECTOR(v, LANES, offset)                                           \
  {                                                                            \
    const Vec weight = WEIGHT(v, offset);                                      \
    LANES(ADD_PRODUCT, v)                                                      \
  }
#define ADD_FEW(LANES, VECTORS, offset)                                        \
  {                                                                            \
    LANES(SET_INPUT, offset)                                                   \
    VECTORS(ADD_VECTOR, LANES, offset)                                         \
  }

#define SET_WEIGHT(v, offset) const Vec w_##v = WEIGHT(v, offset);
#define ADD_WEIGHTED(v, l)    sum_##v##_##l = vec_fma(w_##v, x, sum_##v##_##l);
#define ADD_LANE(l, VECTORS, offset)                                           \
  {                                                                            \
    const Vec x = vec_set(in[(l)*in_stride + (offset)]);                       \
    VECTORS(ADD_WEIGHTED, l)                                                   \
  }
#define ADD_MANY(LANES, VECTORS, offset)                                       \
  {                                                                            \
    VECTORS(SET_WEIGHT, offset)                                                \
    LANES(ADD_LANE, VECTORS, offset)                                           \
  }

#define DEFINE_TOGETHER(ADD, L, V)                                             \
  static void together_##L##_##V(const Task* const task)                       \
  {                                                                            \
    const size_t n_columns = task->n_columns;                                  \
    const size_t in_stride = task->in_stride;                                  \
    const size_t init_stride = task->init_stride;                              \
    const size_t out_stride = task->out_stride;                                \
    const uint32_t* row = task->words;                                         \
    const float* in = task->in;                                                \
    const float* const init = task->init;                                      \
    float* const out = task->out;                                              \
    LANES_##L(BEGIN_LANE, VECTORS_##V)                                         \
      BY_TWOS for (size_t n = task->n_pairs; n; --n)                           \
    {                                                                          \
      ADD(LANES_##L, VECTORS_##V, 0)                                           \
      ADD(LANES_##L, VECTORS_##V, 1)                                           \
      row += 2U * n_columns;                                                   \
      in += 2;                                                                 \
    }                                                                          \
    LANES_##L(END_LANE, VECTORS_##V)                                           \
  }

#define SET_PAIR(l, unused)                                                    \
  const Vec x_##l = vec_set(in[(l)*in_stride]);                                \
  const Vec y_##l = vec_set(in[(l)*in_stride + 1U]);
#define ADD_PAIR_PRODUCTS(l, v)                                                \
  sum_##v##_##l = vec_fma(even, x_##l, sum_##v##_##l);                         \
  sum_##v##_##l = vec_fma(odd, y_##l, sum_##v##_##l);
#define ADD_PAIR_VECTOR(v, LANES, PAIR)                                        \
  {                                                                            \
    PAIR(v)                                                                    \
    LANES(ADD_PAIR_PRODUCTS, v)                                                \
  }

#define DEFINE_HALVES(FORMAT, L, V)                                            \
  static void halves_##FORMAT##_##L##_##V(const Task* const task)              \
  {                                                                            \
    const size_t n_columns = task->n_columns;                                  \
    const size_t in_stride = task->in_stride;                                  \
    const size_t init_stride = task->init_stride;                              \
    const size_t out_stride = task->out_stride;                                \
    const uint32_t* row = task->words;                                         \
    const float* in = task->in;                                                \
    const float* const init = task->init;                                      \
    float* const out = task->out;                                              \
    LANES_##L(BEGIN_LANE, VECTORS_##V)                                         \
      BY_TWOS for (size_t n = task->n_pairs; n; --n)                           \
    {                                                                          \
      LANES_##L(SET_PAIR, 0)                                                   \
        VECTORS_##V(ADD_PAIR_VECTOR, LANES_##L, PAIR_##FORMAT) row +=          \
        n_columns;                                                             \
      in += 2;                                                                 \
    }                                                                          \
    LANES_##L(END_LANE, VECTORS_##V)                                           \
  }

#define DEFINE_FEW(L, V)  DEFINE_TOGETHER(ADD_FEW, L, V)
#define DEFINE_MANY(L, V) DEFINE_TOGETHER(ADD_MANY, L, V)

ALONE(DEFINE_ALONE, F32)
ALONE(DEFINE_ALONE, BF16)
ALONE(DEFINE_ALONE, F16)
TOGETHER_FEW(DEFINE_FEW)
TOGETHER_MANY(DEFINE_MANY)
HALVES(DEFINE_HALVES, BF16)
HALVES(DEFINE_HALVES, F16)

#define ALONE_ENTRY(FORMAT, V) [(V)-1] = alone_##FORMAT##_##V,
#define TOGETHER_ENTRY(L, V)   [(L)-2][(V)-1] = together_##L##_##V,

/// By format and vectors
static const Tile tiles_alone[DIL_N_WEIGHT_FORMATS][PANEL_VECTORS] = {
  [DIL_WEIGHTS_F32] = {ALONE(ALONE_ENTRY, F32)},
  [DIL_WEIGHTS_BF16] = {ALONE(ALONE_ENTRY, BF16)},
  [DIL_WEIGHTS_F16] = {ALONE(ALONE_ENTRY, F16)},
};

/// By lanes, from 2, and vectors; NULL where there is none
static const Tile tiles_together[TILE_LANES - 1U][PANEL_VECTORS] = {
  TOGETHER_FEW(TOGETHER_ENTRY) TOGETHER_MANY(TOGETHER_ENTRY)};

#define HALVES_ENTRY(FORMAT, L, V)                                             \
  [DIL_WEIGHTS_##FORMAT - 1][(L)-2][(V)-1] = halves_##FORMAT##_##L##_##V,

/// By format, from DIL_WEIGHTS_BF16, by lanes, from 2, and vectors
static const Tile tiles_halves[2U][HALVES_LANES - 1U][PANEL_VECTORS] = {
  HALVES(HALVES_ENTRY, BF16) HALVES(HALVES_ENTRY, F16)};

#endif // DIL_MODEL_VECTOR_TILES_H
