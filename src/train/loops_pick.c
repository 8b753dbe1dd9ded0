// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "loops.h"

const DilLoops*
dil_loops_pick(void)
{
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw")) {
    return &dil_loops_avx512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return &dil_loops_avx2;
  }
#endif

  return &dil_loops_plain;
}
