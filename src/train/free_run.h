// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_FREE_RUN_H
#define DIL_TRAIN_FREE_RUN_H

#include "coefficients.h"
#include "corpus.h"
#include "network.h"
#include "segment.h"
#include "weights.h"

#include "dilaton/attributes.h"
#include "dilaton/sampling.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>

/// A network under training, and what it learns from
typedef struct {
  const DilNetwork* network;
  const DilCorpus* corpus;       ///< With tones that are held out
  DilCoefficients coefficients;  ///< Of the predictor
  bool (*is_wanted)(void* user); ///< Asked now and then, on any thread; false
                                 ///< stops.  NULL: go on
  void* user;                    ///< Given to it
} DilFreeRunner;

/// Whether it is to go on; on any thread
static inline bool
dil_free_run_is_wanted(const DilFreeRunner* const runner)
{
  return !runner->is_wanted || runner->is_wanted(runner->user);
}

/**
   Play notes by what the network draws, the lanes of one batch.

   What dies away sounds as its waves do, held at their level but not multiplied
   by their envelope, as the tones of the corpus are.

   @param weights Of the runner's network.
   @param performances [n_notes], at most DIL_MAX_LANES.
   @param n_steps Of each, silence after its end included.
   @param out [n_notes][n_steps] result.
   @return DIL_OK, DIL_NO_MEMORY or DIL_CANCELLED.
*/
DIL_NODISCARD DilStatus
dil_free_run(const DilFreeRunner* runner,
             const DilWeights* weights,
             const DilPerformance* performances,
             size_t n_notes,
             const DilSampling* sampling,
             size_t n_steps,
             float* out);

#endif // DIL_TRAIN_FREE_RUN_H
