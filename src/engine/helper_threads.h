// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_HELPER_THREADS_H
#define DIL_ENGINE_HELPER_THREADS_H

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
   voices are half way.  So they are for machines with a processor to spare
   for each helper, and sound made with them needs a ring behind it that
   outlasts such a wait.
*/
typedef struct DilHelperThreads DilHelperThreads;

/// A task of a run, in [0, n_tasks); denormal numbers are off
typedef void (*DilHelperTask)(void* context, size_t task);

/// Most tasks of a run
#define DIL_MAX_HELPER_TASKS 64U

/**
   Start helpers.

   Where a thread cannot be had, there are fewer.

   @param n_helpers At least 1.
   @param priority As dil_thread_start() has it: that of the audio thread, which
   waits for them.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_helper_threads_new(uint32_t n_helpers,
                       uint32_t priority,
                       DilHelperTask task,
                       void* context,
                       DilHelperThreads** out);

/// Stop the helpers; NULL is fine
void
dil_helper_threads_free(DilHelperThreads* threads);

/// Do tasks 0 to `n_tasks` - 1, at most DIL_MAX_HELPER_TASKS, and return when
/// all are done
DIL_REALTIME void
dil_helper_threads_run(DilHelperThreads* threads, size_t n_tasks);

#endif // DIL_ENGINE_HELPER_THREADS_H
