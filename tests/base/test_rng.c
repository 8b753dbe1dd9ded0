// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "rng.h"

#include "support/test.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define N_NUMBERS 200000U

static void
number_depends_on_seed_stream_and_index_alone(void** state)
{
  (void)state;

  const DilRng rng = dil_rng_stream(7U, 3U);
  const uint64_t late = dil_rng_bits(rng, 1000U);
  for (uint64_t i = 0U; i < 1000U; ++i) {
    (void)dil_rng_bits(rng, i);
  }

  assert_true(dil_rng_bits(dil_rng_stream(7U, 3U), 1000U) == late);
}

static void
numbers_are_those_of_splitmix64(void** state)
{
  (void)state;

  // From the state 1234567, by an implementation in Python of the figure cited
  static const uint64_t expected[] = {6457827717110365317U,
                                      3203168211198807973U,
                                      9817491932198370423U,
                                      4593380528125082431U,
                                      16408922859458223821U};

  const DilRng rng = {1234567U};
  for (uint64_t i = 0U; i < 5U; ++i) {
    assert_true(dil_rng_bits(rng, i) == expected[i]);
  }
}

static void
streams_stay_what_they_are(void** state)
{
  (void)state;

  // A seed is a promise of the same sound, so these may never change
  assert_true(dil_rng_stream(0U, 0U).key == 0xA706DD2F4D197E6FU);
  assert_true(dil_rng_stream(1U, 0U).key == 0x5E41AB087439611EU);
  assert_true(dil_rng_stream(1U, 2U).key == 0xB95F66D327E8D78U);
}

static int
compare_keys(const void* const a, const void* const b)
{
  const uint64_t left = *(const uint64_t*)a;
  const uint64_t right = *(const uint64_t*)b;
  return (left > right) - (left < right);
}

static void
neighbouring_seeds_and_streams_share_no_number(void** state)
{
  (void)state;

  enum { n_seeds = 16, n_streams = 16, n_indices = 64 };
  static uint64_t numbers[n_seeds * n_streams * n_indices];
  size_t n = 0U;
  for (uint64_t seed = 0U; seed < n_seeds; ++seed) {
    for (uint64_t stream = 0U; stream < n_streams; ++stream) {
      for (uint64_t i = 0U; i < n_indices; ++i) {
        numbers[n++] = dil_rng_bits(dil_rng_stream(seed, stream), i);
      }
    }
  }

  // 2^14 numbers of 64 bits collide by chance once in 10^11 times
  qsort(numbers, n, sizeof(numbers[0]), compare_keys);
  for (size_t i = 1U; i < n; ++i) {
    assert_true(numbers[i - 1U] != numbers[i]);
  }
}

static void
every_bit_is_set_half_the_time(void** state)
{
  (void)state;

  const DilRng rng = dil_rng_stream(1U, 0U);
  for (unsigned bit = 0U; bit < 64U; ++bit) {
    int n_set = 0;
    for (uint64_t i = 0U; i < 10000U; ++i) {
      n_set += (int)((dil_rng_bits(rng, i) >> bit) & 1U);
    }

    // Five standard deviations, each 50
    assert_in_range(n_set, 4750, 5250);
  }
}

static void
uniform_numbers_fill_their_interval_evenly(void** state)
{
  (void)state;

  enum { n_bins = 64 };
  const DilRng rng = dil_rng_stream(2U, 5U);
  double bins[n_bins] = {0.0};
  for (uint64_t i = 0U; i < N_NUMBERS; ++i) {
    const float x = dil_rng_uniform(rng, i);
    assert_true(x >= 0.0f && x < 1.0f);
    bins[(size_t)(x * (float)n_bins)] += 1.0;
  }

  static const double expected = (double)N_NUMBERS / n_bins;
  double chi2 = 0.0;
  for (size_t i = 0U; i < n_bins; ++i) {
    chi2 += (bins[i] - expected) * (bins[i] - expected) / expected;
  }

  // 63 degrees of freedom: mean 63, standard deviation 11.2; one side 1e-6
  assert_true(chi2 < 135.0);
}

static void
normal_numbers_have_their_moments_and_tails(void** state)
{
  (void)state;

  const DilRng rng = dil_rng_stream(3U, 1U);
  double sum[5] = {0.0};
  double n_beyond = 0.0;
  for (uint64_t i = 0U; i < N_NUMBERS; ++i) {
    const double x = dil_rng_normal(rng, i);
    assert_true(isfinite(x));
    double power = 1.0;
    for (size_t k = 1U; k < 5U; ++k) {
      power *= x;
      sum[k] += power;
    }
    n_beyond += fabs(x) > 1.959964 ? 1.0 : 0.0;
  }

  // Five standard errors: variances of x, x^2, x^3 and x^4 are 1, 2, 15 and 96
  const double n = (double)N_NUMBERS;
  assert_true(fabs(sum[1] / n) < 5.0 * sqrt(1.0 / n));
  assert_true(fabs(sum[2] / n - 1.0) < 5.0 * sqrt(2.0 / n));
  assert_true(fabs(sum[3] / n) < 5.0 * sqrt(15.0 / n));
  assert_true(fabs(sum[4] / n - 3.0) < 5.0 * sqrt(96.0 / n));
  assert_true(fabs(n_beyond / n - 0.05) < 5.0 * sqrt(0.05 * 0.95 / n));
}

static void
successive_numbers_are_not_correlated(void** state)
{
  (void)state;

  const DilRng rng = dil_rng_stream(4U, 9U);
  for (uint64_t lag = 1U; lag <= 4U; ++lag) {
    double sum = 0.0;
    for (uint64_t i = 0U; i < N_NUMBERS; ++i) {
      const double a = (double)dil_rng_uniform(rng, i) - 0.5;
      const double b = (double)dil_rng_uniform(rng, i + lag) - 0.5;
      sum += a * b;
    }

    // Products have the standard deviation 1/12
    assert_true(fabs(sum) < 5.0 / 12.0 * sqrt((double)N_NUMBERS));
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(number_depends_on_seed_stream_and_index_alone),
    cmocka_unit_test(numbers_are_those_of_splitmix64),
    cmocka_unit_test(streams_stay_what_they_are),
    cmocka_unit_test(neighbouring_seeds_and_streams_share_no_number),
    cmocka_unit_test(every_bit_is_set_half_the_time),
    cmocka_unit_test(uniform_numbers_fill_their_interval_evenly),
    cmocka_unit_test(normal_numbers_have_their_moments_and_tails),
    cmocka_unit_test(successive_numbers_are_not_correlated),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
