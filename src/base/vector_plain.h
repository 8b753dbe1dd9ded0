// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_VECTOR_PLAIN_H
#define DIL_BASE_VECTOR_PLAIN_H

/**
   Vectors of 4 as compilers know them on every processor: what the trainer's
   products need, no more.
*/

#include "cpu.h"

#include <string.h>

#define VEC_SET       DIL_CPU_PLAIN
#define VEC_WIDTH     4U
#define VEC_REGISTERS 16U

typedef float Vec __attribute__((vector_size(16)));

static inline Vec
vec_load(const float* const values)
{
  Vec a;
  memcpy(&a, values, sizeof(a));
  return a;
}

static inline void
vec_store(float* const values, const Vec a)
{
  memcpy(values, &a, sizeof(a));
}

static inline Vec
vec_set(const float value)
{
  const Vec result = {value, value, value, value};
  return result;
}

/// Rounded twice, unlike those of other sets
static inline Vec
vec_fma(const Vec a, const Vec b, const Vec c)
{
  return c + a * b;
}

#endif // DIL_BASE_VECTOR_PLAIN_H
