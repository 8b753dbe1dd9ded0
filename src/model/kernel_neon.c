// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

/**
   NEON of 64-bit ARM: vectors of 4 in 32 registers.
*/

#include "kernel_table.h"
#include "lane_state.h"
#include "mulaw.h"
#include "packed.h"
#include "predictor.h"
#include "queue.h"
#include "rng.h"
#include "sampler.h"

#include <arm_neon.h>

#include <string.h>

#define VEC_WIDTH 4U

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

static inline Vec
vec_add(const Vec a, const Vec b)
{
  return vaddq_f32(a, b);
}

static inline Vec
vec_sub(const Vec a, const Vec b)
{
  return vsubq_f32(a, b);
}

static inline Vec
vec_mul(const Vec a, const Vec b)
{
  return vmulq_f32(a, b);
}

static inline Vec
vec_div(const Vec a, const Vec b)
{
  return vdivq_f32(a, b);
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

#define PANEL_VECTORS 16U
#define TILE_LANES    6U

#define AHEAD_F32  1024U
#define AHEAD_BF16 1024U
#define AHEAD_F16  1024U

// clang-format off
#define ALONE(X, F) \
  X(F, 1) X(F, 2) X(F, 3) X(F, 4) X(F, 5) X(F, 6) X(F, 7) X(F, 8) \
  X(F, 9) X(F, 10) X(F, 11) X(F, 12) X(F, 13) X(F, 14) X(F, 15) X(F, 16)
#define LONE(X, F) X(F, 6, 12) X(F, 8, 16)
#define TOGETHER_FEW(X) \
  X(2, 1) X(2, 2) X(2, 4) X(2, 8) \
  X(3, 1) X(3, 2) X(3, 4)
#define TOGETHER_MANY(X) \
  X(4, 1) X(4, 2) X(4, 4) \
  X(5, 1) X(5, 2) X(5, 4) \
  X(6, 1) X(6, 2) X(6, 4)
// clang-format on

// Most vectors of a tile by its lanes, from 2
#define TILE_VECTORS 8U, 4U, 4U, 4U, 4U

// By all lanes, from 2, those of the first tile
#define FIRST_LANES 2U, 3U, 4U, 5U, 6U, 4U, 4U, 5U, 5U, 6U, 6U, 5U, 5U, 5U, 6U

#include "vector_body.inc"

const DilKernel dil_kernel_neon = {"neon", VEC_WIDTH, PANEL_VECTORS, run};
