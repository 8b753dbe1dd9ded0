// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "view.h"

#include "theme.h"

#include <math.h>
#include <stdlib.h>

/// Units of a window below which the layout breaks
#define LEAST_WIDTH  880.0
#define LEAST_HEIGHT 540.0

/// Pixels of a side at most
#define MOST_PIXELS 16384.0

struct DilView {
  DilViewHost host;
  cairo_surface_t* surface;
  double width;  ///< Pixels
  double height; ///< Pixels
  double scale;  ///< Of the screen
  double zoom;   ///< Of the user
  double unit;   ///< Pixels of a unit
  DilViewTheme theme;
  DilViewPicture picture;
  bool is_changed;
};

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
  view->is_changed = true;
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
  view->picture = settings->picture;
  view->zoom = 1.0;
  if (dil_view_resize(view, DIL_VIEW_WIDTH, DIL_VIEW_HEIGHT, 1.0)) {
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
  view->scale = limit(scale, 1.0, 3.0);
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
  view->zoom = limit(zoom, 1.0, 3.0);
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
  view->theme = theme;
  view->is_changed = true;
}

DilViewPicture
dil_view_picture(const DilView* const view)
{
  return view->picture;
}

void
dil_view_set_picture(DilView* const view, const DilViewPicture picture)
{
  view->picture = picture;
}

void
dil_view_show(DilView* const view, const bool is_shown)
{
  if (view->host.watch) {
    view->host.watch(view->host.self, is_shown);
  }
}

void
dil_view_focus(DilView* const view, const bool is_focused)
{
  (void)view;
  (void)is_focused;
}

bool
dil_view_press(DilView* const view, const DilViewPointer* const pointer)
{
  (void)view;
  (void)pointer;
  return false;
}

bool
dil_view_release(DilView* const view, const DilViewPointer* const pointer)
{
  (void)view;
  (void)pointer;
  return false;
}

bool
dil_view_motion(DilView* const view, const DilViewPointer* const pointer)
{
  (void)view;
  (void)pointer;
  return false;
}

void
dil_view_leave(DilView* const view)
{
  (void)view;
}

bool
dil_view_wheel(DilView* const view, const DilViewPointer* const pointer)
{
  (void)view;
  (void)pointer;
  return false;
}

bool
dil_view_key(DilView* const view, const DilViewKey* const key)
{
  (void)view;
  (void)key;
  return false;
}

bool
dil_view_key_up(DilView* const view, const DilViewKey* const key)
{
  (void)view;
  (void)key;
  return false;
}

bool
dil_view_text(DilView* const view, const char* const text)
{
  (void)view;
  (void)text;
  return false;
}

bool
dil_view_drop(DilView* const view, const char* const path)
{
  view->host.choose(view->host.self, path);
  return true;
}

DilViewWish
dil_view_wish(DilView* const view)
{
  (void)view;
  const DilViewWish wish = {NULL, false, false};
  return wish;
}

void
dil_view_tell(DilView* const view, const char* const text)
{
  (void)view;
  (void)text;
}

bool
dil_view_tick(DilView* const view, const double now_s)
{
  (void)now_s;
  return view->is_changed;
}

static void
set_colour(cairo_t* const cairo, const uint32_t colour)
{
  cairo_set_source_rgb(cairo,
                       (double)(colour >> 16U) / 255.0,
                       (double)((colour >> 8U) & 0xFFU) / 255.0,
                       (double)(colour & 0xFFU) / 255.0);
}

size_t
dil_view_paint(DilView* const view, DilViewRect rects[DIL_VIEW_MAX_RECTS])
{
  if (!view->is_changed) {
    return 0U;
  }

  const Theme* const theme = theme_get(view->theme);
  cairo_t* const cairo = cairo_create(view->surface);
  cairo_scale(cairo, view->unit, view->unit);
  set_colour(cairo, theme->ground);
  cairo_paint(cairo);
  set_colour(cairo, theme->text);
  cairo_select_font_face(
    cairo, "Inter", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
  cairo_set_font_size(cairo, 17.0);
  cairo_move_to(cairo, 18.0, 30.0);
  cairo_show_text(cairo, "Dilaton");
  cairo_destroy(cairo);
  view->is_changed = false;
  rects[0] = (DilViewRect){0, 0, (int)view->width, (int)view->height};
  return 1U;
}

cairo_surface_t*
dil_view_surface(DilView* const view)
{
  return view->surface;
}
