// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_private.h"

#include "message.h"

#include <X11/XKBlib.h>
#include <X11/Xlib.h>
#include <pugl/stub.h>

#include <math.h>
#include <stdlib.h>

/// Size that a new window has at a scale
void
window_choose_size(const WindowMemory* const memory,
                   const double scale,
                   uint32_t* const width,
                   uint32_t* const height)
{
  const double most = (double)WINDOW_MOST_PIXELS;
  *width = (uint32_t)lround(window_limit(memory->width * scale, 1.0, most));
  *height = (uint32_t)lround(window_limit(memory->height * scale, 1.0, most));
}

/// Keep a window of its own on the screen, and not too small
static void
hint_sizes(DilWindow* const window)
{
  Display* const display = window->guard.display;
  const int screen = DefaultScreen(display);
  const double widest =
    WINDOW_MOST_OF_SCREEN * (double)DisplayWidth(display, screen);
  const double highest =
    WINDOW_MOST_OF_SCREEN * (double)DisplayHeight(display, screen);
  window->width = (uint32_t)window_limit((double)window->width, 1.0, widest);
  window->height = (uint32_t)window_limit((double)window->height, 1.0, highest);
  (void)puglSetSizeHint(window->pugl,
                        PUGL_MIN_SIZE,
                        (PuglSpan)fmin(window->width, WINDOW_LEAST_WIDTH),
                        (PuglSpan)fmin(window->height, WINDOW_LEAST_HEIGHT));
}

static DilStatus
make_view(DilWindow* const window,
          const DilWindowSettings* const settings,
          const WindowMemory* const memory,
          const DilViewHost* const host)
{
  const DilViewSettings view = {memory->theme, settings->picture, NULL};
  if (dil_view_new(host, &view, &window->view)) {
    return DIL_NO_MEMORY;
  }

  window->zoom = memory->zoom;
  dil_view_set_zoom(window->view, memory->zoom);
  dil_view_show(window->view, false);
  return dil_view_resize(
    window->view, (double)window->width, (double)window->height, window->scale);
}

/// Make the window in the X server
static DilStatus
realize(DilWindow* const window, const DilWindowSettings* const settings)
{
  XGuard* const guard = &window->guard;
  PuglView* const pugl = window->pugl;
  if (settings->parent) {
    (void)puglSetParentWindow(pugl, settings->parent);
  } else {
    hint_sizes(window);
  }
  (void)puglSetViewHint(pugl, PUGL_RESIZABLE, PUGL_TRUE);
  (void)puglSetSizeHint(
    pugl, PUGL_DEFAULT_SIZE, (PuglSpan)window->width, (PuglSpan)window->height);
  (void)puglSetWindowTitle(pugl, settings->title ? settings->title : "Dilaton");
  if (puglRealize(pugl)) {
    return DIL_UNSUPPORTED;
  }

  guard->window = (Window)puglGetNativeView(pugl);
  return DIL_OK;
}

/// Connect what the user does with what is shown
static void
connect(DilWindow* const window, const uintptr_t parent)
{
  XGuard* const guard = &window->guard;
  const SelectionTaker taker = {window, window_drop, window_paste};
  selection_begin(&window->selection, guard->display, guard->window, &taker);
  window->input.view = window->view;
  window->input.display = guard->display;
  window->input.parent = (Window)parent;
  guard->watch = window_look;
  guard->self = window;

  // A key that is held is then only presses.  To be had from pugl otherwise,
  // but with a fault: a release swallows the next press of any key.
  (void)XkbSetDetectableAutoRepeat(guard->display, True, NULL);
}

DilStatus
window_open(DilWindow* const window,
            const DilWindowSettings* const settings,
            const WindowMemory* const memory,
            const DilViewHost* const host)
{
  window->settings = *settings;
  window->pugl = puglNewView(window->world);
  if (!window->pugl) {
    return DIL_NO_MEMORY;
  }

  puglSetHandle(window->pugl, window);
  (void)puglSetBackend(window->pugl, puglStubBackend());
  (void)puglSetEventFunc(window->pugl, window_take_event);
  window->scale = window_limit(
    settings->scale > 0.0 ? settings->scale : puglGetScaleFactor(window->pugl),
    1.0,
    3.0);
  window_choose_size(memory, window->scale, &window->width, &window->height);
  DilStatus status = realize(window, settings);
  status = status ? status : make_view(window, settings, memory, host);
  status = status ? status : window_screen_prepare(window);
  if (!status) {
    connect(window, settings->parent);
    status = puglShow(window->pugl) ? DIL_UNSUPPORTED : DIL_OK;
  }
  return status;
}

/// Connect with the display
DilStatus
window_open_display(DilWindow* const window,
                    const bool is_alone,
                    DilMessage* const message)
{
  window->world = puglNewWorld(is_alone ? PUGL_PROGRAM : PUGL_MODULE, 0U);
  if (!window->world) {
    const char* const name = getenv("DISPLAY");
    return name && name[0]
             ? dil_fail(message,
                        DIL_NOT_FOUND,
                        "%s: no window, for this display does not answer",
                        name)
             : dil_fail(message,
                        DIL_NOT_FOUND,
                        "no window, for there is no display: DISPLAY is not "
                        "set");
  }

  (void)puglSetClassName(window->world, "dilaton");
  window->guard.display = (Display*)puglGetNativeWorld(window->world);
  xguard_outlive(&window->guard);
  return DIL_OK;
}
