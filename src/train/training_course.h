// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_TRAINING_COURSE_H
#define DIL_TRAIN_TRAINING_COURSE_H

#include <stdbool.h>
#include <stdint.h>

/// What a training needs to go on exactly where it stopped
typedef struct {
  double elapsed_s;     ///< Training time so far
  double bits;          ///< Running mean of the batches
  double held_out_bits; ///< Last measured, or NAN
  double best_bits;     ///< Least that was measured, or NAN
  uint64_t best_step;   ///< When the figure last fell clearly
} DilTrainingClock;

/// One at its beginning
DilTrainingClock
dil_training_clock(void);

/**
   Note the figure of held-out notes.

   A training that learns is below the bound within its first hundreds of steps.
   One that never was, and whose figure has not fallen for a thousand steps,
   learns nothing.  A figure that no longer falls, or rises, says nothing by
   itself: what it sounds like may still get better.

   @param bound Bits that are cost by knowing next to nothing.
   @return Whether anything is learned.
*/
bool
dil_training_note(DilTrainingClock* clock,
                  uint64_t step,
                  double held_out_bits,
                  double bound);

#endif // DIL_TRAIN_TRAINING_COURSE_H
