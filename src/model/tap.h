// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_TAP_H
#define DIL_MODEL_TAP_H

#include "elementary.h"
#include "lane_state.h"
#include "network.h"
#include "ring.h"

#include "dilaton/watch.h"

#include <assert.h>
#include <float.h>
#include <stddef.h>
#include <stdint.h>

/// Maxima that run side by side, for a lone one is no vector: it must not be
/// reordered
#define DIL_N_MAXIMA 16U

/// Where the steps of a lane are written; one lane at a time has it
struct DilTap {
  DilRing* ring; ///< DilStep; what does not fit is dropped
  uint64_t note; ///< Of the lane
};

static_assert(DIL_N_ODDS == DIL_N_CLASSES, "there are odds of each class");

/**
   Logits as bytes: max(0, 255 + DIL_ODDS_A_NAT (logit - max) / temperature).

   @param logits [DIL_N_CLASSES] in nats; NaN counts as the least likely.
   @param odds [DIL_N_CLASSES] result.
*/
static inline void
dil_tap_odds(const float* const logits,
             const float inverse_temperature,
             uint8_t* const odds)
{
  float maxima[DIL_N_MAXIMA];
  float scaled[DIL_N_CLASSES];
  for (size_t i = 0U; i < DIL_N_MAXIMA; ++i) {
    maxima[i] = -FLT_MAX;
  }
  for (size_t c = 0U; c < DIL_N_CLASSES; c += DIL_N_MAXIMA) {
    for (size_t i = 0U; i < DIL_N_MAXIMA; ++i) {
      maxima[i] = dil_max(logits[c + i], maxima[i]);
    }
  }

  float max = maxima[0];
  for (size_t i = 1U; i < DIL_N_MAXIMA; ++i) {
    max = dil_max(maxima[i], max);
  }

  const float scale = (float)DIL_ODDS_A_NAT * inverse_temperature;
  for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
    // An infinite maximum leaves NaN, which is no more than 0
    scaled[c] = dil_max(255.5f + (logits[c] - max) * scale, 0.0f);
  }
  for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
    odds[c] = (uint8_t)(int32_t)scaled[c];
  }
}

/**
   Write the step that a lane has just pushed to its tap.

   @param logits [DIL_N_CLASSES] that its class was drawn from.
   @param sample That it became.
*/
static inline void
dil_tap_step(const DilLane* const lane,
             const float* const logits,
             const float sample)
{
  DilStep step;
  step.note = lane->tap->note;
  step.age = lane->age - 1U;
  step.sample = sample;
  step.key = (float)lane->condition.key;
  step.rate = lane->condition.rate;
  step.temperature = lane->sampling.temperature;
  step.top_p = lane->sampling.top_p;
  step.top_k = (uint16_t)lane->sampling.top_k;
  step.code = (uint8_t)lane->code;
  step.reserved = 0U;
  dil_tap_odds(logits, lane->inverse_temperature, step.odds);
  (void)dil_ring_write(lane->tap->ring, &step, 1U);
}

#endif // DIL_MODEL_TAP_H
