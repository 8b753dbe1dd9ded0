// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_VECTOR_AVX2_H
#define DIL_BASE_VECTOR_AVX2_H

/**
   AVX2, FMA and F16C: vectors of 8 in 16 registers.

   For files that are compiled with these instructions, and whose functions are
   called only where there are any.
*/

#include "cpu.h"

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

// AVX-VNNI for those files that say so
#if defined(VEC_HAS_DOT)
#  define VEC_SET DIL_CPU_AVX_VNNI
#else
#  define VEC_SET DIL_CPU_AVX2
#endif

#define VEC_WIDTH     8U
#define VEC_REGISTERS 16U

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

static inline VecWhole
vec_load_counts(const int32_t* const counts)
{
  return _mm256_loadu_si256((const __m256i*)(const void*)counts);
}

static inline void
vec_store_counts(int32_t* const counts, const VecWhole a)
{
  _mm256_storeu_si256((__m256i*)(void*)counts, a);
}

/// Whole numbers with a sign as floats, to the nearest, ties to even
static inline Vec
vec_from_counts(const VecWhole a)
{
  return _mm256_cvtepi32_ps(a);
}

/// Four bytes, again and again
static inline VecWhole
vec_set_quad(const uint8_t* const bytes)
{
  int32_t quad = 0;
  memcpy(&quad, bytes, sizeof(quad));
  return _mm256_set1_epi32(quad);
}

/// What is added to bytes that have a sign, to have none
#define VEC_ZERO_BYTE 64U

/// sums plus the products of each four bytes below 128 with bytes of weights
static inline VecWhole
vec_dot(const VecWhole sums, const VecWhole bytes, const VecWhole weights)
{
#if defined(VEC_HAS_DOT)
  return _mm256_dpbusd_avx_epi32(sums, bytes, weights);
#else
  const __m256i pairs = _mm256_maddubs_epi16(bytes, weights);
  __m256i sum =
    _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));

  // Compilers add the products to each other first, more than there are
  // registers for, unless they are told that the sum is changed
  __asm__("" : "+x"(sum));
  return sum;
#endif
}

/// sums plus the products of each two words with words of weights
static inline VecWhole
vec_dot_words(const VecWhole sums, const VecWhole words, const VecWhole weights)
{
#if defined(VEC_HAS_DOT)
  return _mm256_dpwssd_avx_epi32(sums, words, weights);
#else
  __m256i sum = _mm256_add_epi32(sums, _mm256_madd_epi16(words, weights));
  __asm__("" : "+x"(sum));
  return sum;
#endif
}

/// Store the lowest byte of each element
static inline void
vec_store_bytes(uint8_t* const bytes, const Vec a)
{
  const __m128i lowest =
    _mm_setr_epi8(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
  const __m256i gathered = _mm256_shuffle_epi8(
    _mm256_castps_si256(a), _mm256_broadcastsi128_si256(lowest));
  const __m128i halves = _mm_unpacklo_epi32(
    _mm256_castsi256_si128(gathered), _mm256_extracti128_si256(gathered, 1));
  _mm_storel_epi64((__m128i*)(void*)bytes, halves);
}

/// Store the lower half of each element
static inline void
vec_store_words(uint8_t* const words, const Vec a)
{
  const __m256i lower =
    _mm256_and_si256(_mm256_castps_si256(a), _mm256_set1_epi32(0xFFFF));
  _mm_storeu_si128((__m128i*)(void*)words,
                   _mm_packus_epi32(_mm256_castsi256_si128(lower),
                                    _mm256_extracti128_si256(lower, 1)));
}

/// As vec_pin()
static inline VecWhole
vec_pin_whole(const VecWhole a)
{
  VecWhole pinned = a;
  __asm__("" : "+x"(pinned));
  return pinned;
}

/// The same vector, of which the compiler knows nothing
static inline Vec
vec_pin(const Vec a)
{
  Vec pinned = a;
  __asm__("" : "+x"(pinned));
  return pinned;
}

#endif // DIL_BASE_VECTOR_AVX2_H
