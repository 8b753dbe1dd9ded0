// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "number.h"

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
                             {"%g", -1e-7, "-1e-07"},
                             {"%.3f", (double)NAN, "nan"}};

static void
assert_points(void)
{
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    char text[32];
    char* end = NULL;
    dil_number_print(text, sizeof(text), cases[i].format, cases[i].value);
    assert_string_equal(text, cases[i].text);

    const double value = dil_number_read(text, &end);
    assert_int_equal(*end, '\0');
    assert_true(isnan(cases[i].value) ||
                fabs(value - cases[i].value) <= 1e-5 * fabs(value));
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
  comma_locale_end();
}

static void
text_that_is_no_number_is_left(void** state)
{
  (void)state;

  static const char text[] = "1.5 dB";
  char* end = NULL;
  assert_true(dil_number_read(text, &end) == 1.5);
  assert_string_equal(end, " dB");
  assert_true(dil_number_read("x", &end) == 0.0);
  assert_string_equal(end, "x");
  assert_true(dil_number_read("2.25", NULL) == 2.25);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(
      numbers_have_points_in_every_locale, temp_setup, temp_teardown),
    cmocka_unit_test(text_that_is_no_number_is_left),
  };

  return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
