// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "view_private.h"

void
view_change(DilView* const view, const Box box)
{
  Box joined = box;
  size_t n = 0U;
  for (size_t i = 0U; i < view->n_changes; ++i) {
    // What overlaps is painted once
    if (box_meets(view->changes[i], joined)) {
      joined = box_join(joined, view->changes[i]);
    } else {
      view->changes[n++] = view->changes[i];
    }
  }
  if (n == DIL_VIEW_MAX_RECTS) {
    joined = box_join(joined, view->changes[--n]);
  }

  view->changes[n++] = joined;
  view->n_changes = n;
}

void
view_change_all(DilView* const view)
{
  const Box all = {
    0.0, 0.0, view->width / view->unit + 1.0, view->height / view->unit + 1.0};
  view->n_changes = 0U;
  view_change(view, all);
}

void
view_change_item(DilView* const view, const Item item)
{
  const Box box =
    item == ITEM_SEARCH ? view->layout.browser : view->layout.items[item];
  if (box.width > 0.0) {
    view_change(view, box_grow(box, 6.0));
  }
  view_change(view, view->layout.status);
}

void
view_lay_out(DilView* const view)
{
  view->layout = layout_make(
    view->width / view->unit, view->height / view->unit, &view->parts);
  view->browser.height = view->layout.list.height;
  browser_scroll(&view->browser, 0.0);
  if (view->layout.items[view->focus].width <= 0.0) {
    view->focus = ITEM_PIANO;
  }
  view_change_all(view);
}

void
dil_view_tell(DilView* const view, const char* const text)
{
  line_print(view->notice, "%s", text);
  view_change(view, view->layout.status);
}
