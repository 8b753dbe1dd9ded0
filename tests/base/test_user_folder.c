// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "user_folder.h"

#include "support/temp.h"
#include "support/test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
a_folder_is_where_the_variable_says_or_else_at_home(void** state)
{
  static const struct {
    const char* set;
    const char* home;
    const char* path; ///< NULL for none
  } cases[] = {{"/data", "/house/me", "/data/dilaton/presets"},
               {"", "/house/me", "/house/me/.local/share/dilaton/presets"},
               {"here", "/house/me", "/house/me/.local/share/dilaton/presets"},
               {"", "there", NULL},
               {"/data", "", "/data/dilaton/presets"}};

  (void)state;
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    char path[DIL_PATH_SIZE];
    assert_int_equal(setenv("XDG_DATA_HOME", cases[i].set, 1), 0);
    assert_int_equal(setenv("HOME", cases[i].home, 1), 0);
    assert_int_equal(dil_user_presets(path), cases[i].path != NULL);
    if (cases[i].path) {
      assert_string_equal(path, cases[i].path);
    }
  }
}

static void
a_path_that_is_too_long_is_none(void** state)
{
  static char home[DIL_PATH_SIZE];

  (void)state;
  memset(home, 'a', sizeof(home) - 1U);
  home[0] = '/';
  char path[DIL_PATH_SIZE];
  assert_int_equal(unsetenv("XDG_DATA_HOME"), 0);
  assert_int_equal(setenv("HOME", home, 1), 0);
  assert_false(dil_user_presets(path));
}

static void
folders_are_made_with_those_that_they_are_in(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  char path[DIL_PATH_SIZE];
  struct stat facts;
  snprintf(path, sizeof(path), "%s", temp_path(folder, "a/b/c"));
  assert_int_equal(dil_make_folders(path, 0700U), 0);
  assert_int_equal(dil_make_folders(path, 0700U), 0);
  assert_int_equal(stat(temp_path(folder, "a/b/c"), &facts), 0);
  assert_true(S_ISDIR(facts.st_mode));

  snprintf(path, sizeof(path), "%s", "/dev/null/a");
  assert_int_equal(dil_make_folders(path, 0700U), ENOTDIR);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_folder_is_where_the_variable_says_or_else_at_home),
    cmocka_unit_test(a_path_that_is_too_long_is_none),
    cmocka_unit_test_setup_teardown(
      folders_are_made_with_those_that_they_are_in, temp_setup, temp_teardown),
  };

  return cmocka_run_group_tests_name("user_folder", tests, NULL, NULL);
}
