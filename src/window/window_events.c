// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_private.h"

#include "clock.h"

#include <X11/Xlib.h>
#include <cairo-xlib.h>

#include <stddef.h>
#include <string.h>

/// What a view asks for after an event
void
window_grant_wish(DilWindow* const window)
{
  const DilViewWish wish = dil_view_wish(window->view);
  if (wish.copy) {
    const size_t n = strlen(wish.copy);
    (void)puglSetClipboard(window->pugl, "UTF8_STRING", wish.copy, n);
  }
  if (wish.is_pasting) {
    selection_paste(&window->selection);
  }
}

void
window_drop(void* const self, const char* const path)
{
  DilWindow* const window = (DilWindow*)self;
  (void)dil_view_drop(window->view, path);
}

void
window_paste(void* const self, const char* const text)
{
  DilWindow* const window = (DilWindow*)self;
  (void)dil_view_text(window->view, text);
}

/// Look at an event before pugl does
void
window_look(void* const self, const XEvent* const event)
{
  DilWindow* const window = (DilWindow*)self;
  window_input_look(&window->input, window->guard.window, event);
  selection_event(&window->selection, event);
  if (event->type == DestroyNotify &&
      event->xdestroywindow.window == window->guard.window) {
    window->guard.is_lost = true;
  }
}

/// The window has this size now; without memory the picture stays as it was
static void
take_size(DilWindow* const window, const uint32_t width, const uint32_t height)
{
  const bool is_new = width != window->width || height != window->height;
  window->is_exposed = true;
  if (is_new && !dil_view_resize(
                  window->view, (double)width, (double)height, window->scale)) {
    window->width = width;
    window->height = height;
    cairo_xlib_surface_set_size(window->screen, (int)width, (int)height);
  }
}

PuglStatus
window_take_event(PuglView* const pugl, const PuglEvent* const event)
{
  DilWindow* const window = (DilWindow*)puglGetHandle(pugl);
  if (!window->view) {
    return PUGL_SUCCESS;
  }

  switch (event->type) {
  case PUGL_CONFIGURE:
    take_size(window, event->configure.width, event->configure.height);
    break;
  case PUGL_EXPOSE:
    window->is_exposed = true;
    break;
  case PUGL_MAP:
  case PUGL_UNMAP:
    window->is_visible = event->type == PUGL_MAP;
    dil_view_show(window->view, window->is_visible);
    break;
  case PUGL_CLOSE:
    window->is_closed = true;
    break;
  case PUGL_BUTTON_PRESS:
    // A host's window has the keyboard until one is clicked on
    (void)puglGrabFocus(pugl);
    (void)window_input_take(&window->input, event);
    break;
  default:
    (void)window_input_take(&window->input, event);
  }
  window_grant_wish(window);
  return PUGL_SUCCESS;
}

/// Copy rectangles of the picture to the screen
static void
copy(DilWindow* const window, const DilViewRect* const rects, const size_t n)
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
window_paint(DilWindow* const window)
{
  const bool is_changed = dil_view_tick(window->view, dil_monotonic_s());
  if (!window->is_visible || !(is_changed || window->is_exposed)) {
    return;
  }

  DilViewRect rects[DIL_VIEW_MAX_RECTS];
  size_t n = dil_view_paint(window->view, rects);
  if (window->is_exposed) {
    const DilViewRect all = {0, 0, (int)window->width, (int)window->height};
    rects[0] = all;
    n = 1U;
  }
  copy(window, rects, n);
  window->is_exposed = false;
}
