// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_TRAINING_SETTINGS_H
#define DIL_TRAIN_TRAINING_SETTINGS_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"
#include "dilaton/trainer.h"
#include "network.h"
#include "preset_data.h"

#include <stddef.h>
#include <stdint.h>

/// Most texts of dil_training_kinds(): two for each of 64 instruments
#define DIL_MAX_KINDS 128U

/// What kinds of instruments a preset has
typedef struct {
  char keys[DIL_MAX_KINDS][48];
  DilPresetText texts[DIL_MAX_KINDS]; ///< With keys from here
} DilTrainingKinds;

/// Shape of the network that is to be trained
DilShape
dil_training_shape(const DilTrainingSettings* settings);

/// Learning rate of a step, when this share of the training is done, 0 to 1: up
/// a line, then down half a wave
double
dil_training_rate(const DilTrainingSettings* settings,
                  uint64_t step,
                  double share);

/// The checkpoint to write, to be freed; NULL: no memory
char*
dil_training_checkpoint(const DilTrainingSettings* settings);

/**
   Find out before a training what could not be trained or not be saved.

   @return DIL_OK or DIL_BAD_ARGUMENT.
*/
DIL_NODISCARD DilStatus
dil_training_check(const DilTrainingSettings* settings, DilMessage* message);

/// General MIDI programs and families of the instruments, as texts for the
/// preset; how many there are
size_t
dil_training_kinds(const DilTrainingSettings* settings,
                   DilTrainingKinds* kinds);

#endif // DIL_TRAIN_TRAINING_SETTINGS_H
