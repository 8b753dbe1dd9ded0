// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BENCH_SERIES_H
#define DIL_BENCH_SERIES_H

#include <stdint.h>

/// Most rounds of a run
#define DIL_MAX_ROUNDS 99U

/// What was measured, once in each round
typedef struct {
  uint32_t n_rounds;             ///< 0 if it was not measured
  double values[DIL_MAX_ROUNDS]; ///< [n_rounds]
} DilSeries;

/// A series in short
typedef struct {
  double median; ///< Of an even number of rounds, the mean of the middle two
  double low;    ///< Least
  double high;   ///< Greatest
} DilFigure;

/// Add what another round has measured; nothing beyond DIL_MAX_ROUNDS
void
dil_series_add(DilSeries* series, double value);

/// `scale` times a over b, round by round: what happens to all rounds drops out
void
dil_series_set_ratio(DilSeries* series,
                     double scale,
                     const DilSeries* a,
                     const DilSeries* b);

/// The lesser of both, round by round
void
dil_series_set_least(DilSeries* series, const DilSeries* a, const DilSeries* b);

/// Zeros if nothing was measured
DilFigure
dil_series_figure(const DilSeries* series);

/**
   The value below which the share `p` of the values lies.

   @param values [n] in ascending order.
   @param n At least 1.
   @param p 0 to 1.
*/
double
dil_percentile(const double* values, uint32_t n, double p);

#endif // DIL_BENCH_SERIES_H
