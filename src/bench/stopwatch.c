// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "stopwatch.h"

#include "sort.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

static double
time_s(const clockid_t clock)
{
  struct timespec now = {0, 0};
  clock_gettime(clock, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double
dil_thread_s(void)
{
  return time_s(CLOCK_THREAD_CPUTIME_ID);
}

double
dil_wall_s(void)
{
  return time_s(CLOCK_MONOTONIC);
}

#if defined(__x86_64__)

/// Multiply 8 n times, one after the other
static void
multiply(const size_t n)
{
  uint64_t x = 3U;
  for (size_t i = 0U; i < n; ++i) {
    __asm__ volatile("imul %0, %0\n\timul %0, %0\n\t"
                     "imul %0, %0\n\timul %0, %0\n\t"
                     "imul %0, %0\n\timul %0, %0\n\t"
                     "imul %0, %0\n\timul %0, %0"
                     : "+r"(x));
  }
}

double
dil_clock_hz(void)
{
  static const size_t n = 4000U;
  static const double cycles = 3.0 * 8.0 * 4000.0;

  // Short, for the clock goes up soon after wide vectors have held it down
  double hz[5];
  for (int i = 0; i < 5; ++i) {
    const double start = dil_thread_s();
    multiply(n);
    hz[i] = cycles / (dil_thread_s() - start);
  }

  dil_sort(hz, 5U);
  return hz[2];
}

#else

double
dil_clock_hz(void)
{
  return 0.0;
}

#endif
