// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/version.h"

#include "support/test.h"

#include <stdio.h>

static void
version_is_that_of_the_headers(void** state)
{
  (void)state;

  assert_string_equal(dil_version(), DIL_VERSION);
}

static void
version_text_has_the_three_numbers(void** state)
{
  (void)state;

  char text[64];
  snprintf(text,
           sizeof(text),
           "%d.%d.%d",
           DIL_VERSION_MAJOR,
           DIL_VERSION_MINOR,
           DIL_VERSION_PATCH);
  assert_string_equal(text, DIL_VERSION);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(version_is_that_of_the_headers),
    cmocka_unit_test(version_text_has_the_three_numbers),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
