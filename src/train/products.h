// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_PRODUCTS_H
#define DIL_TRAIN_PRODUCTS_H

// The matrix products of loops.h, for loops_body.h.  A tile of sums stays in
// registers while all that it sums goes by: 8 rows of two vectors where there
// are 32 registers, 6 or 4 rows where there are 16.

#include "loops.h"
#include "vector.h"

#include <stdbool.h>
#include <stddef.h>

#if VEC_REGISTERS == 32U
#  define N_ROWS    8U
#  define MANY_ROWS EIGHT_ROWS
#elif VEC_WIDTH == 8U
#  define N_ROWS    6U
#  define MANY_ROWS SIX_ROWS
#else
#  define N_ROWS    4U
#  define MANY_ROWS FOUR_ROWS
#endif

// The sums of a tile's row: one vector, or two that lie side by side.  Each has
// a name of its own, for compilers keep arrays of them in memory
#define BEGIN_ROW(i)                                                           \
  const float* const start##i = initial ? initial : result + (i)*result_step;  \
  Vec near##i = vec_load(start##i);                                            \
  Vec far##i = is_pair ? vec_load(start##i + VEC_WIDTH) : near##i;

#define STEP_ROW(i)                                                            \
  {                                                                            \
    const Vec factor = vec_set(left[(i)*row_step + k * inner_step]);           \
    near##i = vec_fma(factor, near_right, near##i);                            \
    far##i = is_pair ? vec_fma(factor, far_right, far##i) : far##i;            \
  }

#define END_ROW(i)                                                             \
  vec_store(result + (i)*result_step, near##i);                                \
  if (is_pair) {                                                               \
    vec_store(result + (i)*result_step + VEC_WIDTH, far##i);                   \
  }

#define ONE_ROW(DO)    DO(0U)
#define FOUR_ROWS(DO)  DO(0U) DO(1U) DO(2U) DO(3U)
#define SIX_ROWS(DO)   FOUR_ROWS(DO) DO(4U) DO(5U)
#define EIGHT_ROWS(DO) SIX_ROWS(DO) DO(6U) DO(7U)

/// A function that computes a tile: some rows of one or two vectors of columns
#define DEFINE_TILE(name, ROWS)                                                \
  __attribute__((always_inline)) static inline void name(                      \
    const DilProduct* const p,                                                 \
    const size_t row,                                                          \
    const size_t column,                                                       \
    const size_t row_step,                                                     \
    const size_t inner_step,                                                   \
    const bool is_pair)                                                        \
  {                                                                            \
    const size_t n_inner = p->n_inner;                                         \
    const size_t right_step = p->right_step;                                   \
    const size_t result_step = p->result_step;                                 \
    const float* const left = p->left + row * row_step;                        \
    const float* const initial = p->initial ? p->initial + column : NULL;      \
    float* const result = p->result + row * result_step + column;              \
    ROWS(BEGIN_ROW)                                                            \
    for (size_t k = 0U; k < n_inner; ++k) {                                    \
      const float* const right = p->right + k * right_step + column;           \
      const Vec near_right = vec_load(right);                                  \
      const Vec far_right =                                                    \
        is_pair ? vec_load(right + VEC_WIDTH) : near_right;                    \
      ROWS(STEP_ROW)                                                           \
    }                                                                          \
    ROWS(END_ROW)                                                              \
  }

DEFINE_TILE(many_rows, MANY_ROWS)
DEFINE_TILE(four_rows, FOUR_ROWS)
DEFINE_TILE(single_row, ONE_ROW)

/// All rows of one or two vectors of columns
__attribute__((always_inline)) static inline void
all_rows(const DilProduct* const p,
         const size_t column,
         const size_t row_step,
         const size_t inner_step,
         const bool is_pair)
{
  size_t row = 0U;
  for (; row + N_ROWS <= p->n_rows; row += N_ROWS) {
    many_rows(p, row, column, row_step, inner_step, is_pair);
  }
  for (; row + 4U <= p->n_rows; row += 4U) {
    four_rows(p, row, column, row_step, inner_step, is_pair);
  }
  for (; row < p->n_rows; ++row) {
    single_row(p, row, column, row_step, inner_step, is_pair);
  }
}

/// All of a product
__attribute__((always_inline)) static inline void
all_columns(const DilProduct* const p,
            const size_t row_step,
            const size_t inner_step)
{
  size_t column = 0U;
  for (; column + 2U * VEC_WIDTH <= p->n_columns; column += 2U * VEC_WIDTH) {
    all_rows(p, column, row_step, inner_step, true);
  }
  for (; column < p->n_columns; column += VEC_WIDTH) {
    all_rows(p, column, row_step, inner_step, false);
  }
}

static void
multiply(const DilProduct* const p)
{
  all_columns(p, p->left_step, 1U);
}

static void
multiply_turned(const DilProduct* const p)
{
  all_columns(p, 1U, p->left_step);
}

#endif // DIL_TRAIN_PRODUCTS_H
