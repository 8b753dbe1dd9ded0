// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_VECTOR_DRAW_H
#define DIL_MODEL_VECTOR_DRAW_H

/// dil_sampler_draw() on vectors

#include "lane_state.h"
#include "network.h"
#include "rng.h"
#include "sampler.h"
#include "vector.h"
#include "vector_math.h"

#include <float.h>
#include <stddef.h>
#include <stdint.h>

/// dil_max_logit()
static inline float
greatest(const float* const logits)
{
  Vec a = vec_set(-FLT_MAX);
  Vec b = a;
  Vec c = a;
  Vec d = a;
  for (size_t i = 0U; i < DIL_N_CLASSES; i += 4U * VEC_WIDTH) {
    a = vec_max(vec_load(logits + i), a);
    b = vec_max(vec_load(logits + i + VEC_WIDTH), b);
    c = vec_max(vec_load(logits + i + 2U * VEC_WIDTH), c);
    d = vec_max(vec_load(logits + i + 3U * VEC_WIDTH), d);
  }

  return vec_greatest(vec_max(vec_max(a, b), vec_max(c, d)));
}

/// Weights of a lane's classes, and the sums of their columns
typedef struct {
  uint32_t weights[DIL_N_CLASSES];
  uint32_t columns[DIL_N_COLUMNS];
} Odds;

/// dil_sampler_weigh(), and the sums of the columns
static void
weigh(const DilLane* const lane, const float* const logits, Odds* const odds)
{
  const Vec max = vec_set(greatest(logits));
  const Vec scale = vec_set(lane->inverse_temperature);
  uint32_t* const weights = odds->weights;

  for (size_t a = 0U; a < 4U; ++a) {
    VecWhole even = vec_no_whole();
    VecWhole odd = even;
    for (size_t c = 64U * a; c < 64U * (a + 1U); c += 2U * VEC_WIDTH) {
      const Vec first = vec_load(logits + c) - max;
      const Vec second = vec_load(logits + c + VEC_WIDTH) - max;
      const VecWhole w = vec_weight(first * scale);
      const VecWhole v = vec_weight(second * scale);
      vec_store_whole(weights + c, w);
      vec_store_whole(weights + c + VEC_WIDTH, v);
      even = vec_add_whole(even, w);
      odd = vec_add_whole(odd, v);
    }
    vec_store_columns(odds->columns + 8U * a, even, odd);
  }
}

/// Sums of the columns of weights that have been cut
static void
sum_columns(const uint32_t* const weights, uint32_t* const columns)
{
  for (uint32_t i = 0U; i < DIL_N_COLUMNS; ++i) {
    columns[i] = 0U;
    for (uint32_t b = 0U; b < 8U; ++b) {
      columns[i] += weights[dil_column_class(i) + 8U * b];
    }
  }
}

/// Groups of columns, and the columns of each
#define N_GROUPS        4U
#define N_GROUP_COLUMNS 8U

/// How many of the first sums of `values` [n] the unit lies beyond, which is
/// lessened by the last of them
static inline uint32_t
count_passed(const uint32_t n,
             const uint32_t* const values,
             const size_t stride,
             uint32_t* const unit)
{
  // Branches would be guessed wrong
  uint32_t n_passed = 0U;
  uint32_t passed = 0U;
  for (uint32_t i = 0U, sum = 0U; i < n; ++i) {
    const uint32_t value = values[i * stride];
    sum += value;
    const uint32_t is_passed = (sum <= *unit) ? 1U : 0U;
    n_passed += is_passed;
    passed += value & (0U - is_passed);
  }

  *unit -= passed;
  return n_passed;
}

/// dil_sampler_pick(): the group of columns that holds the unit first, then the
/// column, then the row
static uint32_t
pick(const uint32_t* const weights,
     const uint32_t* const columns,
     const uint64_t bits)
{
  uint32_t groups[N_GROUPS] = {0U};
  for (uint32_t i = 0U; i < DIL_N_COLUMNS; ++i) {
    groups[i / N_GROUP_COLUMNS] += columns[i];
  }

  const uint32_t total = groups[0] + groups[1] + groups[2] + groups[3];
  if (!total) {
    return DIL_SILENT_CLASS;
  }

  uint32_t unit = (uint32_t)(((bits >> 32U) * total) >> 32U);
  const uint32_t group = count_passed(N_GROUPS, groups, 1U, &unit);
  const uint32_t first = N_GROUP_COLUMNS * group;
  const uint32_t column =
    first + count_passed(N_GROUP_COLUMNS, columns + first, 1U, &unit);
  const uint32_t c = dil_column_class(column);
  return c + 8U * count_passed(8U, weights + c, 8U, &unit);
}

/// dil_sampler_draw() for a lane whose classes have been weighed
static uint32_t
draw(const DilLane* const lane, const float* const logits, Odds* const odds)
{
  const DilSampling* const sampling = &lane->sampling;
  if (sampling->is_greedy) {
    return dil_sampler_greedy(logits);
  }

  if (dil_sampling_is_restricted(sampling)) {
    dil_sampler_restrict(sampling, logits, odds->weights);
    sum_columns(odds->weights, odds->columns);
  }

  return pick(odds->weights, odds->columns, dil_rng_bits(lane->rng, lane->age));
}

#endif // DIL_MODEL_VECTOR_DRAW_H
