// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "view.h"

#include "view_private.h"

#include <stdlib.h>

DilStatus
dil_view_new(const DilViewHost* const host,
             const DilViewSettings* const settings,
             DilView** const out)
{
  DilView* const view = (DilView*)calloc(1U, sizeof(*view));
  if (!view) {
    return DIL_NO_MEMORY;
  }

  view->host = *host;
  view->theme = settings->theme;
  view->zoom = 1.0;
  view->is_shown = true;
  view->focus = ITEM_PIANO;
  view->parts.has_transport = host->play || host->record;
  view->menu.setting = DIL_VIEW_NONE;
  view->piano = piano_start();
  view->meter = meter_start();
  browser_start(&view->browser);
  view->browser.has_melodies = host->open_melody;
  if (live_start(&view->live) || fonts_new(settings->font, &view->fonts) ||
      dil_view_resize(view, DIL_VIEW_WIDTH, DIL_VIEW_HEIGHT, 1.0)) {
    view->is_shown = false; // It has not begun to watch
    dil_view_free(view);
    return DIL_NO_MEMORY;
  }

  view->picture = settings->picture;
  if (host->watch) {
    host->watch(host->self, true);
  }
  view_poll(view);
  if (!view->browser.has_list) {
    dil_view_free(view);
    return DIL_NO_MEMORY;
  }

  *out = view;
  return DIL_OK;
}

void
dil_view_free(DilView* const view)
{
  if (view) {
    view_let_go(view, true);
    view_end(view);
    dil_view_show(view, false);
    browser_stop(&view->browser);
    history_clear(&view->history);
    live_stop(&view->live);
    fonts_free(view->fonts);
    cairo_surface_destroy(view->surface);
    free(view);
  }
}
