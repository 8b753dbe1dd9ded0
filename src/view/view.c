// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "view.h"

#include "view_private.h"

#include "number.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/// Pixels of a side at most
#define MOST_PIXELS 16384.0

/// Zoom and scale at most
#define MOST_ZOOM 3.0

static double
limit(const double value, const double low, const double high)
{
  return value >= low ? (value <= high ? value : high) : low;
}

void
view_print(char line[LINE_SIZE], const char* const format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  dil_number_vprint(line, LINE_SIZE, format, arguments);
  va_end(arguments);
}

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

/// Make the greatest unit that leaves room for the layout
static void
fit(DilView* const view)
{
  const double most =
    fmin(view->width / LEAST_WIDTH, view->height / LEAST_HEIGHT);
  view->unit = fmin(view->scale * view->zoom, most);
  fonts_set_unit(view->fonts, view->unit);
  view_lay_out(view);
  const Box heat = view->layout.heat;
  live_resize(&view->live,
              (int)nearbyint(heat.width * view->unit),
              (int)nearbyint(heat.height * view->unit));
}

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
  *out = view;
  return DIL_OK;
}

void
dil_view_free(DilView* const view)
{
  if (view) {
    view_let_go(view);
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

DilStatus
dil_view_resize(DilView* const view,
                const double width,
                const double height,
                const double scale)
{
  const double wide = floor(limit(width, 1.0, MOST_PIXELS));
  const double high = floor(limit(height, 1.0, MOST_PIXELS));
  cairo_surface_t* const surface =
    cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)wide, (int)high);
  if (cairo_surface_status(surface)) {
    cairo_surface_destroy(surface);
    return DIL_NO_MEMORY;
  }

  cairo_surface_destroy(view->surface);
  view->surface = surface;
  view->width = wide;
  view->height = high;
  view->scale = limit(scale, 1.0, MOST_ZOOM);
  fit(view);
  return DIL_OK;
}

double
dil_view_zoom(const DilView* const view)
{
  return view->zoom;
}

void
dil_view_set_zoom(DilView* const view, const double zoom)
{
  view->zoom = limit(zoom, 1.0, MOST_ZOOM);
  fit(view);
}

DilViewTheme
dil_view_theme(const DilView* const view)
{
  return view->theme;
}

void
dil_view_set_theme(DilView* const view, const DilViewTheme theme)
{
  view->theme = theme == DIL_VIEW_LIGHT ? DIL_VIEW_LIGHT : DIL_VIEW_DARK;
  view_change_all(view);
}

DilViewPicture
dil_view_picture(const DilView* const view)
{
  return view->picture;
}

void
dil_view_set_picture(DilView* const view, const DilViewPicture picture)
{
  view->picture = picture < DIL_VIEW_N_PICTURES ? picture : DIL_VIEW_SCOPE;
  view_change(view, view->layout.live);
}

void
dil_view_show(DilView* const view, const bool is_shown)
{
  if (is_shown != view->is_shown) {
    view->is_shown = is_shown;
    if (view->host.watch) {
      view->host.watch(view->host.self, is_shown);
    }
    view_change_all(view);
  }
}

cairo_surface_t*
dil_view_surface(DilView* const view)
{
  return view->surface;
}
