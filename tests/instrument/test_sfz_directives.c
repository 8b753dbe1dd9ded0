// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sfz.h"

#include "sfz_case.h"

#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
macros_stand_for_their_values(void** state)
{
  DilSfz* const sfz = sfz_loaded((TempFolder*)*state,
                                 "#define $K 50\n"
                                 "#define $KEY 55 #define $KE 9 #define $X ke\n"
                                 "#define $BOTH $K\n"
                                 "#define $EXT wav\n"
                                 "<global> sample=a.$EXT\n"
                                 "<region> $Xy=$K\n"
                                 "<region> key=$KEY\n"
                                 "<region> key=$BOTH tune=1$K\n"
                                 "#define $K 60\n"
                                 "<region> key=$K\n"
                                 "<region> key=$BOTH");
  static const int expected[] = {50, 55, 50, 60, 50};
  assert_int_equal(sfz->n_regions, 5);
  for (size_t i = 0U; i < sfz->n_regions; ++i) {
    assert_int_equal(sfz->regions[i].lo_key, expected[i]);
  }
  assert_true(sfz->regions[2].tune_cents == 150.0f);
  dil_sfz_free(sfz);
}

static void
dollar_that_begins_no_macro_stays(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  file_write_text(temp_path(folder, "a$5.wav"), "");
  DilSfz* const sfz =
    sfz_loaded(folder, "#define $A 1\n<region> sample=a$5.wav");
  assert_string_equal(sfz->regions->sample, temp_path(folder, "a$5.wav"));
  dil_sfz_free(sfz);
}

static void
macros_that_grow_are_stopped(void** state)
{
  char text[4000] = "#define $A0 0123456789abcdef\n";
  size_t used = strlen(text);
  for (int i = 1; i < 60; ++i) {
    used += (size_t)snprintf(text + used,
                             sizeof(text) - used,
                             "#define $A%d $A%d$A%d\n",
                             i,
                             i - 1,
                             i - 1);
  }
  assert_sfz_refused(
    (TempFolder*)*state, text, DIL_BAD_FILE, ":9: more than 2048 characters");

  static char many[20000];
  used = 0U;
  for (int i = 0; i < 600; ++i) {
    used += (size_t)snprintf(
      many + used, sizeof(many) - used, "#define $X%dX 1\n", i);
  }
  assert_sfz_refused(
    (TempFolder*)*state, many, DIL_BAD_FILE, ":513: more than 512 macros");
}

static void
names_and_values_that_are_too_long_are_refused(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  char text[5000];
  memset(text, 'x', sizeof(text));
  memcpy(text, "<region> ", 9U);
  text[100] = '=';
  text[101] = '\0';
  assert_sfz_refused(folder, text, DIL_BAD_FILE, ":1: more than 80 char");

  memset(text, 'x', sizeof(text));
  memcpy(text, "<region> sample=", 16U);
  text[3000] = '\0';
  assert_sfz_refused(folder, text, DIL_BAD_FILE, ":1: more than 2048 char");
}

static void
included_text_takes_the_place_of_its_directive(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  file_write_text(temp_path(folder, "sub/keys.sfz"),
                  "key=$K\n#include \"sub\\more.sfz\"");
  file_write_text(temp_path(folder, "sub/more.sfz"), "volume=3");
  DilSfz* const sfz = sfz_loaded(folder,
                                 "#define $K 50\n"
                                 "<region> sample=a.wav\n"
                                 "#include \"sub/keys.sfz\" tune=7\n"
                                 "<region> sample=a.wav");
  assert_int_equal(sfz->n_regions, 2);
  assert_int_equal(sfz->regions[0].lo_key, 50);
  assert_true(sfz->regions[0].volume_db == 3.0f);
  assert_true(sfz->regions[0].tune_cents == 7.0f);
  assert_true(sfz->regions[1].volume_db == 0.0f);
  dil_sfz_free(sfz);
}

static void
error_in_an_included_file_names_that_file(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  file_write_text(temp_path(folder, "sub/keys.sfz"), "\n\nkey=x");
  assert_sfz_refused(folder,
                     "<region> sample=a.wav\n#include \"sub/keys.sfz\"",
                     DIL_BAD_FILE,
                     "sub/keys.sfz:3: key=x is not a number");
  assert_sfz_refused(folder,
                     "#include \"none.sfz\"",
                     DIL_NOT_FOUND,
                     "none.sfz: No such file or directory");
}

static void
file_that_includes_itself_is_refused(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  assert_sfz_refused(folder,
                     "#include \"test.sfz\"",
                     DIL_BAD_FILE,
                     ":1: too many files included");

  // Twice at every level, which depth alone would not stop soon
  file_write_text(temp_path(folder, "x14.sfz"), "");
  for (int i = 0; i < 14; ++i) {
    char name[16];
    char text[100];
    snprintf(name, sizeof(name), "x%d.sfz", i);
    snprintf(text,
             sizeof(text),
             "#include \"x%d.sfz\"\n#include \"x%d.sfz\"",
             i + 1,
             i + 1);
    file_write_text(temp_path(folder, name), text);
  }
  assert_sfz_refused(
    folder, "#include \"x0.sfz\"", DIL_BAD_FILE, ": too many files included");
}

static void
text_of_more_than_16_mebibytes_is_refused(void** state)
{
  enum { HALF = 9 << 20 };
  TempFolder* const folder = (TempFolder*)*state;
  char* const spaces = (char*)malloc(2U * HALF);
  assert_non_null(spaces);
  memset(spaces, ' ', 2U * HALF);
  file_write(temp_path(folder, "large.sfz"), spaces, 2U * HALF);
  file_write(temp_path(folder, "half.sfz"), spaces, HALF);
  free(spaces);

  assert_sfz_refused(
    folder, "#include \"large.sfz\"", DIL_UNSUPPORTED, "large.sfz: larger");
  assert_sfz_refused(folder,
                     "#include \"half.sfz\"\n#include \"half.sfz\"",
                     DIL_UNSUPPORTED,
                     "half.sfz: larger");
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, sfz_setup, temp_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(macros_stand_for_their_values),
    TEST(dollar_that_begins_no_macro_stays),
    TEST(macros_that_grow_are_stopped),
    TEST(names_and_values_that_are_too_long_are_refused),
    TEST(included_text_takes_the_place_of_its_directive),
    TEST(error_in_an_included_file_names_that_file),
    TEST(file_that_includes_itself_is_refused),
    TEST(text_of_more_than_16_mebibytes_is_refused),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
