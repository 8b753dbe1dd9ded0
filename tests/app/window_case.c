// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_case.h"

#include "layout.h"
#include "theme.h"

#include "support/test.h"
#include "support/x_drop.h"

#include <X11/Xutil.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Looks of LOOK_MS each after which a test has failed: that ends a hang and
/// decides nothing else
#define MOST_LOOKS 5000U
#define LOOK_MS    20

int
window_setup(void** state)
{
  static WindowCase window_case;

  memset(&window_case, 0, sizeof(window_case));
  void* live = NULL;
  (void)live_setup(&live);
  window_case.live = (LiveCase*)live;
  window_case.server = x_server_start();
  setenv("XDG_CONFIG_HOME", temp_folder(window_case.live->folder), 1);
  *state = &window_case;
  return 0;
}

int
window_teardown(void** state)
{
  WindowCase* const w = (WindowCase*)*state;
  if (w->display) {
    XCloseDisplay(w->display);
  }
  void* live = w->live;
  (void)live_teardown(&live);
  x_server_stop(w->server);
  return 0;
}

/// The program's window, or None
static Window
find_window(Display* const display)
{
  Window root = None;
  Window parent = None;
  Window* windows = NULL;
  unsigned n = 0U;
  Window found = None;
  if (!XQueryTree(
        display, DefaultRootWindow(display), &root, &parent, &windows, &n)) {
    return None;
  }

  for (unsigned i = 0U; i < n; ++i) {
    XClassHint name = {NULL, NULL};
    XWindowAttributes facts;
    if (XGetClassHint(display, windows[i], &name) &&
        !strcmp(name.res_class, "dilaton") &&
        XGetWindowAttributes(display, windows[i], &facts) &&
        facts.map_state == IsViewable) {
      found = windows[i];
    }
    XFree(name.res_name);
    XFree(name.res_class);
  }
  XFree(windows);
  return found;
}

/// Whether the ground is painted, and something on it
static bool
is_painted(const WindowCase* const w)
{
  const Box all = {0.0, 0.0, 900.0, 560.0};
  Picture picture = window_look(w, all);
  const size_t n = (size_t)picture.width * (size_t)picture.height;
  bool has_more = false;
  for (size_t i = 1U; i < n; ++i) {
    has_more = has_more || picture.pixels[i] != picture.pixels[0];
  }
  const bool is_ground = picture.pixels[0] == theme_get(DIL_VIEW_DARK)->ground;
  free(picture.pixels);
  return is_ground && has_more;
}

/// Fail if the program has ended, and wait a little
static void
wait_a_little(const WindowCase* const w)
{
  struct pollfd process = {w->live->play->process, POLLIN, 0};
  if (poll(&process, 1U, LOOK_MS) > 0) {
    run_wait(w->live->play, 10U);
    fail_msg("it has ended: %s",
             w->live->play->errors.text ? w->live->play->errors.text : "");
  }
}

void
window_start(WindowCase* const window_case, const char* const* const arguments)
{
  WindowCase* const w = window_case;
  live_need_program("xdotool");
  if (!w->server) {
    skip();
  }

  w->display = XOpenDisplay(NULL);
  assert_non_null(w->display);
  w->live->play = run_start(arguments);
  for (unsigned i = 0U; i < MOST_LOOKS && !w->window; ++i) {
    wait_a_little(w);
    w->window = find_window(w->display);
  }
  assert_true(w->window != None);
  for (unsigned i = 0U; i < MOST_LOOKS && !is_painted(w); ++i) {
    wait_a_little(w);
  }
  assert_true(is_painted(w));
}

void
window_do(const char* const* const arguments)
{
  Run* const run = run_program(arguments);
  assert_int_equal(run->status, 0);
  run_free(run);
}

void
window_point(const WindowCase* const window_case,
             const double x,
             const double y)
{
  char window[32];
  char across[32];
  char down[32];
  snprintf(window, sizeof(window), "%lu", window_case->window);
  snprintf(across, sizeof(across), "%d", (int)x);
  snprintf(down, sizeof(down), "%d", (int)y);
  WINDOW_DO(window_case, "mousemove", "--window", window, across, down);
}

Picture
window_look(const WindowCase* const window_case, const Box box)
{
  Picture picture = {(int)box.width, (int)box.height, NULL};
  XImage* const image = XGetImage(window_case->display,
                                  window_case->window,
                                  (int)box.x,
                                  (int)box.y,
                                  (unsigned)picture.width,
                                  (unsigned)picture.height,
                                  AllPlanes,
                                  ZPixmap);
  assert_non_null(image);
  picture.pixels = (uint32_t*)calloc(
    (size_t)picture.width * (size_t)picture.height, sizeof(uint32_t));
  assert_non_null(picture.pixels);
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      picture.pixels[y * picture.width + x] =
        (uint32_t)(XGetPixel(image, x, y) & 0xFFFFFFUL);
    }
  }
  XDestroyImage(image);
  return picture;
}

static bool
is_equal(const WindowCase* const w, const Box box, const Picture* const picture)
{
  const Picture now = window_look(w, box);
  const size_t n = (size_t)now.width * (size_t)now.height;
  const bool is_same =
    !memcmp(now.pixels, picture->pixels, n * sizeof(*now.pixels));
  free(now.pixels);
  return is_same;
}

void
window_wait(const WindowCase* const window_case,
            const Box box,
            const Picture* const picture,
            const bool is_same)
{
  for (unsigned i = 0U;
       i < MOST_LOOKS && is_equal(window_case, box, picture) != is_same;
       ++i) {
    wait_a_little(window_case);
  }
  assert_int_equal(is_equal(window_case, box, picture), is_same);
}

/// Let the program go on until an event of a type has come
static XEvent
wait_for(void* const context, Display* const display, const int type)
{
  const WindowCase* const w = (const WindowCase*)context;
  XEvent event;
  memset(&event, 0, sizeof(event));
  for (unsigned i = 0U;
       i < MOST_LOOKS && !XCheckTypedEvent(display, type, &event);
       ++i) {
    wait_a_little(w);
  }
  assert_int_equal(event.type, type);
  return event;
}

void
window_drop(WindowCase* const window_case, const char* const path)
{
  x_drop(
    window_case->display, window_case->window, path, wait_for, window_case);
}

static bool
has_notice(const WindowCase* const w)
{
  const LayoutParts parts = {false, true};
  Box line = layout_make(900.0, 560.0, &parts).status;
  line.width /= 2.0;
  const Picture picture = window_look(w, line);
  size_t n = 0U;
  for (int i = 0; i < picture.width * picture.height; ++i) {
    const uint32_t pixel = picture.pixels[i];
    n += ((pixel >> 16U) & 0xFFU) > (pixel & 0xFFU) + 0x60U;
  }
  free(picture.pixels);
  return n > 50U;
}

void
window_wait_for_notice(const WindowCase* const window_case, const bool is_there)
{
  for (unsigned i = 0U; i < MOST_LOOKS && has_notice(window_case) != is_there;
       ++i) {
    wait_a_little(window_case);
  }
  assert_int_equal(has_notice(window_case), is_there);
}

void
window_close(WindowCase* const window_case)
{
  Display* const display = window_case->display;
  XEvent event;
  memset(&event, 0, sizeof(event));
  event.xclient.type = ClientMessage;
  event.xclient.window = window_case->window;
  event.xclient.message_type = XInternAtom(display, "WM_PROTOCOLS", False);
  event.xclient.format = 32;
  event.xclient.data.l[0] =
    (long)XInternAtom(display, "WM_DELETE_WINDOW", False);
  XSendEvent(display, window_case->window, False, NoEventMask, &event);
  XFlush(display);
  live_finish(window_case->live, 0);
}
