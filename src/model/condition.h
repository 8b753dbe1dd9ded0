// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_CONDITION_H
#define DIL_MODEL_CONDITION_H

#include "network.h"

#include <stdint.h>

/// Age of a release that has not come
#define DIL_HELD UINT32_MAX

/// Most of the fed-back class noise that training adds, in classes
#define DIL_MAX_NOISE 6.0f

/// What a network is told of a note for one frame of DIL_FRAME_STEPS steps
typedef struct {
  double key;           ///< Fractional MIDI key, bend and tuning included
  float velocity;       ///< 1 to 127
  float noise;          ///< Noise the past is said to have, in classes, 0 to 6
  uint32_t age;         ///< Steps since the onset at the start of the frame
  uint32_t release_age; ///< Steps since the release, or DIL_HELD
  float rate;           ///< Model rate in Hz
  const float* mixture; ///< [n_instruments] weights, summing to 1
} DilCondition;

/// Time constant tau of a decay in ms, `index` below DIL_N_DECAYS
uint32_t
dil_condition_decay_ms(uint32_t index);

/**
   Fill the conditioning vector of a frame.

   @param vector [V] with V = dil_shape_n_conditions(): (key - 64) / 24,
   (velocity - 80) / 40, gate, noise / 3; 128 keys, two neighbours sharing a
   fractional one; exp(-t / tau) since the onset and, once released, since the
   release for tau = 5, 20, 80, 320, 1280, 5120, 20480 ms; the mixture.
*/
void
dil_condition_vector(const DilShape* shape,
                     const DilCondition* condition,
                     float* vector);

/**
   The biases of all layers for one frame: the plain definition.

   Two layers of 64 tanh units and a linear map.  Sums start at the bias and run
   over inputs in ascending order, each a fused multiply-add.

   @param vector [V] from dil_condition_vector().
   @param biases [L][2R] result.
*/
void
dil_condition_biases(const DilNetwork* network,
                     const float* vector,
                     float* biases);

#endif // DIL_MODEL_CONDITION_H
