// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "mulaw.h"

#include "support/test.h"

#include <math.h>

static void
every_class_survives_decoding_and_encoding(void** const state)
{
  (void)state;
  float table[256];
  dil_mulaw_table(table);
  for (uint32_t q = 1U; q < 256U; ++q) {
    assert_int_equal(dil_mulaw_encode(table[q]), q);
  }

  // Class 0 is not used: it sounds like class 1
  assert_true(table[0] == table[1]);
}

static void
silence_is_exactly_zero_and_values_are_odd_about_it(void** const state)
{
  (void)state;
  float table[256];
  dil_mulaw_table(table);
  assert_true(table[DIL_SILENT_CLASS] == 0.0f);
  for (uint32_t n = 1U; n < 128U; ++n) {
    assert_true(table[DIL_SILENT_CLASS + n] == -table[DIL_SILENT_CLASS - n]);
    assert_true(table[DIL_SILENT_CLASS + n] > table[DIL_SILENT_CLASS + n - 1U]);
  }

  assert_true(table[255] == 1.0f);
}

static void
values_follow_the_continuous_law(void** const state)
{
  (void)state;
  float table[256];
  dil_mulaw_table(table);
  for (int n = 1; n < 128; ++n) {
    const double value = (pow(256.0, n / 127.0) - 1.0) / 255.0;
    assert_true(fabs((double)table[128 + n] - value) <= 1e-7 * value);
  }
}

static void
compression_follows_the_continuous_law(void** const state)
{
  (void)state;
  for (double x = -1.0; x <= 1.0; x += 0.000173) {
    const float value = (float)x;
    const double magnitude = fabs((double)value);
    const double expected = copysign(log1p(255.0 * magnitude) / log(256.0), x);
    assert_true(fabs((double)dil_mulaw_compress(value) - expected) <= 2e-7);
    assert_true(dil_mulaw_compress(-value) == -dil_mulaw_compress(value));
  }
}

static void
a_coded_value_is_off_by_half_a_class_at_most(void** const state)
{
  (void)state;
  float table[256];
  dil_mulaw_table(table);
  for (double x = -1.0; x <= 1.0; x += 0.0000931) {
    const float decoded = table[dil_mulaw_encode((float)x)];
    const double error = (double)dil_mulaw_compress(decoded) -
                         (double)dil_mulaw_compress((float)x);
    assert_true(fabs(error) <= 0.5 / 127.0 + 1e-6);
  }
}

static void
values_out_of_range_get_the_outermost_classes(void** const state)
{
  (void)state;
  assert_int_equal(dil_mulaw_encode(1.5f), 255);
  assert_int_equal(dil_mulaw_encode(-1.5f), 1);
  assert_int_equal(dil_mulaw_encode(INFINITY), 255);
  assert_int_equal(dil_mulaw_encode(-INFINITY), 1);
  assert_int_equal(dil_mulaw_encode(NAN), 1);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_class_survives_decoding_and_encoding),
    cmocka_unit_test(silence_is_exactly_zero_and_values_are_odd_about_it),
    cmocka_unit_test(values_follow_the_continuous_law),
    cmocka_unit_test(compression_follows_the_continuous_law),
    cmocka_unit_test(a_coded_value_is_off_by_half_a_class_at_most),
    cmocka_unit_test(values_out_of_range_get_the_outermost_classes),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
