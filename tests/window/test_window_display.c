// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// Displays that are not there, end, or are not as usual

#include "window.h"

#include "window/desk.h"

#include "support/test.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>

#include <stdlib.h>
#include <string.h>

/// Tick until the window has ended
static void
tick_to_the_end(DilWindow* const window)
{
  unsigned n_ticks = 0U;
  while (dil_window_tick(window, 0.01)) {
    assert_true(n_ticks++ < 6000U);
  }
}

static int
other_handler(Display* const display, XErrorEvent* const error)
{
  (void)display;
  (void)error;
  return 0;
}

static void
the_hosts_handler_of_errors_comes_back(void** state)
{
  Desk* const desk = (Desk*)*state;

  const XErrorHandler before = XSetErrorHandler(other_handler);
  DilWindow* const window = desk_open(desk, 0U);
  assert_true(dil_window_tick(window, 0.0));
  dil_window_free(window);
  assert_ptr_equal(XSetErrorHandler(before), other_handler);
}

static void
without_a_display_one_line_says_so(void** state)
{
  static const char* const displays[] = {"", ":12345"};
  Desk* const desk = (Desk*)*state;

  const char* const display = getenv("DISPLAY");
  char* const name = display ? strdup(display) : NULL;
  const DilWindowSettings settings = {.picture = DIL_VIEW_SCOPE};
  for (size_t i = 0U; i < sizeof(displays) / sizeof(displays[0]); ++i) {
    setenv("DISPLAY", displays[i], 1);
    DilWindow* window = NULL;
    DilMessage message = {""};
    assert_int_equal(dil_window_new(&settings, &desk->host, &window, &message),
                     DIL_NOT_FOUND);
    assert_null(window);
    assert_non_null(strstr(message.text, displays[i]));
    assert_non_null(strstr(message.text, "no window"));
  }
  if (name) {
    setenv("DISPLAY", name, 1);
  }
  free(name);
}

static void
a_server_that_ends_takes_the_window_only(void** state)
{
  Desk* const desk = (Desk*)*state;
  const char* const display = getenv("DISPLAY");
  if (!desk->server || !display) {
    skip();
  }

  char* const name = display ? strdup(display) : NULL;
  XServer* const server = x_server_start();
  const DilWindowSettings settings = {.picture = DIL_VIEW_SCOPE};
  DilWindow* window = NULL;
  assert_int_equal(dil_window_new(&settings, &desk->host, &window, NULL),
                   DIL_OK);
  x_server_stop(server);
  tick_to_the_end(window);
  assert_false(dil_window_is_closed(window));
  dil_window_free(window);
  setenv("DISPLAY", name ? name : "", 1);
  free(name);
}

/// A window, and the pixel that is to be in its corner
typedef struct {
  Display* display;
  Window window;
  unsigned long pixel;
} Look;

static bool
is_coloured(void* const context)
{
  const Look* const look = (const Look*)context;
  XWindowAttributes facts;
  if (!XGetWindowAttributes(look->display, look->window, &facts) ||
      facts.map_state != IsViewable) {
    return false;
  }

  XImage* const image =
    XGetImage(look->display, look->window, 0, 0, 1U, 1U, AllPlanes, ZPixmap);
  assert_non_null(image);
  const unsigned long pixel = XGetPixel(image, 0, 0);
  XDestroyImage(image);
  return pixel == look->pixel;
}

static void
a_screen_with_few_colours_shows_it_too(void** state)
{
  Desk* const desk = (Desk*)*state;
  const char* const display = getenv("DISPLAY");
  if (!desk->server || !display) {
    skip();
  }

  char* const name = display ? strdup(display) : NULL;
  XServer* const server = x_server_start_old();
  Desk other = *desk;
  other.display = XOpenDisplay(NULL);
  assert_non_null(other.display);
  const DilWindowSettings settings = {.scale = 1.0};
  DilWindow* window = NULL;
  assert_int_equal(dil_window_new(&settings, &other.host, &window, NULL),
                   DIL_OK);

  // The ground is 0x14171B, of which 5, 6 and 5 bits are left
  Look look = {other.display, (Window)dil_window_id(window), 0x10A3U};
  desk_tick_until(window, is_coloured, &look);
  dil_window_free(window);
  XCloseDisplay(other.display);
  x_server_stop(server);
  setenv("DISPLAY", name ? name : "", 1);
  free(name);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_hosts_handler_of_errors_comes_back),
    cmocka_unit_test(without_a_display_one_line_says_so),
    cmocka_unit_test(a_server_that_ends_takes_the_window_only),
    cmocka_unit_test(a_screen_with_few_colours_shows_it_too),
  };

  return cmocka_run_group_tests_name(
    "window_display", tests, desk_setup, desk_teardown);
}
