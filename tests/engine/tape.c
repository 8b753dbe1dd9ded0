// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "tape.h"

DilStatus
tape_record(void* const context,
            const float* const frames,
            const size_t n_frames,
            DilMessage* const message)
{
  (void)message;

  Tape* const tape = (Tape*)context;
  for (size_t i = 0U; i < n_frames && tape->n_frames < tape->capacity; ++i) {
    tape->left[tape->n_frames++] = frames[2U * i];
  }
  return DIL_OK;
}
