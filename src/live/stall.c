// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "stall.h"

#include <math.h>

static const double limit_s = 15.0;

static const double longest_look_s = 0.1;

bool
stall_is_seen(Stall* const stall, const uint64_t n_done, const double now_s)
{
  const double passed_s = fmin(now_s - stall->look_s, longest_look_s);
  const bool is_still = n_done == stall->n_done;
  stall->still_s = is_still ? stall->still_s + passed_s : 0.0;
  stall->look_s = now_s;
  stall->n_done = n_done;
  return stall->still_s > limit_s;
}
