// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_SEGMENT_H
#define DIL_TRAIN_SEGMENT_H

#include "coefficients.h"
#include "corpus.h"
#include "network.h"

#include <stddef.h>
#include <stdint.h>

/// A note as it is played: a tone, how long it is held and how hard
typedef struct {
  const DilTone* tone;
  float velocity; ///< 1 to 127
  size_t n_held;  ///< Samples until the key goes up
} DilPerformance;

/// What a window is cut from a performance with
typedef struct {
  size_t n_context; ///< Steps before `start` that the network may see
  size_t n_targets; ///< Steps to learn
  size_t start;     ///< First target, in steps from the onset, multiple of 64
  float noise;      ///< Standard deviation of the fed-back classes' noise
  float deviation;  ///< Strength of partials that do not belong, 0 to 1
  uint64_t seed;    ///< Of the noise and the deviation
  DilCoefficients coefficients; ///< Of the predictor
} DilWindow;

/**
   A window made ready for the network, [n_context + n_targets] steps.

   Steps before the onset have class DIL_SILENT_CLASS and zero inputs; the
   network's inputs there are zero, see `n_before`.
*/
typedef struct {
  size_t n_steps;    ///< n_context + n_targets
  size_t n_before;   ///< Steps of the context that lie before the onset
  uint8_t* classes;  ///< [n_steps] fed back into each step
  uint8_t* targets;  ///< [n_targets] classes to predict
  float* inputs;     ///< [n_steps][DIL_N_INPUTS] as dil_predictor_inputs()
  float* conditions; ///< [n_steps / 64][V], frame 0 at the first step
} DilExample;

/// Allocate an example's arrays, or return DIL_NO_MEMORY
DIL_NODISCARD DilStatus
dil_example_new(const DilShape* shape,
                size_t n_context,
                size_t n_targets,
                DilExample* out);

/// Free an example's arrays
void
dil_example_clear(DilExample* example);

/// Samples until a performance is silent: held, released and 30 ms more
size_t
dil_performance_length(const DilPerformance* performance, uint32_t rate);

/// A tone in the middle of its velocities, held for `seconds`, at least 0.1, or
/// until its release must begin
DilPerformance
dil_performance_of(const DilTone* tone, uint32_t rate, double seconds);

/// Sample `t` of a performance, with its release and the silence after it
float
dil_performance_sample(const DilPerformance* performance,
                       uint32_t rate,
                       size_t t);

/**
   Run the predictor's loop over a performance with errors in the feedback, and
   keep the window.

   The loop starts 2048 steps before the window, or at the onset.  What is fed
   back has two faults: rounded normal noise is added to its class, and in some
   windows a few partials sound along that are not the tone's.  The target of
   step t is the class of the clean x_t, with the partials a little weaker, less
   the prediction from the faulty past.  So the network learns to steer back
   from wherever it drifts: from noise, and from harmonics that have crept away.
*/
void
dil_example_make(const DilShape* shape,
                 const DilPerformance* performance,
                 uint32_t rate,
                 const DilWindow* window,
                 DilExample* example);

#endif // DIL_TRAIN_SEGMENT_H
