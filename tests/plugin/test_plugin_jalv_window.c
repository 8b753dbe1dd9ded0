// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// The window of the LV2 plugin in a host of others, used as people do

#include "jack_stage.h"
#include "window_stage.h"

#include "slider.h"

#include "support/run.h"
#include "support/test.h"

#include <X11/Xutil.h>

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/// Looks of LOOK_NS each after which a test has failed: that ends a hang
#define MOST_LOOKS 3000U
#define LOOK_NS    20000000L

/// Frames that are listened to at once
#define N_HEARD 24000U

/// Run xdotool
#define DO(...) do_it((const char* const[]){"xdotool", __VA_ARGS__, NULL})

static void
do_it(const char* const* const arguments)
{
  Run* const run = run_program(arguments);
  assert_int_equal(run->status, 0);
  run_free(run);
}

static void
point(const StagePlugin* const plugin, const double x, const double y)
{
  char window[32];
  char across[32];
  char down[32];
  snprintf(window, sizeof(window), "%lu", plugin->found);
  snprintf(across, sizeof(across), "%d", (int)x);
  snprintf(down, sizeof(down), "%d", (int)y);
  DO("mousemove", "--window", window, across, down);
}

/// The window of our class in another one, or None
static Window
find(Display* const display, const Window above)
{
  Window root = None;
  Window grand = None;
  Window* windows = NULL;
  unsigned n = 0U;
  Window found = None;
  if (!XQueryTree(display, above, &root, &grand, &windows, &n)) {
    return None;
  }

  for (unsigned i = 0U; i < n && found == None; ++i) {
    XClassHint name = {NULL, NULL};
    const bool is_ours = XGetClassHint(display, windows[i], &name) &&
                         !strcmp(name.res_class, "dilaton");
    found = is_ours ? windows[i] : find(display, windows[i]);
    XFree(name.res_name);
    XFree(name.res_class);
  }
  XFree(windows);
  return found;
}

static int
pass_over(Display* const display, XErrorEvent* const error)
{
  (void)display;
  (void)error;
  return 0;
}

/// Wait until the program's window is there
static void
wait_for_window(StagePlugin* const plugin)
{
  // Windows go while they are looked through
  const struct timespec time = {0, LOOK_NS};
  Display* const display = plugin->stage->display;
  const XErrorHandler before = XSetErrorHandler(pass_over);
  for (unsigned i = 0U; i < MOST_LOOKS && plugin->found == None; ++i) {
    plugin->found = find(display, DefaultRootWindow(display));
    nanosleep(&time, NULL);
  }
  XSync(display, False);
  XSetErrorHandler(before);
  assert_true(plugin->found != None);
}

/// Root mean square of what sounds now
static double
listen(JackStage* const jack)
{
  static const Tune silence;
  Sound heard = jack_stage_play(jack, &silence, N_HEARD);
  double sum = 0.0;
  for (size_t i = 0U; i < N_HEARD; ++i) {
    const double sample = (double)heard.channels[0][i];
    sum += sample * sample;
  }
  sound_free(&heard);
  return sqrt(sum / (double)N_HEARD);
}

/// Listen until the level is below a limit or, unless `is_below`, above it;
/// what has been heard then
static double
listen_until(JackStage* const jack, const double limit, const bool is_below)
{
  double level = listen(jack);
  for (unsigned i = 0U; i < 100U && (level < limit) != is_below; ++i) {
    level = listen(jack);
  }
  assert_true((level < limit) == is_below);
  return level;
}

/// Play a key, drag a slider and undo that, and hear all of it
static void
use(StagePlugin* const plugin, JackStage* const jack)
{
  double x = 0.0;
  double y = 0.0;
  stage_find_key(60, &x, &y);
  const Box slider = stage_layout().items[layout_item_of(DIL_PARAMETER_GAIN)];
  const Box track = slider_track(slider);
  const float usual = dil_parameter_info(DIL_PARAMETER_GAIN)->value;
  const double handle =
    track.x + slider_place(DIL_PARAMETER_GAIN, usual) * track.width;

  // The right button holds a key
  const uint32_t rest = stage_pixel(plugin, x, y);
  assert_true(listen(jack) == 0.0);
  point(plugin, x, y);
  DO("click", "3");
  stage_run_until_pixel(plugin, x, y, rest, false);
  (void)listen_until(jack, 1e-4, false);
  const double loud = listen(jack);

  point(plugin, handle, track.y + 0.5 * track.height);
  DO("mousedown", "1");
  DO("mousemove_relative", "--", "-40", "0");
  DO("mouseup", "1");
  (void)listen_until(jack, 0.5 * loud, true);
  DO("key", "ctrl+z");
  (void)listen_until(jack, 0.5 * loud, false);
  point(plugin, x, y);
  DO("click", "3");
  (void)listen_until(jack, 1e-6, true);
}

static void
jalv_shows_the_window_and_plays_what_is_done_in_it(void** const state)
{
  WindowStage* const stage = (WindowStage*)*state;
  stage_need(stage);
  scene_need("/usr/bin/jackd");
  scene_need("/usr/bin/jalv.gtk3");
  scene_need("/usr/bin/xdotool");
  host_copy_lv2(stage->scene->folder);
  setenv("LV2_PATH", temp_folder(stage->scene->folder), 1);
  setenv("NO_AT_BRIDGE", "1", 1);
  JackStage* const jack = jack_stage_new();
  assert_non_null(jack);
  const char* const arguments[] = {
    "jalv.gtk3", "--jack-name=Dilaton", "urn:dilaton:dilaton", NULL};
  Run* const jalv = run_start(arguments);
  StagePlugin plugin = {.stage = stage};
  wait_for_window(&plugin);
  struct timespec start;
  struct timespec end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  stage_run_until_painted(&plugin);
  clock_gettime(CLOCK_MONOTONIC, &end);
  print_message("jalv.gtk3: painted after %.0f ms\n",
                1e3 * (double)(end.tv_sec - start.tv_sec) +
                  1e-6 * (double)(end.tv_nsec - start.tv_nsec));
  assert_true(jack_stage_connect(
    jack, "Dilaton:control", "Dilaton:left", "Dilaton:right"));
  use(&plugin, jack);

  run_signal(jalv, SIGINT);
  assert_int_equal(run_wait(jalv, 100U), 0);
  run_free(jalv);
  jack_stage_free(jack);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(jalv_shows_the_window_and_plays_what_is_done_in_it)};
  return cmocka_run_group_tests(tests, stage_setup, stage_teardown);
}
