// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_TEAM_H
#define DIL_ENGINE_TEAM_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>
#include <stdint.h>

/**
   Threads that help the audio thread with tasks that do not depend on each
   other.

   The audio thread never calls the system to wake them: they look out for work
   themselves, without a pause for some ms after the last of it and then between
   naps.  What no helper has taken when the audio thread comes to it, it does
   itself; it waits only for tasks that a helper has begun.

   That wait is as long as the rest of a task, unless the system takes the
   helper's processor away in the middle of it: then it is as long as the system
   makes the helper wait, some ms on a machine with more to do than it has
   processors.  A task that has begun cannot be done by another thread, for its
   voices are half way.  So a team is for machines with a processor to spare for
   each helper, and sound through a team needs a ring behind it that outlasts
   such a wait.
*/
typedef struct DilTeam DilTeam;

/// A task of a run, in [0, n_tasks); denormal numbers are off
typedef void (*DilTask)(void* context, size_t task);

/// Most tasks of a run
#define DIL_MAX_TASKS 64U

/**
   Start helpers.

   Where a thread cannot be had, the team is smaller.

   @param n_helpers At least 1.
   @param priority As dil_thread_start() has it: that of the audio thread, which
   waits for them.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_team_new(uint32_t n_helpers,
             uint32_t priority,
             DilTask task,
             void* context,
             DilTeam** out);

/// Stop the helpers; NULL is fine
void
dil_team_free(DilTeam* team);

/// Do tasks 0 to `n_tasks` - 1, at most DIL_MAX_TASKS, and return when all are
/// done
DIL_REALTIME void
dil_team_run(DilTeam* team, size_t n_tasks);

#endif // DIL_ENGINE_TEAM_H
