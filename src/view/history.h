// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_HISTORY_H
#define DIL_VIEW_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Steps that can be undone
#define MAX_UNDO 64U

/// Parameters that one gesture moves at most: those of the ring
#define MAX_TOGETHER 2U

/// A gesture: parameters, or else a preset
typedef struct {
  size_t n_parameters;
  uint32_t parameters[MAX_TOGETHER];
  float before[MAX_TOGETHER];
  float after[MAX_TOGETHER];
  char* from; ///< Path of the preset before, owned, or NULL
  char* to;   ///< Path of the preset after, owned, or NULL
} HistoryStep;

/// What the user has done, and what of it was undone
typedef struct {
  HistoryStep steps[MAX_UNDO];
  size_t n_steps;
  size_t n_done; ///< Of them; the others can be redone
} History;

/// Add a step, which takes the place of all that can be redone; its paths are
/// the history's from then on
void
history_add(History* history, const HistoryStep* step);

/// The step to undo, or NULL
const HistoryStep*
history_undo(History* history);

/// The step to redo, or NULL
const HistoryStep*
history_redo(History* history);

/// Make one of the last two steps, if they move the same parameters
void
history_merge(History* history);

/// Forget all
void
history_clear(History* history);

#endif // DIL_VIEW_HISTORY_H
