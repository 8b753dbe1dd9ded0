// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_VECTOR_AVX512_H
#define DIL_BASE_VECTOR_AVX512_H

/**
   AVX-512: vectors of 16 in 32 registers.

   For files that are compiled with these instructions, and whose functions are
   called only where there are any.
*/

#include "cpu.h"

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

// AVX-512 VNNI for those files that say so
#if defined(VEC_HAS_DOT)
#  define VEC_SET DIL_CPU_AVX512_VNNI
#else
#  define VEC_SET DIL_CPU_AVX512
#endif

#define VEC_WIDTH     16U
#define VEC_REGISTERS 32U

typedef __m512 Vec;
typedef __m512i VecWhole;

static inline Vec
vec_load(const float* const values)
{
  return _mm512_loadu_ps(values);
}

static inline void
vec_store(float* const values, const Vec a)
{
  _mm512_storeu_ps(values, a);
}

static inline Vec
vec_set(const float value)
{
  return _mm512_set1_ps(value);
}

static inline Vec
vec_fma(const Vec a, const Vec b, const Vec c)
{
  return _mm512_fmadd_ps(a, b, c);
}

/// a < b ? a : b
static inline Vec
vec_min(const Vec a, const Vec b)
{
  return _mm512_min_ps(a, b);
}

/// a > b ? a : b
static inline Vec
vec_max(const Vec a, const Vec b)
{
  return _mm512_max_ps(a, b);
}

/// The value within -limit..limit, for a limit above 0; -limit for the NaN that
/// this processor's arithmetic makes, whose sign is set
static inline Vec
vec_within(const Vec value, const float limit)
{
  // Of both, the lesser magnitude, with the sign of the former
  return _mm512_range_ps(value, _mm512_set1_ps(limit), 2);
}

/// The greatest of all elements, none of which is a NaN
static inline float
vec_greatest(const Vec a)
{
  return _mm512_reduce_max_ps(a);
}

/// 2 to the power of n + more, for shifted = 1.5 2^23 + n
static inline Vec
vec_power(const Vec shifted, const uint32_t more)
{
  const __m512i biased = _mm512_add_epi32(
    _mm512_castps_si512(shifted), _mm512_set1_epi32((int)(127U + more)));
  return _mm512_castsi512_ps(_mm512_slli_epi32(biased, 23));
}

/// Whole numbers, rounded towards zero
static inline VecWhole
vec_floor(const Vec a)
{
  return _mm512_cvttps_epi32(a);
}

static inline VecWhole
vec_no_whole(void)
{
  return _mm512_setzero_si512();
}

static inline VecWhole
vec_add_whole(const VecWhole a, const VecWhole b)
{
  return _mm512_add_epi32(a, b);
}

static inline void
vec_store_whole(uint32_t* const values, const VecWhole a)
{
  _mm512_storeu_si512((void*)values, a);
}

/// Store the sums of eight columns: those of the even and of the odd vectors
static inline void
vec_store_columns(uint32_t* const columns,
                  const VecWhole even,
                  const VecWhole odd)
{
  const __m512i sum = _mm512_add_epi32(even, odd);
  _mm256_storeu_si256((__m256i*)(void*)columns,
                      _mm256_add_epi32(_mm512_castsi512_si256(sum),
                                       _mm512_extracti64x4_epi64(sum, 1)));
}

/// Words as they are
static inline Vec
vec_load_words(const uint32_t* const words)
{
  return _mm512_castsi512_ps(_mm512_loadu_si512((const void*)words));
}

/// The lower halves of words as upper halves: a shuffle, because a lone lane
/// was measured to be 3 % slower with a shift
static inline Vec
vec_lower(const Vec words)
{
  const __m128i up =
    _mm_setr_epi8(-1, -1, 0, 1, -1, -1, 4, 5, -1, -1, 8, 9, -1, -1, 12, 13);
  return _mm512_castsi512_ps(_mm512_shuffle_epi8(_mm512_castps_si512(words),
                                                 _mm512_broadcast_i32x4(up)));
}

static inline Vec
vec_load_halves(const uint16_t* const halves)
{
  return _mm512_cvtph_ps(
    _mm256_loadu_si256((const __m256i*)(const void*)halves));
}

static inline VecWhole
vec_load_counts(const int32_t* const counts)
{
  return _mm512_loadu_si512((const void*)counts);
}

static inline void
vec_store_counts(int32_t* const counts, const VecWhole a)
{
  _mm512_storeu_si512((void*)counts, a);
}

/// Whole numbers with a sign as floats, to the nearest, ties to even
static inline Vec
vec_from_counts(const VecWhole a)
{
  return _mm512_cvtepi32_ps(a);
}

/// Four bytes, again and again
static inline VecWhole
vec_set_quad(const uint8_t* const bytes)
{
  int32_t quad = 0;
  memcpy(&quad, bytes, sizeof(quad));
  return _mm512_set1_epi32(quad);
}

/// What is added to bytes that have a sign, to have none
#define VEC_ZERO_BYTE 64U

/// sums plus the products of each four bytes below 128 with bytes of weights
static inline VecWhole
vec_dot(const VecWhole sums, const VecWhole bytes, const VecWhole weights)
{
#if defined(VEC_HAS_DOT)
  return _mm512_dpbusd_epi32(sums, bytes, weights);
#else
  const __m512i pairs = _mm512_maddubs_epi16(bytes, weights);
  __m512i sum =
    _mm512_add_epi32(sums, _mm512_madd_epi16(pairs, _mm512_set1_epi16(1)));

  // Compilers add the products to each other first, more than there are
  // registers for, unless they are told that the sum is changed
  __asm__("" : "+v"(sum));
  return sum;
#endif
}

/// sums plus the products of each two words with words of weights
static inline VecWhole
vec_dot_words(const VecWhole sums, const VecWhole words, const VecWhole weights)
{
#if defined(VEC_HAS_DOT)
  return _mm512_dpwssd_epi32(sums, words, weights);
#else
  __m512i sum = _mm512_add_epi32(sums, _mm512_madd_epi16(words, weights));
  __asm__("" : "+v"(sum));
  return sum;
#endif
}

/// Store the lowest byte of each element
static inline void
vec_store_bytes(uint8_t* const bytes, const Vec a)
{
  _mm_storeu_si128((__m128i*)(void*)bytes,
                   _mm512_cvtepi32_epi8(_mm512_castps_si512(a)));
}

/// Store the lower half of each element
static inline void
vec_store_words(uint8_t* const words, const Vec a)
{
  _mm256_storeu_si256((__m256i*)(void*)words,
                      _mm512_cvtepi32_epi16(_mm512_castps_si512(a)));
}

/// As vec_pin()
static inline VecWhole
vec_pin_whole(const VecWhole a)
{
  VecWhole pinned = a;
  __asm__("" : "+v"(pinned));
  return pinned;
}

/// The same vector, of which the compiler knows nothing
static inline Vec
vec_pin(const Vec a)
{
  Vec pinned = a;
  __asm__("" : "+v"(pinned));
  return pinned;
}

#endif // DIL_BASE_VECTOR_AVX512_H
