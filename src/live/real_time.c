// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "real_time.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

int
real_time_lock_memory(void)
{
  // With a limit, what is allocated later might then not be had at all
  struct rlimit limit = {0U, 0U};
  const int error = getrlimit(RLIMIT_MEMLOCK, &limit);
  const int is_free = !geteuid() || (!error && limit.rlim_cur == RLIM_INFINITY);
  return mlockall(is_free ? MCL_CURRENT | MCL_FUTURE : MCL_CURRENT) ? errno : 0;
}
