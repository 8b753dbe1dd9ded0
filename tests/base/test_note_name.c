// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "note_name.h"

#include "support/test.h"

#include <string.h>

static void
notes_are_read_however_they_are_written(void** state)
{
  static const struct {
    const char* text;
    int key;
  } cases[] = {{"c4", 60},
               {"C4", 60},
               {"a4", 69},
               {"Db4", 61},
               {"C#4", 61},
               {"cs4", 61},
               {"Eflat3", 51},
               {"Fsharp3", 54},
               {"B\xE2\x99\xAD"
                "2",
                46},
               {"G\xE2\x99\xAF"
                "2",
                44},
               {"Cb4", 59},
               {"b#3", 60},
               {"C-1", 0},
               {"G9", 127},
               {"a-1", 9}};
  (void)state;
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    int key = -100;
    assert_int_equal(dil_note_read(cases[i].text, &key), strlen(cases[i].text));
    assert_int_equal(key, cases[i].key);
  }
}

static void
what_is_no_note_is_none(void** state)
{
  static const char* const texts[] = {
    "", "h4", "c", "c#", "4", "60", "c4x", "c100", "bass", "-4", "c--1", "c4b"};
  (void)state;
  for (size_t i = 0U; i < sizeof(texts) / sizeof(texts[0]); ++i) {
    int key = 0;
    assert_int_equal(dil_note_read(texts[i], &key), 0U);
  }
}

static void
a_note_ends_where_no_letter_follows(void** state)
{
  int key = 0;
  (void)state;
  assert_int_equal(dil_note_read("F#3-G6", &key), 3U);
  assert_int_equal(key, 54);
  assert_int_equal(dil_note_read("a4_loud", &key), 2U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(notes_are_read_however_they_are_written),
    cmocka_unit_test(what_is_no_note_is_none),
    cmocka_unit_test(a_note_ends_where_no_letter_follows)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
