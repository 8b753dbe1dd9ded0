// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_private.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <cairo-xlib.h>

#include <stddef.h>

/// Bits of a pixel of CAIRO_FORMAT_RGB24
#define PIXEL_BITS 32

/// Whether a window's pixels are those of CAIRO_FORMAT_RGB24
static bool
has_our_pixels(const XWindowAttributes* const facts)
{
  const Visual* const visual = facts->visual;
  return (facts->depth == 24 || facts->depth == 32) &&
         visual->red_mask == 0xFF0000UL && visual->green_mask == 0xFF00UL &&
         visual->blue_mask == 0xFFUL;
}

/// Byte order of this machine
static int
byte_order(void)
{
  const unsigned one = 1U;
  return *(const unsigned char*)&one ? LSBFirst : MSBFirst;
}

void
window_screen_free(DilWindow* const window)
{
  cairo_surface_destroy(window->screen);
  window->screen = NULL;
  if (window->image) {
    // The pixels are the view's
    window->image->data = NULL;
    XDestroyImage(window->image);
    XFreeGC(window->guard.display, window->context);
    window->image = NULL;
  }
}

DilStatus
window_screen_prepare(DilWindow* const window)
{
  Display* const display = window->guard.display;
  cairo_surface_t* const picture = dil_view_surface(window->view);
  const int width = cairo_image_surface_get_width(picture);
  const int height = cairo_image_surface_get_height(picture);
  XWindowAttributes facts;
  window_screen_free(window);
  if (!XGetWindowAttributes(display, window->guard.window, &facts)) {
    return DIL_UNSUPPORTED;
  }

  if (!has_our_pixels(&facts)) {
    window->screen = cairo_xlib_surface_create(
      display, window->guard.window, facts.visual, width, height);
    return cairo_surface_status(window->screen) ? DIL_NO_MEMORY : DIL_OK;
  }

  window->image = XCreateImage(display,
                               facts.visual,
                               (unsigned)facts.depth,
                               ZPixmap,
                               0,
                               (char*)cairo_image_surface_get_data(picture),
                               (unsigned)width,
                               (unsigned)height,
                               PIXEL_BITS,
                               cairo_image_surface_get_stride(picture));
  if (!window->image) {
    return DIL_NO_MEMORY;
  }

  window->context = XCreateGC(display, window->guard.window, 0UL, NULL);
  window->image->byte_order = byte_order();
  window->image->bits_per_pixel = PIXEL_BITS;
  return XInitImage(window->image) ? DIL_OK : DIL_UNSUPPORTED;
}

/// Copy by cairo, which knows all kinds of pixels
static void
convert(const DilWindow* const window,
        const DilViewRect* const rects,
        const size_t n)
{
  cairo_t* const cairo = cairo_create(window->screen);
  cairo_set_source_surface(cairo, dil_view_surface(window->view), 0.0, 0.0);
  cairo_set_operator(cairo, CAIRO_OPERATOR_SOURCE);
  for (size_t i = 0U; i < n; ++i) {
    cairo_rectangle(
      cairo, rects[i].x, rects[i].y, rects[i].width, rects[i].height);
    cairo_fill(cairo);
  }

  cairo_destroy(cairo);
  cairo_surface_flush(window->screen);
}

void
window_screen_copy(DilWindow* const window,
                   const DilViewRect* const rects,
                   const size_t n)
{
  Display* const display = window->guard.display;
  cairo_surface_flush(dil_view_surface(window->view));
  if (window->screen) {
    convert(window, rects, n);
  }

  for (size_t i = 0U; i < n && window->image; ++i) {
    const DilViewRect* const rect = &rects[i];
    XPutImage(display,
              window->guard.window,
              window->context,
              window->image,
              rect->x,
              rect->y,
              rect->x,
              rect->y,
              (unsigned)rect->width,
              (unsigned)rect->height);
  }
}
