// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "kernel.h"
#include "kernel_table.h"

#include "cpu.h"

#include <stdlib.h>
#include <string.h>

/// From the slowest to the fastest
static const DilKernel* const kernels[] = {
  &dil_kernel_plain,
#if defined(__x86_64__)
  &dil_kernel_avx2,
#  ifndef DIL_FEW_KERNELS
  &dil_kernel_avx_vnni,
  &dil_kernel_avx512,
  &dil_kernel_avx512_vnni,
#  endif
#elif defined(__aarch64__)
  &dil_kernel_neon,
  &dil_kernel_neon_dot,
#endif
};

static const size_t n_kernels = sizeof(kernels) / sizeof(kernels[0]);

const DilKernel*
dil_kernel_pick(const char* const name)
{
  const char* const variable = getenv("DILATON_KERNEL");
  const char* const wanted = name ? name : (variable ? variable : "");
  for (size_t i = n_kernels; i > 0U; --i) {
    const DilKernel* const kernel = kernels[i - 1U];
    const bool is_wanted = !*wanted || !strcmp(wanted, dil_kernel_name(kernel));
    if (is_wanted && dil_kernel_is_available(kernel)) {
      return kernel;
    }
  }

  return NULL;
}

size_t
dil_n_kernels(void)
{
  return n_kernels;
}

const DilKernel*
dil_kernel_at(const size_t i)
{
  return kernels[i];
}

const char*
dil_kernel_name(const DilKernel* const kernel)
{
  return dil_cpu_set_name(kernel->set);
}

bool
dil_kernel_is_whole(const DilKernel* const kernel)
{
  size_t i = 0U;
  while (kernels[i]->run != kernel->run) {
    ++i;
  }

  return kernels[i] == kernel;
}

bool
dil_kernel_is_available(const DilKernel* const kernel)
{
  return dil_cpu_has(kernel->set);
}
