// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "training_course.h"

#include <math.h>

/// Steps without a clearly better figure after which nothing is learned
#define N_PATIENT_STEPS 1000U

/// What is clearly better, in bits
static const double clear_gain = 0.01;

DilTrainingClock
dil_training_clock(void)
{
  const DilTrainingClock clock = {
    0.0, (double)NAN, (double)NAN, (double)NAN, 0U};
  return clock;
}

bool
dil_training_note(DilTrainingClock* const clock,
                  const uint64_t step,
                  const double held_out_bits,
                  const double bound)
{
  clock->held_out_bits = held_out_bits;
  if (isnan(clock->best_bits) ||
      held_out_bits < clock->best_bits - clear_gain) {
    clock->best_bits = held_out_bits;
    clock->best_step = step;
  }

  return clock->best_bits < bound || step < clock->best_step + N_PATIENT_STEPS;
}
