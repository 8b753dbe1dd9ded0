// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "peak.h"

#include "stopwatch.h"

#include <string.h>

#if defined(__x86_64__)
#  include <immintrin.h>
#elif defined(__aarch64__)
#  include <arm_neon.h>
#endif

/// Rounds of multiplications between two looks at the clock
#define N_AT_ONCE 1024U

/// Multiplications of each sum in a round: enough that the loop costs nothing,
/// wherever the linker puts it
#define N_IN_A_ROUND 4U

// Sums in variables of their own, which stay in registers; as many as hide the
// latency of wide processors and fit into 16 registers
#define N_CHAINS 12U
// clang-format off
#define CHAINS(M, ...)                                                         \
  M(0, __VA_ARGS__) M(1, __VA_ARGS__) M(2, __VA_ARGS__) M(3, __VA_ARGS__)      \
  M(4, __VA_ARGS__) M(5, __VA_ARGS__) M(6, __VA_ARGS__) M(7, __VA_ARGS__)      \
  M(8, __VA_ARGS__) M(9, __VA_ARGS__) M(10, __VA_ARGS__) M(11, __VA_ARGS__)
#define READERS(M, ...)                                                        \
  M(0, __VA_ARGS__) M(1, __VA_ARGS__) M(2, __VA_ARGS__) M(3, __VA_ARGS__)      \
  M(4, __VA_ARGS__) M(5, __VA_ARGS__) M(6, __VA_ARGS__) M(7, __VA_ARGS__)
// clang-format on

// The compiler does not know what the empty instruction does to the value, so
// it takes none of the sums for equal, known or unused
#define TOUCH(i, REGISTER) __asm__ volatile("" : "+" REGISTER(sum_##i));

#define BEGIN(i, TYPE, SET) TYPE sum_##i = SET(0.1f);
#define MULTIPLY(i, FMA)    sum_##i = FMA(sum_##i, factor, addend);
#define JOIN(i, WIDTH, LOAD, UNITE)                                            \
  sum_##i = UNITE(sum_##i, LOAD(values + (i) * (WIDTH)));

// The sums go towards addend / (1 - factor), so they stay ordinary numbers
#define DEFINE_PEAK(                                                           \
  NAME, TARGET, REGISTER, TYPE, WIDTH, SET, FMA, LOAD, UNITE)                  \
  TARGET static void multiply_##NAME(const size_t n)                           \
  {                                                                            \
    const TYPE factor = SET(0.75f);                                            \
    const TYPE addend = SET(0.25f);                                            \
    CHAINS(BEGIN, TYPE, SET)                                                   \
    CHAINS(TOUCH, REGISTER)                                                    \
    for (size_t i = 0U; i < n; ++i) {                                          \
      CHAINS(MULTIPLY, FMA)                                                    \
      CHAINS(MULTIPLY, FMA)                                                    \
      CHAINS(MULTIPLY, FMA)                                                    \
      CHAINS(MULTIPLY, FMA)                                                    \
    }                                                                          \
    CHAINS(TOUCH, REGISTER)                                                    \
  }                                                                            \
                                                                               \
  TARGET static void read_##NAME(const float* values, const size_t n)          \
  {                                                                            \
    const float* const end = values + n;                                       \
    READERS(BEGIN, TYPE, SET)                                                  \
    READERS(TOUCH, REGISTER)                                                   \
    for (; values < end; values += 8U * (WIDTH)) {                             \
      READERS(JOIN, WIDTH, LOAD, UNITE)                                        \
    }                                                                          \
    READERS(TOUCH, REGISTER)                                                   \
  }                                                                            \
                                                                               \
  static const DilPeak peak_##NAME = {#NAME,                                   \
                                      multiply_##NAME,                         \
                                      (size_t)N_IN_A_ROUND * N_CHAINS *        \
                                        (WIDTH),                               \
                                      read_##NAME};

// Kernels with other instructions for bytes have the same floats
#define DEFINE_SAME_PEAK(NAME, OTHER, WIDTH)                                   \
  static const DilPeak peak_##NAME = {#NAME,                                   \
                                      multiply_##OTHER,                        \
                                      (size_t)N_IN_A_ROUND * N_CHAINS *        \
                                        (WIDTH),                               \
                                      read_##OTHER};

#if defined(__x86_64__)

DEFINE_PEAK(avx2,
            __attribute__((target("avx2,fma"))),
            "x",
            __m256,
            8U,
            _mm256_set1_ps,
            _mm256_fmadd_ps,
            _mm256_loadu_ps,
            _mm256_or_ps)
DEFINE_PEAK(avx512,
            __attribute__((target("avx512f,avx512dq"))),
            "x",
            __m512,
            16U,
            _mm512_set1_ps,
            _mm512_fmadd_ps,
            _mm512_loadu_ps,
            _mm512_or_ps)

DEFINE_SAME_PEAK(avxvnni, avx2, 8U)
DEFINE_SAME_PEAK(avx512vnni, avx512, 16U)

static const DilPeak* const peaks[] = {&peak_avx2,
                                       &peak_avxvnni,
                                       &peak_avx512,
                                       &peak_avx512vnni,
                                       NULL};

#elif defined(__aarch64__)

static inline float32x4_t
fma_neon(const float32x4_t a, const float32x4_t b, const float32x4_t c)
{
  return vfmaq_f32(c, a, b);
}

DEFINE_PEAK(neon,
            ,
            "w",
            float32x4_t,
            4U,
            vdupq_n_f32,
            fma_neon,
            vld1q_f32,
            vaddq_f32)

DEFINE_SAME_PEAK(neondot, neon, 4U)

static const DilPeak* const peaks[] = {&peak_neon, &peak_neondot, NULL};

#else

static const DilPeak* const peaks[] = {NULL};

#endif

const DilPeak*
dil_peak_of(const char* const kernel)
{
  const DilPeak* const* peak = peaks;
  while (*peak && !!strcmp((*peak)->kernel, kernel)) {
    ++peak;
  }

  return *peak;
}

double
dil_peak_products(const DilPeak* const peak, const double time_s)
{
  peak->multiply(N_AT_ONCE);
  const double start = dil_thread_s();
  double elapsed = 0.0;
  double n = 0.0;
  do {
    peak->multiply(N_AT_ONCE);
    n += (double)N_AT_ONCE;
    elapsed = dil_thread_s() - start;
  } while (elapsed < time_s);

  return n * (double)peak->n_products / elapsed;
}

double
dil_peak_bandwidth(const DilPeak* const peak,
                   const float* const values,
                   const size_t n,
                   const double time_s)
{
  peak->read(values, n);
  const double start = dil_thread_s();
  double elapsed = 0.0;
  double n_read = 0.0;
  do {
    for (int i = 0; i < 8; ++i) {
      peak->read(values, n);
    }
    n_read += 8.0 * (double)n;
    elapsed = dil_thread_s() - start;
  } while (elapsed < time_s);

  return n_read * (double)sizeof(*values) / elapsed;
}
