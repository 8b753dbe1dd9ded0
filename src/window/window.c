// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window.h"

#include "selection.h"
#include "window_input.h"
#include "window_memory.h"
#include "x_guard.h"

#include "clock.h"
#include "message.h"

#include <X11/XKBlib.h>
#include <X11/Xlib.h>
#include <cairo-xlib.h>
#include <pugl/pugl.h>
#include <pugl/stub.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Least size in units that a window manager allows
#define LEAST_WIDTH  440.0
#define LEAST_HEIGHT 270.0

/// Share of the screen that a new window takes at most
#define MOST_OF_SCREEN 0.95

/// Pixels of a side at most
#define MOST_PIXELS 16384U

struct DilWindow {
  XGuard guard;
  PuglWorld* world;
  PuglView* pugl;
  DilView* view;
  Selection selection;
  WindowInput input;
  cairo_surface_t* screen; ///< The window as cairo sees it
  double scale;            ///< Of the desktop, or as a host says
  uint32_t width;          ///< Pixels
  uint32_t height;         ///< Pixels
  bool is_visible;
  bool is_closed;  ///< By the user
  bool is_exposed; ///< All of it is to be copied again
};

static double
limit(const double value, const double low, const double high)
{
  return value >= low ? (value <= high ? value : high) : low;
}

/// What a view asks for after an event
static void
grant_wish(DilWindow* const window)
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

static void
drop(void* const self, const char* const path)
{
  DilWindow* const window = (DilWindow*)self;
  (void)dil_view_drop(window->view, path);
}

static void
paste(void* const self, const char* const text)
{
  DilWindow* const window = (DilWindow*)self;
  (void)dil_view_text(window->view, text);
}

/// Look at an event before pugl does
static void
look(void* const self, const XEvent* const event)
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

static PuglStatus
take_event(PuglView* const pugl, const PuglEvent* const event)
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
  grant_wish(window);
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

static void
paint(DilWindow* const window)
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

/// Size that a new window has at a scale
static void
choose_size(const WindowMemory* const memory,
            const double scale,
            uint32_t* const width,
            uint32_t* const height)
{
  const double most = (double)MOST_PIXELS;
  *width = (uint32_t)lround(limit(memory->width * scale, 1.0, most));
  *height = (uint32_t)lround(limit(memory->height * scale, 1.0, most));
}

/// Keep a window of its own on the screen, and not too small
static void
hint_sizes(DilWindow* const window)
{
  Display* const display = window->guard.display;
  const int screen = DefaultScreen(display);
  const double widest = MOST_OF_SCREEN * (double)DisplayWidth(display, screen);
  const double highest =
    MOST_OF_SCREEN * (double)DisplayHeight(display, screen);
  window->width = (uint32_t)limit((double)window->width, 1.0, widest);
  window->height = (uint32_t)limit((double)window->height, 1.0, highest);
  (void)puglSetSizeHint(window->pugl,
                        PUGL_MIN_SIZE,
                        (PuglSpan)fmin(window->width, LEAST_WIDTH),
                        (PuglSpan)fmin(window->height, LEAST_HEIGHT));
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
  XWindowAttributes facts;
  if (!XGetWindowAttributes(guard->display, guard->window, &facts)) {
    return DIL_UNSUPPORTED;
  }

  window->screen = cairo_xlib_surface_create(guard->display,
                                             guard->window,
                                             facts.visual,
                                             (int)window->width,
                                             (int)window->height);
  return cairo_surface_status(window->screen) ? DIL_NO_MEMORY : DIL_OK;
}

/// Connect what the user does with what is shown
static void
connect(DilWindow* const window, const uintptr_t parent)
{
  XGuard* const guard = &window->guard;
  const SelectionTaker taker = {window, drop, paste};
  selection_begin(&window->selection, guard->display, guard->window, &taker);
  window->input.view = window->view;
  window->input.display = guard->display;
  window->input.parent = (Window)parent;
  guard->watch = look;
  guard->self = window;

  // A key that is held is then only presses.  To be had from pugl otherwise,
  // but with a fault: a release swallows the next press of any key.
  (void)XkbSetDetectableAutoRepeat(guard->display, True, NULL);
}

static DilStatus
open_window(DilWindow* const window,
            const DilWindowSettings* const settings,
            const WindowMemory* const memory,
            const DilViewHost* const host)
{
  window->pugl = puglNewView(window->world);
  if (!window->pugl) {
    return DIL_NO_MEMORY;
  }

  puglSetHandle(window->pugl, window);
  (void)puglSetBackend(window->pugl, puglStubBackend());
  (void)puglSetEventFunc(window->pugl, take_event);
  window->scale = limit(
    settings->scale > 0.0 ? settings->scale : puglGetScaleFactor(window->pugl),
    1.0,
    3.0);
  choose_size(memory, window->scale, &window->width, &window->height);
  DilStatus status = realize(window, settings);
  status = status ? status : make_view(window, settings, memory, host);
  if (!status) {
    connect(window, settings->parent);
    status = puglShow(window->pugl) ? DIL_UNSUPPORTED : DIL_OK;
  }
  return status;
}

/// Connect with the display
static DilStatus
open_display(DilWindow* const window,
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

DilStatus
dil_window_new(const DilWindowSettings* const settings,
               const DilViewHost* const host,
               DilWindow** const out,
               DilMessage* const message)
{
  DilWindow* const window = (DilWindow*)calloc(1U, sizeof(*window));
  DilStatus status = window ? open_display(window, !settings->parent, message)
                            : dil_fail_memory(message);
  if (status) {
    free(window);
    return status;
  }

  const WindowMemory memory = window_memory_load();
  xguard_enter(&window->guard);
  status = open_window(window, settings, &memory, host);
  xguard_leave(&window->guard);
  if (!status && window->guard.is_lost) {
    status = DIL_UNSUPPORTED;
  }
  if (status) {
    window->guard.is_lost = true;
    dil_window_free(window);
    return status == DIL_NO_MEMORY
             ? dil_fail_memory(message)
             : dil_fail(message, status, "no window: the display refuses it");
  }

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
  if (!guard->is_lost) {
    remember(window);
  }
  dil_view_free(window->view);
  window->view = NULL;
  xguard_enter(guard);
  guard->watch = NULL;
  cairo_surface_destroy(window->screen);
  if (window->pugl) {
    puglFreeView(window->pugl);
  }
  puglFreeWorld(window->world);
  xguard_close(guard);
  free(window);
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
      paint(window);
      grant_wish(window);
    }
    xguard_leave(guard);
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
  const double most = (double)MOST_PIXELS;
  const uint32_t wide = (uint32_t)limit((double)width, 1.0, most);
  const uint32_t high = (uint32_t)limit((double)height, 1.0, most);
  if (!window->guard.is_lost) {
    xguard_enter(&window->guard);
    XResizeWindow(window->guard.display, window->guard.window, wide, high);
    xguard_leave(&window->guard);
  }
}

void
dil_window_set_scale(DilWindow* const window, const double scale)
{
  window->scale = limit(scale, 1.0, 3.0);
  if (dil_view_resize(window->view,
                      (double)window->width,
                      (double)window->height,
                      window->scale) == DIL_OK) {
    window->is_exposed = true;
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

void
dil_window_first_size(const double scale,
                      uint32_t* const width,
                      uint32_t* const height)
{
  const WindowMemory memory = window_memory_load();
  choose_size(&memory, limit(scale, 1.0, 3.0), width, height);
}
