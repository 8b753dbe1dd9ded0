// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_TRAINING_PRESET_H
#define DIL_TRAIN_TRAINING_PRESET_H

#include "coefficients.h"
#include "corpus.h"
#include "learner.h"
#include "sampling_choice.h"
#include "training_course.h"

#include "dilaton/evaluate.h"
#include "dilaton/sampling.h"
#include "dilaton/status.h"
#include "dilaton/trainer.h"

#include <stdint.h>

/// What a training has made so far; borrows all
typedef struct {
  const DilTrainingSettings* settings;
  const DilCorpus* corpus;
  const DilLearner* learner;
  const DilTrainingClock* clock;
  const DilCoefficients* coefficients; ///< Of the predictor
  const DilNoteBits* baselines;        ///< Of the held-out notes
  uint64_t step;                       ///< Steps done
  DilSampling sampling;                ///< That the preset is to have
  DilFreeRunScore score;               ///< In free run; its distance may be NAN
} DilTrained;

/// Write the preset with its figures, or fail with a message; the file is whole
/// or as it was
DIL_NODISCARD DilStatus
dil_training_preset_save(const DilTrained* trained, DilMessage* message);

#endif // DIL_TRAIN_TRAINING_PRESET_H
