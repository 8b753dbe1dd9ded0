// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "number.h"

#include "message.h"

#include "support/comma_locale.h"
#include "support/temp.h"
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// A number and what writes it
typedef struct {
  const char* format;
  double value;
  const char* text;
} Case;

static const Case cases[] = {{"%.9g", (double)0.85f, "0.850000024"},
                             {"%.1f", 12345.0625, "12345.1"},
                             {"%.17g", 0.1, "0.10000000000000001"},
                             {"%g", -1e-7, "-1e-07"}};

static void
assert_points(void)
{
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    char text[32];
    double value = 0.0;
    dil_number_print(text, sizeof(text), cases[i].format, cases[i].value);
    assert_string_equal(text, cases[i].text);

    assert_true(dil_number_read(text, &value));
    assert_true(fabs(value - cases[i].value) <= 1e-5 * fabs(value));
  }
}

static void
numbers_have_points_in_every_locale(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  assert_points();
  comma_locale_begin(folder);
  assert_points();

  // And the program's own numbers have commas still
  char text[8];
  snprintf(text, sizeof(text), "%g", 0.5);
  assert_string_equal(text, "0,5");
  DilMessage message;
  (void)dil_fail(&message, DIL_BAD_FILE, "not %g", 0.5);
  assert_string_equal(message.text, "not 0.5");
  comma_locale_end();
}

static void
text_that_is_no_number_is_left(void** state)
{
  static const char* const wrong[] = {"",
                                      "x",
                                      ".",
                                      "-",
                                      "--1",
                                      " 1",
                                      "1 ",
                                      "1.2.3",
                                      "1,5",
                                      "0x10",
                                      "nan",
                                      "inf",
                                      "1e400",
                                      "1e",
                                      "5dB",
                                      "-inf",
                                      "e5",
                                      "+-1"};
  (void)state;

  double value = 7.0;
  for (size_t i = 0U; i < sizeof(wrong) / sizeof(wrong[0]); ++i) {
    assert_false(dil_number_read(wrong[i], &value));
    assert_true(value == 7.0);
  }

  assert_false(dil_number_read(NULL, &value));
  assert_int_equal(dil_number_start("1.5 dB", SIZE_MAX, &value), 3);
  assert_true(value == 1.5);
  assert_int_equal(dil_number_start("2.25", 3U, &value), 3);
  assert_true(value == 2.2);
  assert_int_equal(dil_number_start("x", 1U, &value), 0);
  assert_true(value == 2.2);
}

static void
a_number_may_have_127_characters(void** state)
{
  (void)state;

  char text[129] = "";
  double value = 0.0;
  memset(text, '0', 128U);
  text[126] = '3';
  text[127] = '\0';
  assert_true(dil_number_read(text, &value));
  assert_true(value == 3.0);
  text[127] = '4';
  assert_false(dil_number_read(text, &value));
  assert_int_equal(dil_number_start(text, 128U, &value), 0);
}

static void
whole_numbers_are_digits_up_to_the_greatest(void** state)
{
  static const char* const wrong[] = {
    "", "-1", "+1", " 1", "1.", "1e2", "x", "18446744073709551616"};
  (void)state;

  uint64_t value = 7U;
  for (size_t i = 0U; i < sizeof(wrong) / sizeof(wrong[0]); ++i) {
    assert_false(
      dil_whole_read(wrong[i], strlen(wrong[i]), UINT64_MAX, &value));
    assert_int_equal(value, 7U);
  }

  assert_true(dil_whole_read("18446744073709551615", 20U, UINT64_MAX, &value));
  assert_true(value == UINT64_MAX);
  assert_true(dil_whole_read("0127:9", 4U, 127U, &value));
  assert_int_equal(value, 127);
  assert_false(dil_whole_read("128", 3U, 127U, &value));
  assert_false(dil_whole_read("9", 1U, 5U, &value));
  assert_true(dil_whole_read("0", 1U, 0U, &value));
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(
      numbers_have_points_in_every_locale, temp_setup, temp_teardown),
    cmocka_unit_test(text_that_is_no_number_is_left),
    cmocka_unit_test(a_number_may_have_127_characters),
    cmocka_unit_test(whole_numbers_are_digits_up_to_the_greatest),
  };

  return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
