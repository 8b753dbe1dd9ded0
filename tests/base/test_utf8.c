// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "utf8.h"

#include "support/test.h"

#include <string.h>

/// The first character's number, or -1 if it is not valid
static long
first_code(const char* const text, const size_t n)
{
  uint32_t code = 0U;
  return dil_utf8_length((const uint8_t*)text, n, &code) ? (long)code : -1L;
}

static void
characters_of_each_length_are_read(void** state)
{
  (void)state;

  assert_int_equal(first_code("", 1U), 0);
  assert_int_equal(first_code("a", 1U), 'a');
  assert_int_equal(first_code("\xC3\xB6te", 4U), 0xF6);
  assert_int_equal(first_code("\xE5\xB0\xBA", 3U), 0x5C3A);
  assert_int_equal(first_code("\xF0\x9F\x8E\xB7", 4U), 0x1F3B7);
  assert_int_equal(first_code("\xF4\x8F\xBF\xBF", 4U), 0x10FFFF);
}

static void
what_is_not_valid_has_no_length(void** state)
{
  static const char* const wrong[] = {"\x80",
                                      "\xC0\xAF",
                                      "\xC1\xBF",
                                      "\xE0\x9F\xBF",
                                      "\xED\xA0\x80",
                                      "\xED\xBF\xBF",
                                      "\xF0\x8F\xBF\xBF",
                                      "\xF4\x90\x80\x80",
                                      "\xF5\x80\x80\x80",
                                      "\xFF",
                                      "\xC3(",
                                      "\xE5\xB0"};
  (void)state;

  for (size_t i = 0U; i < sizeof(wrong) / sizeof(wrong[0]); ++i) {
    assert_int_equal(first_code(wrong[i], strlen(wrong[i])), -1);
    assert_int_equal(first_code(wrong[i], 4U), -1);
  }
}

static void
every_prefix_that_cuts_a_character_is_not_utf_8(void** state)
{
  static const char text[] = "a\xC3\xB6\xE5\xB0\xBA\xF0\x9F\x8E\xB7";
  static const char is_whole[] = "11010010001";
  (void)state;

  for (size_t n = 0U; n < sizeof(text); ++n) {
    assert_int_equal(dil_is_utf8((const uint8_t*)text, n), is_whole[n] == '1');
  }
}

static void
what_a_terminal_obeys_is_a_control(void** state)
{
  static const uint32_t controls[] = {0U, 0x1BU, 0x1FU, 0x7FU, 0x80U, 0x9FU};
  static const uint32_t others[] = {0x20U, 0x7EU, 0xA0U, 0x1F3B7U};
  (void)state;

  for (size_t i = 0U; i < sizeof(controls) / sizeof(controls[0]); ++i) {
    assert_true(dil_is_control(controls[i]));
  }
  for (size_t i = 0U; i < sizeof(others) / sizeof(others[0]); ++i) {
    assert_false(dil_is_control(others[i]));
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(characters_of_each_length_are_read),
    cmocka_unit_test(what_is_not_valid_has_no_length),
    cmocka_unit_test(every_prefix_that_cuts_a_character_is_not_utf_8),
    cmocka_unit_test(what_a_terminal_obeys_is_a_control),
  };

  return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
