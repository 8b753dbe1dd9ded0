// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_private.h"

#include "clock.h"

#include <X11/Xlib.h>

#include <math.h>
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
    window->guard.is_lost =
      window->guard.is_lost || window_screen_prepare(window);
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
  window_screen_copy(window, rects, n);
  window->is_exposed = false;
}

void
window_follow_zoom(DilWindow* const window)
{
  const double zoom = dil_view_zoom(window->view);
  const double ratio = zoom / window->zoom;
  if (!(ratio > 1.0) && !(ratio < 1.0)) {
    return;
  }

  // Larger than the screen, its edges would be out of reach
  const DilWindowSettings* const settings = &window->settings;
  Display* const display = window->guard.display;
  const int screen = DefaultScreen(display);
  const double width =
    fmin(ratio * window->width,
         WINDOW_MOST_OF_SCREEN * DisplayWidth(display, screen));
  const double height =
    fmin(ratio * window->height,
         WINDOW_MOST_OF_SCREEN * DisplayHeight(display, screen));
  window->zoom = zoom;
  if (settings->resize) {
    // Asked when the guard is left, for hosts answer by giving another size
    window->wanted_width = (uint32_t)lround(width);
    window->wanted_height = (uint32_t)lround(height);
  } else if (!settings->parent) {
    XResizeWindow(display,
                  window->guard.window,
                  (unsigned)lround(width),
                  (unsigned)lround(height));
  }
}
