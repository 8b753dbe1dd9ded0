// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "cpu.h"

#include <stdatomic.h>

#if defined(__x86_64__)
#  include <cpuid.h>
#endif

static const char* const names[] = {"plain", "neon", "avx2", "avx512"};

#if defined(__x86_64__)

/// Not every compiler's __builtin_cpu_supports() knows it
static bool
has_f16c(void)
{
  unsigned a = 0U;
  unsigned b = 0U;
  unsigned c = 0U;
  unsigned d = 0U;
  return __get_cpuid(1U, &a, &b, &c, &d) && (c & bit_F16C);
}

#endif

/// The sets that can be run, as bits
static unsigned
find_sets(void)
{
  unsigned sets = 1U << DIL_CPU_PLAIN;

#if defined(__x86_64__)
  // These look at what the system saves of the registers, too
  if (has_f16c() && __builtin_cpu_supports("avx2") &&
      __builtin_cpu_supports("fma")) {
    sets |= 1U << DIL_CPU_AVX2;
    if (__builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl")) {
      sets |= 1U << DIL_CPU_AVX512;
    }
  }
#elif defined(__aarch64__)
  sets |= 1U << DIL_CPU_NEON;
#endif

  return sets;
}

const char*
dil_cpu_set_name(const DilCpuSet set)
{
  return names[set];
}

bool
dil_cpu_has(const DilCpuSet set)
{
  // 0 until somebody has asked; threads that ask at once find the same
  static atomic_uint found;

  unsigned sets = atomic_load_explicit(&found, memory_order_relaxed);
  if (!sets) {
    sets = find_sets();
    atomic_store_explicit(&found, sets, memory_order_relaxed);
  }

  return (sets >> set) & 1U;
}
