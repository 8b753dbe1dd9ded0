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

/// A text in both encodings
typedef struct {
  const char* bytes;
  uint16_t units[8];
} Pair;

static const Pair pairs[] = {{"", {0U}},
                             {"a\xC3\xB6", {'a', 0xF6U}},
                             {"\x7F\xC2\x80", {0x7FU, 0x80U}},
                             {"\xDF\xBF\xE0\xA0\x80", {0x7FFU, 0x800U}},
                             {"\xED\x9F\xBF", {0xD7FFU}},
                             {"\xEE\x80\x80", {0xE000U}},
                             {"\xEF\xBF\xBF", {0xFFFFU}},
                             {"\xF0\x90\x80\x80", {0xD800U, 0xDC00U}},
                             {"\xF0\x9F\x8E\xB7!", {0xD83CU, 0xDFB7U, '!'}},
                             {"\xF4\x8F\xBF\xBF", {0xDBFFU, 0xDFFFU}}};

static void
utf_16_is_written_and_read_back(void** state)
{
  (void)state;

  for (size_t i = 0U; i < sizeof(pairs) / sizeof(pairs[0]); ++i) {
    uint16_t units[8] = {0U};
    char bytes[32];
    dil_utf16_write(pairs[i].bytes, units, 8U);
    assert_memory_equal(units, pairs[i].units, sizeof(units));
    dil_utf16_read(pairs[i].units, 8U, bytes, sizeof(bytes));
    assert_string_equal(bytes, pairs[i].bytes);
  }
}

static void
every_character_survives_utf_16(void** state)
{
  (void)state;

  for (uint32_t code = 1U; code <= 0x10FFFFU; ++code) {
    const bool is_pair = code >= 0x10000U;
    const uint32_t rest = code - 0x10000U;
    const uint16_t units[3] = {
      (uint16_t)(is_pair ? 0xD800U + (rest >> 10U) : code),
      (uint16_t)(is_pair ? 0xDC00U + (rest & 0x3FFU) : 0U),
      0U};
    char bytes[8];
    uint16_t again[3] = {0U};
    if (code < 0xD800U || code >= 0xE000U) {
      dil_utf16_read(units, 3U, bytes, sizeof(bytes));
      assert_int_equal(first_code(bytes, 8U), code);
      dil_utf16_write(bytes, again, 3U);
      assert_memory_equal(again, units, sizeof(units));
    }
  }
}

static void
what_cannot_be_read_is_replaced(void** state)
{
  // Overlong, a surrogate in UTF-8, cut off; and surrogates without the other
  static const Pair wrong[] = {{"\xC0\xAF!", {0xFFFDU, 0xFFFDU, '!'}},
                               {"\xE0\x9F\xBF", {0xFFFDU, 0xFFFDU, 0xFFFDU}},
                               {"\xED\xA0\x80", {0xFFFDU, 0xFFFDU, 0xFFFDU}},
                               {"a\xF0\x9F", {'a', 0xFFFDU, 0xFFFDU}}};
  static const uint16_t alone[][4] = {
    {0xD83CU, '!'}, {0xDFB7U, '!'}, {0xD83CU}, {0xDFB7U, 0xD83CU}};
  static const char* const read[] = {"\xEF\xBF\xBD!",
                                     "\xEF\xBF\xBD!",
                                     "\xEF\xBF\xBD",
                                     "\xEF\xBF\xBD\xEF\xBF\xBD"};
  (void)state;

  for (size_t i = 0U; i < 4U; ++i) {
    uint16_t units[8] = {0U};
    char bytes[32];
    dil_utf16_write(wrong[i].bytes, units, 8U);
    assert_memory_equal(units, wrong[i].units, sizeof(units));
    dil_utf16_read(alone[i], 4U, bytes, sizeof(bytes));
    assert_string_equal(bytes, read[i]);
  }
}

static void
no_character_is_cut_in_two(void** state)
{
  static const char text[] = "a\xC3\xB6\xF0\x9F\x8E\xB7";
  static const uint16_t units[] = {'a', 0xF6U, 0xD83CU, 0xDFB7U, 0U};
  static const size_t n_units[] = {0U, 1U, 2U, 2U, 4U};
  static const size_t n_bytes[] = {0U, 1U, 1U, 3U, 3U, 3U, 3U, 7U};
  (void)state;

  for (size_t size = 1U; size <= 5U; ++size) {
    uint16_t out[5];
    dil_utf16_write(text, out, size);
    assert_memory_equal(out, units, n_units[size - 1U] * sizeof(*out));
    assert_int_equal(out[n_units[size - 1U]], 0);
  }
  for (size_t size = 1U; size <= 8U; ++size) {
    char out[8];
    dil_utf16_read(units, 5U, out, size);
    assert_int_equal(strlen(out), n_bytes[size - 1U]);
    assert_memory_equal(out, text, n_bytes[size - 1U]);
  }

  // The end of the text may part a pair as well
  char out[8];
  dil_utf16_read(units, 3U, out, sizeof(out));
  assert_string_equal(out, "a\xC3\xB6\xEF\xBF\xBD");
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
    cmocka_unit_test(utf_16_is_written_and_read_back),
    cmocka_unit_test(every_character_survives_utf_16),
    cmocka_unit_test(what_cannot_be_read_is_replaced),
    cmocka_unit_test(no_character_is_cut_in_two),
    cmocka_unit_test(what_a_terminal_obeys_is_a_control),
  };

  return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
