// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_private.h"

#include "message.h"
#include "number.h"

#include <X11/Xlib.h>
#include <pugl/pugl.h>

#include <stdlib.h>

DilStatus
dil_window_new(const DilWindowSettings* const settings,
               const DilViewHost* const host,
               DilWindow** const out,
               DilMessage* const message)
{
  DilWindow* const window = (DilWindow*)calloc(1U, sizeof(*window));
  DilStatus status = window
                       ? window_open_display(window, !settings->parent, message)
                       : dil_fail_memory(message);
  if (status) {
    free(window);
    return status;
  }

  const WindowMemory memory = window_memory_load();
  xguard_enter(&window->guard);
  status = window_open(window, settings, &memory, host);
  xguard_leave(&window->guard);
  if (!status && window->guard.is_lost) {
    status = DIL_UNSUPPORTED;
  }
  if (status) {
    dil_window_free(window);
    return status == DIL_NO_MEMORY
             ? dil_fail_memory(message)
             : dil_fail(message, status, "no window: the display refuses it");
  }

  window->is_open = true;
  *out = window;
  return DIL_OK;
}

/// Keep what the next window is to be like
static void
remember(const DilWindow* const window)
{
  const WindowMemory memory = {(double)window->width / window->scale,
                               (double)window->height / window->scale,
                               dil_view_zoom(window->view),
                               dil_view_theme(window->view)};
  window_memory_save(&memory);
}

void
dil_window_free(DilWindow* const window)
{
  if (!window) {
    return;
  }

  XGuard* const guard = &window->guard;
  if (window->is_open) {
    remember(window);
  }
  if (window->view) {
    dil_view_show(window->view, false);
  }
  dil_view_free(window->view);
  window->view = NULL;
  xguard_enter(guard);
  guard->watch = NULL;
  window_screen_free(window);
  if (window->pugl) {
    puglFreeView(window->pugl);
  }
  puglFreeWorld(window->world);
  xguard_close(guard);
  free(window);
}

/// Ask the host for the size that zooming wants
static void
ask_for_size(DilWindow* const window)
{
  const DilWindowSettings* const settings = &window->settings;
  const uint32_t width = window->wanted_width;
  const uint32_t height = window->wanted_height;
  window->wanted_width = 0U;
  window->wanted_height = 0U;
  if (width && height) {
    settings->resize(settings->self, width, height);
  }
}

bool
dil_window_tick(DilWindow* const window, const double wait_s)
{
  XGuard* const guard = &window->guard;
  if (!guard->is_lost) {
    xguard_enter(guard);
    (void)puglUpdate(window->world, wait_s);
    window_input_settle(&window->input);
    if (!guard->is_lost) {
      window_follow_zoom(window);
      window_paint(window);
      window_grant_wish(window);
    }
    xguard_leave(guard);
    ask_for_size(window);
  }
  window->is_closed = window->is_closed || window->input.wants_quit;
  return !guard->is_lost && !window->is_closed;
}

bool
dil_window_is_closed(const DilWindow* const window)
{
  return window->is_closed;
}

uintptr_t
dil_window_id(const DilWindow* const window)
{
  return (uintptr_t)window->guard.window;
}

DilView*
dil_window_view(DilWindow* const window)
{
  return window->view;
}

void
dil_window_size(const DilWindow* const window,
                uint32_t* const width,
                uint32_t* const height)
{
  *width = window->width;
  *height = window->height;
}

void
dil_window_resize(DilWindow* const window,
                  const uint32_t width,
                  const uint32_t height)
{
  const double most = (double)WINDOW_MOST_PIXELS;
  const uint32_t wide = (uint32_t)window_limit((double)width, 1.0, most);
  const uint32_t high = (uint32_t)window_limit((double)height, 1.0, most);
  if (!window->guard.is_lost) {
    xguard_enter(&window->guard);
    XResizeWindow(window->guard.display, window->guard.window, wide, high);
    xguard_leave(&window->guard);
  }
}

void
dil_window_set_scale(DilWindow* const window, const double scale)
{
  window->scale = window_limit(scale, 1.0, 3.0);
  if (!window->guard.is_lost && !dil_view_resize(window->view,
                                                 (double)window->width,
                                                 (double)window->height,
                                                 window->scale)) {
    xguard_enter(&window->guard);
    window->is_exposed = !window_screen_prepare(window);
    xguard_leave(&window->guard);
  }
}

void
dil_window_show(DilWindow* const window, const bool is_shown)
{
  if (!window->guard.is_lost) {
    xguard_enter(&window->guard);
    (void)(is_shown ? puglShow(window->pugl) : puglHide(window->pugl));
    xguard_leave(&window->guard);
  }
}

/// Scale of the desktop, as pugl will find it; 1 without a display
static double
desktop_scale(void)
{
  Display* const display = XOpenDisplay(NULL);
  double dpi = 96.0;
  if (display) {
    const char* const text = XGetDefault(display, "Xft", "dpi");
    dpi = text && dil_number_read(text, &dpi) ? dpi : 96.0;
    XCloseDisplay(display);
  }
  return dpi / 96.0;
}

void
dil_window_first_size(const double scale,
                      uint32_t* const width,
                      uint32_t* const height)
{
  const WindowMemory memory = window_memory_load();
  const double used = scale > 0.0 ? scale : desktop_scale();
  window_choose_size(&memory, window_limit(used, 1.0, 3.0), width, height);
}

void
dil_window_limit_size(uint32_t* const width, uint32_t* const height)
{
  const double most = (double)WINDOW_MOST_PIXELS;
  *width = (uint32_t)window_limit((double)*width, WINDOW_LEAST_WIDTH, most);
  *height = (uint32_t)window_limit((double)*height, WINDOW_LEAST_HEIGHT, most);
}

void
dil_window_stay_above(DilWindow* const window, const uintptr_t other)
{
  if (!window->guard.is_lost) {
    xguard_enter(&window->guard);
    XSetTransientForHint(
      window->guard.display, window->guard.window, (Window)other);
    xguard_leave(&window->guard);
  }
}

int
dil_window_file(const DilWindow* const window)
{
  return ConnectionNumber(window->guard.display);
}
