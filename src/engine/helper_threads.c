// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "helper_threads.h"

#include "arena.h"
#include "denormal.h"
#include "thread.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#define MAX_HELPERS   15U
#define ALERT_S       0.003  ///< Time for which helpers do not nap after work
#define NAP_NS        300000 ///< And a nap after that
#define LOOKS_A_CLOCK 200U   ///< Looks for work between looks at the clock

/**
   The current run in one word: its number, how many tasks it has and how many
   are taken.  Taking a task is an exchange of the whole word, so that it can
   only succeed in the run for which it is meant.
*/
#define N_TASKS_SHIFT 16U
#define NUMBER_SHIFT  32U
#define COUNT_MASK    0xFFFFU

struct DilHelperThreads {
  _Alignas(DIL_ALIGNMENT) atomic_uint_fast64_t run;
  _Alignas(DIL_ALIGNMENT) atomic_size_t n_done; ///< Tasks of the current run
  _Alignas(DIL_ALIGNMENT) atomic_bool is_ending;
  DilHelperTask task;
  void* context;
  pthread_t helpers[MAX_HELPERS];
  uint32_t n_helpers;
};

static void
pause_shortly(void)
{
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// Take a task of the current run and do it; false if none is left
static bool
do_one(DilHelperThreads* const threads)
{
  uint64_t run = atomic_load_explicit(&threads->run, memory_order_acquire);
  for (;;) {
    const uint64_t n_taken = run & COUNT_MASK;
    if (n_taken >= ((run >> N_TASKS_SHIFT) & COUNT_MASK)) {
      return false;
    }
    if (atomic_compare_exchange_weak_explicit(&threads->run,
                                              &run,
                                              run + 1U,
                                              memory_order_acquire,
                                              memory_order_acquire)) {
      threads->task(threads->context, (size_t)n_taken);
      atomic_fetch_add_explicit(&threads->n_done, 1U, memory_order_release);
      return true;
    }
  }
}

static double
now_s(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void*
help(void* const context)
{
  static const struct timespec nap = {0, NAP_NS};

  DilHelperThreads* const threads = (DilHelperThreads*)context;
  const uint64_t mode = dil_denormals_off();
  double last_s = now_s();
  while (!atomic_load_explicit(&threads->is_ending, memory_order_relaxed)) {
    bool has_worked = false;
    for (uint32_t i = 0U; i < LOOKS_A_CLOCK; ++i) {
      has_worked = do_one(threads) || has_worked;
      pause_shortly();
    }

    const double time_s = now_s();
    last_s = has_worked ? time_s : last_s;
    if (time_s - last_s > ALERT_S) {
      nanosleep(&nap, NULL);
    } else if (!has_worked) {
      // Another helper may have lost this processor in the middle of a task
      sched_yield();
    }
  }

  dil_denormals_restore(mode);
  return NULL;
}

DilStatus
dil_helper_threads_new(const uint32_t n_helpers,
                       const uint32_t priority,
                       const DilHelperTask task,
                       void* const context,
                       DilHelperThreads** const out)
{
  DilHelperThreads* const threads =
    (DilHelperThreads*)dil_allocate(sizeof(*threads));
  if (!threads) {
    return DIL_NO_MEMORY;
  }

  atomic_init(&threads->run, 0U);
  atomic_init(&threads->n_done, 0U);
  atomic_init(&threads->is_ending, false);
  threads->task = task;
  threads->context = context;
  while (
    threads->n_helpers < n_helpers && threads->n_helpers < MAX_HELPERS &&
    !dil_thread_start(
      &threads->helpers[threads->n_helpers], priority, help, threads, NULL)) {
    threads->n_helpers += 1U;
  }

  *out = threads;
  return DIL_OK;
}

void
dil_helper_threads_free(DilHelperThreads* const threads)
{
  if (threads) {
    atomic_store(&threads->is_ending, true);
    for (uint32_t i = 0U; i < threads->n_helpers; ++i) {
      pthread_join(threads->helpers[i], NULL);
    }

    free(threads);
  }
}

void
dil_helper_threads_run(DilHelperThreads* const threads, const size_t n_tasks)
{
  const uint64_t last =
    atomic_load_explicit(&threads->run, memory_order_relaxed);
  const uint64_t number = (last >> NUMBER_SHIFT) + 1U;
  atomic_store_explicit(&threads->n_done, 0U, memory_order_relaxed);
  atomic_store_explicit(&threads->run,
                        (number << NUMBER_SHIFT) |
                          ((uint64_t)n_tasks << N_TASKS_SHIFT),
                        memory_order_release);

  while (do_one(threads)) {
  }

  // A helper that has begun is nearly done; the system is not called
  while (atomic_load_explicit(&threads->n_done, memory_order_acquire) <
         n_tasks) {
    pause_shortly();
  }
}
