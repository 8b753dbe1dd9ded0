// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "status_line.h"
#include "view_case.h"

#include "support/temp.h"
#include "support/test.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static ViewCase c;

static size_t
n_rows_of(const RowKind kind)
{
  size_t n = 0U;
  for (size_t i = 0U; i < c.view->browser.n_rows; ++i) {
    n += c.view->browser.rows[i].kind == kind;
  }
  return n;
}

static void
search_for(const char* const text)
{
  (void)case_key(&c, DIL_VIEW_ESCAPE, 0U);
  (void)case_key(&c, 'f', DIL_VIEW_CTRL);
  field_set(&c.view->browser.search, "", false);
  case_type(&c, text);
}

static void
search_finds_parts_of_all_names_in_any_order(void** state)
{
  (void)state;

  static const struct {
    const char* text;
    size_t n_presets;
    size_t n_instruments;
  } cases[] = {{"erh", 2U, 0U}, // Among the favourites as well
               {"SAX", 1U, 1U},
               {"winds ob", 1U, 1U},
               {"ob winds", 1U, 1U},
               {"strings", 3U, 0U},
               {"tuba.safet", 1U, 0U},
               {"tens", 0U, 0U}, // What all files have says nothing
               {"no such", 0U, 0U},
               {"   ", 6U, 4U}};

  case_start(&c, true);
  for (size_t i = 0U; i < sizeof(cases) / sizeof(*cases); ++i) {
    search_for(cases[i].text);
    assert_int_equal(n_rows_of(ROW_PRESET), cases[i].n_presets);
    assert_int_equal(n_rows_of(ROW_INSTRUMENT), cases[i].n_instruments);
  }
  case_end(&c);
}

static void
arrows_and_enter_choose_and_undo_goes_back(void** state)
{
  (void)state;

  case_start(&c, true);
  search_for("tub");
  (void)case_key(&c, DIL_VIEW_ENTER, 0U); // The first that fits
  assert_string_equal(c.mock.path, "/presets/tuba.safetensors");
  case_tick(&c);
  search_for("brass");
  (void)case_key(&c, DIL_VIEW_DOWN, 0U); // The heading
  (void)case_key(&c, DIL_VIEW_DOWN, 0U);
  (void)case_key(&c, DIL_VIEW_ENTER, 0U);
  assert_string_equal(c.mock.path, "/presets/trumpet.safetensors");
  case_tick(&c);

  // Next and previous step through what is found
  case_click(&c, ITEM_NEXT);
  assert_string_equal(c.mock.path, "/presets/tuba.safetensors");
  case_click(&c, ITEM_NEXT);
  assert_string_equal(c.mock.path, "/presets/trumpet.safetensors");
  (void)case_key(&c, 'z', DIL_VIEW_CTRL);
  assert_string_equal(c.mock.path, "/presets/tuba.safetensors");
  (void)case_key(&c, 'z', DIL_VIEW_CTRL | DIL_VIEW_SHIFT);
  assert_string_equal(c.mock.path, "/presets/trumpet.safetensors");
  case_end(&c);
}

static void
an_instrument_of_a_preset_is_chosen_by_its_row(void** state)
{
  (void)state;

  case_start(&c, true);
  size_t row = 0U;
  while (c.view->browser.rows[row].kind != ROW_INSTRUMENT ||
         c.view->browser.rows[row].instrument != 2U) {
    ++row;
  }
  c.mock.values[DIL_PARAMETER_MORPH] = 0.4f;
  case_tick(&c);
  view_use_row(c.view, row);
  assert_true(fabsf(c.mock.values[DIL_PARAMETER_INSTRUMENT] - 2.0f) < 1e-6f);
  assert_true(fabsf(c.mock.values[DIL_PARAMETER_MORPH]) < 1e-6f);
  assert_string_equal(c.mock.asked, "");
  case_tick(&c);
  assert_int_equal(c.view->browser.instrument, 2U);
  case_end(&c);
}

static void
groups_fold_and_stay_folded_when_the_list_changes(void** state)
{
  (void)state;

  case_start(&c, true);
  const size_t n = c.view->browser.n_rows;
  assert_true(browser_fold(&c.view->browser, 0U)); // Favourites: one preset
  assert_int_equal(c.view->browser.n_rows, n - 1U);
  ++c.mock.serial;
  case_tick(&c);
  assert_int_equal(c.view->browser.n_rows, n - 1U);
  assert_true(browser_fold(&c.view->browser, 0U));
  assert_int_equal(c.view->browser.n_rows, n);
  case_end(&c);
}

static void
favourites_are_marked_by_key(void** state)
{
  (void)state;

  case_start(&c, true);
  (void)case_key(&c, 'd', DIL_VIEW_CTRL);
  assert_string_equal(c.mock.asked, "favour");
  assert_string_equal(c.mock.path, "/presets/winds.safetensors");
  assert_true(c.mock.is_on);
  case_end(&c);
}

static void
the_list_shows_its_first_row_whole_wherever_it_is_scrolled_to(void** state)
{
  enum { N = 60 };

  (void)state;
  static DilViewPreset presets[N];
  case_start(&c, true);
  for (size_t i = 0U; i < N; ++i) {
    presets[i].path = "/a/b.safetensors";
    presets[i].name = "b";
  }
  c.mock.presets = presets;
  c.mock.n_presets = N;
  c.mock.state.preset = DIL_VIEW_NONE;
  ++c.mock.serial;
  case_tick(&c);
  Browser* const browser = &c.view->browser;
  assert_int_equal(browser->n_rows, N);
  for (size_t i = 0U; i < 4U * N; ++i) {
    const size_t row = (i * 23U) % N;
    const double top = (double)row * ROW_HEIGHT;
    browser_show(browser, row);
    assert_true(fabs(remainder(browser->scroll, ROW_HEIGHT)) < 1e-9);
    assert_true(top >= browser->scroll);
    assert_true(top + ROW_HEIGHT <= browser->scroll + browser->height);
  }
  browser_scroll(browser, 1e6);
  assert_true(fabs(remainder(browser->scroll, ROW_HEIGHT)) < 1e-9);
  case_end(&c);
}

static void
ten_thousand_presets_are_listed_searched_and_scrolled(void** state)
{
  (void)state;

  enum { n_presets = 10000 };
  static DilViewPreset presets[n_presets];
  static char paths[n_presets][32];
  case_start(&c, true);
  for (size_t i = 0U; i < n_presets; ++i) {
    (void)snprintf(paths[i], sizeof(paths[i]), "/p/%05zu.safetensors", i);
    presets[i] = c.mock.presets[1];
    presets[i].path = paths[i];
    presets[i].is_favourite = false;
  }
  c.mock.presets = presets;
  c.mock.n_presets = n_presets;
  c.mock.state.preset = 7000U;
  ++c.mock.serial;
  case_tick(&c);
  assert_int_equal(n_rows_of(ROW_PRESET), n_presets);
  assert_true(c.view->browser.scroll > 6000.0 * ROW_HEIGHT); // It is shown
  assert_true(case_paint(&c) > 0U);
  search_for("09999");
  assert_int_equal(n_rows_of(ROW_PRESET), 1U);
  search_for("0");
  (void)case_key(&c, DIL_VIEW_UP, 0U);
  assert_true(c.view->browser.scroll > 1000.0);

  // The list is gone while it is shown
  c.mock.n_presets = 0U;
  c.mock.state.preset = DIL_VIEW_NONE;
  ++c.mock.serial;
  case_tick(&c);
  assert_int_equal(c.view->browser.n_rows, 0U);
  (void)case_paint(&c);
  case_end(&c);
}

static void
write_file(TempFolder* const folder, const char* const name)
{
  FILE* const file = fopen(temp_path(folder, name), "w");
  assert_non_null(file);
  (void)fputs("x", file);
  (void)fclose(file);
}

static void
files_are_opened_from_folders_and_by_typed_paths(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  char path[DIL_PATH_SIZE + 32];
  write_file(folder, "b.safetensors");
  write_file(folder, "A.safetensors");
  write_file(folder, "tune.mid");
  write_file(folder, "notes.txt");
  assert_int_equal(mkdir(temp_path(folder, "below"), 0700), 0);

  case_start(&c, true);
  (void)case_key(&c, 'o', DIL_VIEW_CTRL);
  assert_true(c.view->browser.is_folder);
  assert_true(dil_view_text(c.view, temp_folder(folder))); // Pasted
  (void)case_key(&c, DIL_VIEW_ENTER, 0U);
  assert_int_equal(n_rows_of(ROW_PARENT), 1U);
  assert_int_equal(n_rows_of(ROW_ENTRY), 4U); // Folder first, no text
  for (size_t i = 0U; i < 3U; ++i) {
    (void)case_key(&c, DIL_VIEW_DOWN, 0U);
  }
  (void)case_key(&c, DIL_VIEW_ENTER, 0U);
  (void)snprintf(
    path, sizeof(path), "%s/A.safetensors", c.view->browser.folder.path);
  assert_string_equal(c.mock.asked, "choose");
  assert_string_equal(c.mock.path, path);

  assert_true(case_key(&c, 'i', DIL_VIEW_CTRL));
  assert_string_equal(c.mock.asked, "install");
  c.view->browser.cursor = DIL_VIEW_NONE;

  // Part of a name, a melody
  case_type(&c, "tun");
  assert_int_equal(n_rows_of(ROW_ENTRY), 1U);
  (void)case_key(&c, DIL_VIEW_ENTER, 0U);
  assert_string_equal(c.mock.asked, "open_melody");

  // What is no preset is said
  (void)case_key(&c, DIL_VIEW_ESCAPE, 0U);
  c.mock.asked = "";
  case_type(&c, "./notes.txt");
  (void)case_key(&c, DIL_VIEW_ENTER, 0U);
  assert_string_equal(c.mock.asked, "");
  assert_true(strstr(c.view->notice, "notes.txt"));
  (void)case_key(&c, DIL_VIEW_ESCAPE, 0U);
  (void)case_key(&c, DIL_VIEW_ESCAPE, 0U);
  assert_false(c.view->browser.is_folder);
  case_end(&c);
}

static void
a_folder_of_ten_thousand_presets_is_shown_and_searched(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  for (unsigned i = 0U; i < 10000U; ++i) {
    char path[DIL_PATH_SIZE];
    (void)snprintf(
      path, sizeof(path), "%s/%05u.safetensors", temp_folder(folder), i);
    const int file = open(path, O_CREAT | O_WRONLY, 0600);
    assert_true(file >= 0);
    assert_int_equal(close(file), 0);
  }

  case_start(&c, true);
  (void)case_key(&c, 'o', DIL_VIEW_CTRL);
  assert_true(dil_view_text(c.view, temp_folder(folder)));
  (void)case_key(&c, DIL_VIEW_ENTER, 0U);
  assert_int_equal(n_rows_of(ROW_ENTRY), 10000U);
  (void)case_key(&c, DIL_VIEW_UP, 0U);
  assert_true(c.view->browser.scroll > 9900.0 * ROW_HEIGHT);
  assert_true(case_paint(&c) > 0U);
  case_type(&c, "0777");
  assert_int_equal(n_rows_of(ROW_ENTRY), 11U);
  case_end(&c);
}

static void
what_is_dropped_is_installed_opened_or_refused(void** state)
{
  (void)state;

  case_start(&c, true);
  assert_true(dil_view_drop(c.view, "/tmp/x.safetensors"));
  assert_string_equal(c.mock.asked, "install");
  assert_true(dil_view_drop(c.view, "/tmp/x.mid"));
  assert_string_equal(c.mock.asked, "open_melody");
  c.mock.asked = "";
  assert_true(dil_view_drop(c.view, "/tmp/x.wav"));
  assert_string_equal(c.mock.asked, "");
  assert_true(strstr(c.view->notice, "x.wav"));
  case_end(&c);
}

static void
what_has_no_name_is_called_by_its_file_or_unnamed(void** state)
{
  (void)state;

  static const char* const names[] = {"", "oboe"};
  DilViewPreset preset;
  memset(&preset, 0, sizeof(preset));
  preset.path = "/a/b.safetensors";
  preset.name = "";
  preset.instruments = names;
  preset.n_instruments = 2U;
  assert_string_equal(browser_preset_name(&preset), "b.safetensors");
  assert_string_equal(browser_instrument(&preset, 0U), "unnamed");
  assert_string_equal(browser_instrument(&preset, 1U), "oboe");
  assert_string_equal(browser_instrument(&preset, 2U), "unnamed");
}

static void
what_is_not_known_of_a_preset_leaves_no_gap(void** state)
{
  (void)state;

  static const struct {
    const char* authors;
    const char* licence;
    int lo_key;
    const char* text;
  } cases[] = {{"A", "L", 60, "by A, L, C4 \xE2\x80\x93 C5. Ctrl D: favourite"},
               {NULL, "L", 60, "L, C4 \xE2\x80\x93 C5. Ctrl D: favourite"},
               {"A", NULL, 60, "by A, C4 \xE2\x80\x93 C5. Ctrl D: favourite"},
               {NULL, NULL, 60, "C4 \xE2\x80\x93 C5. Ctrl D: favourite"},
               {"", "", -1, "Ctrl D: favourite"}};

  for (size_t i = 0U; i < sizeof(cases) / sizeof(*cases); ++i) {
    const DilViewPreset preset = {.path = "/a/b.safetensors",
                                  .name = "b",
                                  .authors = cases[i].authors,
                                  .licence = cases[i].licence,
                                  .lo_key = cases[i].lo_key,
                                  .hi_key = 72};
    char heading[LINE_SIZE];
    char text[LINE_SIZE];
    case_start(&c, true);
    c.mock.presets = &preset;
    c.mock.n_presets = 1U;
    ++c.mock.serial;
    case_tick(&c);
    view_set_focus(c.view, ITEM_SEARCH);
    c.view->browser.cursor = 0U;
    status_line_help(c.view, heading, text);
    assert_string_equal(heading, "b");
    assert_string_equal(text, cases[i].text);
    case_end(&c);
  }
}

static void
a_line_of_text_is_edited_character_by_character(void** state)
{
  (void)state;

  static TextField field;
  static char huge[FIELD_SIZE + 100U];
  field_set(&field, "a\xC3\xA4z", false);
  assert_true(field_key(&field, DIL_VIEW_LEFT_KEY, 0U));
  assert_true(field_key(&field, DIL_VIEW_BACKSPACE, 0U));
  assert_string_equal(field.text, "az");
  assert_true(field_put(&field, "\xC3\xB6\r\n\x1B\xFF"));
  assert_string_equal(field.text, "a\xC3\xB6z");
  assert_true(field_key(&field, DIL_VIEW_HOME, 0U));
  assert_true(field_key(&field, DIL_VIEW_DELETE, 0U));
  assert_string_equal(field.text, "\xC3\xB6z");
  assert_true(field_key(&field, 'a', DIL_VIEW_CTRL));
  assert_true(field_put(&field, "new"));
  assert_string_equal(field.text, "new");
  memset(huge, 'x', sizeof(huge) - 1U);
  assert_true(field_put(&field, huge));
  assert_int_equal(field.n, FIELD_SIZE - 1U);
  assert_false(field_put(&field, "x"));
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(search_finds_parts_of_all_names_in_any_order),
    cmocka_unit_test(arrows_and_enter_choose_and_undo_goes_back),
    cmocka_unit_test(an_instrument_of_a_preset_is_chosen_by_its_row),
    cmocka_unit_test(groups_fold_and_stay_folded_when_the_list_changes),
    cmocka_unit_test(favourites_are_marked_by_key),
    cmocka_unit_test(
      the_list_shows_its_first_row_whole_wherever_it_is_scrolled_to),
    cmocka_unit_test(ten_thousand_presets_are_listed_searched_and_scrolled),
    cmocka_unit_test_setup_teardown(
      files_are_opened_from_folders_and_by_typed_paths,
      temp_setup,
      temp_teardown),
    cmocka_unit_test_setup_teardown(
      a_folder_of_ten_thousand_presets_is_shown_and_searched,
      temp_setup,
      temp_teardown),
    cmocka_unit_test(what_is_dropped_is_installed_opened_or_refused),
    cmocka_unit_test(what_has_no_name_is_called_by_its_file_or_unnamed),
    cmocka_unit_test(what_is_not_known_of_a_preset_leaves_no_gap),
    cmocka_unit_test(a_line_of_text_is_edited_character_by_character),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
