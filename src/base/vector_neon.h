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
#include <string.h>

// The dot product of ARMv8.2 for those files that say so
#if defined(VEC_HAS_DOT)
#  define VEC_SET DIL_CPU_NEON_DOT
#else
#  define VEC_SET DIL_CPU_NEON
#endif

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

/// The value within -limit..limit, for a limit above 0; -limit for NaN
static inline Vec
vec_within(const Vec value, const float limit)
{
  return vec_min(vec_max(value, vec_set(-limit)), vec_set(limit));
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

static inline VecWhole
vec_load_counts(const int32_t* const counts)
{
  return vreinterpretq_u32_s32(vld1q_s32(counts));
}

static inline void
vec_store_counts(int32_t* const counts, const VecWhole a)
{
  vst1q_s32(counts, vreinterpretq_s32_u32(a));
}

/// Whole numbers with a sign as floats, to the nearest, ties to even
static inline Vec
vec_from_counts(const VecWhole a)
{
  return vcvtq_f32_s32(vreinterpretq_s32_u32(a));
}

/// Four bytes, again and again
static inline VecWhole
vec_set_quad(const uint8_t* const bytes)
{
  uint32_t quad = 0U;
  memcpy(&quad, bytes, sizeof(quad));
  return vdupq_n_u32(quad);
}

/// Bytes keep their sign
#define VEC_ZERO_BYTE 0U

/// sums plus the products of each four bytes in -63..63 with bytes of weights
static inline VecWhole
vec_dot(const VecWhole sums, const VecWhole bytes, const VecWhole weights)
{
  const int32x4_t s = vreinterpretq_s32_u32(sums);
  const int8x16_t b = vreinterpretq_s8_u32(bytes);
  const int8x16_t w = vreinterpretq_s8_u32(weights);
#if defined(VEC_HAS_DOT)
  return vreinterpretq_u32_s32(vdotq_s32(s, b, w));
#else
  const int16x8_t pairs =
    vpaddq_s16(vmull_s8(vget_low_s8(b), vget_low_s8(w)), vmull_high_s8(b, w));
  return vreinterpretq_u32_s32(vpadalq_s16(s, pairs));
#endif
}

/// sums plus the products of each two words with words of weights
static inline VecWhole
vec_dot_words(const VecWhole sums, const VecWhole words, const VecWhole weights)
{
  const int16x8_t a = vreinterpretq_s16_u32(words);
  const int16x8_t b = vreinterpretq_s16_u32(weights);
  const int32x4_t pairs = vpaddq_s32(
    vmull_s16(vget_low_s16(a), vget_low_s16(b)), vmull_high_s16(a, b));
  return vaddq_u32(sums, vreinterpretq_u32_s32(pairs));
}

/// Store the lowest byte of each element
static inline void
vec_store_bytes(uint8_t* const bytes, const Vec a)
{
  const uint16x4_t narrow = vmovn_u32(vreinterpretq_u32_f32(a));
  const uint8x8_t lowest = vmovn_u16(vcombine_u16(narrow, narrow));
  const uint32_t quad = vget_lane_u32(vreinterpret_u32_u8(lowest), 0);
  memcpy(bytes, &quad, sizeof(quad));
}

/// Store the lower half of each element
static inline void
vec_store_words(uint8_t* const words, const Vec a)
{
  const uint16x4_t lower = vmovn_u32(vreinterpretq_u32_f32(a));
  vst1_u8(words, vreinterpret_u8_u16(lower));
}

/// As vec_pin()
static inline VecWhole
vec_pin_whole(const VecWhole a)
{
  VecWhole pinned = a;
  __asm__("" : "+w"(pinned));
  return pinned;
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
