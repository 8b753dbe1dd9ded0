// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "ogg_page.h"

#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <sndfile.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { N_FRAMES = 20000 };

static void
make_ogg(const char* const path, const int subformat)
{
  SF_INFO info = {0, 48000, 1, SF_FORMAT_OGG | subformat, 0, 0};
  SNDFILE* const file = sf_open(path, SFM_WRITE, &info);
  assert_non_null(file);
  for (int i = 0; i < N_FRAMES; ++i) {
    const float frame = (float)(i * 37 % 101) / 200.0f;
    assert_int_equal(sf_writef_float(file, &frame, 1), 1);
  }
  sf_close(file);
}

static DilStatus
with_file(const char* const path, const int is_to_be_changed)
{
  DilMessage message = {""};
  const int descriptor = open(path, O_RDWR);
  assert_true(descriptor >= 0);
  const DilStatus status =
    is_to_be_changed ? dil_ogg_set_serial(descriptor, "name", 7U, &message)
                     : dil_ogg_check_headers(descriptor, "name", &message);
  close(descriptor);
  if (status) {
    assert_memory_equal(message.text, "name: ", 6U);
  }
  return status;
}

static sf_count_t
count_frames(const char* const path)
{
  SF_INFO info = {0, 0, 0, 0, 0, 0};
  SNDFILE* const file = sf_open(path, SFM_READ, &info);
  assert_non_null(file);
  sf_count_t n = 0;
  float frame = 0.0f;
  while (sf_readf_float(file, &frame, 1) == 1) {
    ++n;
  }
  sf_close(file);
  return n;
}

static void
two_files_become_equal_by_one_serial_number(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const a = temp_path(folder, "a.ogg");
  const char* const b = temp_path(folder, "b.ogg");
  make_ogg(a, SF_FORMAT_VORBIS);
  make_ogg(b, SF_FORMAT_VORBIS);
  assert_false(file_equal(a, b));

  assert_int_equal(with_file(a, 1), DIL_OK);
  assert_int_equal(with_file(b, 1), DIL_OK);
  assert_true(file_equal(a, b));

  // libogg drops pages whose checksum is wrong
  assert_int_equal(count_frames(a), N_FRAMES);
  assert_int_equal(with_file(a, 0), DIL_OK);
}

static void
what_is_not_ogg_is_not_changed(void** state)
{
  const char* const path = temp_path((TempFolder*)*state, "a.ogg");
  file_write_text(path, "not an Ogg file but long enough for a page's header");
  assert_int_equal(with_file(path, 1), DIL_BAD_FILE);
  assert_int_equal(with_file(path, 0), DIL_OK);
  assert_int_equal(with_file("/dev/null", 1), DIL_OK);
  assert_int_equal(with_file("/dev/null", 0), DIL_OK);
}

static void
other_codecs_in_ogg_are_left_to_the_library(void** state)
{
  const char* const path = temp_path((TempFolder*)*state, "a.opus");
  make_ogg(path, SF_FORMAT_OPUS);
  assert_int_equal(with_file(path, 0), DIL_OK);
}

static void
every_damage_to_the_headers_is_seen(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const whole_path = temp_path(folder, "a.ogg");
  const char* const path = temp_path(folder, "b.ogg");
  make_ogg(whole_path, SF_FORMAT_VORBIS);
  const FileBytes whole = file_read(whole_path);

  // Where the third page begins, the first with sound
  size_t end = 0U;
  for (size_t n_pages = 0U; end < whole.n; ++end) {
    n_pages += !memcmp(whole.bytes + end, "OggS", 4U) ? 1U : 0U;
    if (n_pages == 3U) {
      break;
    }
  }
  assert_true(end > 2000U && end < whole.n);

  for (size_t i = 4U; i < end; i += (i < 200U) ? 1U : 29U) {
    unlink(path);
    file_write(path, whole.bytes, i);
    assert_int_equal(with_file(path, 0), DIL_BAD_FILE);

    unlink(path);
    whole.bytes[i] ^= 0x10U;
    file_write(path, whole.bytes, end);
    assert_int_equal(with_file(path, 0), DIL_BAD_FILE);
    whole.bytes[i] ^= 0x10U;
  }

  file_write(path, whole.bytes, end);
  assert_int_equal(with_file(path, 0), DIL_OK);
  free(whole.bytes);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, temp_setup, temp_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(two_files_become_equal_by_one_serial_number),
    TEST(what_is_not_ogg_is_not_changed),
    TEST(other_codecs_in_ogg_are_left_to_the_library),
    TEST(every_damage_to_the_headers_is_seen),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
