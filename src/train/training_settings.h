// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_TRAINING_SETTINGS_H
#define DIL_TRAIN_TRAINING_SETTINGS_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"
#include "dilaton/trainer.h"
#include "network.h"

/// Shape of the network that is to be trained
DilShape
dil_training_shape(const DilTrainingSettings* settings);

/**
   Find out before a training what could not be trained or not be saved.

   @return DIL_OK or DIL_BAD_ARGUMENT.
*/
DIL_NODISCARD DilStatus
dil_training_check(const DilTrainingSettings* settings, DilMessage* message);

#endif // DIL_TRAIN_TRAINING_SETTINGS_H
