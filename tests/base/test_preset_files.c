// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_files.h"

#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Make a folder and those it is in below the test's own
static void
make_folder(TempFolder* const folder, const char* const name)
{
  char part[256];
  for (size_t n = strcspn(name, "/");; n += 1U + strcspn(name + n + 1U, "/")) {
    snprintf(part, sizeof(part), "%.*s", (int)n, name);
    (void)mkdir(temp_path(folder, part), 0700);
    if (!name[n]) {
      return;
    }
  }
}

/// Save a file that need be no preset to be found
static void
save(TempFolder* const folder, const char* const name)
{
  file_write_text(temp_path(folder, name), name);
}

/// Have nothing looked through but what a test sets
static int
setup(void** const state)
{
  const int result = temp_setup(state);
  TempFolder* const folder = (TempFolder*)*state;
  setenv("XDG_DATA_HOME", temp_path(folder, "no-user"), 1);
  setenv("XDG_DATA_DIRS", temp_path(folder, "no-system"), 1);
  unsetenv("DILATON_PRESETS");
  return result;
}

static void
append_line(void* const context, const char* const folder)
{
  char* const lines = (char*)context;
  const size_t n = strlen(lines);
  snprintf(lines + n, 4096U - n, "%s\n", folder);
}

static void
folders_are_looked_through_in_their_order(void** const state)
{
  (void)state;
  char lines[4096] = "";
  setenv("DILATON_PRESETS", "/first:/second/", 1);
  setenv("XDG_DATA_HOME", "/user", 1);
  setenv("XDG_DATA_DIRS", "/one:relative:/two", 1);
  dil_preset_folders("/tree//bundle", append_line, lines);
  static const char expected[] = "/first\n/second/\n"
                                 "/user/dilaton/presets\n"
                                 "/tree//bundle/presets\n"
                                 "/tree//bundle/share/dilaton/presets\n"
                                 "/tree/share/dilaton/presets\n"
                                 "/one/dilaton/presets\n"
                                 "/two/dilaton/presets\n";
  assert_memory_equal(lines, expected, sizeof(expected) - 1U);

  // The last one is that of the installation
  const char* const last = lines + sizeof(expected) - 1U;
  assert_int_equal(last[0], '/');
  assert_ptr_equal(strchr(last, '\n'), last + strlen(last) - 1U);
}

static void
without_variables_the_usual_folders_are_looked_through(void** const state)
{
  (void)state;
  char lines[4096] = "";
  setenv("XDG_DATA_HOME", "relative", 1);
  setenv("HOME", "/me", 1);
  setenv("XDG_DATA_DIRS", "", 1);
  dil_preset_folders(NULL, append_line, lines);
  static const char expected[] = "/me/.local/share/dilaton/presets\n"
                                 "/usr/local/share/dilaton/presets\n"
                                 "/usr/share/dilaton/presets\n";
  assert_memory_equal(lines, expected, sizeof(expected) - 1U);

  lines[0] = '\0';
  setenv("HOME", "nowhere", 1);
  dil_preset_folders(NULL, append_line, lines);
  assert_memory_equal(lines, "/usr/local/", 11U);
}

static void
a_path_that_is_too_long_is_left_out(void** const state)
{
  (void)state;
  char lines[4096] = "";
  char* const longer = (char*)calloc(1U, 5001U);
  assert_non_null(longer);
  memset(longer, '/', 5000U);
  setenv("XDG_DATA_HOME", longer, 1);
  longer[4080] = '\0';
  setenv("DILATON_PRESETS", ":relative", 1);
  setenv("XDG_DATA_DIRS", longer, 1);
  dil_preset_folders(longer, append_line, lines);
  free(longer);
  char here[2048];
  char expected[4096];
  assert_non_null(getcwd(here, sizeof(here)));
  const int n = snprintf(expected, sizeof(expected), "%s/relative\n", here);
  assert_memory_equal(lines, expected, (size_t)n);
}

/// Files below the test's own folder, which come before those installed
static size_t
count_ours(const DilPresetFiles* const found, const TempFolder* const folder)
{
  const char* const ours = temp_folder(folder);
  size_t n = 0U;
  while (n < found->n_files &&
         !strncmp(found->files[n].path, ours, strlen(ours))) {
    ++n;
  }

  return n;
}

static void
files_are_found_by_name_in_each_folder(void** const state)
{
  TempFolder* const folder = (TempFolder*)*state;
  make_folder(folder, "user/dilaton/presets");
  make_folder(folder, "bundle/presets");
  save(folder, "user/dilaton/presets/b-c.safetensors");
  save(folder, "user/dilaton/presets/b.safetensors");
  save(folder, "bundle/presets/a.safetensors");
  save(folder, "bundle/presets/b.safetensors");
  setenv("XDG_DATA_HOME", temp_path(folder, "user"), 1);

  DilPresetFiles found = {NULL, 0U};
  const char* const bundle = temp_path(folder, "bundle");
  assert_int_equal(dil_preset_files_find(bundle, &found), DIL_OK);
  static const char* const names[] = {"b", "b-c", "a", "b"};
  assert_int_equal(count_ours(&found, folder), 4U);
  for (size_t i = 0U; i < 4U; ++i) {
    assert_string_equal(found.files[i].name, names[i]);
    assert_int_equal(found.files[i].is_hidden, i == 3U);
  }

  assert_int_equal(found.files[2].facts.st_size, 28);
  assert_string_equal(found.files[2].path,
                      temp_path(folder, "bundle/presets/a.safetensors"));
  assert_int_equal(dil_preset_files_index(&found, "b"), 0U);
  assert_int_equal(dil_preset_files_index(&found, "a"), 2U);
  assert_int_equal(dil_preset_files_index(&found, found.files[3].path), 3U);
  assert_int_equal(dil_preset_files_index(&found, "no such"), found.n_files);
  dil_preset_files_clear(&found);
  assert_int_equal(found.n_files, 0U);
}

static void
what_is_no_preset_by_its_name_or_kind_is_left_out(void** const state)
{
  TempFolder* const folder = (TempFolder*)*state;
  save(folder, ".hidden.safetensors");
  save(folder, ".safetensors");
  save(folder, "text.txt");
  save(folder, "upper.SAFETENSORS");
  make_folder(folder, "folder.safetensors");
  assert_int_equal(mkfifo(temp_path(folder, "pipe.safetensors"), 0600), 0);
  assert_int_equal(symlink("nothing", temp_path(folder, "to.safetensors")), 0);
  save(folder, "real.safetensors");
  assert_int_equal(
    symlink("real.safetensors", temp_path(folder, "alias.safetensors")), 0);
  setenv("DILATON_PRESETS", temp_folder(folder), 1);

  DilPresetFiles found = {NULL, 0U};
  assert_int_equal(dil_preset_files_find(NULL, &found), DIL_OK);
  assert_int_equal(count_ours(&found, folder), 2U);
  assert_string_equal(found.files[0].name, "alias");
  assert_string_equal(found.files[1].name, "real");
  dil_preset_files_clear(&found);
  assert_false(dil_has_preset_suffix(".safetensors"));
  assert_true(dil_has_preset_suffix("a.safetensors"));
}

static void
a_file_that_is_reached_twice_is_listed_once(void** const state)
{
  TempFolder* const folder = (TempFolder*)*state;
  char twice[1024];
  save(folder, "one.safetensors");
  snprintf(
    twice, sizeof(twice), "%s:%s/.", temp_folder(folder), temp_folder(folder));
  setenv("DILATON_PRESETS", twice, 1);

  DilPresetFiles found = {NULL, 0U};
  assert_int_equal(dil_preset_files_find(NULL, &found), DIL_OK);
  assert_int_equal(count_ours(&found, folder), 1U);
  dil_preset_files_clear(&found);
}

static DilStatus
find_and_clear(void* const context)
{
  DilPresetFiles found = {NULL, 0U};
  const DilStatus status = dil_preset_files_find((const char*)context, &found);
  dil_preset_files_clear(&found);
  return status;
}

static void
a_search_without_memory_fails(void** const state)
{
  TempFolder* const folder = (TempFolder*)*state;
  save(folder, "one.safetensors");
  save(folder, "two.safetensors");
  setenv("DILATON_PRESETS", temp_folder(folder), 1);
  assert_true(fault_for_each(find_and_clear, NULL, DIL_NO_MEMORY) >= 6U);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, temp_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(folders_are_looked_through_in_their_order),
    TEST(without_variables_the_usual_folders_are_looked_through),
    TEST(a_path_that_is_too_long_is_left_out),
    TEST(files_are_found_by_name_in_each_folder),
    TEST(what_is_no_preset_by_its_name_or_kind_is_left_out),
    TEST(a_file_that_is_reached_twice_is_listed_once),
    TEST(a_search_without_memory_fails)};

  return cmocka_run_group_tests_name("preset_files", tests, NULL, NULL);
}
