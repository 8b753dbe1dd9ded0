// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "machine_watch.h"

#include "support/test.h"

#include <dirent.h>
#include <math.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/// A nap of half a millisecond that was longer than this is late
static const double late_ms = 15.0;

/// Naps between looks at the threads of the process
static const unsigned n_naps = 16U;

/// A wait that counts, and what of such waits may cost a gap at 25 ms latency
static const double wait_ms = 2.0;
static const double gap_ms = 8.0;

static double
now_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

/// Time that a thread has waited for a processor, see schedstat of proc(5)
static double
thread_wait_ms(const pid_t process, const char* const thread)
{
  char path[320];
  char line[128] = "";
  snprintf(
    path, sizeof(path), "/proc/%d/task/%s/schedstat", (int)process, thread);
  FILE* const file = fopen(path, "r");
  if (file) {
    (void)!fgets(line, sizeof(line), file);
    fclose(file);
  }

  // Time on a processor, then time spent waiting for one
  char* rest = line;
  (void)strtoull(line, &rest, 10);
  return 1e-6 * (double)strtoull(rest, NULL, 10);
}

/// The same of all threads of a process
static double
process_wait_ms(const pid_t process)
{
  char path[64];
  double sum = 0.0;
  snprintf(path, sizeof(path), "/proc/%d/task", (int)process);
  DIR* const tasks = opendir(path);
  for (const struct dirent* entry = NULL; tasks && (entry = readdir(tasks));) {
    if (entry->d_name[0] != '.') {
      sum += thread_wait_ms(process, entry->d_name);
    }
  }
  if (tasks) {
    closedir(tasks);
  }
  return sum;
}

static void*
watch(void* const context)
{
  static const struct timespec nap = {0, 500000};

  MachineWatch* const self = (MachineWatch*)context;
  const struct sched_param priority = {.sched_priority = 45};
  (void)pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority);
  double before_wait_ms = process_wait_ms(self->process);
  for (unsigned i = 0U; !atomic_load(&self->is_ending); ++i) {
    const double before_ms = now_ms();
    (void)clock_nanosleep(CLOCK_MONOTONIC, 0, &nap, NULL);
    const double slept_ms = now_ms() - before_ms;
    self->longest_ms = fmax(self->longest_ms, slept_ms);
    self->n_late += slept_ms > late_ms;
    if (i % n_naps == 0U) {
      const double waited_ms = process_wait_ms(self->process);
      const double step_ms = waited_ms - before_wait_ms;
      self->waited_ms += step_ms >= wait_ms ? step_ms : 0.0;
      before_wait_ms = waited_ms;
    }
  }
  return NULL;
}

void
machine_watch_begin(MachineWatch* const self, const pid_t process)
{
  memset(self, 0, sizeof(*self));
  self->process = process;
  assert_int_equal(pthread_create(&self->thread, NULL, watch, self), 0);
}

void
machine_watch_end(MachineWatch* const self)
{
  atomic_store(&self->is_ending, true);
  pthread_join(self->thread, NULL);
}

unsigned
machine_watch_n_excuses(const MachineWatch* const self)
{
  return self->n_late + (unsigned)(self->waited_ms / gap_ms);
}
