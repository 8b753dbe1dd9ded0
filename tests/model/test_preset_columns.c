// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_columns.h"

#include "network.h"

#include "support/test.h"

#include <string.h>

static const DilShape shape = {4U, 4U, 2U, 2U, 3U};

static void
the_names_of_all_columns_are_read_as_all_columns_in_order(void** const state)
{
  (void)state;
  char names[DIL_COLUMNS_TEXT_SIZE];
  DilColumns columns;

  dil_columns_input_names(names);
  assert_true(dil_columns_inputs(names, &columns));
  assert_int_equal(columns.n, DIL_N_INPUTS);
  for (uint32_t i = 0U; i < columns.n; ++i) {
    assert_int_equal(columns.places[i], i);
  }

  dil_columns_decay_names(names);
  assert_true(dil_columns_conditions(names, 3U, &columns));
  assert_int_equal(columns.n, dil_shape_n_conditions(&shape));
  for (uint32_t i = 0U; i < columns.n; ++i) {
    assert_int_equal(columns.places[i], i);
  }
}

static void
some_names_in_any_order_are_read(void** const state)
{
  (void)state;
  DilColumns columns;
  assert_true(dil_columns_inputs("  residual sine cosine.32", &columns));
  assert_int_equal(columns.n, 3U);
  assert_int_equal(columns.places[0], DIL_INPUT_RESIDUAL);
  assert_int_equal(columns.places[1], DIL_INPUT_SINE);
  assert_int_equal(columns.places[2], DIL_N_INPUTS - 1);

  // Two of seven decays, for the onset and for the release
  const uint32_t first = 4U + DIL_N_KEYS;
  assert_true(dil_columns_conditions("1280 5", 1U, &columns));
  assert_int_equal(columns.n, first + 5U);
  const uint32_t expected[] = {4U, 0U, 11U, 7U, 14U};
  for (uint32_t i = 0U; i < 5U; ++i) {
    assert_int_equal(columns.places[first + i], first + expected[i]);
  }
}

static void
unknown_repeated_and_missing_names_are_refused(void** const state)
{
  (void)state;
  static const char* const bad[] = {
    "", " ", "sine sine", "sin", "sinex", "sine,cosine", "sine\tcosine"};
  DilColumns columns;
  for (size_t i = 0U; i < sizeof(bad) / sizeof(bad[0]); ++i) {
    assert_false(dil_columns_inputs(bad[i], &columns));
  }
  assert_false(dil_columns_conditions("", 1U, &columns));
  assert_false(dil_columns_conditions("5 5", 1U, &columns));
  assert_false(dil_columns_conditions("5 6", 1U, &columns));
}

static void
columns_are_spread_and_others_stay_as_they_are(void** const state)
{
  (void)state;
  const DilColumns columns = {2U, {3U, 1U}};
  const float from[] = {1.0f, 2.0f, 3.0f, 4.0f};
  const float expected[] = {0.0f, 2.0f, 0.0f, 1.0f, 0.0f, 4.0f, 0.0f, 3.0f};
  float to[8] = {0.0f};
  dil_columns_spread(&columns, 2U, from, 4U, to);
  assert_memory_equal(to, expected, sizeof(expected));
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_names_of_all_columns_are_read_as_all_columns_in_order),
    cmocka_unit_test(some_names_in_any_order_are_read),
    cmocka_unit_test(unknown_repeated_and_missing_names_are_refused),
    cmocka_unit_test(columns_are_spread_and_others_stay_as_they_are),
  };

  return cmocka_run_group_tests_name("preset_columns", tests, NULL, NULL);
}
