// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_MACHINE_WATCH_H
#define DIL_TEST_MACHINE_WATCH_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

/**
   How often a machine let a process down that plays in real time.

   A machine may stand still as a whole, as a guest on a busy host does: a
   thread naps beside what plays, in real time too if that is allowed, and
   counts where it slept too long.  Or others may have the processors: the
   kernel tells how long the threads of the process wanted to run and could not.
*/
typedef struct {
  pthread_t thread;
  atomic_bool is_ending;
  pid_t process;
  double longest_ms; ///< Longest nap of half a millisecond
  unsigned n_late;   ///< Naps longer than 15 ms
  double waited_ms;  ///< Waits for a processor of 2 ms and more, added
} MachineWatch;

/// Begin to watch beside a process
void
machine_watch_begin(MachineWatch* watch, pid_t process);

/// End it
void
machine_watch_end(MachineWatch* watch);

/// Gaps in the sound that are the machine's fault
unsigned
machine_watch_n_excuses(const MachineWatch* watch);

#endif // DIL_TEST_MACHINE_WATCH_H
