// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "loops.h"

#include "cpu.h"

/// From the fastest to the slowest
static const DilLoops* const loops[] = {
#if defined(__x86_64__)
  &dil_loops_avx512,
  &dil_loops_avx2,
#elif defined(__aarch64__)
  &dil_loops_neon,
#endif
  &dil_loops_plain,
};

const DilLoops*
dil_loops_pick(void)
{
  const DilLoops* const* picked = loops;
  while (!dil_cpu_has((*picked)->set)) {
    ++picked;
  }

  return *picked;
}
