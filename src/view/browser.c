// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "browser.h"

#include "layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void
browser_start(Browser* const browser)
{
  memset(browser, 0, sizeof(*browser));
  browser->playing = DIL_VIEW_NONE;
  browser->cursor = DIL_VIEW_NONE;
  browser->hover = DIL_VIEW_NONE;
  field_set(&browser->search, "", false);
}

void
browser_stop(Browser* const browser)
{
  folder_clear(&browser->folder);
  free(browser->order);
  free(browser->rows);
}

/// Scroll so far that the preset that plays is seen
static void
show_playing(Browser* const browser)
{
  for (size_t i = 0U; i < browser->n_rows; ++i) {
    if (browser->rows[i].preset == browser->playing &&
        browser->rows[i].kind == ROW_PRESET) {
      // Its instruments as well, as far as there is room
      const size_t n = browser->presets[browser->playing].n_instruments;
      const size_t last = browser->rows[i].is_open ? i + n : i;
      browser_show(browser, last < browser->n_rows ? last : i);
      browser_show(browser, i);
    }
  }
}

bool
browser_plays(Browser* const browser,
              const size_t preset,
              const uint32_t instrument)
{
  const size_t limited = preset < browser->n_presets ? preset : DIL_VIEW_NONE;
  const bool is_other = limited != browser->playing;
  const bool is_changed = is_other || instrument != browser->instrument;
  browser->playing = limited;
  browser->instrument = instrument;
  if (is_other && !browser->is_folder) {
    browser_list(browser);
    show_playing(browser);
  }
  return is_changed;
}

size_t
browser_neighbour(const Browser* const browser, const int step)
{
  size_t first = DIL_VIEW_NONE; // What follows if none of these plays
  size_t former = DIL_VIEW_NONE;
  bool is_past = false;
  for (size_t i = 0U; i < browser->n_rows; ++i) {
    const BrowserRow* const row =
      &browser->rows[step > 0 ? i : browser->n_rows - 1U - i];
    if (row->kind != ROW_PRESET || row->preset == former) {
      continue;
    }
    if (is_past && row->preset != browser->playing) {
      return row->preset;
    }
    is_past = is_past || row->preset == browser->playing;
    first = first == DIL_VIEW_NONE ? row->preset : first;
    former = row->preset;
  }

  return first == browser->playing ? DIL_VIEW_NONE : first;
}

bool
browser_open(Browser* const browser, const char* const path)
{
  if (!folder_read(&browser->folder, path, browser->has_melodies)) {
    return false;
  }

  browser->is_folder = true;
  field_set(&browser->search, "", false);
  browser->scroll = 0.0;
  browser->cursor = DIL_VIEW_NONE;
  browser_list(browser);
  return true;
}

void
browser_close(Browser* const browser)
{
  browser->is_folder = false;
  field_set(&browser->search, "", false);
  browser->scroll = 0.0;
  browser->cursor = DIL_VIEW_NONE;
  browser_list(browser);
}

bool
browser_path(const Browser* const browser,
             const size_t row,
             char path[DIL_PATH_SIZE])
{
  const BrowserRow* const place = &browser->rows[row];
  return folder_resolve(&browser->folder,
                        place->kind == ROW_PARENT
                          ? ".."
                          : browser->folder.entries[place->preset].name,
                        path);
}
