// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "view_private.h"

#include <stdio.h>
#include <string.h>

void
view_search(DilView* const view)
{
  view->browser.cursor = DIL_VIEW_NONE;
  view->browser.scroll = 0.0;
  browser_list(&view->browser);
  view_change_item(view, ITEM_SEARCH);
}

void
view_open_file(DilView* const view,
               const char* const path,
               const bool is_installed)
{
  const DilViewHost* const host = &view->host;
  if (folder_is_melody(path) && host->open_melody) {
    host->open_melody(host->self, path);
  } else if (!folder_is_preset(path)) {
    const char* const slash = strrchr(path, '/');
    char text[LINE_SIZE];
    line_print(text,
               "%.300s: no preset%s",
               slash ? slash + 1 : path,
               host->open_melody ? " and no melody" : "");
    dil_view_tell(view, text);
  } else if (is_installed && host->install) {
    host->install(host->self, path);
  } else {
    view_choose(view, path);
  }
}

/// Show a folder, or open a file
static void
use_path(DilView* const view, const char* const path)
{
  Browser* const browser = &view->browser;
  char whole[DIL_PATH_SIZE];
  if (!folder_resolve(&browser->folder, path, whole)) {
    dil_view_tell(view, "the path is too long");
    return;
  }
  if (browser_open(browser, whole)) {
    view_change_item(view, ITEM_SEARCH);
    return;
  }

  view_open_file(view, whole, false);
}

static void
use_entry(DilView* const view, const size_t row)
{
  Browser* const browser = &view->browser;
  char path[DIL_PATH_SIZE];
  if (!browser_path(browser, row, path)) {
    dil_view_tell(view, "the path is too long");
    return;
  }

  const BrowserRow* const place = &browser->rows[row];
  const bool is_folder = place->kind == ROW_PARENT ||
                         browser->folder.entries[place->preset].is_folder;
  if (!is_folder) {
    view_open_file(view, path, false);
  } else if (!browser_open(browser, path)) {
    char text[LINE_SIZE];
    line_print(text, "%.400s: cannot be read", path);
    dil_view_tell(view, text);
  }
  view_change_item(view, ITEM_SEARCH);
}

/// Play an instrument, of a preset that may have to be loaded
static void
use_instrument(DilView* const view, const BrowserRow* const row)
{
  static const uint32_t both[] = {DIL_PARAMETER_INSTRUMENT,
                                  DIL_PARAMETER_MORPH};

  const uint32_t instrument = row->instrument;
  if (row->preset != view->browser.playing) {
    view_choose(view, view->browser.presets[row->preset].path);
  }
  view_begin(view, both, 2U);
  view_set(view, DIL_PARAMETER_INSTRUMENT, (float)instrument);
  view_set(view, DIL_PARAMETER_MORPH, 0.0f);
  view_end(view);
}

void
view_use_row(DilView* const view, const size_t index)
{
  Browser* const browser = &view->browser;
  if (index >= browser->n_rows) {
    return;
  }

  const BrowserRow row = browser->rows[index];
  browser->cursor = index;
  switch (row.kind) {
  case ROW_HEADING:
    (void)browser_fold(browser, index);
    break;
  case ROW_PRESET:
    if (row.preset != browser->playing) {
      view_choose(view, browser->presets[row.preset].path);
    } else {
      (void)browser_fold(browser, index);
    }
    break;
  case ROW_INSTRUMENT:
    use_instrument(view, &row);
    break;
  case ROW_PARENT:
  case ROW_ENTRY:
    use_entry(view, index);
    break;
  }
  view_change_item(view, ITEM_SEARCH);
}

/// The first row that can be played
static size_t
first_playable(const Browser* const browser)
{
  for (size_t i = 0U; i < browser->n_rows; ++i) {
    if (browser->rows[i].kind == ROW_PRESET ||
        browser->rows[i].kind == ROW_ENTRY) {
      return i;
    }
  }

  return DIL_VIEW_NONE;
}

void
view_search_done(DilView* const view)
{
  Browser* const browser = &view->browser;
  const char* const text = browser->search.text;
  if (browser->cursor < browser->n_rows) {
    view_use_row(view, browser->cursor);
  } else if (browser->is_folder && (strchr(text, '/') || text[0] == '~')) {
    char path[FIELD_SIZE];
    (void)snprintf(path, sizeof(path), "%s", text);
    use_path(view, path);
  } else if (browser->search.n) {
    view_use_row(view, first_playable(browser));
  }
}

void
view_favour(DilView* const view)
{
  const Browser* const browser = &view->browser;
  const size_t row =
    view->hover == ITEM_SEARCH ? browser->hover : browser->cursor;
  const bool is_row =
    !browser->is_folder && row < browser->n_rows &&
    (view->hover == ITEM_SEARCH || view->focus == ITEM_SEARCH);
  const size_t preset = is_row ? browser->rows[row].preset : browser->playing;
  if (view->host.favour && preset < browser->n_presets) {
    view->host.favour(view->host.self,
                      browser->presets[preset].path,
                      !browser->presets[preset].is_favourite);
  }
}

bool
view_install(DilView* const view)
{
  const Browser* const browser = &view->browser;
  const size_t row =
    view->hover == ITEM_SEARCH ? browser->hover : browser->cursor;
  char path[DIL_PATH_SIZE];
  if (!view->host.install || !browser->is_folder || row >= browser->n_rows ||
      browser->rows[row].kind != ROW_ENTRY ||
      !browser_path(browser, row, path) || !folder_is_preset(path)) {
    return false;
  }

  view->host.install(view->host.self, path);
  return true;
}
