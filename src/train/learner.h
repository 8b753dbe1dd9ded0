// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_LEARNER_H
#define DIL_TRAIN_LEARNER_H

#include "coefficients.h"
#include "corpus.h"
#include "draw.h"
#include "network.h"
#include "pool.h"

#include "dilaton/preset.h"

#include <stdbool.h>
#include <stdint.h>

/// Windows in a batch
#define DIL_N_WINDOWS 4U

/// All that the optimiser carries from step to step: what a checkpoint holds
typedef struct {
  uint64_t step;   ///< Steps done
  size_t n_values; ///< Parameters
  float* values;   ///< [n_values]
  float* mean;     ///< [n_values] of the gradient
  float* variance; ///< [n_values] of the gradient
  float* average;  ///< [n_values] of the values: what a preset holds
  DilUnits units;  ///< Of activations; 0 until rounding has begun
} DilLearnerState;

/// A network that learns a corpus
typedef struct DilLearnerImpl DilLearner;

/// What stays the same over the steps
typedef struct {
  DilShape shape;
  const DilCorpus* corpus;
  uint64_t seed;
  DilCoefficients coefficients; ///< Of the predictor
} DilLearnerSettings;

/**
   Make a learner at step 0 with random parameters.

   Sets OpenBLAS, for the whole process, to one thread a product.

   @param settings Copied; the corpus is borrowed.
   @param pool Borrowed; the number of threads does not change results.
   @return NULL when there is no memory.
*/
DIL_NODISCARD DilLearner*
dil_learner_new(const DilLearnerSettings* settings, DilPool* pool);

/// Begin with the weights of a preset that dil_transfer_check() lets pass
void
dil_learner_begin_from(DilLearner* learner, const DilPreset* preset);

/// Free a learner; NULL is fine
void
dil_learner_free(DilLearner* learner);

/// The learner's state, which a checkpoint may overwrite before a step
DilLearnerState*
dil_learner_state(DilLearner* learner);

/**
   Learn from now on with weights and activations rounded as in
   DIL_WEIGHTS_INT8, in units that suit the averaged weights.

   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_learner_begin_rounding(DilLearner* learner);

/// Go on with rounding, or without, as a state says that was loaded
DIL_NODISCARD DilStatus
dil_learner_resume_rounding(DilLearner* learner);

/// Whether it has begun
bool
dil_learner_is_rounding(const DilLearner* learner);

/**
   Learn one batch of windows with Adam.

   @param learning_rate Of this step.
   @return Bits a sample of the batch, before the step.
*/
double
dil_learner_step(DilLearner* learner, double learning_rate);

/**
   Copy the network that a preset holds: the averaged weights.

   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_learner_network(const DilLearner* learner, DilNetwork** out);

#endif // DIL_TRAIN_LEARNER_H
