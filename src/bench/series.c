// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "series.h"

#include "sort.h"

#include <math.h>
#include <string.h>

void
dil_series_add(DilSeries* const series, const double value)
{
  if (series->n_rounds < DIL_MAX_ROUNDS) {
    series->values[series->n_rounds++] = value;
  }
}

static uint32_t
n_common(const DilSeries* const a, const DilSeries* const b)
{
  return a->n_rounds < b->n_rounds ? a->n_rounds : b->n_rounds;
}

void
dil_series_set_ratio(DilSeries* const series,
                     const double scale,
                     const DilSeries* const a,
                     const DilSeries* const b)
{
  series->n_rounds = n_common(a, b);
  for (uint32_t i = 0U; i < series->n_rounds; ++i) {
    series->values[i] = scale * a->values[i] / b->values[i];
  }
}

void
dil_series_set_least(DilSeries* const series,
                     const DilSeries* const a,
                     const DilSeries* const b)
{
  series->n_rounds = n_common(a, b);
  for (uint32_t i = 0U; i < series->n_rounds; ++i) {
    series->values[i] = fmin(a->values[i], b->values[i]);
  }
}

DilFigure
dil_series_figure(const DilSeries* const series)
{
  const uint32_t n = series->n_rounds;
  DilFigure figure = {0.0, 0.0, 0.0};
  if (n) {
    double sorted[DIL_MAX_ROUNDS];
    memcpy(sorted, series->values, n * sizeof(*sorted));
    dil_sort(sorted, n);
    figure.median = 0.5 * (sorted[(n - 1U) / 2U] + sorted[n / 2U]);
    figure.low = sorted[0];
    figure.high = sorted[n - 1U];
  }

  return figure;
}

double
dil_percentile(const double* const values, const uint32_t n, const double p)
{
  const uint32_t place = (uint32_t)(p * (double)n);
  return values[place < n ? place : n - 1U];
}
