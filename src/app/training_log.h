// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_TRAINING_LOG_H
#define DIL_APP_TRAINING_LOG_H

#include "dilaton/trainer.h"

#include <stdbool.h>
#include <stdio.h>

/// What is left of a training to read: a table in a file, and lines on standard
/// error where no progress can be shown because it is no terminal
typedef struct {
  const char* path; ///< Of the table, or NULL
  FILE* file;       ///< Or NULL
  bool has_lines;   ///< Lines are wanted
  double told_s;    ///< Monotonic time of the last line and row
} TrainingLog;

/**
   Begin a log.

   @param path CSV file to replace, or with `is_resumed` to add to; or NULL.
   @return Exit status, after a complaint.
*/
int
training_log_open(TrainingLog* log,
                  const char* path,
                  bool is_resumed,
                  bool is_quiet);

/**
   Note how a training goes, unless that was done in the last 30 s.

   @param text The same for people.
*/
void
training_log_note(TrainingLog* log,
                  const DilTrainingProgress* progress,
                  const char* text);

/// Write a line at once, where lines are wanted
void
training_log_say(const TrainingLog* log, const char* text);

/// End a log; exit status, after a complaint that it could not be written
int
training_log_close(TrainingLog* log);

#endif // DIL_APP_TRAINING_LOG_H
