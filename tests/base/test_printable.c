// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "printable.h"

#include "message.h"
#include "warnings.h"

#include "support/test.h"

#include <stdio.h>
#include <string.h>

static void
assert_becomes(const char* const from, const char* const expected)
{
  char text[64];
  snprintf(text, sizeof(text), "%s", from);
  dil_make_printable(text);
  assert_string_equal(text, expected);
}

static void
plain_text_in_any_language_stays(void** state)
{
  (void)state;

  assert_becomes("", "");
  assert_becomes("a b~", "a b~");
  assert_becomes("Fl\xC3\xB6te", "Fl\xC3\xB6te");
  assert_becomes("\xE5\xB0\xBA\xE5\x85\xAB", "\xE5\xB0\xBA\xE5\x85\xAB");
  assert_becomes("\xF0\x9F\x8E\xB7", "\xF0\x9F\x8E\xB7");
  assert_becomes("\xC2\xA0\xEF\xBF\xBF\xF4\x8F\xBF\xBF",
                 "\xC2\xA0\xEF\xBF\xBF\xF4\x8F\xBF\xBF");
}

static void
control_characters_become_question_marks(void** state)
{
  (void)state;

  assert_becomes("a\nb\r\tc", "a?b??c");
  assert_becomes("\x1B[31mred", "?[31mred");
  assert_becomes("\x7F", "?");

  // U+009B is what ESC [ is in one character, and U+0085 is a next line
  assert_becomes("\xC2\x9B"
                 "31m",
                 "??31m");
  assert_becomes("\xC2\x85", "??");
}

static void
what_is_not_utf_8_becomes_question_marks(void** state)
{
  (void)state;

  assert_becomes("Fl\xF6te", "Fl?te");
  assert_becomes("\x80\xBF", "??");
  assert_becomes("\xC0\xAF", "??");
  assert_becomes("\xC1\xBF", "??");
  assert_becomes("\xE0\x9F\xBF", "???");
  assert_becomes("\xED\xA0\x80", "???");
  assert_becomes("\xF0\x8F\xBF\xBF", "????");
  assert_becomes("\xF4\x90\x80\x80", "????");
  assert_becomes("\xF5\x80\x80\x80", "????");
  assert_becomes("\xFE\xFF", "??");

  // Characters that are cut off, by the end or by another
  assert_becomes("a\xC3", "a?");
  assert_becomes("a\xE5\xB0", "a??");
  assert_becomes("a\xF0\x9F\x8E", "a???");
  assert_becomes("\xE5\xB0z", "??z");
}

static void
every_text_becomes_printable_and_then_stays(void** state)
{
  (void)state;

  for (unsigned a = 1U; a < 256U; ++a) {
    for (unsigned b = 0U; b < 256U; ++b) {
      char text[4] = {(char)a, (char)b, 'z', '\0'};
      dil_make_printable(text);
      char again[4];
      memcpy(again, text, sizeof(text));
      dil_make_printable(again);
      assert_memory_equal(again, text, sizeof(text));
      for (size_t i = 0U; text[i]; ++i) {
        const unsigned char byte = (unsigned char)text[i];
        assert_true(byte >= 0x20U && byte != 0x7FU);
      }
    }
  }
}

static void
errors_and_warnings_are_printable(void** state)
{
  (void)state;

  DilMessage message = {""};
  (void)dil_fail(&message, DIL_BAD_FILE, "%s: %s", "a\nb.mid", "\xFF");
  assert_string_equal(message.text, "a?b.mid: ?");

  DilWarnings warnings = {0};
  dil_warn(&warnings, "%s: odd", "a\x1B.mid");
  assert_string_equal(warnings.texts[0].text, "a?.mid: odd");
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(plain_text_in_any_language_stays),
    cmocka_unit_test(control_characters_become_question_marks),
    cmocka_unit_test(what_is_not_utf_8_becomes_question_marks),
    cmocka_unit_test(every_text_becomes_printable_and_then_stays),
    cmocka_unit_test(errors_and_warnings_are_printable),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
