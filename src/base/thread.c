// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "thread.h"

#include <sched.h>
#include <stddef.h>

static int
start_in_real_time(pthread_t* const thread,
                   const uint32_t priority,
                   void* (*const run)(void*),
                   void* const context)
{
  const struct sched_param parameters = {.sched_priority = (int)priority};
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error) {
    return error;
  }

  error = pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
  error = error ? error : pthread_attr_setschedpolicy(&attributes, SCHED_FIFO);
  error = error ? error : pthread_attr_setschedparam(&attributes, &parameters);
  error = error ? error : pthread_create(thread, &attributes, run, context);
  pthread_attr_destroy(&attributes);
  return error;
}

int
dil_thread_start(pthread_t* const thread,
                 const uint32_t priority,
                 void* (*const run)(void*),
                 void* const context,
                 int* const realtime_error)
{
  const int error =
    priority ? start_in_real_time(thread, priority, run, context) : 0;
  if (realtime_error) {
    *realtime_error = error;
  }

  return priority && !error ? 0 : pthread_create(thread, NULL, run, context);
}
