// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/status.h"

#include "support/test.h"

#include <string.h>

static void
every_status_has_a_text_of_its_own(void** state)
{
  (void)state;

  for (int a = DIL_OK; a <= DIL_CANCELLED; ++a) {
    const char* const text = dil_status_text((DilStatus)a);
    assert_true(strlen(text) > 0U);
    assert_null(strchr(text, '\n'));
    assert_string_not_equal(text, "unknown status");
    for (int b = DIL_OK; b < a; ++b) {
      assert_string_not_equal(text, dil_status_text((DilStatus)b));
    }
  }
}

static void
status_out_of_range_still_has_a_text(void** state)
{
  (void)state;

  assert_string_equal(dil_status_text((DilStatus)(DIL_CANCELLED + 1)),
                      "unknown status");
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_status_has_a_text_of_its_own),
    cmocka_unit_test(status_out_of_range_still_has_a_text),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
