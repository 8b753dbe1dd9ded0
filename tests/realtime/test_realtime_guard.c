// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// For pages without a file
#define _GNU_SOURCE

#include "realtime_guard.h"

#include "support/test.h"

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static sem_t semaphore;
static void* volatile block;
static char text[32];

static void
allocate(void)
{
  block = malloc(100U);
}

static void
release(void)
{
  free(block);
}

static void
lock(void)
{
  pthread_mutex_lock(&mutex);
}

static void
unlock(void)
{
  pthread_mutex_unlock(&mutex);
}

static void
signal_nobody(void)
{
  pthread_cond_signal(&condition);
}

static void
post(void)
{
  sem_post(&semaphore);
}

static void
take(void)
{
  sem_wait(&semaphore);
}

static void
print(void)
{
  snprintf(text, sizeof(text), "%d", 5);
}

static void
yield(void)
{
  sched_yield();
}

static void
sleep_shortly(void)
{
  static const struct timespec time = {0, 1};

  nanosleep(&time, NULL);
}

static void
write_nothing(void)
{
  (void)!write(STDOUT_FILENO, text, 0U);
}

static void
ask_the_kernel(void)
{
  (void)getppid();
}

static void
ask_no_one(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
}

/// Offences of a function when it is guarded
static size_t
offences_of(void (*const function)(void))
{
  const size_t before = realtime_guard_report().n_offences;
  realtime_guard_enter();
  function();
  realtime_guard_leave();
  return realtime_guard_report().n_offences - before;
}

static void
calls_of_functions_are_counted(void** state)
{
  (void)state;
  static void (*const functions[])(void) = {
    allocate, release, lock, unlock, signal_nobody, post, take, print};

  if (!realtime_guard_report().has_functions) {
    print_message("a sanitizer has the functions for itself\n");
    skip();
  }

  assert_int_equal(sem_init(&semaphore, 0, 0U), 0);
  for (size_t i = 0U; i < sizeof(functions) / sizeof(functions[0]); ++i) {
    assert_true(offences_of(functions[i]) > 0U);
  }

  // Outside of a stretch anything goes
  const size_t before = realtime_guard_report().n_offences;
  allocate();
  release();
  assert_int_equal(realtime_guard_report().n_offences, before);
}

static void
system_calls_are_counted(void** state)
{
  (void)state;
  static void (*const functions[])(void) = {
    yield, sleep_shortly, write_nothing, ask_the_kernel};

#if !defined(__x86_64__)
  print_message("the kernel reports system calls on x86-64 only\n");
  skip();
#endif

  for (size_t i = 0U; i < sizeof(functions) / sizeof(functions[0]); ++i) {
    assert_true(offences_of(functions[i]) > 0U);
  }
  assert_int_equal(offences_of(ask_no_one), 0U);
  assert_true(realtime_guard_report().first_call >= 0L);
}

static void
page_faults_are_counted(void** state)
{
  (void)state;
  enum { N_PAGES = 10, PAGE = 4096 };

  char* const pages = (char*)mmap(NULL,
                                  (size_t)N_PAGES * PAGE,
                                  PROT_READ | PROT_WRITE,
                                  MAP_PRIVATE | MAP_ANONYMOUS,
                                  -1,
                                  0);
  assert_true(pages != MAP_FAILED);
  madvise(pages, (size_t)N_PAGES * PAGE, MADV_NOHUGEPAGE);
  const size_t before = realtime_guard_report().n_faults;
  realtime_guard_enter();
  for (size_t i = 0U; i < N_PAGES; ++i) {
    *(volatile char*)(pages + i * PAGE) = 1;
  }
  realtime_guard_leave();
  const size_t n = realtime_guard_report().n_faults - before;
  assert_true(n >= N_PAGES);
  munmap(pages, (size_t)N_PAGES * PAGE);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(calls_of_functions_are_counted),
    cmocka_unit_test(system_calls_are_counted),
    cmocka_unit_test(page_faults_are_counted),
  };

  return cmocka_run_group_tests_name("realtime_guard", tests, NULL, NULL);
}
