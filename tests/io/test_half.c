// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "half.h"

#include "support/test.h"

#include <math.h>

static void
known_halves_have_their_values(void** state)
{
  (void)state;

  assert_true(dil_half_to_float(0x0000U) == 0.0f);
  assert_true(signbit(dil_half_to_float(0x8000U)));
  assert_true(dil_half_to_float(0x0001U) == 0x1p-24f);
  assert_true(dil_half_to_float(0x0400U) == 0x1p-14f);
  assert_true(dil_half_to_float(0x3C00U) == 1.0f);
  assert_true(dil_half_to_float(0xC000U) == -2.0f);
  assert_true(dil_half_to_float(0x7BFFU) == 65504.0f);
  assert_true(isinf(dil_half_to_float(0x7C00U)));
  assert_true(isnan(dil_half_to_float(0x7C01U)));
}

static void
every_finite_half_survives_the_way_through_float(void** state)
{
  (void)state;

  for (unsigned half = 0U; half < 0x10000U; ++half) {
    const float value = dil_half_to_float((uint16_t)half);
    if (isfinite(value)) {
      assert_int_equal(dil_half_from_float(value), half);
    }
  }
}

static void
halfway_between_two_halves_goes_to_the_even_one(void** state)
{
  (void)state;

  for (unsigned half = 0U; half < 0x7BFFU; ++half) {
    const float below = dil_half_to_float((uint16_t)half);
    const float above = dil_half_to_float((uint16_t)(half + 1U));
    const float middle = 0.5f * (below + above);
    const unsigned even = half + (half & 1U);

    assert_int_equal(dil_half_from_float(middle), even);
    assert_int_equal(dil_half_from_float(-middle), even | 0x8000U);
    assert_int_equal(dil_half_from_float(nextafterf(middle, 0.0f)), half);
    assert_int_equal(dil_half_from_float(nextafterf(middle, 1e6f)), half + 1U);
  }
}

static void
values_beyond_the_range_become_infinite(void** state)
{
  (void)state;

  assert_int_equal(dil_half_from_float(65519.0f), 0x7BFFU);
  assert_int_equal(dil_half_from_float(65520.0f), 0x7C00U);
  assert_int_equal(dil_half_from_float(-65536.0f), 0xFC00U);
  assert_int_equal(dil_half_from_float(3.0e38f), 0x7C00U);
  assert_int_equal(dil_half_from_float(1.0e-30f), 0U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(known_halves_have_their_values),
    cmocka_unit_test(every_finite_half_survives_the_way_through_float),
    cmocka_unit_test(halfway_between_two_halves_goes_to_the_even_one),
    cmocka_unit_test(values_beyond_the_range_become_infinite),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
