// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sampler.h"

#include "rng.h"
#include "support/test.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { n_classes = DIL_N_CLASSES, n_draws = 40000 };

static const DilSampling plain = {1.0f, 1.0f, n_classes, false, 0.0f};

/// Logits of a broad peak with some noise
static void
make_logits(const uint64_t seed, float* const logits)
{
  const DilRng rng = dil_rng_stream(seed, 0U);
  const float centre = 40.0f + 176.0f * dil_rng_uniform(rng, 1000U);
  for (uint32_t c = 0U; c < n_classes; ++c) {
    const float d = ((float)c - centre) / 20.0f;
    logits[c] = 3.0f * dil_rng_uniform(rng, c) - d * d;
  }
}

/// The weights that are left of a distribution
static void
cut_weights(const DilSampling* const sampling,
            const float* const logits,
            uint32_t* const weights)
{
  dil_sampler_weigh(logits, 1.0f / sampling->temperature, weights);
  dil_sampler_restrict(sampling, logits, weights);
}

static size_t
count_kept(const uint32_t* const weights)
{
  size_t n = 0U;
  for (size_t c = 0U; c < n_classes; ++c) {
    n += weights[c] ? 1U : 0U;
  }

  return n;
}

static void
weights_are_the_softmax_and_sum_to_one(void** const state)
{
  (void)state;
  static const double temperatures[] = {1.0, 0.7, 2.0};
  for (size_t i = 0U; i < 3U; ++i) {
    float logits[n_classes];
    uint32_t weights[n_classes];
    double sum = 0.0;
    double total = 0.0;
    double probability = 0.0;
    make_logits(i, logits);
    dil_sampler_weigh(logits, (float)(1.0 / temperatures[i]), weights);
    for (size_t c = 0U; c < n_classes; ++c) {
      sum += exp((double)logits[c] / temperatures[i]);
      total += (double)weights[c];
    }
    for (size_t c = 0U; c < n_classes; ++c) {
      const double expected = exp((double)logits[c] / temperatures[i]) / sum;
      const double given = (double)weights[c] / total;
      assert_true(fabs(given - expected) < 1e-6 * expected + 2e-7);
      probability += given;
    }
    assert_true(fabs(probability - 1.0) < 1e-12);
  }
}

/// Pearson's statistic of draws from a distribution, its mean taken away, in
/// standard deviations
static double
chi_square(const DilSampling* const sampling,
           const float* const logits,
           const uint64_t seed)
{
  const float inverse = 1.0f / sampling->temperature;
  const DilRng rng = dil_rng_stream(seed, 1U);
  static uint32_t counts[n_classes];
  double expected[n_classes];
  double sum = 0.0;
  double rare = 0.0;
  double rare_count = 0.0;
  double statistic = 0.0;
  double n_bins = 0.0;

  memset(counts, 0, sizeof(counts));
  for (uint64_t i = 0U; i < n_draws; ++i) {
    ++counts[dil_sampler_draw(sampling, inverse, logits, dil_rng_bits(rng, i))];
  }
  for (size_t c = 0U; c < n_classes; ++c) {
    expected[c] = exp((double)logits[c] / (double)sampling->temperature);
    sum += expected[c];
  }
  for (size_t c = 0U; c < n_classes; ++c) {
    const double e = n_draws * expected[c] / sum;
    const double d = (double)counts[c] - e;
    if (e < 5.0) {
      rare += e;
      rare_count += (double)counts[c];
    } else {
      statistic += d * d / e;
      n_bins += 1.0;
    }
  }

  if (rare > 5.0) {
    statistic += (rare_count - rare) * (rare_count - rare) / rare;
    n_bins += 1.0;
  }
  return (statistic - (n_bins - 1.0)) / sqrt(2.0 * (n_bins - 1.0));
}

static void
classes_are_drawn_as_often_as_they_are_likely(void** const state)
{
  (void)state;
  for (uint64_t seed = 0U; seed < 3U; ++seed) {
    float logits[n_classes];
    DilSampling sampling = plain;
    make_logits(seed, logits);
    assert_true(fabs(chi_square(&sampling, logits, seed)) < 4.0);
    sampling.temperature = 0.5f;
    assert_true(fabs(chi_square(&sampling, logits, seed)) < 4.0);
    sampling.temperature = 2.0f;
    assert_true(fabs(chi_square(&sampling, logits, seed)) < 4.0);
  }
}

static void
every_unit_of_weight_is_hit_by_the_class_that_holds_it(void** const state)
{
  (void)state;
  uint32_t weights[n_classes] = {0U};
  weights[3] = 1U;
  weights[200] = 2U;
  weights[255] = 1U;
  uint32_t counts[n_classes] = {0U};
  for (uint64_t unit = 0U; unit < 4U; ++unit) {
    ++counts[dil_sampler_pick(weights, unit << 62U)];
    ++counts[dil_sampler_pick(weights, (unit << 62U) | 0x3FFFFFFFFFFFFFFFU)];
  }

  assert_int_equal(counts[3], 2);
  assert_int_equal(counts[200], 4);
  assert_int_equal(counts[255], 2);
}

static void
the_greedy_choice_is_the_lowest_of_the_likeliest(void** const state)
{
  (void)state;
  float logits[n_classes];
  DilSampling sampling = plain;
  sampling.is_greedy = true;
  for (uint64_t seed = 0U; seed < 50U; ++seed) {
    make_logits(seed, logits);
    const uint32_t best = (uint32_t)(seed * 5U) % 200U;
    logits[best] = 50.0f;
    logits[best + 1U + seed] = 50.0f;
    assert_int_equal(dil_sampler_draw(&sampling, 1.0f, logits, seed << 58U),
                     best);
  }
}

static void
top_1_is_the_greedy_choice(void** const state)
{
  (void)state;
  float logits[n_classes];
  DilSampling sampling = plain;
  sampling.top_k = 1U;
  for (uint64_t seed = 0U; seed < 50U; ++seed) {
    make_logits(seed, logits);
    // So near to the greatest that the weights are equal
    logits[seed] = logits[dil_sampler_greedy(logits)] * 0.9999999f;
    assert_int_equal(dil_sampler_draw(&sampling, 1.0f, logits, ~(seed << 58U)),
                     dil_sampler_greedy(logits));
  }
}

/// Whether class a comes before class b among the likeliest
static bool
is_before(const float* const logits, const uint32_t a, const uint32_t b)
{
  return logits[a] > logits[b] || (logits[a] == logits[b] && a < b);
}

/// Number of classes that come before class c
static uint32_t
place_of(const float* const logits, const uint32_t c)
{
  uint32_t place = 0U;
  for (uint32_t other = 0U; other < n_classes; ++other) {
    place += is_before(logits, other, c) ? 1U : 0U;
  }

  return place;
}

/// Logits of which many are equal
static void
make_rough_logits(const uint64_t seed, float* const logits)
{
  make_logits(seed, logits);
  for (uint32_t c = 0U; c < n_classes; ++c) {
    logits[c] = floorf(2.0f * fmaxf(logits[c], -5.0f));
  }
}

static void
top_k_keeps_the_k_likeliest_and_the_lower_of_equals(void** const state)
{
  (void)state;
  static const uint32_t counts[] = {1U, 2U, 7U, 40U, 128U, 255U};
  for (uint64_t seed = 0U; seed < 10U; ++seed) {
    for (size_t i = 0U; i < 6U; ++i) {
      float logits[n_classes];
      uint32_t weights[n_classes];
      DilSampling sampling = plain;
      sampling.top_k = counts[i];
      make_rough_logits(seed, logits);
      cut_weights(&sampling, logits, weights);
      for (uint32_t c = 0U; c < n_classes; ++c) {
        assert_int_equal(weights[c] != 0U, place_of(logits, c) < counts[i]);
      }
    }
  }
}

static void
top_p_keeps_the_fewest_likeliest_that_hold_it(void** const state)
{
  (void)state;
  static const float shares[] = {0.0f, 0.1f, 0.5f, 0.9f, 0.99f, 0.999999f};
  for (uint64_t seed = 0U; seed < 10U; ++seed) {
    for (size_t i = 0U; i < 6U; ++i) {
      float logits[n_classes];
      uint32_t all[n_classes];
      uint32_t weights[n_classes];
      DilSampling sampling = plain;
      double total = 0.0;
      double kept = 0.0;
      uint32_t last = 0U;
      sampling.top_p = shares[i];
      make_rough_logits(seed, logits);
      dil_sampler_weigh(logits, 1.0f, all);
      cut_weights(&sampling, logits, weights);
      const size_t n_kept = count_kept(weights);
      for (uint32_t c = 0U; c < n_classes; ++c) {
        const uint32_t place = place_of(logits, c);
        assert_int_equal(weights[c], place < n_kept ? all[c] : 0U);
        total += (double)all[c];
        kept += (double)weights[c];
        last = place + 1U == n_kept ? c : last;
      }
      assert_true(kept >= (double)shares[i] * total);
      assert_true(n_kept == 1U ||
                  kept - (double)weights[last] < (double)shares[i] * total);
    }
  }
}

static void
top_p_is_taken_of_what_top_k_leaves(void** const state)
{
  (void)state;
  float logits[n_classes];
  uint32_t weights[n_classes];
  DilSampling sampling = plain;
  for (uint32_t c = 0U; c < n_classes; ++c) {
    logits[c] = 0.0f;
  }

  // A quarter of eight equal classes is two, and the lowest of them
  sampling.top_k = 8U;
  sampling.top_p = 0.25f;
  cut_weights(&sampling, logits, weights);
  assert_int_equal(count_kept(weights), 2);
  assert_true(weights[0] > 0U && weights[1] > 0U);
}

static void
what_is_cut_is_never_drawn(void** const state)
{
  (void)state;
  float logits[n_classes];
  uint32_t weights[n_classes];
  DilSampling sampling = plain;
  const DilRng rng = dil_rng_stream(5U, 5U);
  sampling.top_k = 12U;
  sampling.top_p = 0.8f;
  make_logits(7U, logits);
  cut_weights(&sampling, logits, weights);
  for (uint64_t i = 0U; i < 2000U; ++i) {
    const uint32_t c =
      dil_sampler_draw(&sampling, 1.0f, logits, dil_rng_bits(rng, i));
    assert_true(weights[c] > 0U);
  }
}

static void
classes_that_are_all_but_impossible_are_never_drawn(void** const state)
{
  (void)state;
  float logits[n_classes];
  for (uint32_t c = 0U; c < n_classes; ++c) {
    logits[c] = -16.0f;
  }

  // Whatever the number, so near to its ends that sums would be rounded
  logits[77] = 0.0f;
  assert_int_equal(dil_sampler_draw(&plain, 1.0f, logits, 0U), 77);
  assert_int_equal(dil_sampler_draw(&plain, 1.0f, logits, UINT64_MAX), 77);
}

static void
logits_of_any_kind_give_a_class(void** const state)
{
  (void)state;
  static const float kinds[] = {
    0.0f,
    FLT_MAX,
    -FLT_MAX,
    INFINITY,
    -INFINITY,
    FLT_MIN,
    -NAN,
    NAN,
    1e30f,
    -0.0f,
  };
  for (uint64_t seed = 0U; seed < 3000U; ++seed) {
    float logits[n_classes];
    DilSampling sampling = {1.0f,
                            seed & 1U ? 0.5f : 1.0f,
                            seed & 2U ? 9U : n_classes,
                            (seed & 12U) == 12U,
                            0.0f};
    const DilRng rng = dil_rng_stream(seed, 2U);
    const uint64_t mask = seed % 4U ? dil_rng_bits(rng, 300U) : 0U;
    for (uint32_t c = 0U; c < n_classes; ++c) {
      const uint64_t bits = dil_rng_bits(rng, c);
      logits[c] = kinds[((bits & mask) >> 32U) % 10U];
    }
    const uint32_t c =
      dil_sampler_draw(&sampling, 1.0f, logits, dil_rng_bits(rng, 301U));
    assert_in_range(c, 0, n_classes - 1);
    assert_true(c == DIL_SILENT_CLASS || !isnan(logits[c]));
  }
}

static void
logits_of_nothing_but_nan_give_silence(void** const state)
{
  (void)state;
  float logits[n_classes];
  DilSampling sampling = plain;
  for (uint32_t c = 0U; c < n_classes; ++c) {
    logits[c] = NAN;
  }

  assert_int_equal(dil_sampler_draw(&sampling, 1.0f, logits, 1U),
                   DIL_SILENT_CLASS);
  sampling.top_k = 3U;
  sampling.top_p = 0.3f;
  assert_int_equal(dil_sampler_draw(&sampling, 1.0f, logits, 1U),
                   DIL_SILENT_CLASS);
  sampling.is_greedy = true;
  assert_int_equal(dil_sampler_draw(&sampling, 1.0f, logits, 1U),
                   DIL_SILENT_CLASS);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(weights_are_the_softmax_and_sum_to_one),
    cmocka_unit_test(classes_are_drawn_as_often_as_they_are_likely),
    cmocka_unit_test(every_unit_of_weight_is_hit_by_the_class_that_holds_it),
    cmocka_unit_test(the_greedy_choice_is_the_lowest_of_the_likeliest),
    cmocka_unit_test(top_1_is_the_greedy_choice),
    cmocka_unit_test(top_k_keeps_the_k_likeliest_and_the_lower_of_equals),
    cmocka_unit_test(top_p_keeps_the_fewest_likeliest_that_hold_it),
    cmocka_unit_test(top_p_is_taken_of_what_top_k_leaves),
    cmocka_unit_test(what_is_cut_is_never_drawn),
    cmocka_unit_test(classes_that_are_all_but_impossible_are_never_drawn),
    cmocka_unit_test(logits_of_any_kind_give_a_class),
    cmocka_unit_test(logits_of_nothing_but_nan_give_silence),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
