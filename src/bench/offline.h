// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BENCH_OFFLINE_H
#define DIL_BENCH_OFFLINE_H

#include "dilaton/engine.h"
#include "dilaton/preset.h"
#include "dilaton/score.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stdint.h>

/// How to render, and what came of it
typedef struct {
  double seconds;         ///< Of the score, from its first note on
  DilPrecision precision; ///< Of the weights
  uint32_t n_threads;     ///< At least 1
  uint32_t n_lanes;       ///< A thread's notes at once, at most; 0: usual
  double sound_s;         ///< Result: length of the sound from there
  double wall_s;          ///< Result: time that it took
  uint64_t n_notes;       ///< Result: notes played
} DilOffline;

/**
   Render the beginning of a score at 48 kHz, and throw the sound away.

   Keys that are down at its end are let go there.

   @param is_wanted Asked now and then whether to go on.
   @return DIL_OK, DIL_CANCELLED, or what the renderer returned.
*/
DIL_NODISCARD DilStatus
dil_offline_render(DilOffline* offline,
                   const DilPreset* preset,
                   const DilScore* score,
                   bool (*is_wanted)(void* context),
                   void* context,
                   DilMessage* message);

#endif // DIL_BENCH_OFFLINE_H
