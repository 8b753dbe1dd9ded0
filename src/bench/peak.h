// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BENCH_PEAK_H
#define DIL_BENCH_PEAK_H

#include <stddef.h>

/**
   The most that a kernel's instructions can do on this processor, which is
   measured with loops of nothing else.
*/
typedef struct {
  const char* kernel; ///< Name of the kernel that uses these instructions

  /// Make `n` rounds of fused multiply-adds that do not wait for each other
  void (*multiply)(size_t n);

  size_t n_products; ///< Multiply-adds of a round, over all of a vector

  /// Read values [n], a multiple of 256, from front to back
  void (*read)(const float* values, size_t n);
} DilPeak;

/// The peak of the kernel called `kernel`, or NULL: plain C has none
const DilPeak*
dil_peak_of(const char* kernel);

/// Multiply-adds a second, from about `time_s` of them
double
dil_peak_products(const DilPeak* peak, double time_s);

/**
   Bytes a second when the same bytes are read over and over.

   @param values [n], a multiple of 256.
   @param time_s About how long to read.
*/
double
dil_peak_bandwidth(const DilPeak* peak,
                   const float* values,
                   size_t n,
                   double time_s);

#endif // DIL_BENCH_PEAK_H
