// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_THREAD_H
#define DIL_BASE_THREAD_H

#include <pthread.h>
#include <stdint.h>

/**
   Start a thread, in real time if that is wanted and allowed, and otherwise
   with the scheduling of the calling thread.

   The calling thread itself is not raised meanwhile, so that it never holds up
   others in real time.

   @param priority Of SCHED_FIFO, or 0 for no real time.
   @param realtime_error Result: 0, or the errno of why it is not in real time
   although that was wanted; may be NULL.
   @return 0, or the errno of why there is no thread.
*/
int
dil_thread_start(pthread_t* thread,
                 uint32_t priority,
                 void* (*run)(void*),
                 void* context,
                 int* realtime_error);

#endif // DIL_BASE_THREAD_H
