// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "text.h"

#include "support/fault.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  const char* bytes;
  size_t n;
} Text;

static DilStatus
decode(void* const context)
{
  const Text* const text = (const Text*)context;
  char* result = NULL;
  size_t n = 0U;
  const DilStatus status =
    dil_text_decode((const uint8_t*)text->bytes, text->n, &result, &n, NULL);
  if (!status) {
    free(result);
  }

  return status;
}

static void
text_of_every_encoding_becomes_utf8(void** state)
{
  (void)state;

  static const struct {
    Text text;
    const char* expected;
  } cases[] = {
    {{"", 0U}, ""},
    {{"a\xC3\xA9", 3U}, "a\xC3\xA9"},
    {{"\xEF\xBB\xBF", 3U}, ""},
    {{"\xEF\xBB\xBFX:1", 6U}, "X:1"},
    {{"\xEF\xBB", 2U}, "\xC3\xAF\xC2\xBB"},
    {{"\xE9t\xE9", 3U}, "\xC3\xA9t\xC3\xA9"},
    {{"\xEF\xBB\xBF\xE9", 4U}, "\xC3\xA9"},
    {{"\xFF\xFE", 2U}, ""},
    {{"\xFF\xFE"
      "X\0:\0",
      6U},
     "X:"},
    {{"\xFE\xFF"
      "\0X\x26\x6F",
      6U},
     "X\xE2\x99\xAF"},
    {{"\xFE\xFF\xD8\x3C\xDF\xB7", 6U}, "\xF0\x9F\x8E\xB7"},
    // Halves of pairs, and half a unit
    {{"\xFE\xFF\xD8\x3C\0a", 6U},
     "\xEF\xBF\xBD"
     "a"},
    {{"\xFE\xFF\xDF\xB7", 4U}, "\xEF\xBF\xBD"},
    {{"\xFE\xFF\xD8\x3C", 4U}, "\xEF\xBF\xBD"},
    {{"\xFF\xFE"
      "a\0b",
      5U},
     "a"},
  };

  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    char* text = NULL;
    size_t n = 0U;
    assert_int_equal(
      dil_text_decode(
        (const uint8_t*)cases[i].text.bytes, cases[i].text.n, &text, &n, NULL),
      DIL_OK);
    assert_string_equal(text, cases[i].expected);
    assert_int_equal(n, strlen(cases[i].expected));
    free(text);
  }
}

static void
nul_is_a_character_too(void** state)
{
  (void)state;

  char* text = NULL;
  size_t n = 0U;
  assert_int_equal(dil_text_decode((const uint8_t*)"a\0b", 3U, &text, &n, NULL),
                   DIL_OK);
  assert_int_equal(n, 3U);
  assert_memory_equal(text, "a\0b", 4U);
  free(text);
}

static void
failing_allocation_is_reported(void** state)
{
  (void)state;

  Text text = {"abc", 3U};
  assert_int_equal(fault_for_each(decode, &text, DIL_NO_MEMORY), 1U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(text_of_every_encoding_becomes_utf8),
    cmocka_unit_test(nul_is_a_character_too),
    cmocka_unit_test(failing_allocation_is_reported),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
