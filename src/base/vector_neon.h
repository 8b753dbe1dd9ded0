// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_VECTOR_NEON_H
#define DIL_BASE_VECTOR_NEON_H

/**
   NEON of 64-bit ARM: vectors of 4 in 32 registers.
*/

#include "cpu.h"

#include <arm_neon.h>
#include <stdint.h>

#define VEC_SET       DIL_CPU_NEON
#define VEC_WIDTH     4U
#define VEC_REGISTERS 32U

typedef float32x4_t Vec;
typedef uint32x4_t VecWhole;

static inline Vec
vec_load(const float* const values)
{
  return vld1q_f32(values);
}

static inline void
vec_store(float* const values, const Vec a)
{
  vst1q_f32(values, a);
}

static inline Vec
vec_set(const float value)
{
  return vdupq_n_f32(value);
}

static inline Vec
vec_fma(const Vec a, const Vec b, const Vec c)
{
  return vfmaq_f32(c, a, b);
}

/// a < b ? a : b, which vminq_f32() is not for a NaN
static inline Vec
vec_min(const Vec a, const Vec b)
{
  return vbslq_f32(vcltq_f32(a, b), a, b);
}

/// a > b ? a : b
static inline Vec
vec_max(const Vec a, const Vec b)
{
  return vbslq_f32(vcgtq_f32(a, b), a, b);
}

/// The greatest of all elements, none of which is a NaN
static inline float
vec_greatest(const Vec a)
{
  return vmaxvq_f32(a);
}

/// 2 to the power of n + more, for shifted = 1.5 2^23 + n
static inline Vec
vec_power(const Vec shifted, const uint32_t more)
{
  const uint32x4_t biased =
    vaddq_u32(vreinterpretq_u32_f32(shifted), vdupq_n_u32(127U + more));
  return vreinterpretq_f32_u32(vshlq_n_u32(biased, 23));
}

/// Whole numbers, rounded towards zero
static inline VecWhole
vec_floor(const Vec a)
{
  return vcvtq_u32_f32(a);
}

static inline VecWhole
vec_no_whole(void)
{
  return vdupq_n_u32(0U);
}

static inline VecWhole
vec_add_whole(const VecWhole a, const VecWhole b)
{
  return vaddq_u32(a, b);
}

static inline void
vec_store_whole(uint32_t* const values, const VecWhole a)
{
  vst1q_u32(values, a);
}

/// Store the sums of eight columns: those of the even and of the odd vectors
static inline void
vec_store_columns(uint32_t* const columns,
                  const VecWhole even,
                  const VecWhole odd)
{
  vst1q_u32(columns, even);
  vst1q_u32(columns + 4U, odd);
}

/// Words as they are
static inline Vec
vec_load_words(const uint32_t* const words)
{
  return vreinterpretq_f32_u32(vld1q_u32(words));
}

/// The lower halves of words as upper halves
static inline Vec
vec_lower(const Vec words)
{
  return vreinterpretq_f32_u32(vshlq_n_u32(vreinterpretq_u32_f32(words), 16));
}

static inline Vec
vec_load_halves(const uint16_t* const halves)
{
  return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(halves)));
}

/// The same vector, of which the compiler knows nothing
static inline Vec
vec_pin(const Vec a)
{
  Vec pinned = a;
  __asm__("" : "+w"(pinned));
  return pinned;
}

#endif // DIL_BASE_VECTOR_NEON_H
