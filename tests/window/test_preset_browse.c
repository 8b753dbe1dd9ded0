// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_browse.h"
#include "preset_install.h"

#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"
#include "support/tiny_preset.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  TempFolder* folder;
  PresetBrowse* browse;
} Case;

/// Let all folders of the user be in the temporary one
static int
setup(void** state)
{
  static Case c;
  c.folder = temp_new();
  const char* const presets = temp_path(c.folder, "presets");
  setenv("XDG_CONFIG_HOME", temp_path(c.folder, "config"), 1);
  setenv("XDG_DATA_HOME", temp_path(c.folder, "data"), 1);
  setenv("DILATON_PRESETS", presets, 1);
  assert_int_equal(mkdir(presets, 0777), 0);
  assert_int_equal(mkdir(temp_path(c.folder, "config"), 0777), 0);
  assert_int_equal(preset_browse_new(NULL, &c.browse), DIL_OK);
  *state = &c;
  return 0;
}

static int
teardown(void** state)
{
  Case* const c = (Case*)*state;
  preset_browse_free(c->browse);
  temp_free(c->folder);
  return 0;
}

/// What is shown of a file in the test's own folder, or NULL
static const DilViewPreset*
find(Case* const c, const char* const name)
{
  char end[128];
  snprintf(end, sizeof(end), "/presets/%s.safetensors", name);
  size_t n = 0U;
  uint64_t serial = 0U;
  const DilViewPreset* const presets =
    preset_browse_show(c->browse, &n, &serial);
  for (size_t i = 0U; i < n; ++i) {
    const char* const path = presets[i].path;
    if (!strncmp(
          path, temp_folder(c->folder), strlen(temp_folder(c->folder))) &&
        strlen(path) > strlen(end) &&
        !strcmp(path + strlen(path) - strlen(end), end)) {
      return &presets[i];
    }
  }
  return NULL;
}

static void
read_all(Case* const c)
{
  while (preset_browse_read(c->browse)) {
  }
}

static const char*
make_preset(Case* const c, const char* const file)
{
  const TinyPreset tiny = tiny_preset_defaults();
  const char* const path = temp_path(c->folder, file);
  assert_int_equal(tiny_preset_save(&tiny, path, NULL), DIL_OK);
  return path;
}

static void
names_are_shown_at_once_and_the_rest_when_it_is_read(void** state)
{
  Case* const c = (Case*)*state;

  (void)make_preset(c, "presets/mine.safetensors");
  assert_null(find(c, "mine"));
  preset_browse_refresh(c->browse);
  const DilViewPreset* const named = find(c, "mine");
  assert_non_null(named);
  assert_int_equal(named->n_instruments, 0U);
  assert_int_equal(named->lo_key, -1);
  assert_true(isnan(named->bits));

  read_all(c);
  const DilViewPreset* const known = find(c, "mine");
  assert_non_null(known);
  assert_true(known->n_instruments > 0U);
  assert_non_null(known->instruments[0]);
  assert_in_range(known->lo_key, 0, 127);
  assert_in_range(known->hi_key, known->lo_key, 127);
  assert_true(known->rate > 0.0f);
}

static void
what_is_no_preset_or_has_gone_is_a_name(void** state)
{
  Case* const c = (Case*)*state;

  file_write_text(temp_path(c->folder, "presets/none.safetensors"), "no");
  const char* const path = make_preset(c, "presets/gone.safetensors");
  preset_browse_refresh(c->browse);
  assert_int_equal(unlink(path), 0);
  read_all(c);
  assert_int_equal(find(c, "none")->n_instruments, 0U);
  assert_int_equal(find(c, "gone")->n_instruments, 0U);
  preset_browse_refresh(c->browse);
  assert_null(find(c, "gone"));
  assert_non_null(find(c, "none"));
}

static void
thousands_of_files_are_shown_as_they_are_read(void** state)
{
  enum { N = 2000 };
  Case* const c = (Case*)*state;

  for (unsigned i = 0U; i < N; ++i) {
    char name[64];
    snprintf(name, sizeof(name), "presets/p%u.safetensors", i);
    file_write_text(temp_path(c->folder, name), "");
  }
  preset_browse_refresh(c->browse);
  uint64_t first = 0U;
  uint64_t last = 0U;
  size_t n_first = 0U;
  size_t n_last = 0U;
  (void)preset_browse_show(c->browse, &n_first, &first);
  assert_true(n_first >= N);
  unsigned n_shown = 0U;
  while (preset_browse_read(c->browse)) {
    (void)preset_browse_show(c->browse, &n_last, &last);
    n_shown += last != first;
    first = last;
  }
  assert_int_equal(n_last, n_first);

  // A list is copied some tens of times, not as often as it is long
  assert_in_range(n_shown, 2U, 100U);
  preset_browse_refresh(c->browse);
  assert_false(preset_browse_read(c->browse));
}

static void
what_plays_is_in_the_list_wherever_it_is(void** state)
{
  Case* const c = (Case*)*state;

  bool is_asked = false;
  make_preset(c, "presets/mine.safetensors");
  const char* const far = make_preset(c, "far.safetensors");
  const char* const alias = temp_path(c->folder, "alias.safetensors");
  const char* const mine = temp_path(c->folder, "presets/mine.safetensors");
  const char* const none = temp_path(c->folder, "none.safetensors");
  assert_int_equal(symlink(mine, alias), 0);
  preset_browse_refresh(c->browse);
  size_t n = 0U;
  uint64_t serial = 0U;
  const DilViewPreset* list = preset_browse_show(c->browse, &n, &serial);
  const size_t n_before = n;
  const size_t index = preset_browse_index(c->browse, mine, &is_asked);
  assert_true(index < n && !is_asked);
  assert_string_equal(list[index].path, mine);

  // The same file by another path, a file that is in no folder, and no file
  const char* const paths[] = {alias, far, none};
  for (size_t i = 0U; i < 3U; ++i) {
    assert_int_equal(preset_browse_index(c->browse, paths[i], &is_asked),
                     DIL_VIEW_NONE);
    assert_true(is_asked);
    (void)preset_browse_index(c->browse, paths[i], &is_asked);
    assert_false(is_asked);
    read_all(c);
    list = preset_browse_show(c->browse, &n, &serial);
    const size_t found = preset_browse_index(c->browse, paths[i], &is_asked);
    assert_int_equal(found, i ? i == 1U ? n - 1U : DIL_VIEW_NONE : index);
    assert_int_equal(n, i ? n_before + 1U : n_before);
  }
  assert_string_equal(list[n - 1U].path, far);
  assert_int_equal(list[n - 1U].n_instruments, 1U);
}

static void
what_plays_is_read_before_all_others(void** state)
{
  Case* const c = (Case*)*state;

  bool is_asked = false;
  const char* path = NULL;
  for (unsigned i = 0U; i < 9U; ++i) {
    char name[64];
    snprintf(name, sizeof(name), "presets/p%u.safetensors", i);
    path = make_preset(c, name);
  }
  preset_browse_refresh(c->browse);
  (void)preset_browse_index(c->browse, path, &is_asked);
  (void)preset_browse_read(c->browse);
  assert_int_equal(find(c, "p8")->n_instruments, 1U);
  read_all(c);
  assert_int_equal(find(c, "p0")->n_instruments, 1U);
}

static void
a_favourite_is_one_the_next_time_too(void** state)
{
  Case* const c = (Case*)*state;

  const char* const path = make_preset(c, "presets/mine.safetensors");
  preset_browse_refresh(c->browse);
  assert_false(find(c, "mine")->is_favourite);
  preset_browse_favour(c->browse, path, true);
  assert_true(find(c, "mine")->is_favourite);
  preset_browse_free(c->browse);
  assert_int_equal(preset_browse_new(NULL, &c->browse), DIL_OK);
  preset_browse_refresh(c->browse);
  assert_true(find(c, "mine")->is_favourite);
  preset_browse_favour(c->browse, path, false);
  assert_false(find(c, "mine")->is_favourite);
}

static void
what_is_installed_stays_whatever_comes_after_it(void** state)
{
  Case* const c = (Case*)*state;

  char first[DIL_PATH_SIZE];
  char again[DIL_PATH_SIZE];
  char other[DIL_PATH_SIZE];
  DilMessage message;
  const char* const path = make_preset(c, "new.safetensors");
  assert_int_equal(dil_preset_install(path, first, &message), DIL_OK);
  assert_true(file_equal(path, first));
  assert_non_null(strstr(first, "/data/dilaton/presets/new.safetensors"));
  assert_int_equal(dil_preset_install(path, again, &message), DIL_OK);
  assert_string_equal(again, first);

  file_write_text(path, "something else");
  assert_int_equal(dil_preset_install(path, other, &message), DIL_OK);
  assert_non_null(strstr(other, "new-2.safetensors"));
  assert_false(file_equal(path, first));
  assert_true(file_equal(path, other));
  preset_browse_refresh(c->browse);
  assert_non_null(find(c, "new"));
}

static void
what_cannot_be_installed_is_said_in_one_line(void** state)
{
  Case* const c = (Case*)*state;

  char installed[DIL_PATH_SIZE];
  DilMessage message = {""};
  assert_int_equal(
    dil_preset_install(
      temp_path(c->folder, "missing.safetensors"), installed, &message),
    DIL_NOT_FOUND);
  assert_non_null(strstr(message.text, "missing.safetensors"));

  // A file in the place of the folder
  const char* const path = make_preset(c, "new.safetensors");
  file_write_text(temp_path(c->folder, "data"), "");
  assert_int_not_equal(dil_preset_install(path, installed, &message), DIL_OK);
  assert_non_null(strstr(message.text, "data"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(names_are_shown_at_once_and_the_rest_when_it_is_read),
    TEST(what_is_no_preset_or_has_gone_is_a_name),
    TEST(thousands_of_files_are_shown_as_they_are_read),
    TEST(what_plays_is_in_the_list_wherever_it_is),
    TEST(what_plays_is_read_before_all_others),
    TEST(a_favourite_is_one_the_next_time_too),
    TEST(what_is_installed_stays_whatever_comes_after_it),
    TEST(what_cannot_be_installed_is_said_in_one_line),
  };

  return cmocka_run_group_tests_name("preset_browse", tests, NULL, NULL);
}
