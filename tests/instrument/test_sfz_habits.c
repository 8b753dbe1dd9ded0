// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// SFZ as people and their programs write it

#include "sfz.h"

#include "sfz_case.h"

#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

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
assert_keys(const DilSfzRegion* const region,
            const int lo_key,
            const int hi_key,
            const int key_center)
{
  assert_int_equal(region->lo_key, lo_key);
  assert_int_equal(region->hi_key, hi_key);
  assert_int_equal(region->key_center, key_center);
}

static void
offsets_of_the_control_header_move_keys(void** state)
{
  DilSfz* const sfz = sfz_loaded((TempFolder*)*state,
                                 "<global> sample=a.wav\n"
                                 "<control> note_offset=12\n"
                                 "<region> key=c3\n"
                                 "<region>\n"
                                 "<region> lokey=0 hikey=10 pitch_keycenter=5\n"
                                 "<group> lokey=100 hikey=120\n"
                                 "<control> octave_offset=-1 note_offset=-2\n"
                                 "<region> key=60\n"
                                 "<region> lokey=10 hikey=20\n"
                                 "<region> key=13\n"
                                 "<control> octave_offset=0 note_offset=8\n"
                                 "<region> lokey=100 hikey=120\n"
                                 "<region> key=120\n"
                                 "<region> lokey=-1 hikey=-1");
  assert_int_equal(sfz->n_regions, 6);
  assert_keys(&sfz->regions[0], 60, 60, 60);
  assert_keys(&sfz->regions[1], 0, 127, 72);
  assert_keys(&sfz->regions[2], 12, 22, 17);
  assert_keys(&sfz->regions[3], 46, 46, 46);
  assert_keys(&sfz->regions[4], 0, 6, 46);
  assert_keys(&sfz->regions[5], 108, 127, 68);
  assert_int_equal(sfz->n_warnings, 1);
  assert_non_null(strstr(sfz->warnings[0], ":10: region that no key starts"));
  dil_sfz_free(sfz);
}

static void
names_of_files_may_be_written_as_on_other_systems(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  assert_int_equal(mkdir(temp_path(folder, "Piano \xC3\x89"), 0700), 0);
  file_write_text(temp_path(folder, "Piano \xC3\x89/D4.WAV"), "");
  file_write_text(temp_path(folder, "caf\xE9.wav"), "");
  file_write_text(temp_path(folder, "c4.wav"), "");
  file_write_text(temp_path(folder, "C4.wav"), "");
  file_write_text(temp_path(folder, "more.txt"), "<region> sample=a.wav");

  DilSfz* const sfz =
    sfz_loaded(folder,
               "<region> sample=A.WAV\n"
               "<region> sample=\\SUB\\b.wav\n"
               "<region> sample=/sub/B.Wav\n"
               "<region> sample=.\\piano \xC3\xA9\\..\\A.wav\n"
               "<control> default_path=\\piano \xC3\xA9/\n"
               "<region> sample=d4.wav\n"
               "<region> sample=\\d4.wav\n"
               "<control> default_path=\n"
               "<region> sample=CAF\xC3\x89.wav\n"
               "<region> sample=C4.WAV\n"
               "<region> sample=c4.wav\n"
               "#include \"More.TXT\"");
  static const char* const expected[] = {"a.wav",
                                         "sub/b.wav",
                                         "sub/b.wav",
                                         "./Piano \xC3\x89/../a.wav",
                                         "Piano \xC3\x89/D4.WAV",
                                         "Piano \xC3\x89//D4.WAV",
                                         "caf\xE9.wav",
                                         "C4.wav",
                                         "c4.wav",
                                         "a.wav"};
  assert_int_equal(sfz->n_regions, sizeof(expected) / sizeof(expected[0]));
  for (size_t i = 0U; i < sfz->n_regions; ++i) {
    assert_sample(folder, &sfz->regions[i], expected[i]);
  }
  dil_sfz_free(sfz);

  // What is nowhere is named as it was looked for
  assert_sfz_refused(folder,
                     "<region> sample=\\sub\\C.wav",
                     DIL_NOT_FOUND,
                     "/sub/C.wav: No such file");
  assert_sfz_refused(folder,
                     "<region> sample=/nowhere/C.wav",
                     DIL_NOT_FOUND,
                     ":1: /nowhere/C.wav: No such file");
}

static void
text_may_have_any_encoding(void** state)
{
  static const char ascii[] = "<region> sample=a.wav key=1";
  TempFolder* const folder = (TempFolder*)*state;
  DilSfz* sfz = sfz_loaded(folder, "\xEF\xBB\xBF<region> sample=a.wav");
  dil_sfz_free(sfz);

  file_write_text(temp_path(folder, "\xC3\xA9.wav"), "");
  sfz = sfz_loaded(folder, "// \xE9t\xE9\n<region> sample=\xE9.wav");
  assert_sample(folder, sfz->regions, "\xC3\xA9.wav");
  dil_sfz_free(sfz);

  // UTF-16, little end first
  char wide[2U * sizeof(ascii)] = "\xFF\xFE";
  for (size_t i = 0U; i + 1U < sizeof(ascii); ++i) {
    wide[2U * i + 2U] = ascii[i];
    wide[2U * i + 3U] = '\0';
  }
  sfz = NULL;
  const char* const path = temp_path(folder, "wide.sfz");
  file_write(path, wide, sizeof(wide));
  assert_int_equal(dil_sfz_load(path, &sfz, NULL), DIL_OK);
  assert_int_equal(sfz->regions->lo_key, 1);
  dil_sfz_free(sfz);
}

static void
regions_without_a_recording_are_left_out(void** state)
{
  DilSfz* const sfz = sfz_loaded((TempFolder*)*state,
                                 "<region> sample=*sine key=60\n"
                                 "<region> sample=*silence\n"
                                 "<region> sample=a.wav\n"
                                 "<region> sample=*sine key=61");
  assert_int_equal(sfz->n_regions, 1);
  assert_int_equal(sfz->n_warnings, 2);
  assert_non_null(strstr(sfz->warnings[0], ":1: *sine is no recording"));
  assert_non_null(strstr(sfz->warnings[1], ":2: *silence is no recording"));
  dil_sfz_free(sfz);
}

// A WAV of one frame, with a "smpl" chunk of this key unless it is negative
static void
write_wav(const char* const path, const int key)
{
  static const uint8_t start[] = {
    'R',  'I',  'F', 'F', 38, 0,    0, 0, 'W', 'A', 'V', 'E',
    'f',  'm',  't', ' ', 16, 0,    0, 0, 1,   0,   1,   0,
    0x80, 0xBB, 0,   0,   0,  0x77, 1, 0, 2,   0,   16,  0,
    'd',  'a',  't', 'a', 2,  0,    0, 0, 1,   0};
  uint8_t bytes[sizeof(start) + 44U] = {0};
  uint8_t* const chunk = bytes + sizeof(start);
  memcpy(bytes, start, sizeof(start));
  memcpy(chunk, "smpl", 4U);
  chunk[4] = 36U;
  chunk[20] = (uint8_t)key;
  bytes[4] = (uint8_t)(key < 0 ? 38 : 82);
  file_write(path, bytes, sizeof(start) + (key < 0 ? 0U : 44U));
}

static void
center_may_be_that_of_the_sample(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  write_wav(temp_path(folder, "says.wav"), 67);
  write_wav(temp_path(folder, "silent.wav"), -1);
  DilSfz* const sfz =
    sfz_loaded(folder,
               "<group> pitch_keycenter=sample lokey=60 hikey=70\n"
               "<region> sample=says.wav\n"
               "<region> sample=silent.wav lokey=62 hikey=62\n"
               "<region> sample=silent.wav\n"
               "<region> sample=a.wav\n"
               "<region> sample=says.wav pitch_keycenter=61\n"
               "<region> sample=says.wav key=64\n"
               "<control> note_offset=-12\n"
               "<group> pitch_keycenter=sample lokey=60 hikey=70\n"
               "<region> sample=says.wav\n");
  static const int expected[] = {67, 62, 60, 60, 61, 64, 55};
  assert_int_equal(sfz->n_regions, sizeof(expected) / sizeof(expected[0]));
  for (size_t i = 0U; i < sfz->n_regions; ++i) {
    assert_int_equal(sfz->regions[i].key_center, expected[i]);
    assert_int_equal(sfz->regions[i].is_center_to_hear, i >= 1U && i <= 3U);
  }
  assert_int_equal(sfz->regions[6].center_shift, -12);
  assert_int_equal(sfz->n_warnings, 0);
  dil_sfz_free(sfz);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, sfz_setup, temp_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(offsets_of_the_control_header_move_keys),
    TEST(names_of_files_may_be_written_as_on_other_systems),
    TEST(text_may_have_any_encoding),
    TEST(regions_without_a_recording_are_left_out),
    TEST(center_may_be_that_of_the_sample),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
