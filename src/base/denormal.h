// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_DENORMAL_H
#define DIL_BASE_DENORMAL_H

#include <stdint.h>

#if defined(__SSE2__)
#  include <emmintrin.h>
#endif

/**
   Make this thread take and give 0 for denormal numbers.

   They are slow on some processors, and a decaying filter is full of them.  All
   sound is made in this mode, so that its bits do not depend on the host's.

   @return The former mode, for dil_denormals_restore().
*/
static inline uint64_t
dil_denormals_off(void)
{
#if defined(__SSE2__)
  const unsigned mode = _mm_getcsr();
  _mm_setcsr(mode | 0x8040U); // Flush to zero, denormals are zero
  return mode;
#elif defined(__aarch64__)
  uint64_t mode = 0U;
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
  __asm__ volatile("msr fpcr, %0" : : "r"(mode | (1ULL << 24U)));
  return mode;
#else
  return 0U;
#endif
}

/// Go back to the mode before dil_denormals_off()
static inline void
dil_denormals_restore(const uint64_t mode)
{
#if defined(__SSE2__)
  _mm_setcsr((unsigned)mode);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"(mode));
#else
  (void)mode;
#endif
}

#endif // DIL_BASE_DENORMAL_H
