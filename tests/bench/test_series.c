// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/test.h"

#include "series.h"
#include "sort.h"

static DilSeries
series_of(const double* const values, const uint32_t n)
{
  DilSeries series = {.n_rounds = 0U};
  for (uint32_t i = 0U; i < n; ++i) {
    dil_series_add(&series, values[i]);
  }

  return series;
}

static void
a_figure_is_the_median_and_the_range(void** state)
{
  (void)state;
  static const double values[] = {5.0, 1.0, 9.0, 2.0};
  const DilSeries even = series_of(values, 4U);
  const DilSeries odd = series_of(values, 3U);
  const DilSeries one = series_of(values, 1U);
  assert_true(dil_series_figure(&even).median == 3.5);
  assert_true(dil_series_figure(&even).low == 1.0);
  assert_true(dil_series_figure(&even).high == 9.0);
  assert_true(dil_series_figure(&odd).median == 5.0);
  assert_true(dil_series_figure(&one).median == 5.0);
  assert_true(even.values[0] == 5.0);
}

static void
a_series_without_rounds_has_figures_of_zero(void** state)
{
  (void)state;
  const DilSeries none = {.n_rounds = 0U};
  const DilFigure figure = dil_series_figure(&none);
  assert_true(figure.median == 0.0 && figure.low == 0.0 && figure.high == 0.0);
}

static void
a_ratio_is_taken_round_by_round(void** state)
{
  (void)state;
  static const double a[] = {1.0, 20.0, 300.0};
  static const double b[] = {2.0, 40.0, 600.0, 7.0};
  const DilSeries left = series_of(a, 3U);
  const DilSeries right = series_of(b, 4U);
  DilSeries ratio;
  dil_series_set_ratio(&ratio, 2.0, &left, &right);
  assert_int_equal(ratio.n_rounds, 3);
  assert_true(dil_series_figure(&ratio).low == 1.0);
  assert_true(dil_series_figure(&ratio).high == 1.0);

  DilSeries least;
  dil_series_set_least(&least, &right, &left);
  assert_int_equal(least.n_rounds, 3);
  assert_true(least.values[1] == 20.0);
}

static void
rounds_beyond_the_most_are_dropped(void** state)
{
  (void)state;
  DilSeries series = {.n_rounds = 0U};
  for (uint32_t i = 0U; i < DIL_MAX_ROUNDS + 5U; ++i) {
    dil_series_add(&series, (double)i);
  }

  assert_int_equal(series.n_rounds, DIL_MAX_ROUNDS);
  assert_true(dil_series_figure(&series).high == DIL_MAX_ROUNDS - 1.0);
}

static void
a_percentile_lies_above_its_share(void** state)
{
  (void)state;
  double values[1000];
  for (uint32_t i = 0U; i < 1000U; ++i) {
    values[i] = (double)((i * 7U) % 1000U);
  }

  dil_sort(values, 1000U);
  assert_true(dil_percentile(values, 1000U, 0.0) == 0.0);
  assert_true(dil_percentile(values, 1000U, 0.5) == 500.0);
  assert_true(dil_percentile(values, 1000U, 0.999) == 999.0);
  assert_true(dil_percentile(values, 1000U, 1.0) == 999.0);
  assert_true(dil_percentile(values, 1U, 0.999) == 0.0);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_figure_is_the_median_and_the_range),
    cmocka_unit_test(a_series_without_rounds_has_figures_of_zero),
    cmocka_unit_test(a_ratio_is_taken_round_by_round),
    cmocka_unit_test(rounds_beyond_the_most_are_dropped),
    cmocka_unit_test(a_percentile_lies_above_its_share),
  };

  return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
