// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "cpu.h"

#include <stdatomic.h>

#if defined(__x86_64__)
#  include <cpuid.h>
#elif defined(__aarch64__) && defined(__linux__)
#  include <sys/auxv.h>
#endif

static const char* const names[] =
  {"plain", "neon", "neondot", "avx2", "avxvnni", "avx512", "avx512vnni"};

#if defined(__x86_64__)

// Not every compiler's __builtin_cpu_supports() knows these

static bool
has_f16c(void)
{
  unsigned a = 0U;
  unsigned b = 0U;
  unsigned c = 0U;
  unsigned d = 0U;
  return __get_cpuid(1U, &a, &b, &c, &d) && (c & bit_F16C);
}

static bool
has_avx_vnni(void)
{
  unsigned a = 0U;
  unsigned b = 0U;
  unsigned c = 0U;
  unsigned d = 0U;
  return __get_cpuid_count(7U, 1U, &a, &b, &c, &d) && (a & (1U << 4U));
}

static bool
has_avx512_vnni(void)
{
  unsigned a = 0U;
  unsigned b = 0U;
  unsigned c = 0U;
  unsigned d = 0U;
  return __get_cpuid_count(7U, 0U, &a, &b, &c, &d) && (c & (1U << 11U));
}

#elif defined(__aarch64__) && defined(__linux__)

/// The kernel's HWCAP_ASIMDDP
static bool
has_neon_dot(void)
{
  return (getauxval(AT_HWCAP) & (1UL << 20U)) != 0UL;
}

#elif defined(__aarch64__)

static bool
has_neon_dot(void)
{
  return false;
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
    sets |= has_avx_vnni() ? 1U << DIL_CPU_AVX_VNNI : 0U;
    if (__builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl")) {
      sets |= 1U << DIL_CPU_AVX512;
      sets |= has_avx512_vnni() ? 1U << DIL_CPU_AVX512_VNNI : 0U;
    }
  }
#elif defined(__aarch64__)
  sets |= 1U << DIL_CPU_NEON;
  sets |= has_neon_dot() ? 1U << DIL_CPU_NEON_DOT : 0U;
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
