// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sfz.h"

#include "sfz_case.h"

#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

static void
malformed_values_are_refused_with_their_line(void** state)
{
  static const char* const opcodes[] = {
    "key=",
    "key=x",
    "key=128",
    "key=60.5",
    "key=h4",
    "key=c10",
    "key=c",
    "key=c##4",
    "key=g#9",
    "key=cb-1",
    "key=c+4",
    "key=c4.0",
    "key=-1 ",
    "lokey=-2",
    "hikey=1e2",
    "lovel=-1",
    "hivel=128",
    "seq_length=0",
    "seq_length=101",
    "seq_position=0",
    "transpose=128",
    "tune=nan",
    "tune=inf",
    "tune=1,5",
    "tune=0x10",
    "tune=--1",
    "tune=1.2.3",
    "tune=.",
    "tune=9601",
    "tune=1234567890123456",
    "volume=49",
    "volume=5dB",
    "volume=5 6",
    "amp_veltrack=101",
    "ampeg_release=-1",
    "ampeg_release=101",
    "offset=-1",
    "offset=1.5",
    "offset=4294967296",
    "end=-2",
    "sample=",
    "pitch_keycenter=-1",
  };

  for (size_t i = 0U; i < sizeof(opcodes) / sizeof(opcodes[0]); ++i) {
    char text[200];
    char reason[200];
    snprintf(
      text, sizeof(text), "<region>\nsample=a.wav\n%s\nvolume=1", opcodes[i]);
    snprintf(reason,
             sizeof(reason),
             "test.sfz:3: %.*s=",
             (int)strcspn(opcodes[i], "="),
             opcodes[i]);
    assert_sfz_refused((TempFolder*)*state, text, DIL_BAD_FILE, reason);
  }
}

static void
malformed_names_of_keys_are_refused(void** state)
{
  static const char* const values[] = {
    "Sampled", "c\xE2\x99", "c\xE2\x99\xAE\x34", "c#b4", "cbb4"};

  for (size_t i = 0U; i < sizeof(values) / sizeof(values[0]); ++i) {
    char text[100];
    snprintf(text,
             sizeof(text),
             "<region> sample=a.wav pitch_keycenter=%s",
             values[i]);
    assert_sfz_refused(
      (TempFolder*)*state, text, DIL_BAD_FILE, ":1: pitch_keycenter=");
  }
}

static void
malformed_text_is_refused_with_its_line(void** state)
{
  static const struct {
    const char* text;
    const char* reason;
  } cases[] = {
    {"", "test.sfz: no region in it"},
    {"<group> sample=a.wav", "test.sfz: no region in it"},
    {"<global>\n<region> key=60", ":2: region without a sample"},
    {"\n<region> sample=a.wav lokey=61 hikey=60\n<group>",
     ":2: region with lokey above hikey"},
    {"<region> sample=a.wav lovel=2 hivel=1",
     ":1: region with lovel above hivel"},
    {"<region> sample=a.wav offset=11 end=10",
     ":1: region with its offset after its end"},
    {"\nkey=60", ":2: key before any header"},
    {"<region> sample=a.wav\nhello world", ":2: \"hello\" is no opcode"},
    {"<region> sample=a.wav\n=5", ":2: \"=5\" is no opcode"},
    {"<region\nsample=a.wav", ":1: malformed header"},
    {"<>", ":1: malformed header"},
    {"/* \n */ //\r\n/*\r*/\r\n<>", ":5: malformed header"},
    {"/*\n*/\n/*", ":3: comment without an end"},
    {"\n\n/* <region>\n sample=a.wav", ":3: comment without an end"},
    {"#define", ":1: malformed #define"},
    {"#define A 5", ":1: malformed #define"},
    {"#define $A\n5", ":1: malformed #define"},
    {"#define $ 5", ":1: malformed #define"},
    {"#include", ":1: malformed #include"},
    {"#include \"a.sfz\n\"", ":1: malformed #include"},
    {"#include \"\"", ":1: malformed #include"},
  };

  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    assert_sfz_refused(
      (TempFolder*)*state, cases[i].text, DIL_BAD_FILE, cases[i].reason);
  }
}

static void
samples_that_cannot_be_opened_are_refused(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  assert_sfz_refused(folder,
                     "\n<region>\nsample=none.wav",
                     DIL_NOT_FOUND,
                     "/none.wav: No such file or directory");
  assert_sfz_refused(
    folder, "\n<region>\nsample=none.wav", DIL_NOT_FOUND, "test.sfz:2: ");
  assert_sfz_refused(
    folder, "<region> sample=sub", DIL_NOT_FOUND, "Is a directory");
  assert_sfz_refused(
    folder, "<region> sample=*sine", DIL_UNSUPPORTED, "only generated sounds");
}

static void
text_with_a_nul_is_refused(void** state)
{
  static const char text[] = "<region> sample=a.wav\0key=60";
  const char* const path = temp_path((TempFolder*)*state, "test.sfz");
  DilSfz* sfz = NULL;
  file_write(path, text, sizeof(text));
  assert_int_equal(dil_sfz_load(path, &sfz, NULL), DIL_BAD_FILE);
}

static void
file_that_is_not_there_is_refused(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  DilSfz* sfz = NULL;
  DilMessage message = {""};
  assert_int_equal(dil_sfz_load(temp_path(folder, "none.sfz"), &sfz, &message),
                   DIL_NOT_FOUND);
  assert_non_null(strstr(message.text, "none.sfz: No such file"));
  assert_int_equal(dil_sfz_load(temp_folder(folder), &sfz, NULL),
                   DIL_NOT_FOUND);
  dil_sfz_free(NULL);
}

static DilStatus
load_once(void* const context)
{
  DilSfz* sfz = NULL;
  const DilStatus status = dil_sfz_load((const char*)context, &sfz, NULL);
  dil_sfz_free(sfz);
  return status;
}

static void
failed_allocation_is_reported(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  char path[512];
  snprintf(path, sizeof(path), "%s/test.sfz", temp_folder(folder));
  file_write_text(temp_path(folder, "more.sfz"), "<region> key=$B");
  file_write_text(path,
                  "#define $A 50\n#define $B $A\n#define $A 51\n"
                  "<global> sample=a.wav foo=1\n"
                  "#include \"more.sfz\"\n"
                  "<region> key=$A end=-1");
  assert_true(fault_for_each(load_once, path, DIL_NO_MEMORY) > 15U);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, sfz_setup, temp_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(malformed_values_are_refused_with_their_line),
    TEST(malformed_names_of_keys_are_refused),
    TEST(malformed_text_is_refused_with_its_line),
    TEST(samples_that_cannot_be_opened_are_refused),
    TEST(text_with_a_nul_is_refused),
    TEST(file_that_is_not_there_is_refused),
    TEST(failed_allocation_is_reported),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
