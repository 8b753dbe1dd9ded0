// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_LANE_PLAN_H
#define DIL_ENGINE_LANE_PLAN_H

#include "lane.h"
#include "notes.h"

#include "dilaton/engine.h"
#include "dilaton/status.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A thread's notes, which it makes in lock-step
typedef struct {
  DilPlannedNote* notes[DIL_MAX_LANES]; ///< [n_notes], most steps left first
  size_t n_notes;
  size_t part;       ///< Of all of them
  size_t n_finished; ///< Notes that it has dropped since the last trade
  uint64_t n_made;   ///< Steps that it has made since then, over all notes
} DilLaneShare;

/**
   Which thread makes which notes.

   Many notes together are made faster than each by itself, but every one of
   them more slowly.  So threads hold as many as they can while plenty are left,
   and share out evenly the last ones.  A note that is long beside all others is
   made with few companions from the start, for nobody can help with it.

   A thread trades its share for a better one between two runs.  What a note
   sounds like does not depend on it.
*/
typedef struct {
  pthread_mutex_t lock; ///< Guards what follows
  pthread_cond_t change;
  uint32_t n_threads;
  uint32_t n_lanes;       ///< Most notes in a share
  DilPlannedNote** tasks; ///< Notes to be made, by part
  size_t max_tasks;
  size_t n_parts;
  size_t nexts[DIL_MAX_PRESETS]; ///< First task that is in no share, by part
  size_t ends[DIL_MAX_PRESETS];  ///< Task after the part's last
  size_t n_left;                 ///< Notes that are not finished
  uint64_t n_unmade;             ///< Steps of theirs
  bool is_over;                  ///< Nothing is left, or it was ended
} DilLanePlan;

/**
   Make a plan without notes.

   @param n_threads At least 1, of as many shares.
   @param n_lanes 1 to DIL_MAX_LANES.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_lane_plan_init(DilLanePlan* plan,
                   size_t n_parts,
                   uint32_t n_threads,
                   uint32_t n_lanes);

/// Release what a plan has
void
dil_lane_plan_finish(DilLanePlan* plan);

/**
   Begin with all notes whose steps are planned and not made.

   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_lane_plan_start(DilLanePlan* plan, const DilNotes* notes);

/**
   Lay back notes for other threads, or take some of those that lie there.

   @param share Empty at first; no note in it is finished.
   @return Whether to go on; the share may be empty then, see
   dil_lane_plan_wait().
*/
bool
dil_lane_plan_trade(DilLanePlan* plan, DilLaneShare* share);

/// Wait until notes lie there or it is over, but no longer than a tenth of a
/// second
void
dil_lane_plan_wait(DilLanePlan* plan);

/// Let no thread go on
void
dil_lane_plan_end(DilLanePlan* plan);

#endif // DIL_ENGINE_LANE_PLAN_H
