// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/preset_list.h"

#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"
#include "support/tiny_preset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/// Make `folder`/`name` a preset whose first instrument has this highest key,
/// so that it can be told from others
static void
save(const char* const folder, const char* const name, const int hi_key)
{
  TinyPreset description = tiny_preset_defaults();
  char path[4096];
  description.hi_key = hi_key;
  snprintf(path, sizeof(path), "%s/%s.safetensors", folder, name);
  assert_int_equal(tiny_preset_save(&description, path, NULL), DIL_OK);
}

/// Two folders before all others, of which the second has an "oboe", too
static int
setup(void** const state)
{
  TempFolder* const folder = temp_new();
  const char* const first = temp_path(folder, "first");
  const char* const second = temp_path(folder, "second");
  char folders[8192];
  assert_int_equal(mkdir(first, 0700), 0);
  assert_int_equal(mkdir(second, 0700), 0);
  save(first, "oboe", 90);
  save(first, "violin", 91);
  save(second, "oboe", 92);
  save(second, "zither", 93);
  file_write_text(temp_path(folder, "first/notes.txt"), "no preset");

  snprintf(folders, sizeof(folders), "%s:%s", first, second);
  setenv("DILATON_PRESETS", folders, 1);
  setenv("XDG_DATA_HOME", temp_path(folder, "no-user"), 1);
  setenv("XDG_DATA_DIRS", temp_path(folder, "no-system"), 1);
  *state = folder;
  return 0;
}

/// Index of a name, or the size of the list
static size_t
index_of(const DilPresetList* const list, const char* const name)
{
  size_t i = 0U;
  while (i < dil_preset_list_size(list) &&
         strcmp(dil_preset_list_name(list, i), name) != 0) {
    ++i;
  }

  return i;
}

static void
a_list_has_each_name_once_with_the_first_file(void** const state)
{
  TempFolder* const folder = (TempFolder*)*state;
  DilPresetList* list = NULL;
  assert_int_equal(dil_preset_list_new(&list, NULL), DIL_OK);

  // Others come after them: those of the tree, or of an installation
  assert_true(dil_preset_list_size(list) >= 3U);
  assert_int_equal(index_of(list, "oboe"), 0);
  assert_int_equal(index_of(list, "violin"), 1);
  assert_int_equal(index_of(list, "zither"), 2);
  assert_int_equal(index_of(list, "notes"), dil_preset_list_size(list));
  assert_string_equal(dil_preset_list_path(list, 0U),
                      temp_path(folder, "first/oboe.safetensors"));
  assert_string_equal(dil_preset_list_path(list, 2U),
                      temp_path(folder, "second/zither.safetensors"));
  dil_preset_list_free(list);
}

static void
there_is_nothing_beyond_the_last(void** const state)
{
  (void)state;
  DilPresetList* list = NULL;
  assert_int_equal(dil_preset_list_new(&list, NULL), DIL_OK);

  assert_null(dil_preset_list_name(list, dil_preset_list_size(list)));
  assert_null(dil_preset_list_path(list, SIZE_MAX));
  dil_preset_list_free(list);
  dil_preset_list_free(NULL);
}

static int
hi_key_of(const char* const name)
{
  DilPreset* preset = NULL;
  assert_int_equal(dil_preset_find(name, &preset, NULL), DIL_OK);
  const int key = dil_preset_instrument(preset, 0U)->hi_key;
  dil_preset_free(preset);
  return key;
}

static void
a_preset_is_found_by_its_name_or_its_path(void** const state)
{
  TempFolder* const folder = (TempFolder*)*state;

  assert_int_equal(hi_key_of("oboe"), 90);
  assert_int_equal(hi_key_of("zither"), 93);
  assert_int_equal(hi_key_of(temp_path(folder, "second/oboe.safetensors")), 92);
}

static void
without_a_name_it_is_the_usual_one(void** const state)
{
  save(temp_path((TempFolder*)*state, "second"), "altosax", 94);
  assert_int_equal(hi_key_of(NULL), 94);
}

static void
an_unknown_name_is_refused_with_the_name(void** const state)
{
  (void)state;
  DilPreset* preset = NULL;
  DilMessage message = {""};

  assert_int_equal(dil_preset_find("harmonium", &preset, &message),
                   DIL_NOT_FOUND);
  assert_non_null(strstr(message.text, "harmonium"));
  assert_null(preset);
}

static DilStatus
list_and_free(void* const context)
{
  (void)context;
  DilPresetList* list = NULL;
  const DilStatus status = dil_preset_list_new(&list, NULL);
  dil_preset_list_free(list);
  return status;
}

static DilStatus
find_and_free(void* const context)
{
  (void)context;
  DilPreset* preset = NULL;
  const DilStatus status = dil_preset_find("oboe", &preset, NULL);
  dil_preset_free(preset);
  return status;
}

static void
no_memory_is_a_failure_without_a_leak(void** const state)
{
  (void)state;
  assert_true(fault_for_each(list_and_free, NULL, DIL_NO_MEMORY) > 1U);
  assert_true(fault_for_each(find_and_free, NULL, DIL_NO_MEMORY) > 1U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(
      a_list_has_each_name_once_with_the_first_file, setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      there_is_nothing_beyond_the_last, setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      a_preset_is_found_by_its_name_or_its_path, setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      without_a_name_it_is_the_usual_one, setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      an_unknown_name_is_refused_with_the_name, setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      no_memory_is_a_failure_without_a_leak, setup, temp_teardown),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
