// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

/**
   AVX2, FMA and F16C: vectors of 8 in 16 registers.

   Compiled with these instructions, and called only where there are any.
*/

#include "kernel_table.h"
#include "lane_state.h"
#include "mulaw.h"
#include "packed.h"
#include "predictor.h"
#include "queue.h"
#include "rng.h"
#include "sampler.h"

#include <immintrin.h>

#include <string.h>

#define VEC_WIDTH 8U

typedef __m256 Vec;
typedef __m256i VecWhole;

static inline Vec
vec_load(const float* const values)
{
  return _mm256_loadu_ps(values);
}

static inline void
vec_store(float* const values, const Vec a)
{
  _mm256_storeu_ps(values, a);
}

static inline Vec
vec_set(const float value)
{
  return _mm256_set1_ps(value);
}

static inline Vec
vec_fma(const Vec a, const Vec b, const Vec c)
{
  return _mm256_fmadd_ps(a, b, c);
}

static inline Vec
vec_add(const Vec a, const Vec b)
{
  return _mm256_add_ps(a, b);
}

static inline Vec
vec_sub(const Vec a, const Vec b)
{
  return _mm256_sub_ps(a, b);
}

static inline Vec
vec_mul(const Vec a, const Vec b)
{
  return _mm256_mul_ps(a, b);
}

static inline Vec
vec_div(const Vec a, const Vec b)
{
  return _mm256_div_ps(a, b);
}

/// a < b ? a : b
static inline Vec
vec_min(const Vec a, const Vec b)
{
  return _mm256_min_ps(a, b);
}

/// a > b ? a : b
static inline Vec
vec_max(const Vec a, const Vec b)
{
  return _mm256_max_ps(a, b);
}

/// The greatest of all elements, none of which is a NaN
static inline float
vec_greatest(const Vec a)
{
  const __m128 half =
    _mm_max_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
  const __m128 pair = _mm_max_ps(half, _mm_movehl_ps(half, half));
  return _mm_cvtss_f32(_mm_max_ss(pair, _mm_movehdup_ps(pair)));
}

/// 2 to the power of n + more, for shifted = 1.5 2^23 + n
static inline Vec
vec_power(const Vec shifted, const uint32_t more)
{
  const __m256i biased = _mm256_add_epi32(
    _mm256_castps_si256(shifted), _mm256_set1_epi32((int)(127U + more)));
  return _mm256_castsi256_ps(_mm256_slli_epi32(biased, 23));
}

/// Whole numbers, rounded towards zero
static inline VecWhole
vec_floor(const Vec a)
{
  return _mm256_cvttps_epi32(a);
}

static inline VecWhole
vec_no_whole(void)
{
  return _mm256_setzero_si256();
}

static inline VecWhole
vec_add_whole(const VecWhole a, const VecWhole b)
{
  return _mm256_add_epi32(a, b);
}

static inline void
vec_store_whole(uint32_t* const values, const VecWhole a)
{
  _mm256_storeu_si256((__m256i*)(void*)values, a);
}

/// Store the sums of eight columns: those of the even and of the odd vectors
static inline void
vec_store_columns(uint32_t* const columns,
                  const VecWhole even,
                  const VecWhole odd)
{
  _mm256_storeu_si256((__m256i*)(void*)columns, _mm256_add_epi32(even, odd));
}

/// Words as they are
static inline Vec
vec_load_words(const uint32_t* const words)
{
  return _mm256_castsi256_ps(
    _mm256_loadu_si256((const __m256i*)(const void*)words));
}

/// The lower halves of words as upper halves: a shuffle, because Intel's shifts
/// take turns with multiply-adds
static inline Vec
vec_lower(const Vec words)
{
  const __m128i up =
    _mm_setr_epi8(-1, -1, 0, 1, -1, -1, 4, 5, -1, -1, 8, 9, -1, -1, 12, 13);
  return _mm256_castsi256_ps(_mm256_shuffle_epi8(
    _mm256_castps_si256(words), _mm256_broadcastsi128_si256(up)));
}

static inline Vec
vec_load_halves(const uint16_t* const halves)
{
  return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i*)(const void*)halves));
}

/// The same vector, of which the compiler knows nothing
static inline Vec
vec_pin(const Vec a)
{
  Vec pinned = a;
  __asm__("" : "+x"(pinned));
  return pinned;
}

#define PANEL_VECTORS 12U
#define TILE_LANES    6U

#define AHEAD_F32  1024U
#define AHEAD_BF16 1024U
#define AHEAD_F16  1024U

// clang-format off
#define ALONE(X, F) \
  X(F, 1) X(F, 2) X(F, 3) X(F, 4) X(F, 5) X(F, 6) X(F, 7) X(F, 8) \
  X(F, 9) X(F, 10) X(F, 11) X(F, 12)
#define LONE(X, F) X(F, 3, 6) X(F, 4, 8) X(F, 6, 12)
#define TOGETHER_FEW(X) \
  X(2, 1) X(2, 2) X(2, 4) \
  X(3, 1) X(3, 2) X(3, 4)
#define TOGETHER_MANY(X) \
  X(4, 1) X(4, 2) \
  X(5, 1) X(5, 2) \
  X(6, 1) X(6, 2)
// clang-format on

// Most vectors of a tile by its lanes, from 2
#define TILE_VECTORS 4U, 4U, 2U, 2U, 2U

// By all lanes, from 2, those of the first tile: 8 go fastest as 5 and 3
#define FIRST_LANES 2U, 3U, 4U, 5U, 6U, 4U, 5U, 6U, 6U, 6U, 6U, 5U, 6U, 6U, 6U

#include "vector_body.inc"

const DilKernel dil_kernel_avx2 = {"avx2", VEC_WIDTH, PANEL_VECTORS, run};
