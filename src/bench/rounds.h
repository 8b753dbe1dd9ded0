// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BENCH_ROUNDS_H
#define DIL_BENCH_ROUNDS_H

#include "bench.h"
#include "blocks.h"
#include "learning.h"
#include "peak.h"
#include "voices.h"
#include "yardstick.h"

/// What a run works with
typedef struct {
  const DilBenchSettings* settings;
  DilBenchReport* report;
  DilMessage* message;
  DilVoices* voices[DIL_BENCH_KERNELS][DIL_BENCH_FORMATS];
  const DilPeak* peaks[DIL_BENCH_KERNELS];
  float* bytes;     ///< To be read as weights are
  size_t n_values;  ///< Of them, for weights in F32
  DilVoices* other; ///< For the second thread
  DilYardstick* yardsticks[DIL_BENCH_WAYS];
  DilBlocks* blocks;
  double* block_times;
  uint32_t n_block_times;
  DilLearning* learning;
  struct DilPoolImpl* pair; ///< Two threads
  uint32_t round;           ///< Under way
  double done;              ///< Share of the round, before the stage under way
  double share;             ///< ... of the stage
  const char* what;         ///< The stage
} DilBenchRun;

/// A part of each round
typedef struct {
  const char* what; ///< For the progress
  double weight;    ///< Time that it takes, compared with others
  DilStatus (*run)(DilBenchRun* run);
} DilBenchStage;

/// Make everything that stages use
DIL_NODISCARD DilStatus
dil_bench_prepare(DilBenchRun* run);

/// Release it, also after a failure
void
dil_bench_release(DilBenchRun* run);

/// Tell how much of the stage is done; DIL_CANCELLED if that is enough
DIL_NODISCARD DilStatus
dil_bench_tell(const DilBenchRun* run, double done);

/// The stages, of which the last has no function
extern const DilBenchStage dil_bench_stages[];

#endif // DIL_BENCH_ROUNDS_H
