// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "loops.h"

#include "cpu.h"

/// From the slowest to the fastest
static const DilLoops* const loops[] = {
  &dil_loops_plain,
#if defined(__x86_64__)
  &dil_loops_avx2,
  &dil_loops_avx512,
#elif defined(__aarch64__)
  &dil_loops_neon,
#endif
};

const DilLoops*
dil_loops_pick(void)
{
  size_t i = sizeof(loops) / sizeof(loops[0]) - 1U;
  while (i > 0U && !dil_cpu_has(loops[i]->set)) {
    --i;
  }

  return loops[i];
}
