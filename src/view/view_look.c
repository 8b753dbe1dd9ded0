// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "view_private.h"

#include <math.h>

/// Pixels of a side at most
#define MOST_PIXELS 16384.0

/// Zoom and scale at most
#define MOST_ZOOM 3.0

static double
limit(const double value, const double low, const double high)
{
  return value >= low ? (value <= high ? value : high) : low;
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
