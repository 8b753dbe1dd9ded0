// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_REALTIME_GUARD_H
#define DIL_TEST_REALTIME_GUARD_H

#include <stdbool.h>
#include <stddef.h>

/**
   A shared library that counts what a thread must not do while it makes sound.

   It is linked to a test, or loaded before a program's own libraries
   (LD_PRELOAD), so that its functions stand in for those of the C library in
   every module.  Counted are, on a thread between realtime_guard_enter() and
   realtime_guard_leave():

   - calls of the allocator, of locks and semaphores, of sleeps, and of input
     and output, text made in memory included.  Not where a sanitizer has these
     functions for itself.
   - system calls of any kind, which the kernel reports before it does them: one
     in each stretch, so that it costs little.  Linux on x86-64 only, and not
     under ThreadSanitizer.
   - minor page faults, apart from the others.

   Loaded before a program, it guards the callback that is given to
   Pa_OpenStream(), and when the program ends it writes a RealtimeReport to the
   file that the environment names in DIL_GUARD_REPORT, as text.
*/

/// What was seen in all threads
typedef struct {
  size_t n_stretches;    ///< From an enter to a leave
  size_t n_offences;     ///< Calls that were counted
  size_t n_faults;       ///< Minor page faults
  const char* first;     ///< Function of the first offence, or ""
  long first_call;       ///< Number of the first system call, or -1
  size_t longest_frames; ///< Most frames that a guarded callback was asked for
  bool has_functions;    ///< Whether calls of functions are counted, too
} RealtimeReport;

/// The format of a report as text: stretches, offences, faults, frames, number
/// of the first system call, and the first function in brackets
#define REALTIME_REPORT_FORMAT "%zu %zu %zu %zu %ld [%s]\n"

/// From here on the calling thread makes sound
__attribute__((visibility("default"))) void
realtime_guard_enter(void);

/// From here on it may do what it likes
__attribute__((visibility("default"))) void
realtime_guard_leave(void);

/// What was seen so far
__attribute__((visibility("default"))) RealtimeReport
realtime_guard_report(void);

#endif // DIL_TEST_REALTIME_GUARD_H
