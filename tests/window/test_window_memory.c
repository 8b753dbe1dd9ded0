// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_memory.h"

#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/// Let the user's configuration be in the temporary folder
static int
setup(void** state)
{
  const int status = temp_setup(state);
  setenv("XDG_CONFIG_HOME", temp_folder((TempFolder*)*state), 1);
  return status;
}

/// Let the file have this content
static void
write_text(TempFolder* const folder, const char* const text)
{
  (void)mkdir(temp_path(folder, "dilaton"), 0700);
  file_write_text(temp_path(folder, "dilaton/window.json"), text);
}

static void
assert_usual(const WindowMemory* const memory)
{
  assert_true(memory->width == DIL_VIEW_WIDTH);
  assert_true(memory->height == DIL_VIEW_HEIGHT);
  assert_true(memory->zoom == 1.0);
  assert_int_equal(memory->theme, DIL_VIEW_DARK);
}

static void
what_is_saved_is_loaded(void** state)
{
  (void)state;

  const WindowMemory saved = {1000.5, 700.0, 1.75, DIL_VIEW_LIGHT};
  window_memory_save(&saved);
  const WindowMemory loaded = window_memory_load();
  assert_memory_equal(&loaded, &saved, sizeof(saved));
}

static void
without_a_file_or_a_place_all_is_as_usual(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;

  WindowMemory memory = window_memory_load();
  assert_usual(&memory);

  // A file in the place of the folder
  file_write_text(temp_path(folder, "file"), "");
  setenv("XDG_CONFIG_HOME", temp_path(folder, "file"), 1);
  memory.zoom = 2.0;
  window_memory_save(&memory);
  memory = window_memory_load();
  assert_usual(&memory);
}

static void
numbers_without_sense_are_passed_over(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;

  static const char* const texts[] = {
    "",
    "{",
    "[]",
    "{}",
    "{\"width\": -1, \"height\": 1e9, \"zoom\": 0.5, \"theme\": \"pink\"}",
    "{\"width\": \"900\", \"height\": null, \"zoom\": [], \"theme\": 1}"};
  for (size_t i = 0U; i < sizeof(texts) / sizeof(texts[0]); ++i) {
    write_text(folder, texts[i]);
    const WindowMemory memory = window_memory_load();
    assert_usual(&memory);
  }
}

static void
what_others_keep_in_the_file_stays(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;

  write_text(folder, "{\"favourites\": [\"/a\"], \"zoom\": 2}");
  const WindowMemory memory = window_memory_load();
  assert_true(memory.zoom == 2.0);
  window_memory_save(&memory);
  const FileBytes file = file_read(temp_path(folder, "dilaton/window.json"));
  assert_non_null(strstr((const char*)file.bytes, "favourites"));
  free(file.bytes);
  assert_int_equal(temp_count(folder), 1U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(
      what_is_saved_is_loaded, setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      without_a_file_or_a_place_all_is_as_usual, setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      numbers_without_sense_are_passed_over, setup, temp_teardown),
    cmocka_unit_test_setup_teardown(
      what_others_keep_in_the_file_stays, setup, temp_teardown),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
