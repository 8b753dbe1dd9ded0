// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "stall.h"

#include "support/test.h"

/// Time between looks in seconds, and when the first one is
static const double tick_s = 0.02;
static const double start_s = 1e6;

/// Look until a stall is seen, up to `n_looks` times; how often that was
static unsigned
look(Stall* const stall, const uint64_t n_done, const unsigned n_looks)
{
  for (unsigned i = 0U; i < n_looks; ++i) {
    if (stall_is_seen(stall, n_done, stall->look_s + tick_s)) {
      return i + 1U;
    }
  }
  return n_looks;
}

static void
what_goes_on_is_not_stalled(void** state)
{
  (void)state;

  Stall stall = {0};
  for (uint64_t i = 1U; i <= 100U; ++i) {
    assert_false(stall_is_seen(&stall, i, start_s + 14.0 * (double)i));
    assert_int_equal(look(&stall, i, 700U), 700U);
  }
}

static void
what_stands_still_for_15_s_is_stalled(void** state)
{
  (void)state;

  Stall stall = {0};
  assert_false(stall_is_seen(&stall, 7U, start_s));
  assert_in_range(look(&stall, 7U, 10000U), 749U, 751U);
  assert_true(stall_is_seen(&stall, 7U, stall.look_s + tick_s));
  assert_false(stall_is_seen(&stall, 8U, stall.look_s + tick_s));
}

static void
what_never_begins_is_stalled(void** state)
{
  (void)state;

  Stall stall = {0};
  assert_false(stall_is_seen(&stall, 0U, start_s));
  assert_in_range(look(&stall, 0U, 10000U), 740U, 751U);
}

static void
time_for_which_nobody_looked_does_not_count(void** state)
{
  (void)state;

  Stall stall = {0};
  assert_false(stall_is_seen(&stall, 7U, start_s));
  for (int i = 0; i < 100; ++i) {
    assert_false(stall_is_seen(&stall, 7U, stall.look_s + 3600.0));
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_goes_on_is_not_stalled),
    cmocka_unit_test(what_stands_still_for_15_s_is_stalled),
    cmocka_unit_test(what_never_begins_is_stalled),
    cmocka_unit_test(time_for_which_nobody_looked_does_not_count),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
