// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_CHECKPOINT_H
#define DIL_TRAIN_CHECKPOINT_H

#include "dilaton/trainer.h"
#include "learner.h"
#include "training_course.h"

/**
   Write a checkpoint: the optimiser's state in full precision, and the settings
   that must be the same when it is resumed.
*/
DIL_NODISCARD DilStatus
dil_checkpoint_save(const char* path,
                    const DilTrainingSettings* settings,
                    const DilCorpus* corpus,
                    const DilLearnerState* state,
                    const DilTrainingClock* clock,
                    DilMessage* message);

/**
   Read a checkpoint into a learner of the same settings.

   @return DIL_BAD_ARGUMENT when the checkpoint is of other settings or of other
   recordings, and says which.
*/
DIL_NODISCARD DilStatus
dil_checkpoint_load(const char* path,
                    const DilTrainingSettings* settings,
                    const DilCorpus* corpus,
                    DilLearnerState* state,
                    DilTrainingClock* clock,
                    DilMessage* message);

#endif // DIL_TRAIN_CHECKPOINT_H
