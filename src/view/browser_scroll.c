// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "browser.h"

#include "layout.h"

#include <math.h>

size_t
browser_row_at(const Browser* const browser, const Box list, const double y)
{
  if (y < list.y || y >= list.y + list.height) {
    return DIL_VIEW_NONE;
  }

  const size_t row = (size_t)((y - list.y + browser->scroll) / ROW_HEIGHT);
  return row < browser->n_rows ? row : DIL_VIEW_NONE;
}

void
browser_scroll(Browser* const browser, const double by)
{
  const double most =
    fmax((double)browser->n_rows * ROW_HEIGHT - browser->height, 0.0);
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
    browser_scroll(browser, bottom - browser->scroll - browser->height);
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
