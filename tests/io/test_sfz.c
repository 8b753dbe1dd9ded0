// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sfz.h"

#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// Samples that every test may name; their content is never looked at
static int
setup(void** state)
{
  const int failed = temp_setup(state);
  TempFolder* const folder = (TempFolder*)*state;
  assert_int_equal(mkdir(temp_path(folder, "sub"), 0700), 0);
  file_write_text(temp_path(folder, "a.wav"), "");
  file_write_text(temp_path(folder, "two words.wav"), "");
  file_write_text(temp_path(folder, "sub/b.wav"), "");
  file_write_text(temp_path(folder, "sub/pre-c.wav"), "");
  return failed;
}

static DilSfz*
load_text(TempFolder* const folder, const char* const text)
{
  const char* const path = temp_path(folder, "test.sfz");
  DilSfz* sfz = NULL;
  DilMessage message = { "" };
  file_write_text(path, text);
  if (dil_sfz_load(path, &sfz, &message)) {
    fail_msg("%s", message.text);
  }
  return sfz;
}

static void
assert_refused_text(TempFolder* const folder,
                    const char* const text,
                    const DilStatus expected,
                    const char* const reason)
{
  const char* const path = temp_path(folder, "test.sfz");
  DilSfz* sfz = NULL;
  DilMessage message = { "" };
  file_write_text(path, text);
  const DilStatus status = dil_sfz_load(path, &sfz, &message);
  if (status != expected || !strstr(message.text, reason)) {
    fail_msg("status %d, \"%s\" instead of %d, \"%s\"",
             (int)status,
             message.text,
             (int)expected,
             reason);
  }
  assert_null(sfz);
  assert_null(strchr(message.text, '\n'));
}

static void
assert_sample(TempFolder* const folder,
              const DilSfzRegion* const region,
              const char* const name)
{
  assert_string_equal(region->sample, temp_path(folder, name));
}

static void
region_that_says_nothing_has_the_defaults_of_the_format(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  DilSfz* const sfz = load_text(folder, "<region> sample=a.wav");
  const DilSfzRegion* const region = sfz->regions;

  assert_int_equal(sfz->n_regions, 1);
  assert_int_equal(sfz->n_warnings, 0);
  assert_sample(folder, region, "a.wav");
  assert_int_equal(region->lo_key, 0);
  assert_int_equal(region->hi_key, 127);
  assert_int_equal(region->key_center, 60);
  assert_int_equal(region->lo_velocity, 0);
  assert_int_equal(region->hi_velocity, 127);
  assert_int_equal(region->seq_length, 1);
  assert_int_equal(region->seq_position, 1);
  assert_int_equal(region->transpose, 0);
  assert_true(region->tune_cents == 0.0f);
  assert_true(region->volume_db == 0.0f);
  assert_true(region->amp_veltrack == 100.0f);
  assert_true(region->release_s == 0.001f);
  assert_true(region->offset == 0U);
  assert_true(region->end == SIZE_MAX);
  dil_sfz_free(sfz);
}

static void
every_opcode_is_understood(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  DilSfz* const sfz =
    load_text(folder,
              "<region> sample=a.wav lokey=40 hikey=50 pitch_keycenter=45\n"
              "lovel=10 hivel=90 seq_length=4 seq_position=3 transpose=-12\n"
              "tune=-14.5 volume=+5.6 amp_veltrack=73 ampeg_release=.25\n"
              "offset=100 end=48000 trigger=attack loop_mode=no_loop");
  const DilSfzRegion* const region = sfz->regions;

  assert_int_equal(sfz->n_warnings, 0);
  assert_int_equal(region->lo_key, 40);
  assert_int_equal(region->hi_key, 50);
  assert_int_equal(region->key_center, 45);
  assert_int_equal(region->lo_velocity, 10);
  assert_int_equal(region->hi_velocity, 90);
  assert_int_equal(region->seq_length, 4);
  assert_int_equal(region->seq_position, 3);
  assert_int_equal(region->transpose, -12);
  assert_true(region->tune_cents == -14.5f);
  assert_true(region->volume_db == 5.6f);
  assert_true(region->amp_veltrack == 73.0f);
  assert_true(region->release_s == 0.25f);
  assert_true(region->offset == 100U);
  assert_true(region->end == 48000U);
  dil_sfz_free(sfz);
}

static void
keys_may_be_names(void** state)
{
  static const struct {
    const char* name;
    int key;
  } cases[] = { { "c4", 60 },  { "C-1", 0 },  { "g9", 127 }, { "f#3", 54 },
                { "Bb5", 82 }, { "bb3", 58 }, { "b3", 59 },  { "cb4", 59 },
                { "B#3", 60 }, { "a4", 69 },  { "60", 60 } };

  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    char text[100];
    snprintf(text, sizeof(text), "<region> sample=a.wav key=%s", cases[i].name);
    DilSfz* const sfz = load_text((TempFolder*)*state, text);
    assert_int_equal(sfz->regions->lo_key, cases[i].key);
    assert_int_equal(sfz->regions->hi_key, cases[i].key);
    assert_int_equal(sfz->regions->key_center, cases[i].key);
    dil_sfz_free(sfz);
  }
}

static void
regions_inherit_from_the_headers_around_them(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  DilSfz* const sfz = load_text(folder,
                                "<region> sample=a.wav\n"
                                "<global> tune=1 volume=1 sample=a.wav\n"
                                "<region>\n"
                                "<master> volume=2 transpose=2\n"
                                "<region>\n"
                                "<group> volume=3\n"
                                "<region> volume=4\n"
                                "<region>\n"
                                "<group>\n"
                                "<region>\n"
                                "<master>\n"
                                "<region>\n"
                                "<global>\n"
                                "<group> sample=a.wav\n"
                                "<region>");
  static const struct {
    float tune;
    float volume;
    int transpose;
  } expected[] = { { 0.0f, 0.0f, 0 }, { 1.0f, 1.0f, 0 }, { 1.0f, 2.0f, 2 },
                   { 1.0f, 4.0f, 2 }, { 1.0f, 3.0f, 2 }, { 1.0f, 2.0f, 2 },
                   { 1.0f, 1.0f, 0 }, { 0.0f, 0.0f, 0 } };

  assert_int_equal(sfz->n_regions, sizeof(expected) / sizeof(expected[0]));
  for (size_t i = 0U; i < sfz->n_regions; ++i) {
    assert_true(sfz->regions[i].tune_cents == expected[i].tune);
    assert_true(sfz->regions[i].volume_db == expected[i].volume);
    assert_int_equal(sfz->regions[i].transpose, expected[i].transpose);
  }
  dil_sfz_free(sfz);
}

static void
the_later_of_key_and_its_parts_counts(void** state)
{
  DilSfz* const sfz = load_text((TempFolder*)*state,
                                "<group> sample=a.wav pitch_keycenter=60\n"
                                "<region> key=50\n"
                                "<region> key=50 pitch_keycenter=48 hikey=51");
  assert_int_equal(sfz->regions[0].key_center, 50);
  assert_int_equal(sfz->regions[1].key_center, 48);
  assert_int_equal(sfz->regions[1].lo_key, 50);
  assert_int_equal(sfz->regions[1].hi_key, 51);
  dil_sfz_free(sfz);
}

static void
paths_may_have_spaces_folders_and_backslashes(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  char text[1000];
  snprintf(text,
           sizeof(text),
           "<region> sample=two words.wav key=60\n"
           "<region> key=60 sample=two words.wav\t\n"
           "<region>sample=sub\\b.wav<region>sample=%s\n"
           "<control> default_path=sub/\n"
           "<region> sample=b.wav\n"
           "<control> default_path=sub\\pre-\n"
           "<region> sample=c.wav\n"
           "<control> default_path=\n"
           "<region> sample=a.wav",
           temp_path(folder, "a.wav"));

  static const char* const expected[] = { "two words.wav", "two words.wav",
                                          "sub/b.wav",     "a.wav",
                                          "sub/b.wav",     "sub/pre-c.wav",
                                          "a.wav" };
  DilSfz* const sfz = load_text(folder, text);
  assert_int_equal(sfz->n_regions, sizeof(expected) / sizeof(expected[0]));
  for (size_t i = 0U; i < sfz->n_regions; ++i) {
    assert_sample(folder, &sfz->regions[i], expected[i]);
  }
  dil_sfz_free(sfz);
}

static void
comments_and_line_ends_of_all_kinds_are_passed_over(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  DilSfz* const sfz =
    load_text(folder,
              "\xEF\xBB\xBF// key=1 <region>\r\n"
              "/* <region>\r\n sample=none.wav // */ <region>\r"
              "sample=two words.wav // a comment\r\n"
              "key=60 /* */ volume=3/**/tune=4\r"
              "// the end");
  assert_int_equal(sfz->n_regions, 1);
  assert_sample(folder, sfz->regions, "two words.wav");
  assert_int_equal(sfz->regions->lo_key, 60);
  assert_true(sfz->regions->volume_db == 3.0f);
  assert_true(sfz->regions->tune_cents == 4.0f);
  dil_sfz_free(sfz);
}

static void
other_opcodes_and_headers_are_ignored_with_one_warning_each(void** state)
{
  DilSfz* const sfz = load_text((TempFolder*)*state,
                                "<control> note_offset=12\n"
                                "<region> sample=a.wav cutoff=100\n"
                                "<curve> curve_index=7 v000=0\n"
                                "<region> sample=a.wav cutoff=200 pan=3\n"
                                "loop_mode=loop_continuous\n"
                                "<curve> curve_index=8");
  static const char* const expected[] = {
    ":1: note_offset is ignored",  ":2: cutoff is ignored",
    ":3: curve header is ignored", ":4: pan is ignored",
    ":5: loop_mode is ignored",
  };

  assert_int_equal(sfz->n_regions, 2);
  assert_int_equal(sfz->n_warnings, sizeof(expected) / sizeof(expected[0]));
  for (size_t i = 0U; i < sfz->n_warnings; ++i) {
    assert_non_null(strstr(sfz->warnings[i], "test.sfz"));
    assert_non_null(strstr(sfz->warnings[i], expected[i]));
  }
  dil_sfz_free(sfz);
}

static void
regions_that_no_key_starts_are_left_out(void** state)
{
  DilSfz* const sfz = load_text((TempFolder*)*state,
                                "<region> sample=none.wav trigger=release\n"
                                "<region> sample=a.wav end=-1\n"
                                "<region> lokey=-1 hikey=-1\n"
                                "<region> sample=a.wav lokey=-1 hikey=9");
  assert_int_equal(sfz->n_regions, 1);
  assert_int_equal(sfz->regions->lo_key, 0);
  assert_int_equal(sfz->n_warnings, 1);
  assert_non_null(strstr(sfz->warnings[0], ":1: region that no key starts"));
  dil_sfz_free(sfz);
}

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
    assert_refused_text((TempFolder*)*state, text, DIL_BAD_FILE, reason);
  }
}

static void
malformed_text_is_refused_with_its_line(void** state)
{
  static const struct {
    const char* text;
    const char* reason;
  } cases[] = {
    { "", "test.sfz: no region in it" },
    { "<group> sample=a.wav", "test.sfz: no region in it" },
    { "<global>\n<region> key=60", ":2: region without a sample" },
    { "\n<region> sample=a.wav lokey=61 hikey=60\n<group>",
      ":2: region with lokey above hikey" },
    { "<region> sample=a.wav lovel=2 hivel=1",
      ":1: region with lovel above hivel" },
    { "<region> sample=a.wav offset=11 end=10",
      ":1: region with its offset after its end" },
    { "\nkey=60", ":2: key before any header" },
    { "<region> sample=a.wav\nhello world", ":2: \"hello\" is no opcode" },
    { "<region> sample=a.wav\n=5", ":2: \"=5\" is no opcode" },
    { "<region\nsample=a.wav", ":1: malformed header" },
    { "<>", ":1: malformed header" },
    { "\n\n/* <region>\n sample=a.wav", ":3: comment without an end" },
    { "#define", ":1: malformed #define" },
    { "#define A 5", ":1: malformed #define" },
    { "#define $A\n5", ":1: malformed #define" },
    { "#define $ 5", ":1: malformed #define" },
    { "#include", ":1: malformed #include" },
    { "#include \"a.sfz\n\"", ":1: malformed #include" },
    { "#include \"\"", ":1: malformed #include" },
  };

  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    assert_refused_text(
      (TempFolder*)*state, cases[i].text, DIL_BAD_FILE, cases[i].reason);
  }
}

static void
samples_that_cannot_be_opened_are_refused(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  assert_refused_text(folder,
                      "\n<region>\nsample=none.wav",
                      DIL_NOT_FOUND,
                      "/none.wav: No such file or directory");
  assert_refused_text(
    folder, "\n<region>\nsample=none.wav", DIL_NOT_FOUND, "test.sfz:2: ");
  assert_refused_text(
    folder, "<region> sample=sub", DIL_NOT_FOUND, "Is a directory");
  assert_refused_text(
    folder, "<region> sample=*sine", DIL_UNSUPPORTED, ":1: *sine is no rec");
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
  DilMessage message = { "" };
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

static size_t
check_folder(const char* const path)
{
  size_t n_files = 0U;
  DIR* const folder = opendir(path);
  assert_non_null(folder);
  for (struct dirent* entry = NULL; (entry = readdir(folder));) {
    const char* const suffix = strrchr(entry->d_name, '.');
    if (suffix && !strcmp(suffix, ".sfz")) {
      char file[1024];
      DilSfz* sfz = NULL;
      DilMessage message = { "" };
      snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
      if (dil_sfz_load(file, &sfz, &message)) {
        fail_msg("%s", message.text);
      }
      assert_int_equal(sfz->n_warnings, 0);
      assert_true(sfz->n_regions >= 10U);
      dil_sfz_free(sfz);
      ++n_files;
    }
  }
  closedir(folder);
  return n_files;
}

static void
every_instrument_of_the_corpus_is_read(void** state)
{
  (void)state;

  DIR* const corpus = opendir(DIL_SHARED_DIR "/corpus");
  if (!corpus) {
    print_message("skipped: no corpus beside the tree\n");
    skip();
    return;
  }

  size_t n_files = 0U;
  for (struct dirent* entry = NULL; (entry = readdir(corpus));) {
    char path[512];
    struct stat info;
    snprintf(path, sizeof(path), "%s/corpus/%s", DIL_SHARED_DIR, entry->d_name);
    if (entry->d_name[0] != '.' && !stat(path, &info) &&
        S_ISDIR(info.st_mode)) {
      n_files += check_folder(path);
    }
  }
  closedir(corpus);
  assert_true(n_files >= 10U);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, temp_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(region_that_says_nothing_has_the_defaults_of_the_format),
    TEST(every_opcode_is_understood),
    TEST(keys_may_be_names),
    TEST(regions_inherit_from_the_headers_around_them),
    TEST(the_later_of_key_and_its_parts_counts),
    TEST(paths_may_have_spaces_folders_and_backslashes),
    TEST(comments_and_line_ends_of_all_kinds_are_passed_over),
    TEST(other_opcodes_and_headers_are_ignored_with_one_warning_each),
    TEST(regions_that_no_key_starts_are_left_out),
    TEST(malformed_values_are_refused_with_their_line),
    TEST(malformed_text_is_refused_with_its_line),
    TEST(samples_that_cannot_be_opened_are_refused),
    TEST(text_with_a_nul_is_refused),
    TEST(file_that_is_not_there_is_refused),
    TEST(failed_allocation_is_reported),
    TEST(every_instrument_of_the_corpus_is_read),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
