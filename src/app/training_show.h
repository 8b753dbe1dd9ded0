// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_TRAINING_SHOW_H
#define DIL_APP_TRAINING_SHOW_H

#include "progress.h"
#include "training_log.h"

#include "dilaton/trainer.h"

#include <stdbool.h>
#include <stdint.h>

/// A training as people follow it
typedef struct {
  Progress progress;
  TrainingLog log;
  const DilTrainingSettings* settings;
  const char* listen; ///< Sound file beside each save, or NULL
  bool is_quiet;      ///< Nothing is told but errors
  bool is_unheard;    ///< A sound file could not be written
  bool is_saved;      ///< ... since the last step that is known
  uint64_t last_step; ///< Known so far
} TrainingShow;

/// Show how a training goes; a DilTrainingCallback whose user is a TrainingShow
bool
training_show_follow(void* user, const DilTrainingProgress* progress);

/// Show a warning; a DilTrainingWarning with the same user
void
training_show_warn(void* user, const char* line);

/// Say at the end what was made and what to type next
void
training_show_end(const TrainingShow* show, bool is_stopped);

#endif // DIL_APP_TRAINING_SHOW_H
