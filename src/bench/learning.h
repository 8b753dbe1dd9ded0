// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BENCH_LEARNING_H
#define DIL_BENCH_LEARNING_H

#include "sample_preset.h"

#include "dilaton/status.h"

#include <stdint.h>

/**
   The trainer's steps on made-up material: one instrument of 12 tones of 2 s at
   24 kHz, each with 12 harmonics that die away.

   A step is what `dilaton train` does: windows of the usual length, forward and
   backward through the network, Adam.
*/
typedef struct DilLearning DilLearning;

/**
   Make one.

   @param size Of the network; if the trainer's windows are too short for it,
   the usual one is taken, and `size` becomes that.
   @param n_threads 1 to 64.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_learning_new(DilNetworkSize* size, uint32_t n_threads, DilLearning** out);

/// Free one; NULL is fine
void
dil_learning_free(DilLearning* learning);

/// Samples learned a second, by the wall clock, over about `time_s`
double
dil_learning_speed(DilLearning* learning, double time_s);

#endif // DIL_BENCH_LEARNING_H
