// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_SAMPLER_H
#define DIL_MODEL_SAMPLER_H

#include "elementary.h"
#include "mulaw.h"
#include "network.h"

#include "dilaton/sampling.h"

#include <float.h>
#include <stddef.h>
#include <stdint.h>

/**
   Drawing a class from logits: the definition.

   Every class gets a whole number as its weight,

       w_c = floor(2^23 exp((logit_c - max) / temperature)),

   so that sums are exact in any order.  A random number picks one of the
   `total` units, and the class that holds it is the result: nothing is left to
   rounding, and classes below 2^-23 of the likeliest, whose weight is 0, are
   never drawn.

   Classes are visited in columns of eight, c = 64 a + 8 b + i by a, then i,
   then b: the order in which vectors of eight classes are summed up fastest.
*/

/// Weight of the likeliest class
#define DIL_TOP_WEIGHT 8388608.0f

/// Most classes that can be visited in a column
#define DIL_N_COLUMNS 32U

/// First class of a column; the others follow at steps of 8
static inline uint32_t
dil_column_class(const uint32_t column)
{
  return 64U * (column / 8U) + column % 8U;
}

/// The greatest of `logits`; a NaN never is
static inline float
dil_max_logit(const float* const logits)
{
  float result = -FLT_MAX;
  for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
    result = dil_max(logits[c], result);
  }

  return result;
}

/// Fill the weights [DIL_N_CLASSES] of all classes; 0 for a logit of NaN
static inline void
dil_sampler_weigh(const float* const logits,
                  const float inverse_temperature,
                  uint32_t* const weights)
{
  const float max = dil_max_logit(logits);
  for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
    const float p = dil_exp((logits[c] - max) * inverse_temperature);
    weights[c] = (uint32_t)(int32_t)(p * DIL_TOP_WEIGHT);
  }
}

/**
   The class that holds one of the units, chosen by the upper half of `bits`.

   @return DIL_SILENT_CLASS when all weights are 0 (logits of NaN or infinity).
*/
static inline uint32_t
dil_sampler_pick(const uint32_t* const weights, const uint64_t bits)
{
  uint32_t total = 0U;
  for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
    total += weights[c];
  }

  uint32_t unit = (uint32_t)(((bits >> 32U) * total) >> 32U);
  for (uint32_t place = 0U; place < DIL_N_CLASSES; ++place) {
    const uint32_t c = dil_column_class(place / 8U) + 8U * (place % 8U);
    if (unit < weights[c]) {
      return c;
    }

    unit -= weights[c];
  }

  return DIL_SILENT_CLASS;
}

/// The likeliest class, the lowest of equals
static inline uint32_t
dil_sampler_greedy(const float* const logits)
{
  const float max = dil_max_logit(logits);
  for (uint32_t c = 0U; c < DIL_N_CLASSES; ++c) {
    if (logits[c] >= max) {
      return c;
    }
  }

  return DIL_SILENT_CLASS;
}

/// A number that orders like the logit, NaN lowest
static inline int32_t
dil_logit_rank(const float logit)
{
  // Adding zero makes the two zeros equal
  const float ordered = dil_max(logit, -FLT_MAX) + 0.0f;
  const uint32_t bits = dil_bits_from_float(ordered);
  return (int32_t)(bits ^ ((0U - (bits >> 31U)) >> 1U));
}

/// Sum of the masses of all classes that rank at least `lowest`
static inline uint32_t
dil_mass_from(const int32_t* const ranks,
              const uint32_t* const masses,
              const int32_t lowest)
{
  uint32_t sum = 0U;
  for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
    sum += (ranks[c] >= lowest) ? masses[c] : 0U;
  }

  return sum;
}

/**
   Keep the fewest likeliest classes whose masses sum to at least `target`, the
   lowest of equals; the weights of the others become 0.

   @param masses [DIL_N_CLASSES], may be `weights`.
   @param target From 1 to the sum of all masses.
*/
static inline void
dil_sampler_cut(const int32_t* const ranks,
                const uint32_t* const masses,
                const uint32_t target,
                uint32_t* const weights)
{
  // The highest rank from which on the masses suffice, bit by bit
  uint32_t threshold = 0U;
  for (uint32_t bit = 0x80000000U; bit; bit >>= 1U) {
    const int32_t rank = (int32_t)((threshold | bit) ^ 0x80000000U);
    threshold |= (dil_mass_from(ranks, masses, rank) >= target) ? bit : 0U;
  }

  const int32_t lowest = (int32_t)(threshold ^ 0x80000000U);
  uint32_t n_equal = 0U;
  uint32_t above = 0U;
  for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
    above += (ranks[c] > lowest) ? masses[c] : 0U;
  }

  for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
    const uint32_t mass = masses[c];
    const int is_kept =
      ranks[c] > lowest || (ranks[c] == lowest && above + n_equal < target);
    n_equal += (ranks[c] == lowest) ? mass : 0U;
    weights[c] = is_kept ? weights[c] : 0U;
  }
}

/// Apply top_k and top_p, in this order
static inline void
dil_sampler_restrict(const DilSampling* const sampling,
                     const float* const logits,
                     uint32_t* const weights)
{
  int32_t ranks[DIL_N_CLASSES];
  uint32_t ones[DIL_N_CLASSES];
  for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
    ranks[c] = dil_logit_rank(logits[c]);
    ones[c] = 1U;
  }

  if (sampling->top_k < DIL_N_CLASSES) {
    dil_sampler_cut(ranks, ones, sampling->top_k, weights);
  }

  if (sampling->top_p < 1.0f) {
    uint32_t total = 0U;
    for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
      total += weights[c];
    }

    const double target = ceil((double)sampling->top_p * (double)total);
    if (total) {
      dil_sampler_cut(
        ranks, weights, target < 1.0 ? 1U : (uint32_t)target, weights);
    }
  }
}

/// Whether classes are cut or chosen, and not simply drawn
static inline int
dil_sampling_is_restricted(const DilSampling* const sampling)
{
  return sampling->is_greedy || sampling->top_k < DIL_N_CLASSES ||
         sampling->top_p < 1.0f;
}

/**
   Draw a class.

   @param sampling Within its ranges.
   @param inverse_temperature 1 / sampling->temperature.
   @param logits [DIL_N_CLASSES] in nats, not normalised.
   @param bits 64 random bits.
   @return Class in [0, DIL_N_CLASSES).
*/
static inline uint32_t
dil_sampler_draw(const DilSampling* const sampling,
                 const float inverse_temperature,
                 const float* const logits,
                 const uint64_t bits)
{
  uint32_t weights[DIL_N_CLASSES];
  if (sampling->is_greedy) {
    return dil_sampler_greedy(logits);
  }

  dil_sampler_weigh(logits, inverse_temperature, weights);
  if (dil_sampling_is_restricted(sampling)) {
    dil_sampler_restrict(sampling, logits, weights);
  }

  return dil_sampler_pick(weights, bits);
}

#endif // DIL_MODEL_SAMPLER_H
