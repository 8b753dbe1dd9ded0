// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sfz.h"

#include "sfz_case.h"

#include "support/temp.h"
#include "support/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
  DilSfz* const sfz = sfz_loaded(folder, "<region> sample=a.wav");
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
    sfz_loaded(folder,
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
  } cases[] = {{"c4", 60},
               {"C-1", 0},
               {"g9", 127},
               {"f#3", 54},
               {"Bb5", 82},
               {"bb3", 58},
               {"b3", 59},
               {"cb4", 59},
               {"B#3", 60},
               {"a4", 69},
               {"c#4", 61},
               {"C\xE2\x99\xAF"
                "4",
                61},
               {"Db4", 61},
               {"d\xE2\x99\xAD"
                "4",
                61},
               {"DB4", 61},
               {"BB3", 58},
               {"B-1", 11},
               {"60", 60}};

  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    char text[100];
    snprintf(text, sizeof(text), "<region> sample=a.wav key=%s", cases[i].name);
    DilSfz* const sfz = sfz_loaded((TempFolder*)*state, text);
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
  DilSfz* const sfz = sfz_loaded(folder,
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
  } expected[] = {{0.0f, 0.0f, 0},
                  {1.0f, 1.0f, 0},
                  {1.0f, 2.0f, 2},
                  {1.0f, 4.0f, 2},
                  {1.0f, 3.0f, 2},
                  {1.0f, 2.0f, 2},
                  {1.0f, 1.0f, 0},
                  {0.0f, 0.0f, 0}};

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
  DilSfz* const sfz = sfz_loaded((TempFolder*)*state,
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

  static const char* const expected[] = {"two words.wav",
                                         "two words.wav",
                                         "sub/b.wav",
                                         "a.wav",
                                         "sub/b.wav",
                                         "sub/pre-c.wav",
                                         "a.wav"};
  DilSfz* const sfz = sfz_loaded(folder, text);
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
    sfz_loaded(folder,
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
  DilSfz* const sfz = sfz_loaded((TempFolder*)*state,
                                 "<control> hint_ram=12\n"
                                 "<region> sample=a.wav cutoff=100\n"
                                 "<curve> curve_index=7 v000=0\n"
                                 "<region> sample=a.wav cutoff=200 pan=3\n"
                                 "loop_mode=loop_backward\n"
                                 "<curve> curve_index=8");
  static const char* const expected[] = {
    ":1: hint_ram is ignored",
    ":2: cutoff is ignored",
    ":3: curve header is ignored",
    ":4: pan is ignored",
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
  DilSfz* const sfz = sfz_loaded((TempFolder*)*state,
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
      DilMessage message = {""};
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

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, sfz_setup, temp_teardown)

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
    TEST(every_instrument_of_the_corpus_is_read),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
