// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/comma_locale.h"

#include "support/file.h"
#include "support/run.h"
#include "support/test.h"

#include <locale.h>
#include <stdlib.h>

void
comma_locale_begin(TempFolder* const folder)
{
  static const char text[] = "LC_NUMERIC\n"
                             "decimal_point \",\"\n"
                             "thousands_sep \"\"\n"
                             "grouping -1\n"
                             "END LC_NUMERIC\n";

  // It complains that all but the numbers is missing, and goes on
  const char* const path = temp_path(folder, "comma.src");
  const char* const made = temp_path(folder, "comma");
  const char* const arguments[] = {"localedef", "-c", "-i", path, made, NULL};
  file_write_text(path, text);
  run_free(run_program(arguments));

  assert_int_equal(setenv("LOCPATH", temp_folder(folder), 1), 0);
  assert_non_null(setlocale(LC_NUMERIC, "comma"));
  assert_string_equal(localeconv()->decimal_point, ",");
}

void
comma_locale_end(void)
{
  assert_non_null(setlocale(LC_NUMERIC, "C"));
}
