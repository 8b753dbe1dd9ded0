// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_LANE_H
#define DIL_MODEL_LANE_H

#include "coefficients.h"
#include "network.h"
#include "rng.h"
#include "weights.h"

#include "dilaton/attributes.h"
#include "dilaton/sampling.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Most lanes that can be advanced together
#define DIL_MAX_LANES 16U

/**
   One voice of a network: its queues, predictor, random stream and
   conditioning.

   Each layer keeps its last `dilation` inputs in a queue, so that one step
   costs one column of dil_stack_forward(), to which its logits are equal in
   every bit.

   Source: Le Paine et al., "Fast Wavenet Generation Algorithm",
   arXiv:1611.09482, section 2.
*/
typedef struct DilLane DilLane;

/// Where a lane's steps are told; see tap.h
typedef struct DilTap DilTap;

/// What a note starts with
typedef struct {
  DilCoefficients coefficients; ///< Of the predictor
  float rate;                   ///< Model rate in Hz
  DilRng rng;           ///< Number i of it makes step i, and nothing else
  double key;           ///< Fractional MIDI key, bend included
  double tuning_hz;     ///< Frequency of key 69
  float velocity;       ///< 1 to 127
  const float* mixture; ///< [n_instruments] weights that sum to 1, copied
  DilSampling sampling; ///< Copied, limited to its ranges
} DilLaneStart;

/// Make a lane for networks of a shape; DIL_BAD_ARGUMENT if it is unsupported
DIL_NODISCARD DilStatus
dil_lane_new(const DilShape* shape, DilLane** out);

/// Free a lane; NULL is fine
void
dil_lane_free(DilLane* lane);

/**
   Begin a note from silence: all queues zero, class 128 before it, age 0.

   @param weights What the lane is run with until the next start; of the shape
   it was made for.
*/
DIL_REALTIME void
dil_lane_start(DilLane* lane,
               const DilWeights* weights,
               const DilLaneStart* start);

/**
   Change the pitch: of predictor and phase from the next step on, of the
   conditioning from the next frame of DIL_FRAME_STEPS steps on.
*/
DIL_REALTIME void
dil_lane_set_key(DilLane* lane, double key, double tuning_hz);

/// Change how classes are drawn from the next step on, noise from the next
/// frame
DIL_REALTIME void
dil_lane_set_sampling(DilLane* lane, const DilSampling* sampling);

/// Change the instruments [n_instruments] from the next frame on
DIL_REALTIME void
dil_lane_set_mixture(DilLane* lane, const float* mixture);

/// Tell all steps from the next one on to a tap, or to none if NULL; kept when
/// the lane is started again
DIL_REALTIME void
dil_lane_set_tap(DilLane* lane, DilTap* tap);

/// The key goes up at the next step; nothing the second time
DIL_REALTIME void
dil_lane_release(DilLane* lane);

/**
   Advance lanes in lock-step.

   Each lane's samples are the same whatever the other lanes are, and however
   the steps are divided into calls.  Frames are counted from a lane's own
   onset. The caller sets the processor to flush denormal numbers to zero.

   @param lanes [n_lanes] different lanes, all started with `weights`.
   @param n_lanes 1 to DIL_MAX_LANES.
   @param n_steps Any number.
   @param out [n_lanes][n_steps] samples x_t in -1..1; no aliasing.
*/
DIL_REALTIME void
dil_lanes_run(const DilWeights* weights,
              DilLane* const* lanes,
              size_t n_lanes,
              size_t n_steps,
              float* const* out);

/**
   dil_lanes_run() with classes that are given instead of drawn, to see what the
   network thinks of them (teacher forcing).

   @param classes [n_lanes][n_steps] class of each step.
   @param logits [n_lanes][n_steps][DIL_N_CLASSES] the network's logits for each
   step, made before its class is known; no aliasing.
*/
DIL_REALTIME void
dil_lanes_follow(const DilWeights* weights,
                 DilLane* const* lanes,
                 size_t n_lanes,
                 size_t n_steps,
                 const uint8_t* const* classes,
                 float* const* logits);

#endif // DIL_MODEL_LANE_H
