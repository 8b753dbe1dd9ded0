// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "output_file.h"

#include "powerless.h"

#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static DilOutputFile*
begin(const char* const path, const char* const text)
{
  DilOutputFile* file = NULL;
  assert_int_equal(dil_output_open(path, &file, NULL), DIL_OK);
  assert_int_equal(dil_output_write(file, text, strlen(text), NULL), DIL_OK);
  return file;
}

static void
assert_content(const char* const path, const char* const text)
{
  const FileBytes content = file_read(path);
  assert_string_equal((const char*)content.bytes, text);
  free(content.bytes);
}

static void
file_appears_only_when_it_is_whole(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "new file");

  DilOutputFile* const file = begin(path, "whole");
  assert_string_equal(dil_output_path(file), path);
  assert_true(dil_output_descriptor(file) >= 0);
  assert_false(file_exists(path));

  assert_int_equal(dil_output_commit(file, NULL), DIL_OK);
  dil_output_free(file);
  assert_content(path, "whole");
  assert_int_equal(temp_count(folder), 1U);
}

static void
old_file_stays_until_the_new_one_is_whole(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "file");
  file_write_text(path, "old");

  dil_output_free(begin(path, "given up"));
  assert_content(path, "old");
  assert_int_equal(temp_count(folder), 1U);

  DilOutputFile* const file = begin(path, "new");
  assert_content(path, "old");
  assert_int_equal(dil_output_commit(file, NULL), DIL_OK);
  dil_output_free(file);
  assert_content(path, "new");
  assert_int_equal(temp_count(folder), 1U);
}

static void
two_writers_of_one_name_do_not_mix(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "file");

  DilOutputFile* const first = begin(path, "first");
  DilOutputFile* const second = begin(path, "second");
  assert_int_equal(dil_output_commit(second, NULL), DIL_OK);
  assert_content(path, "second");
  assert_int_equal(dil_output_commit(first, NULL), DIL_OK);
  assert_content(path, "first");

  dil_output_free(first);
  dil_output_free(second);
  assert_int_equal(temp_count(folder), 1U);
}

static void
permissions_of_the_old_file_are_kept(void** state)
{
  const char* const path = temp_path((TempFolder*)*state, "file");
  file_write_text(path, "old");
  assert_int_equal(chmod(path, 0640), 0);

  DilOutputFile* const file = begin(path, "new");
  assert_int_equal(dil_output_commit(file, NULL), DIL_OK);
  dil_output_free(file);

  struct stat info;
  assert_int_equal(stat(path, &info), 0);
  assert_int_equal(info.st_mode & 0777U, 0640U);
}

static void
link_stays_a_link_to_the_new_file(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "file");
  const char* const link_path = temp_path(folder, "link");
  file_write_text(path, "old");
  assert_int_equal(symlink("file", link_path), 0);

  DilOutputFile* const file = begin(link_path, "new");
  assert_int_equal(dil_output_commit(file, NULL), DIL_OK);
  dil_output_free(file);

  struct stat info;
  assert_content(path, "new");
  assert_int_equal(lstat(link_path, &info), 0);
  assert_true(S_ISLNK(info.st_mode));
  assert_int_equal(temp_count(folder), 2U);
}

static void
device_is_written_and_not_replaced(void** state)
{
  (void)state;

  const uid_t user = powerless_begin();
  DilOutputFile* file = NULL;
  DilStatus status = dil_output_open("/dev/null", &file, NULL);
  status = status ? status : dil_output_write(file, "nothing", 7U, NULL);
  status = status ? status : dil_output_commit(file, NULL);
  dil_output_free(file);
  powerless_end(user);

  struct stat info;
  assert_int_equal(status, DIL_OK);
  assert_int_equal(stat("/dev/null", &info), 0);
  assert_true(S_ISCHR(info.st_mode));
}

static void
pipe_is_written_and_not_replaced(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "pipe");
  assert_int_equal(mkfifo(path, 0600), 0);
  const int reader = open(path, O_RDONLY | O_NONBLOCK);
  assert_true(reader >= 0);

  DilOutputFile* const file = begin(path, "text");
  assert_int_equal(dil_output_commit(file, NULL), DIL_OK);
  dil_output_free(file);

  char text[8] = "";
  assert_int_equal(read(reader, text, sizeof(text)), 4);
  assert_string_equal(text, "text");
  assert_int_equal(temp_count(folder), 1U);
  close(reader);
}

static void
full_device_is_reported(void** state)
{
  (void)state;

  const uid_t user = powerless_begin();
  DilMessage message = {""};
  DilOutputFile* file = NULL;
  DilStatus status = dil_output_open("/dev/full", &file, &message);
  status = status ? status : dil_output_write(file, "text", 4U, &message);
  dil_output_free(file);
  powerless_end(user);

  assert_int_equal(status, DIL_IO_ERROR);
  assert_string_equal(message.text, "/dev/full: No space left on device");
}

static void
file_that_outgrows_its_limit_is_removed(void** state)
{
  static const char zeros[5000] = {0};
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "file");

  struct rlimit old;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  const struct rlimit limit = {4096U, old.rlim_max};
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);

  DilMessage message = {""};
  DilOutputFile* file = NULL;
  const DilStatus opened = dil_output_open(path, &file, &message);
  const DilStatus written =
    opened ? opened : dil_output_write(file, zeros, sizeof(zeros), &message);
  dil_output_free(file);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);

  assert_int_equal(written, DIL_IO_ERROR);
  assert_non_null(strstr(message.text, "file: File too large"));
  assert_int_equal(temp_count(folder), 0U);
}

static void
assert_unopened(const char* const path, const char* const reason)
{
  DilMessage message = {""};
  DilOutputFile* file = NULL;
  char expected[600];
  snprintf(expected, sizeof(expected), "%s: %s", path, reason);
  assert_int_equal(dil_output_open(path, &file, &message), DIL_NOT_FOUND);
  assert_null(file);
  assert_string_equal(message.text, expected);
}

static void
place_that_cannot_be_written_is_refused(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  file_write_text(temp_path(folder, "file"), "");

  assert_unopened(temp_path(folder, "no/such/folder"),
                  "No such file or directory");
  assert_unopened(temp_path(folder, "file/inside"), "Not a directory");
  assert_unopened(temp_folder(folder), "Is a directory");
  assert_unopened("/proc/self/new", "No such file or directory");
  assert_int_equal(temp_count(folder), 1U);
}

static void
folder_without_permission_is_refused(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "file");
  assert_int_equal(chmod(temp_folder(folder), 0555), 0);

  const uid_t user = powerless_begin();
  assert_unopened(path, "Permission denied");
  powerless_end(user);
}

static DilStatus
write_once(void* const context)
{
  DilOutputFile* file = NULL;
  DilStatus status = dil_output_open((const char*)context, &file, NULL);
  status = status ? status : dil_output_write(file, "text", 4U, NULL);
  status = status ? status : dil_output_commit(file, NULL);
  dil_output_free(file);
  return status;
}

static void
failed_allocation_leaves_nothing_behind(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  char path[512];
  snprintf(path, sizeof(path), "%s/file", temp_folder(folder));

  const size_t n = fault_for_each(write_once, path, DIL_NO_MEMORY);
  assert_true(n >= 3U);
  assert_int_equal(temp_count(folder), 1U);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, temp_setup, temp_teardown)

int
main(void)
{
  // Then a write beyond a limit fails instead of ending the process
  signal(SIGXFSZ, SIG_IGN);

  const struct CMUnitTest tests[] = {
    TEST(file_appears_only_when_it_is_whole),
    TEST(old_file_stays_until_the_new_one_is_whole),
    TEST(two_writers_of_one_name_do_not_mix),
    TEST(permissions_of_the_old_file_are_kept),
    TEST(link_stays_a_link_to_the_new_file),
    TEST(device_is_written_and_not_replaced),
    TEST(pipe_is_written_and_not_replaced),
    TEST(full_device_is_reported),
    TEST(file_that_outgrows_its_limit_is_removed),
    TEST(place_that_cannot_be_written_is_refused),
    TEST(folder_without_permission_is_refused),
    TEST(failed_allocation_leaves_nothing_behind),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
