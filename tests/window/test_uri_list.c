// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "uri_list.h"

#include "support/test.h"

#include <string.h>

/// Join the files of a list with a "|" after each
static void
read_all(const char* const text, char* const files, const size_t size)
{
  const char* list = text;
  const char* const end = text + strlen(text);
  char path[64];
  files[0] = '\0';
  while (dil_uri_list_next(&list, end, path, sizeof(path))) {
    strncat(files, path, size - strlen(files) - 1U);
    strncat(files, "|", size - strlen(files) - 1U);
  }
  assert_ptr_equal(list, end);
}

static void
files_of_this_machine_are_found_and_nothing_else(void** state)
{
  (void)state;

  static const struct {
    const char* list;
    const char* files;
  } cases[] = {
    {"", ""},
    {"file:///a/b.mid\r\n", "/a/b.mid|"},
    {"file:///a\r\nfile:///b\r\n", "/a|/b|"},
    {"file:///a\nfile:///b", "/a|/b|"},
    {"# comment\r\nFILE:///a\r\n", "/a|"},
    {"file:/a", "/a|"},
    {"file://localhost/a", "/a|"},
    {"file:///with%20space%C3%a4", "/with space\xC3\xA4|"},
    {"http://host/a\r\nfile:///b", "/b|"},
    {"file:\r\nfile:/\r\nfile://\r\nfile:a", "/|"},
    {"file:///cut%2\r\nfile:///cut%\r\nfile:///no%zz\r\nfile:///nul%00", ""},
    {"/no/scheme", ""},
    {"file:///0123456789012345678901234567890123456789012345678901234567890123",
     ""},
    {"\r\n\r\n\n", ""}};

  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    char files[256];
    read_all(cases[i].list, files, sizeof(files));
    assert_string_equal(files, cases[i].files);
  }
}

static void
a_list_ends_where_it_is_said_to_end(void** state)
{
  (void)state;

  static const char text[] = "file:///a%20b\r\n";
  for (size_t n = 0U; n < sizeof(text); ++n) {
    char copy[sizeof(text)];
    memcpy(copy, text, n);
    const char* list = copy;
    char path[8];
    while (dil_uri_list_next(&list, copy + n, path, sizeof(path))) {
      assert_true(strlen(path) < sizeof(path));
    }
    assert_ptr_equal(list, copy + n);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(files_of_this_machine_are_found_and_nothing_else),
    cmocka_unit_test(a_list_ends_where_it_is_said_to_end),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
