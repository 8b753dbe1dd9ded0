// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "kernel.h"
#include "kernel_table.h"

#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#  include <cpuid.h>
#endif

/// A kernel, and whether this processor can run it
typedef struct {
  const DilKernel* kernel;
  bool (*is_available)(void);
} Entry;

static bool
is_any(void)
{
  return true;
}

#if defined(__x86_64__)

// These look at what the system saves of the registers, too
static bool
has_avx2(void)
{
  unsigned a = 0U;
  unsigned b = 0U;
  unsigned c = 0U;
  unsigned d = 0U;
  const bool has_f16c = __get_cpuid(1U, &a, &b, &c, &d) && (c & bit_F16C);
  return has_f16c && __builtin_cpu_supports("avx2") &&
         __builtin_cpu_supports("fma");
}

static bool
has_avx512(void)
{
  return has_avx2() && __builtin_cpu_supports("avx512f") &&
         __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}

#endif

/// From the slowest to the fastest
static const Entry entries[] = {
  {&dil_kernel_plain, is_any},
#if defined(__x86_64__)
  {&dil_kernel_avx2, has_avx2},
  {&dil_kernel_avx512, has_avx512},
#elif defined(__aarch64__)
  {&dil_kernel_neon, is_any},
#endif
};

static const size_t n_entries = sizeof(entries) / sizeof(entries[0]);

const DilKernel*
dil_kernel_pick(const char* const name)
{
  const char* const variable = getenv("DILATON_KERNEL");
  const char* const wanted = name ? name : (variable ? variable : "");
  for (size_t i = n_entries; i > 0U; --i) {
    const Entry* const entry = &entries[i - 1U];
    const bool is_wanted = !*wanted || !strcmp(wanted, entry->kernel->name);
    if (is_wanted && entry->is_available()) {
      return entry->kernel;
    }
  }

  return NULL;
}

size_t
dil_n_kernels(void)
{
  return n_entries;
}

const DilKernel*
dil_kernel_at(const size_t i)
{
  return entries[i].kernel;
}

const char*
dil_kernel_name(const DilKernel* const kernel)
{
  return kernel->name;
}

bool
dil_kernel_is_available(const DilKernel* const kernel)
{
  for (size_t i = 0U; i < n_entries; ++i) {
    if (entries[i].kernel == kernel) {
      return entries[i].is_available();
    }
  }

  return false;
}
