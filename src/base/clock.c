// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "clock.h"

#include <time.h>

double
dil_monotonic_s(void)
{
  struct timespec now = {0, 0};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
