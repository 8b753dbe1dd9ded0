// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// For system calls
#define _GNU_SOURCE

#include "thread.h"

#include "support/test.h"

#include <linux/capability.h>

#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PRIORITY 7U

/// How a thread runs
typedef struct {
  int policy;
  int priority;
} Schedule;

static void*
look(void* const context)
{
  Schedule* const schedule = (Schedule*)context;
  struct sched_param parameters = {0};
  (void)pthread_getschedparam(pthread_self(), &schedule->policy, &parameters);
  schedule->priority = parameters.sched_priority;
  return schedule;
}

/// Start a thread and see how it runs
static Schedule
start(const uint32_t priority, int* const realtime_error)
{
  Schedule schedule = {-1, -1};
  pthread_t thread;
  void* result = NULL;
  assert_int_equal(
    dil_thread_start(&thread, priority, look, &schedule, realtime_error), 0);
  assert_int_equal(pthread_join(thread, &result), 0);
  assert_ptr_equal(result, &schedule);
  return schedule;
}

/// Fail unless a thread runs as this one does, and this one not in real time
static void
expect_ordinary(const Schedule schedule)
{
  Schedule own = {-1, -1};
  (void)look(&own);
  assert_true(own.policy != SCHED_FIFO);
  assert_int_equal(schedule.policy, own.policy);
  assert_int_equal(schedule.priority, own.priority);
}

static void
a_thread_is_ordinary_unless_more_is_asked_for(void** state)
{
  (void)state;

  int error = -1;
  const Schedule schedule = start(0U, &error);
  assert_int_equal(error, 0);
  expect_ordinary(schedule);
}

static void
a_thread_runs_in_real_time_where_that_is_allowed(void** state)
{
  (void)state;

  int error = -1;
  const Schedule schedule = start(PRIORITY, &error);
  if (error) {
    print_message("threads may not run in real time here\n");
    expect_ordinary(schedule);
    skip();
  }

  assert_int_equal(schedule.policy, SCHED_FIFO);
  assert_int_equal(schedule.priority, PRIORITY);
  expect_ordinary(start(0U, NULL));
}

/// Give up, or take back, this thread's right to raise priorities
static void
set_right(const bool is_allowed)
{
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
  const uint32_t bit = 1U << CAP_SYS_NICE;
  memset(sets, 0, sizeof(sets));
  assert_int_equal(syscall(SYS_capget, &header, sets), 0);
  sets[0].effective = is_allowed ? sets[0].effective | (sets[0].permitted & bit)
                                 : sets[0].effective & ~bit;
  assert_int_equal(syscall(SYS_capset, &header, sets), 0);

  struct rlimit limit;
  assert_int_equal(getrlimit(RLIMIT_RTPRIO, &limit), 0);
  limit.rlim_cur = is_allowed ? limit.rlim_max : 0U;
  assert_int_equal(setrlimit(RLIMIT_RTPRIO, &limit), 0);
}

static void
a_thread_that_may_not_run_in_real_time_runs_and_says_why(void** state)
{
  (void)state;

  int error = 0;
  set_right(false);
  const Schedule schedule = start(PRIORITY, &error);
  const Schedule unasked = start(PRIORITY, NULL);
  set_right(true);
  assert_int_equal(error, EPERM);
  expect_ordinary(schedule);
  expect_ordinary(unasked);
}

static void
a_priority_that_is_none_is_told(void** state)
{
  (void)state;
  static const uint32_t priorities[] = {100U, 1000000U, UINT32_MAX};

  for (size_t i = 0U; i < sizeof(priorities) / sizeof(priorities[0]); ++i) {
    int error = 0;
    const Schedule schedule = start(priorities[i], &error);
    assert_int_equal(error, EINVAL);
    expect_ordinary(schedule);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_thread_is_ordinary_unless_more_is_asked_for),
    cmocka_unit_test(a_thread_runs_in_real_time_where_that_is_allowed),
    cmocka_unit_test(a_thread_that_may_not_run_in_real_time_runs_and_says_why),
    cmocka_unit_test(a_priority_that_is_none_is_told),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
