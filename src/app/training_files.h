// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_TRAINING_FILES_H
#define DIL_APP_TRAINING_FILES_H

#include "dilaton/trainer.h"

/// Most bytes of a path
#define TRAINING_PATH_SIZE 4096U

/// Name the checkpoint after the preset, if it has no name; exit status
int
training_files_name(DilTrainingSettings* s, char path[TRAINING_PATH_SIZE]);

/// Refuse files that cannot be written, or not without a loss; `listen` is a
/// sound file or NULL; exit status
int
training_files_check(const DilTrainingSettings* s, const char* listen);

#endif // DIL_APP_TRAINING_FILES_H
