// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "elementary.h"

#include "support/test.h"

#include <float.h>

typedef double (*Reference)(double);
typedef float (*Function)(float);

/// Greatest error over 200,001 points from `low` to `high`
static double
greatest_error(const Function function,
               const Reference reference,
               const double low,
               const double high)
{
  static const int n_steps = 200000;

  double greatest = 0.0;
  for (int i = 0; i <= n_steps; ++i) {
    const float x = (float)(low + (high - low) * i / n_steps);
    const double error = fabs((double)function(x) - reference((double)x));
    greatest = error > greatest ? error : greatest;
  }
  return greatest;
}

static double
sine_of_turns(const double turns)
{
  return sin(6.283185307179586 * turns);
}

static void
tanh_is_within_its_bound(void** state)
{
  (void)state;

  assert_true(greatest_error(dil_tanh, tanh, -20.0, 20.0) <= 5e-7);
  assert_true(greatest_error(dil_tanh, tanh, -0.01, 0.01) <= 1e-8);
}

static void
tanh_is_odd_and_saturates(void** state)
{
  (void)state;

  for (float x = 0.0f; x < 30.0f; x += 0.01f) {
    assert_true(dil_tanh(-x) == -dil_tanh(x));
    assert_true(fabsf(dil_tanh(x)) <= 1.0f + FLT_EPSILON);
  }
  assert_true(dil_tanh(INFINITY) == dil_tanh(8.3f));
  assert_true(dil_tanh(-INFINITY) == dil_tanh(-8.3f));
}

static void
gate_is_tanh_times_sigmoid(void** state)
{
  (void)state;

  for (double a = -12.0; a <= 12.0; a += 0.037) {
    for (double b = -20.0; b <= 20.0; b += 0.093) {
      const float x = (float)a;
      const float y = (float)b;
      const double expected = tanh((double)x) / (1.0 + exp(-(double)y));
      assert_true(fabs((double)dil_gate(x, y) - expected) <= 7e-7);
    }
  }
}

static void
exponential_is_within_its_bound(void** state)
{
  (void)state;

  for (double x = -87.0; x <= 88.0; x += 0.00093) {
    const double expected = exp((double)(float)x);
    const double error = (double)dil_exp((float)x) / expected - 1.0;
    assert_true(fabs(error) <= 2e-7);
  }
}

static void
exponential_is_limited_outside_its_range(void** state)
{
  (void)state;

  assert_true(dil_exp(-1000.0f) == dil_exp(-87.0f));
  assert_true(dil_exp(1000.0f) == dil_exp(88.0f));
  assert_true(isfinite(dil_exp(INFINITY)));
  assert_true(dil_exp(0.0f) == 1.0f);
}

static void
logarithm_is_within_its_bound_at_every_magnitude(void** state)
{
  (void)state;

  for (int exponent = -125; exponent <= 125; ++exponent) {
    for (double m = 1.0; m < 2.0; m += 0.00137) {
      const float x = (float)ldexp(m, exponent);
      const double expected = log2((double)x);
      const double bound = 2e-7 + fabs(expected) * (double)FLT_EPSILON;
      assert_true(fabs((double)dil_log2(x) - expected) <= bound);
    }
  }
}

static void
sine_is_within_its_bound(void** state)
{
  (void)state;

  assert_true(greatest_error(dil_sin_turns, sine_of_turns, -1.0, 1.0) <= 1e-6);
}

static void
power_of_two_is_exact_to_double_precision(void** state)
{
  (void)state;

  for (double x = -1000.0; x <= 1000.0; x += 0.0317) {
    assert_true(fabs(dil_exp2(x) / exp2(x) - 1.0) <= 1e-15);
  }
  for (int n = -1000; n <= 1000; ++n) {
    assert_true(dil_exp2((double)n) == ldexp(1.0, n));
  }
}

static void
keys_have_their_frequencies(void** state)
{
  (void)state;

  assert_true(dil_frequency(69.0, 440.0) == 440.0);
  assert_true(dil_frequency(57.0, 442.0) == 221.0);
  assert_true(fabs(dil_frequency(60.0, 440.0) - 261.6255653005986) < 1e-10);
  assert_true(fabs(dil_frequency(69.5, 440.0) / 452.8929841231365 - 1.0) <
              1e-14);
}

static void
bits_and_floats_convert_both_ways(void** state)
{
  (void)state;

  assert_true(dil_bits_from_float(1.0f) == 0x3F800000U);
  assert_true(dil_float_from_bits(0xC0000000U) == -2.0f);
  assert_true(signbit(dil_float_from_bits(dil_bits_from_float(-0.0f))));
}

static void
limit_takes_not_a_number_to_a_bound(void** state)
{
  (void)state;

  const float limited = dil_limit(NAN, -1.0f, 1.0f);
  assert_true(limited == -1.0f);
  assert_true(dil_limit(2.0f, -1.0f, 1.0f) == 1.0f);
  assert_true(dil_limit(-2.0f, -1.0f, 1.0f) == -1.0f);
  assert_true(dil_limit(0.5f, -1.0f, 1.0f) == 0.5f);
}

/// FNV-1a over the bits of a number
static uint64_t
hashed(const uint64_t hash, const float value)
{
  return (hash ^ dil_bits_from_float(value)) * 0x100000001B3U;
}

static void
functions_have_the_same_bits_on_every_machine(void** state)
{
  (void)state;

  // Of 20,001 arguments over the ranges of use.  Other bits are other sounds,
  // so a change here is a change for everyone.
  uint64_t hash[5] = {0U};
  for (int i = -10000; i <= 10000; ++i) {
    const float x = (float)i / 10000.0f;
    hash[0] = hashed(hash[0], dil_tanh(10.0f * x));
    hash[1] = hashed(hash[1], dil_gate(8.0f * x, 9.0f - 18.0f * x * x));
    hash[2] = hashed(hash[2], dil_exp(87.0f * x));
    hash[3] = hashed(hash[3], dil_log2(dil_exp(87.0f * x)));
    hash[4] = hashed(hash[4], dil_sin_turns(x));
  }

  static const uint64_t expected[5] = {0x7B107A4A009E3920U,
                                       0x1BB8B2C93C123B70U,
                                       0xACE5D6CF8AF7B7D2U,
                                       0x1A36FF0ADD5361BU,
                                       0xFA965E4017B1B110U};
  for (size_t i = 0U; i < 5U; ++i) {
    if (hash[i] != expected[i]) {
      fail_msg("hash %zu is 0x%llXU", i, (unsigned long long)hash[i]);
    }
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(tanh_is_within_its_bound),
    cmocka_unit_test(tanh_is_odd_and_saturates),
    cmocka_unit_test(gate_is_tanh_times_sigmoid),
    cmocka_unit_test(exponential_is_within_its_bound),
    cmocka_unit_test(exponential_is_limited_outside_its_range),
    cmocka_unit_test(logarithm_is_within_its_bound_at_every_magnitude),
    cmocka_unit_test(sine_is_within_its_bound),
    cmocka_unit_test(power_of_two_is_exact_to_double_precision),
    cmocka_unit_test(keys_have_their_frequencies),
    cmocka_unit_test(bits_and_floats_convert_both_ways),
    cmocka_unit_test(functions_have_the_same_bits_on_every_machine),
    cmocka_unit_test(limit_takes_not_a_number_to_a_bound),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
