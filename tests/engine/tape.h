// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_TAPE_H
#define DIL_TEST_TAPE_H

#include "dilaton/status.h"

#include <stddef.h>

/// The left channel of a rendering in memory
typedef struct {
  float* left;     ///< [capacity]
  size_t capacity; ///< What comes after that is dropped
  size_t n_frames; ///< So far
} Tape;

/// A sink of dil_render_score(), whose context is a tape
DilStatus
tape_record(void* context,
            const float* frames,
            size_t n_frames,
            DilMessage* message);

#endif // DIL_TEST_TAPE_H
