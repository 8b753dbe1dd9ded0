// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window/desk.h"

#include "theme.h"

#include "dilaton/parameter.h"

#include "support/test.h"

#include <X11/Xutil.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Ticks after which a test has failed, of TICK_S each: it ends a hang and
/// decides nothing else
#define MOST_TICKS 6000U
#define TICK_S     0.01

static float
parameter(void* const self, const uint32_t index)
{
  const Desk* const desk = (const Desk*)self;
  return desk->values[index];
}

static void
begin(void* const self, const uint32_t index)
{
  Desk* const desk = (Desk*)self;
  assert_true(index < DIL_N_PARAMETERS);
  desk->n_begun += 1U;
}

static void
set(void* const self, const uint32_t index, const float value)
{
  Desk* const desk = (Desk*)self;
  desk->values[index] = value;
}

static void
end(void* const self, const uint32_t index)
{
  Desk* const desk = (Desk*)self;
  assert_true(index < DIL_N_PARAMETERS);
  desk->n_ended += 1U;
}

static void
note_on(void* const self, const uint8_t key, const float velocity)
{
  (void)self;
  assert_true(key < 128U && velocity >= 1.0f);
}

static void
note_off(void* const self, const uint8_t key)
{
  (void)self;
  assert_true(key < 128U);
}

static const DilViewPreset*
presets(void* const self, size_t* const n_presets, uint64_t* const serial)
{
  (void)self;
  *n_presets = 0U;
  *serial = 0U;
  return NULL;
}

static void
choose(void* const self, const char* const path)
{
  Desk* const desk = (Desk*)self;
  snprintf(desk->chosen, sizeof(desk->chosen), "%s", path);
  desk->n_changes += 1U;
}

static void
state(void* const self, DilViewState* const out)
{
  (void)self;
  out->preset = DIL_VIEW_NONE;
}

static void
watch(void* const self, const bool is_watching)
{
  Desk* const desk = (Desk*)self;
  desk->is_watching = is_watching;
}

static size_t
read_steps(void* const self, DilStep* const steps, const size_t n_steps)
{
  (void)self;
  (void)steps;
  (void)n_steps;
  return 0U;
}

int
desk_setup(void** cmocka_state)
{
  Desk* const desk = (Desk*)calloc(1U, sizeof(*desk));
  assert_non_null(desk);
  *cmocka_state = desk;
  desk->server = x_server_start();
  if (!desk->server) {
    return 0;
  }

  desk->display = XOpenDisplay(NULL);
  assert_non_null(desk->display);
  desk->folder = temp_new();
  setenv("XDG_CONFIG_HOME", temp_folder(desk->folder), 1);
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    desk->values[i] = dil_parameter_info(i)->value;
  }

  DilViewHost* const host = &desk->host;
  host->self = desk;
  host->is_alone = true;
  host->parameter = parameter;
  host->begin = begin;
  host->set = set;
  host->end = end;
  host->note_on = note_on;
  host->note_off = note_off;
  host->presets = presets;
  host->choose = choose;
  host->install = choose;
  host->open_melody = choose;
  host->state = state;
  host->watch = watch;
  host->read_steps = read_steps;
  return 0;
}

int
desk_teardown(void** cmocka_state)
{
  Desk* const desk = (Desk*)*cmocka_state;
  if (desk->display) {
    XCloseDisplay(desk->display);
  }
  x_server_stop(desk->server);
  temp_free(desk->folder);
  free(desk);
  return 0;
}

DilWindow*
desk_open(Desk* const desk, const uintptr_t parent)
{
  if (!desk->server) {
    skip();
  }

  const DilWindowSettings settings = {.parent = parent, .scale = 1.0};
  DilWindow* window = NULL;
  DilMessage message = {""};
  if (dil_window_new(&settings, &desk->host, &window, &message)) {
    fail_msg("%s", message.text);
  }
  return window;
}

Window
desk_parent(Desk* const desk)
{
  if (!desk->server) {
    skip();
  }

  Display* const display = desk->display;
  const Window parent = XCreateSimpleWindow(
    display, DefaultRootWindow(display), 0, 0, 1000U, 700U, 0U, 0UL, 0UL);
  XSelectInput(display, parent, KeyPressMask | KeyReleaseMask);
  XMapWindow(display, parent);
  XSync(display, False);
  return parent;
}

void
desk_tick_until(DilWindow* const window,
                const DeskTest test,
                void* const context)
{
  for (unsigned i = 0U; i < MOST_TICKS && !test(context); ++i) {
    assert_true(dil_window_tick(window, TICK_S));
  }
  assert_true(test(context));
}

/// A window that is looked at
typedef struct {
  Display* display;
  Window window;
} Look;

static bool
has_colours(void* const context)
{
  const Look* const look = (const Look*)context;
  XWindowAttributes facts;
  if (!XGetWindowAttributes(look->display, look->window, &facts) ||
      facts.map_state != IsViewable) {
    return false;
  }

  XImage* const image = XGetImage(look->display,
                                  look->window,
                                  0,
                                  0,
                                  (unsigned)facts.width,
                                  (unsigned)facts.height,
                                  AllPlanes,
                                  ZPixmap);
  assert_non_null(image);
  // What shows before is what is behind it
  const unsigned long first = XGetPixel(image, 0, 0) & 0xFFFFFFUL;
  bool is_painted = false;
  if (first != theme_get(DIL_VIEW_DARK)->ground &&
      first != theme_get(DIL_VIEW_LIGHT)->ground) {
    XDestroyImage(image);
    return false;
  }

  for (int y = 0; y < facts.height && !is_painted; ++y) {
    for (int x = 0; x < facts.width && !is_painted; ++x) {
      is_painted = (XGetPixel(image, x, y) & 0xFFFFFFUL) != first;
    }
  }
  XDestroyImage(image);
  return is_painted;
}

void
desk_tick_until_painted(Desk* const desk, DilWindow* const window)
{
  Look look = {desk->display, (Window)dil_window_id(window)};
  desk_tick_until(window, has_colours, &look);
}

uint32_t
desk_pixel(Desk* const desk, const Window window, const int x, const int y)
{
  XImage* const image =
    XGetImage(desk->display, window, x, y, 1U, 1U, AllPlanes, ZPixmap);
  assert_non_null(image);
  const uint32_t pixel = (uint32_t)(XGetPixel(image, 0, 0) & 0xFFFFFFUL);
  XDestroyImage(image);
  return pixel;
}
