// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_LANE_STATE_H
#define DIL_MODEL_LANE_STATE_H

#include "condition.h"
#include "lane.h"
#include "predictor.h"
#include "queue.h"

#include <assert.h>
#include <stdint.h>

/// Channels are padded to vectors of at most this many floats
#define DIL_MAX_WIDTH 16U

/// Floats in a lane's row of inputs, as whole vectors
#define DIL_INPUT_WIDTH                                                        \
  ((DIL_N_INPUTS + DIL_MAX_WIDTH - 1U) / DIL_MAX_WIDTH * DIL_MAX_WIDTH)

static_assert(DIL_N_INPUTS % 2U == 0U, "kernels read inputs in pairs");
static_assert(DIL_INPUT_WIDTH >= DIL_N_INPUTS, "the inputs fit in their row");

/// What a lane consists of; kernels work on it directly
struct DilLane {
  DilShape shape;
  DilRng rng;
  DilSampling sampling;
  float inverse_temperature;
  DilCondition condition; ///< Ages are filled in at each frame
  uint32_t age;           ///< Steps made
  uint32_t release_step;  ///< Age at which the key went up, or DIL_HELD
  uint32_t code;          ///< Class of the step before
  float* mixture;         ///< [n_instruments]
  DilQueue* queues;       ///< [n_layers]
  float* biases;          ///< [L][2r] of the current frame
  float* scratch;         ///< For the group of lanes of which this is the first
  DilTap* tap;            ///< Borrowed, or NULL; see tap.h
  DilPredictor predictor;
};

/**
   Floats of a run's scratch.

   @param r Residual channels, padded.
   @param s Skip channels, padded.
*/
static inline size_t
dil_lane_n_scratch(const DilShape* const shape,
                   const size_t n_lanes,
                   const size_t r,
                   const size_t s)
{
  const size_t n_frame =
    dil_shape_n_conditions(shape) + DIL_MAX_WIDTH + 2U * (size_t)DIL_N_HIDDEN;
  const size_t n_lane = 2U * r + 2U * r + r + (s + r) + s + DIL_N_CLASSES +
                        DIL_INPUT_WIDTH + 2U * r * shape->n_layers;
  const size_t n_whole =
    2U * r + s + r + (s > DIL_N_CLASSES ? s : DIL_N_CLASSES);
  const size_t n_bytes = 2U * r + r + 2U * s;
  return n_frame + n_lanes * (n_lane + n_whole + n_bytes / sizeof(float));
}

/// What the network is told for the frame that begins at the lane's age
static inline DilCondition
dil_lane_condition(const DilLane* const lane)
{
  DilCondition condition = lane->condition;
  condition.age = lane->age;
  condition.release_age = (lane->release_step == DIL_HELD)
                            ? DIL_HELD
                            : lane->age - lane->release_step;
  return condition;
}

/**
   End a step: push its class through the predictor.

   @param e Value of the class.
   @return The step's sample.
*/
static inline float
dil_lane_push(DilLane* const lane, const uint32_t code, const float e)
{
  lane->code = code;
  lane->age += 1U;
  return dil_predictor_push(&lane->predictor, e);
}

#endif // DIL_MODEL_LANE_STATE_H
