// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "browser.h"

#include "layout.h"

#include <math.h>
#include <string.h>

const char*
browser_preset_name(const DilViewPreset* const preset)
{
  const char* const slash = strrchr(preset->path, '/');
  return preset->name[0] ? preset->name : slash ? slash + 1 : preset->path;
}

const char*
browser_instrument(const DilViewPreset* const preset, const uint32_t instrument)
{
  const char* const name =
    instrument < preset->n_instruments ? preset->instruments[instrument] : "";
  return name[0] ? name : "unnamed";
}

size_t
browser_row_at(const Browser* const browser, const Box list, const double y)
{
  if (y < list.y || y >= list.y + list.height) {
    return DIL_VIEW_NONE;
  }

  const size_t row = (size_t)((y - list.y + browser->scroll) / ROW_HEIGHT);
  return row < browser->n_rows ? row : DIL_VIEW_NONE;
}

/// Where to scroll to for the last row before `bottom` to be seen, and the
/// first one whole
static double
scroll_to(const Browser* const browser, const double bottom)
{
  const double over = fmax(bottom - browser->height, 0.0);
  return ceil(over / ROW_HEIGHT) * ROW_HEIGHT;
}

void
browser_scroll(Browser* const browser, const double by)
{
  const double most = scroll_to(browser, (double)browser->n_rows * ROW_HEIGHT);
  browser->scroll = fmin(fmax(browser->scroll + by, 0.0), most);
}

void
browser_show(Browser* const browser, const size_t row)
{
  const double top = (double)row * ROW_HEIGHT;
  const double bottom = top + ROW_HEIGHT;
  if (top < browser->scroll) {
    browser_scroll(browser, top - browser->scroll);
  }
  if (bottom > browser->scroll + browser->height) {
    browser_scroll(browser, scroll_to(browser, bottom) - browser->scroll);
  }
}

void
browser_move(Browser* const browser, const int n_rows)
{
  if (!browser->n_rows) {
    browser->cursor = DIL_VIEW_NONE;
    return;
  }

  const double last = (double)(browser->n_rows - 1U);
  const double from = browser->cursor < browser->n_rows
                        ? (double)browser->cursor
                        : (n_rows > 0 ? -1.0 : last + 1.0);
  browser->cursor = (size_t)fmin(fmax(from + (double)n_rows, 0.0), last);
  browser_show(browser, browser->cursor);
}
