// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_stage.h"

#include "piano.h"
#include "slider.h"
#include "theme.h"

#include "support/test.h"
#include "support/x_drop.h"

#include <X11/Xutil.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/// Turns after which a test has failed, of TURN_NS each: it ends a hang and
/// decides nothing else
#define MOST_TURNS 3000U
#define TURN_NS    2000000L

enum { n_block = 128 };

int
stage_setup(void** state)
{
  WindowStage* const stage = (WindowStage*)calloc(1U, sizeof(*stage));
  assert_non_null(stage);
  void* scene = NULL;
  (void)scene_setup(&scene);
  stage->scene = (Scene*)scene;
  setenv("XDG_CONFIG_HOME", temp_path(stage->scene->folder, "config"), 1);
  stage->server = x_server_start();
  if (stage->server) {
    stage->display = XOpenDisplay(NULL);
    assert_non_null(stage->display);
  }
  *state = stage;
  return 0;
}

int
stage_teardown(void** state)
{
  WindowStage* const stage = (WindowStage*)*state;
  if (stage->display) {
    XCloseDisplay(stage->display);
  }
  x_server_stop(stage->server);
  void* scene = stage->scene;
  (void)scene_teardown(&scene);
  free(stage);
  return 0;
}

void
stage_need(const WindowStage* const stage)
{
  if (!stage->server) {
    skip();
  }
}

uintptr_t
stage_parent(const WindowStage* const stage)
{
  // Two have room beside each other: what is covered is not painted
  static int n_parents = 0;
  const int x = n_parents++ % 2 ? 1000 : 0;
  Display* const display = stage->display;
  const Window parent = XCreateSimpleWindow(
    display, DefaultRootWindow(display), x, 0, 1000U, 700U, 0U, 0UL, 0UL);
  XMapWindow(display, parent);
  XSync(display, False);
  return (uintptr_t)parent;
}

StagePlugin*
stage_open(WindowStage* const stage,
           const HostFormat format,
           const HostWindow* const like)
{
  StagePlugin* const plugin = (StagePlugin*)calloc(1U, sizeof(*plugin));
  assert_non_null(plugin);
  plugin->stage = stage;
  if (like) {
    plugin->window = *like;
  } else {
    plugin->window.parent = stage_parent(stage);
    plugin->window.scale = 1.0;
  }
  plugin->host = scene_open(format, stage->scene->one, 48000.0);
  assert_true(host_open_window(plugin->host, &plugin->window));
  return plugin;
}

void
stage_close(StagePlugin* const plugin)
{
  host_close_window(plugin->host);
  host_close(plugin->host);
  if (plugin->window.parent) {
    XDestroyWindow(plugin->stage->display, (Window)plugin->window.parent);
    XSync(plugin->stage->display, False);
  }
  free(plugin);
}

Window
stage_window(const StagePlugin* const plugin)
{
  Display* const display = plugin->stage->display;
  if (!plugin->host) {
    return plugin->found;
  }

  const uintptr_t parent = plugin->window.parent;
  const Window above = parent ? (Window)parent : DefaultRootWindow(display);
  Window root = None;
  Window grand = None;
  Window* windows = NULL;
  unsigned n = 0U;
  assert_true(XQueryTree(display, above, &root, &grand, &windows, &n));
  const Window found = n ? windows[n - 1U] : None;
  XFree(windows);
  return found;
}

static void
turn(StagePlugin* const plugin)
{
  static float left[n_block];
  static float right[n_block];

  const struct timespec time = {0, TURN_NS};
  float* const out[] = {left, right};
  if (plugin->host) {
    host_tick_window(plugin->host);
    host_process(plugin->host, out, n_block);
  }
  for (size_t i = 0U; i < n_block; ++i) {
    plugin->peak = fmaxf(plugin->peak, fabsf(left[i]));
  }
  nanosleep(&time, NULL);
}

void
stage_run_until(StagePlugin* const plugin,
                const StageTest test,
                const void* const context)
{
  for (unsigned i = 0U; i < MOST_TURNS && !test(plugin, context); ++i) {
    turn(plugin);
  }
  assert_true(test(plugin, context));
}

void
stage_run(StagePlugin* const plugin, const unsigned n_turns)
{
  for (unsigned i = 0U; i < n_turns; ++i) {
    turn(plugin);
  }
}

static bool
is_painted(StagePlugin* const plugin, const void* const context)
{
  (void)context;
  Display* const display = plugin->stage->display;
  const Window window = stage_window(plugin);
  XWindowAttributes facts;
  if (window == None || !XGetWindowAttributes(display, window, &facts) ||
      facts.map_state != IsViewable) {
    return false;
  }

  XImage* const image = XGetImage(display,
                                  window,
                                  0,
                                  0,
                                  (unsigned)facts.width,
                                  (unsigned)facts.height,
                                  AllPlanes,
                                  ZPixmap);
  if (!image) {
    return false;
  }

  const unsigned long ground = theme_get(DIL_VIEW_DARK)->ground;
  size_t n_other = 0U;
  for (int y = 0; y < facts.height; ++y) {
    for (int x = 0; x < facts.width; ++x) {
      n_other += (XGetPixel(image, x, y) & 0xFFFFFFUL) != ground;
    }
  }

  // Its corners are ground, and panels are on it
  const size_t n_pixels = (size_t)facts.width * (size_t)facts.height;
  const bool is_ground = (XGetPixel(image, 0, 0) & 0xFFFFFFUL) == ground &&
                         (XGetPixel(image, facts.width - 1, facts.height - 1) &
                          0xFFFFFFUL) == ground;
  XDestroyImage(image);
  return is_ground && n_other > n_pixels / 2U;
}

void
stage_run_until_painted(StagePlugin* const plugin)
{
  stage_run_until(plugin, is_painted, NULL);
}

Layout
stage_layout(void)
{
  const LayoutParts parts = {false, false};
  return layout_make(900.0, 560.0, &parts);
}

void
stage_find_key(const int wanted, double* const x, double* const y)
{
  const Box piano = stage_layout().piano;
  *y = piano.y + 0.9 * piano.height;
  for (*x = piano.x; *x < piano.x + piano.width; *x += 1.0) {
    float velocity = 0.0f;
    if (piano_key_at(piano, *x, *y, &velocity) == wanted) {
      *x += 5.0;
      return;
    }
  }
  fail_msg("key %d is not there", wanted);
}

uint32_t
stage_pixel(const StagePlugin* const plugin, const double x, const double y)
{
  XImage* const image = XGetImage(plugin->stage->display,
                                  stage_window(plugin),
                                  (int)x,
                                  (int)y,
                                  1U,
                                  1U,
                                  AllPlanes,
                                  ZPixmap);
  assert_non_null(image);
  const uint32_t pixel = (uint32_t)(XGetPixel(image, 0, 0) & 0xFFFFFFUL);
  XDestroyImage(image);
  return pixel;
}

/// A pixel that is waited for
typedef struct {
  double x;
  double y;
  uint32_t colour;
  bool is_same;
} Wanted;

static bool
has_colour(StagePlugin* const plugin, const void* const context)
{
  const Wanted* const wanted = (const Wanted*)context;
  return (stage_pixel(plugin, wanted->x, wanted->y) == wanted->colour) ==
         wanted->is_same;
}

void
stage_run_until_pixel(StagePlugin* const plugin,
                      const double x,
                      const double y,
                      const uint32_t colour,
                      const bool is_same)
{
  const Wanted wanted = {x, y, colour, is_same};
  stage_run_until(plugin, has_colour, &wanted);
}

void
stage_point(const StagePlugin* const plugin,
            const int type,
            const double x,
            const double y)
{
  Display* const display = plugin->stage->display;
  const Window window = stage_window(plugin);
  XEvent event;
  memset(&event, 0, sizeof(event));
  if (type == MotionNotify) {
    event.xmotion.root = DefaultRootWindow(display);
    event.xmotion.same_screen = True;
    event.xmotion.x = (int)x;
    event.xmotion.y = (int)y;
    event.xmotion.state = Button1Mask;
  } else {
    event.xbutton.root = DefaultRootWindow(display);
    event.xbutton.same_screen = True;
    event.xbutton.button = 1U;
    event.xbutton.x = (int)x;
    event.xbutton.y = (int)y;
  }
  event.xany.window = window;
  event.type = type;
  XSendEvent(display, window, False, NoEventMask, &event);
  XFlush(display);
}

void
stage_type(const StagePlugin* const plugin,
           const KeySym key,
           const unsigned modifiers)
{
  static const int types[] = {KeyPress, KeyRelease};

  Display* const display = plugin->stage->display;
  const Window window = stage_window(plugin);
  for (size_t i = 0U; i < 2U; ++i) {
    XEvent event;
    memset(&event, 0, sizeof(event));
    event.xkey.type = types[i];
    event.xkey.window = window;
    event.xkey.root = DefaultRootWindow(display);
    event.xkey.same_screen = True;
    event.xkey.state = modifiers;
    event.xkey.keycode = XKeysymToKeycode(display, key);
    XSendEvent(display, window, False, NoEventMask, &event);
  }
  XFlush(display);
}

void
stage_send(const StagePlugin* const plugin,
           const char* const type,
           const long data[5])
{
  Display* const display = plugin->stage->display;
  const Window window = stage_window(plugin);
  XEvent event;
  memset(&event, 0, sizeof(event));
  event.xclient.type = ClientMessage;
  event.xclient.window = window;
  event.xclient.message_type = XInternAtom(display, type, False);
  event.xclient.format = 32;
  memcpy(event.xclient.data.l, data, sizeof(event.xclient.data.l));
  XSendEvent(display, window, False, NoEventMask, &event);
  XFlush(display);
}

/// Whether an event of a type has come to the host, which is taken
static bool
has_event(StagePlugin* const plugin, const void* const context)
{
  XEvent* const event = *(XEvent* const*)context;
  return event->xany.window ||
         XCheckTypedEvent(plugin->stage->display, event->type, event);
}

/// Wait for an event of a type
static XEvent
wait_for(void* const context, Display* const display, const int type)
{
  StagePlugin* const plugin = (StagePlugin*)context;
  XEvent event;
  XEvent* const place = &event;
  memset(&event, 0, sizeof(event));
  event.type = type;
  assert_ptr_equal(display, plugin->stage->display);
  stage_run_until(plugin, has_event, &place);
  return event;
}

void
stage_drop(StagePlugin* const plugin, const char* const path)
{
  x_drop(plugin->stage->display, stage_window(plugin), path, wait_for, plugin);
}

void
stage_drag(StagePlugin* const plugin,
           const uint32_t parameter,
           const double distance)
{
  const Layout layout = stage_layout();
  const Box track = slider_track(layout.items[layout_item_of(parameter)]);
  const double value = host_parameter(plugin->host, parameter);
  const double place = slider_place(parameter, (float)value);
  const double x = track.x + place * track.width;
  const double y = track.y + 0.5 * track.height;
  stage_point(plugin, ButtonPress, x, y);
  stage_point(plugin, MotionNotify, x + 0.5 * distance, y);
  stage_point(plugin, MotionNotify, x + distance, y);
  stage_point(plugin, ButtonRelease, x + distance, y);
}
