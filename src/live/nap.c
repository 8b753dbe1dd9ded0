// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// For clocks to sleep by
#define _GNU_SOURCE

#include "nap.h"

#include <math.h>
#include <stdbool.h>
#include <time.h>

/// Seconds while notes sound, and a share of the ring in silence, at most so
/// long
static const double short_s = 0.0005;
static const double share = 0.125;
static const double long_s = 0.004;

void
nap(const double ring_s, const bool is_busy)
{
  const double idle_s = fmax(fmin(share * ring_s, long_s), short_s);
  const double wanted_s = is_busy ? short_s : idle_s;
  const struct timespec wanted = {0, (long)(wanted_s * 1e9)};
  clock_nanosleep(CLOCK_MONOTONIC, 0, &wanted, NULL);
}
