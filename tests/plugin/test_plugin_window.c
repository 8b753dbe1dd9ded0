// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// The window of the plugin in hosts of our own, on an X server without a screen

#include "window_stage.h"

#include "dilaton/parameter.h"
#include "theme.h"

#include "support/file.h"
#include "support/test.h"

#include <X11/Xutil.h>
#include <X11/keysym.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/// What a host offers: the usual, and the least
static HostWindow
offer(const WindowStage* const stage, const bool is_least)
{
  const HostWindow window = {.parent = stage_parent(stage),
                             .scale = is_least ? 0.0 : 1.0,
                             .is_least = is_least};
  return window;
}

static double
now_ms(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return 1e3 * (double)time.tv_sec + 1e-6 * (double)time.tv_nsec;
}

static void
the_window_is_painted_when_it_has_opened(void** state)
{
  WindowStage* const stage = (WindowStage*)*state;
  stage_need(stage);

  for (HostFormat format = HOST_LV2; format < HOST_N_FORMATS; ++format) {
    for (int is_least = 0; is_least < 2; ++is_least) {
      const HostWindow window = offer(stage, is_least);
      StagePlugin* const plugin = stage_open(stage, format, &window);
      const double start_ms = now_ms();
      stage_run_until_painted(plugin);
      print_message("%s: painted after %.0f ms%s\n",
                    host_name(format),
                    now_ms() - start_ms,
                    is_least ? " by the least of hosts" : "");
      stage_close(plugin);
    }
  }
}

static bool
has_ended(StagePlugin* const plugin, const void* const context)
{
  const unsigned n = *(const unsigned*)context;
  return plugin->window.n_ended == n;
}

static void
a_slider_that_is_dragged_is_told_to_the_host_in_one_gesture(void** state)
{
  enum { parameter = DIL_PARAMETER_GAIN };

  WindowStage* const stage = (WindowStage*)*state;
  stage_need(stage);
  for (HostFormat format = HOST_LV2; format < HOST_N_FORMATS; ++format) {
    StagePlugin* const plugin = stage_open(stage, format, NULL);
    stage_run_until_painted(plugin);
    const double before = host_parameter(plugin->host, parameter);
    unsigned n_gestures = 1U;
    stage_drag(plugin, parameter, 30.0);
    stage_run_until(plugin, has_ended, &n_gestures);
    const HostWindow* const seen = &plugin->window;
    assert_int_equal(seen->parameter, parameter);
    assert_int_equal(seen->n_begun, 1U);
    assert_true(seen->n_set >= 1U);
    const double dragged = host_parameter(plugin->host, parameter);
    assert_true(dragged > before + 0.1);
    assert_true(fabs(dragged - seen->value) < 1e-4);

    // Undone in a gesture like any other, and done again
    n_gestures = 2U;
    stage_type(plugin, XK_z, ControlMask);
    stage_run_until(plugin, has_ended, &n_gestures);
    assert_true(fabs(host_parameter(plugin->host, parameter) - before) < 1e-4);
    n_gestures = 3U;
    stage_type(plugin, XK_z, ControlMask | ShiftMask);
    stage_run_until(plugin, has_ended, &n_gestures);
    assert_true(fabs(host_parameter(plugin->host, parameter) - dragged) < 1e-4);
    stage_close(plugin);
  }
}

static void
what_the_host_automates_moves_the_slider(void** state)
{
  WindowStage* const stage = (WindowStage*)*state;
  stage_need(stage);

  const Layout layout = stage_layout();
  const Box box = layout.items[layout_item_of(DIL_PARAMETER_GAIN)];
  const double x = box.x + box.width - 2.0;
  const double y = box.y + 24.0;
  for (HostFormat format = HOST_LV2; format < HOST_N_FORMATS; ++format) {
    StagePlugin* const plugin = stage_open(stage, format, NULL);
    stage_run_until_painted(plugin);
    const uint32_t rest = stage_pixel(plugin, x, y);
    host_automate(plugin->host,
                  0U,
                  DIL_PARAMETER_GAIN,
                  (double)dil_parameter_info(DIL_PARAMETER_GAIN)->high);
    stage_run_until_pixel(plugin, x, y, rest, false);
    assert_int_equal(plugin->window.n_begun, 0U);
    stage_close(plugin);
  }
}

static bool
is_heard(StagePlugin* const plugin, const void* const context)
{
  (void)context;
  return plugin->peak > 1e-4f;
}

static void
a_key_that_is_clicked_lights_and_sounds(void** state)
{
  WindowStage* const stage = (WindowStage*)*state;
  stage_need(stage);

  double x = 0.0;
  double y = 0.0;
  stage_find_key(60, &x, &y);
  const Box heat = stage_layout().heat;
  const double across = heat.x + 0.5 * heat.width;
  const double down = heat.y + 0.5 * heat.height;
  for (HostFormat format = HOST_LV2; format < HOST_N_FORMATS; ++format) {
    StagePlugin* const plugin = stage_open(stage, format, NULL);
    stage_run_until_painted(plugin);
    assert_true(plugin->peak == 0.0f);
    const uint32_t rest = stage_pixel(plugin, x, y);
    const uint32_t dark = stage_pixel(plugin, across, down);
    stage_point(plugin, ButtonPress, x, y);
    stage_run_until(plugin, is_heard, NULL);
    stage_run_until_pixel(plugin, x, y, rest, false);

    // What the network expects is seen
    stage_run_until_pixel(plugin, across, down, dark, false);
    stage_point(plugin, ButtonRelease, x, y);
    stage_run_until_pixel(plugin, x, y, rest, true);
    stage_close(plugin);
  }
}

static void
a_window_that_is_closed_lets_go_of_what_it_holds(void** state)
{
  WindowStage* const stage = (WindowStage*)*state;
  stage_need(stage);

  double x = 0.0;
  double y = 0.0;
  stage_find_key(60, &x, &y);
  const Layout layout = stage_layout();
  const Box slider = layout.items[layout_item_of(DIL_PARAMETER_GAIN)];
  for (HostFormat format = HOST_LV2; format < HOST_N_FORMATS; ++format) {
    StagePlugin* const plugin = stage_open(stage, format, NULL);
    stage_run_until_painted(plugin);
    stage_point(plugin, ButtonPress, x, y);
    stage_run_until(plugin, is_heard, NULL);
    host_close_window(plugin->host);

    // The note ends: after some time it is silent
    static float left[48000];
    static float right[48000];
    float* const out[] = {left, right};
    host_process(plugin->host, out, 48000U);
    host_process(plugin->host, out, 48000U);
    assert_true(left[47999] == 0.0f);

    // ... and a gesture, though no block is played any more
    assert_true(host_open_window(plugin->host, &plugin->window));
    stage_run_until_painted(plugin);
    stage_point(
      plugin, ButtonPress, slider.x + 20.0, slider.y + 0.75 * slider.height);
    stage_point(
      plugin, MotionNotify, slider.x + 40.0, slider.y + 0.75 * slider.height);
    stage_run(plugin, 40U);
    stage_close(plugin);
  }
}

static bool
has_size(StagePlugin* const plugin, const void* const context)
{
  const uint32_t* const wanted = (const uint32_t*)context;
  uint32_t width = 0U;
  uint32_t height = 0U;
  host_window_size(plugin->host, &width, &height);
  return width == wanted[0] && height == wanted[1];
}

static void
the_window_takes_any_size_and_keeps_the_last_for_the_next(void** state)
{
  static const uint32_t sizes[][2] = {
    {1U, 1U}, {1U, 700U}, {900U, 560U}, {951U, 603U}};

  WindowStage* const stage = (WindowStage*)*state;
  stage_need(stage);
  for (HostFormat format = HOST_LV2; format < HOST_N_FORMATS; ++format) {
    StagePlugin* const plugin = stage_open(stage, format, NULL);
    for (size_t i = 0U; i < 4U; ++i) {
      host_resize_window(plugin->host, sizes[i][0], sizes[i][1]);
      stage_run_until(plugin, has_size, sizes[i]);
    }
    stage_run_until_painted(plugin);

    // Zooming asks the host for more
    stage_type(plugin, XK_equal, ControlMask);
    stage_run(plugin, 40U);
    assert_true(plugin->window.wanted_width > 951U);
    assert_true(plugin->window.wanted_height > 603U);
    stage_type(plugin, XK_0, ControlMask);
    stage_run(plugin, 40U);
    host_resize_window(plugin->host, 951U, 603U);
    stage_run_until(plugin, has_size, sizes[3]);
    host_close_window(plugin->host);
    assert_true(host_open_window(plugin->host, &plugin->window));
    assert_true(has_size(plugin, sizes[3]));
    host_resize_window(plugin->host, 900U, 560U);
    stage_run_until(plugin, has_size, sizes[2]);
    stage_close(plugin);
  }
}

static bool
is_gone(StagePlugin* const plugin, const void* const context)
{
  (void)context;
  return plugin->window.is_gone;
}

static void
a_host_may_destroy_the_parent_first(void** state)
{
  WindowStage* const stage = (WindowStage*)*state;
  stage_need(stage);

  for (HostFormat format = HOST_LV2; format < HOST_N_FORMATS; ++format) {
    StagePlugin* const plugin = stage_open(stage, format, NULL);
    stage_run_until_painted(plugin);
    XDestroyWindow(stage->display, (Window)plugin->window.parent);
    XSync(stage->display, False);
    if (format == HOST_VST3) {
      stage_run(plugin, 40U);
    } else {
      stage_run_until(plugin, is_gone, NULL);
    }
    host_resize_window(plugin->host, 300U, 300U);
    host_close_window(plugin->host);

    // ... and before the first tick
    plugin->window.parent = stage_parent(stage);
    assert_true(host_open_window(plugin->host, &plugin->window));
    XDestroyWindow(stage->display, (Window)plugin->window.parent);
    XSync(stage->display, False);
    plugin->window.parent = 0U;
    stage_close(plugin);
  }
}

static void
the_window_can_be_opened_a_hundred_times(void** state)
{
  WindowStage* const stage = (WindowStage*)*state;
  stage_need(stage);

  for (HostFormat format = HOST_LV2; format < HOST_N_FORMATS; ++format) {
    StagePlugin* const plugin = stage_open(stage, format, NULL);
    unsigned n_files = 0U;
    for (unsigned i = 0U; i < 100U; ++i) {
      host_tick_window(plugin->host);
      host_close_window(plugin->host);
      n_files = i == 10U ? file_count_open() : n_files;
      assert_true(i <= 10U || file_count_open() == n_files);
      assert_true(host_open_window(plugin->host, &plugin->window));
    }
    stage_run_until_painted(plugin);
    stage_close(plugin);
  }
}

static void
two_plugins_have_two_windows(void** state)
{
  WindowStage* const stage = (WindowStage*)*state;
  stage_need(stage);

  double x = 0.0;
  double y = 0.0;
  stage_find_key(60, &x, &y);
  for (HostFormat format = HOST_LV2; format < HOST_N_FORMATS; ++format) {
    StagePlugin* const one = stage_open(stage, format, NULL);
    StagePlugin* const two = stage_open(stage, format, NULL);
    stage_run_until_painted(one);
    stage_run_until_painted(two);
    stage_point(one, ButtonPress, x, y);
    stage_run_until(one, is_heard, NULL);
    stage_run(two, 40U);
    assert_true(two->peak == 0.0f);
    stage_close(one);
    stage_point(two, ButtonPress, x, y);
    stage_run_until(two, is_heard, NULL);
    stage_close(two);
  }
}

static void
without_a_display_there_is_a_line_and_no_window(void** state)
{
  WindowStage* const stage = (WindowStage*)*state;
  const char* const display = getenv("DISPLAY");
  char* const name = strdup(display ? display : "");

  for (HostFormat format = HOST_LV2; format < HOST_N_FORMATS; ++format) {
    Host* const host = scene_open(format, stage->scene->one, 48000.0);
    host_clear_log(host);
    setenv("DISPLAY", ":54321", 1);
    HostWindow window = {.parent = 1U};
    assert_false(host_open_window(host, &window));
    setenv("DISPLAY", name, 1);
    if (format != HOST_VST3) {
      assert_non_null(strstr(host_log(host), ":54321"));
    }
    wait_for_sound(host);
    host_close(host);
  }
  free(name);
}

static void
the_window_stays_while_the_engine_comes_and_goes(void** state)
{
  WindowStage* const stage = (WindowStage*)*state;
  stage_need(stage);

  double x = 0.0;
  double y = 0.0;
  stage_find_key(60, &x, &y);
  for (HostFormat format = HOST_CLAP; format < HOST_N_FORMATS; ++format) {
    StagePlugin* const plugin = stage_open(stage, format, NULL);
    stage_run_until_painted(plugin);
    host_deactivate(plugin->host);
    for (unsigned i = 0U; i < 40U; ++i) {
      host_tick_window(plugin->host);
    }
    assert_true(host_activate(plugin->host, 44100.0, 1024U));
    stage_point(plugin, ButtonPress, x, y);
    stage_run_until(plugin, is_heard, NULL);
    stage_close(plugin);
  }
}

/// Whether the plugin's state names a preset
static bool
has_preset(StagePlugin* const plugin, const void* const context)
{
  HostState state = host_save(plugin->host);
  const bool is_there = strstr(state.bytes, (const char*)context) != NULL;
  free(state.bytes);
  return is_there;
}

static void
a_preset_that_is_chosen_is_loaded_and_the_former_by_ctrl_z(void** state)
{
  WindowStage* const stage = (WindowStage*)*state;
  stage_need(stage);

  // The other one is the second in the list
  const Box list = stage_layout().list;
  for (HostFormat format = HOST_LV2; format < HOST_N_FORMATS; ++format) {
    for (int is_least = 0; is_least < 2; ++is_least) {
      const HostWindow window = offer(stage, is_least);
      StagePlugin* const plugin = stage_open(stage, format, &window);
      const double x = list.x + 30.0;
      const double y = list.y + 1.5 * ROW_HEIGHT;
      stage_run_until_painted(plugin);
      const uint32_t accent = theme_get(DIL_VIEW_DARK)->accent;
      stage_run_until_pixel(plugin, x, y - ROW_HEIGHT, accent, true);
      stage_point(plugin, ButtonPress, x, y);
      stage_point(plugin, ButtonRelease, x, y);
      stage_run_until(plugin, has_preset, "two.safetensors");
      stage_type(plugin, XK_z, ControlMask);
      stage_run_until(plugin, has_preset, "one.safetensors");
      stage_close(plugin);
    }
  }
}

static void
a_preset_that_is_dropped_is_ones_own_from_then_on(void** state)
{
  WindowStage* const stage = (WindowStage*)*state;
  stage_need(stage);

  // Whatever its name is
  char long_name[231] = "";
  memset(long_name, 'n', sizeof(long_name) - 1U);
  const char* const names[HOST_N_FORMATS] = {
    "far", "\xE4\xBA\x8C\xE8\x83\xA1 \xD0\x94", long_name};
  const FileBytes file = file_read(stage->scene->two);
  for (HostFormat format = HOST_LV2; format < HOST_N_FORMATS; ++format) {
    char own_name[300];
    char name[260];
    snprintf(name, sizeof(name), "%s.safetensors", names[format]);
    snprintf(own_name, sizeof(own_name), "dilaton/presets/%s", name);
    const char* const far = temp_path(stage->scene->folder, name);
    const char* const own = temp_path(stage->scene->folder, own_name);
    file_write(far, file.bytes, file.n);
    StagePlugin* const plugin = stage_open(stage, format, NULL);
    stage_run_until_painted(plugin);
    stage_drop(plugin, far);
    stage_run_until(plugin, has_preset, own_name);
    assert_true(file_exists(own));
    stage_close(plugin);
    assert_int_equal(unlink(own), 0);
  }
  free(file.bytes);
}

/// Whether the last line says in the colour of notices what went wrong
static bool
has_notice(StagePlugin* const plugin, const void* const context)
{
  (void)context;
  const Box line = stage_layout().status;
  XImage* const image = XGetImage(plugin->stage->display,
                                  stage_window(plugin),
                                  (int)line.x,
                                  (int)line.y,
                                  (unsigned)line.width / 2U,
                                  (unsigned)line.height,
                                  AllPlanes,
                                  ZPixmap);
  assert_non_null(image);
  size_t n = 0U;
  for (int y = 0; y < image->height; ++y) {
    for (int x = 0; x < image->width; ++x) {
      const unsigned long pixel = XGetPixel(image, x, y);
      n += ((pixel >> 16U) & 0xFFUL) > (pixel & 0xFFUL) + 0x60UL;
    }
  }
  XDestroyImage(image);
  return n > 50U;
}

static void
what_is_no_preset_or_has_gone_is_said_and_all_plays_on(void** state)
{
  WindowStage* const stage = (WindowStage*)*state;
  stage_need(stage);

  Scene* const scene = stage->scene;
  const char* const junk = temp_path(scene->folder, "junk.safetensors");
  const char* const away = temp_path(scene->folder, "away");
  const char* const own =
    temp_path(scene->folder, "dilaton/presets/junk.safetensors");
  char long_name[254];
  snprintf(long_name, sizeof(long_name), "%0241d.safetensors", 0);
  const char* const is_long = temp_path(scene->folder, long_name);
  const char* const dropped[] = {junk, away, is_long, NULL};
  const Box list = stage_layout().list;
  double x = 0.0;
  double y = 0.0;
  stage_find_key(60, &x, &y);
  file_write_text(junk, "no preset");
  const FileBytes file = file_read(scene->two);
  file_write(is_long, file.bytes, file.n);
  free(file.bytes);
  for (HostFormat format = HOST_LV2; format < HOST_N_FORMATS; ++format) {
    for (size_t i = 0U; i < 4U; ++i) {
      StagePlugin* const plugin = stage_open(stage, format, NULL);
      const double row = list.y + 0.5 * ROW_HEIGHT;
      const uint32_t accent = theme_get(DIL_VIEW_DARK)->accent;
      stage_run_until_painted(plugin);
      stage_run_until_pixel(plugin, list.x + 30.0, row, accent, true);
      assert_false(has_notice(plugin, NULL));
      if (dropped[i]) {
        stage_drop(plugin, dropped[i]);
      } else {
        // One that is shown and has been taken away
        assert_int_equal(rename(scene->two, away), 0);
        stage_point(plugin, ButtonPress, list.x + 30.0, row + ROW_HEIGHT);
        stage_point(plugin, ButtonRelease, list.x + 30.0, row + ROW_HEIGHT);
      }
      stage_run_until(plugin, has_notice, NULL);
      assert_true(has_preset(plugin, "one.safetensors"));
      assert_false(file_exists(own));
      stage_point(plugin, ButtonPress, x, y);
      stage_run_until(plugin, is_heard, NULL);
      stage_close(plugin);
    }
    assert_int_equal(rename(away, scene->two), 0);
  }
}

static void
a_value_is_typed_in_a_window_of_any_scale(void** state)
{
  enum { parameter = DIL_PARAMETER_BEND_RANGE };

  WindowStage* const stage = (WindowStage*)*state;
  stage_need(stage);
  const Layout layout = stage_layout();
  const Box slider = layout.items[layout_item_of(parameter)];
  for (HostFormat format = HOST_LV2; format < HOST_N_FORMATS; ++format) {
    HostWindow window = offer(stage, false);
    window.scale = 1.5;
    XMoveResizeWindow(stage->display, (Window)window.parent, 0, 0, 1400U, 900U);
    StagePlugin* const plugin = stage_open(stage, format, &window);
    const uint32_t size[] = {1350U, 840U};
    stage_run_until(plugin, has_size, size);
    stage_run_until_painted(plugin);
    const double x = 1.5 * (slider.x + 0.9 * slider.width);
    const double y = 1.5 * (slider.y + 8.0);
    stage_point(plugin, ButtonPress, x, y);
    stage_point(plugin, ButtonRelease, x, y);
    stage_type(plugin, XK_7, 0U);
    stage_type(plugin, XK_Return, 0U);
    unsigned n_gestures = 1U;
    stage_run_until(plugin, has_ended, &n_gestures);
    assert_int_equal(plugin->window.parameter, parameter);
    assert_true(fabs(host_parameter(plugin->host, parameter) - 7.0) < 1e-4);
    stage_close(plugin);
  }
}

static void
a_window_of_its_own_is_closed_by_the_user(void** state)
{
  WindowStage* const stage = (WindowStage*)*state;
  stage_need(stage);

  // VST 3 has none
  for (HostFormat format = HOST_LV2; format < HOST_VST3; ++format) {
    const HostWindow window = {.scale = 1.0};
    StagePlugin* const plugin = stage_open(stage, format, &window);
    stage_run_until_painted(plugin);
    const long data[5] = {
      (long)XInternAtom(stage->display, "WM_DELETE_WINDOW", False)};
    stage_send(plugin, "WM_PROTOCOLS", data);
    stage_run_until(plugin, is_gone, NULL);
    stage_close(plugin);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_window_is_painted_when_it_has_opened),
    cmocka_unit_test(
      a_slider_that_is_dragged_is_told_to_the_host_in_one_gesture),
    cmocka_unit_test(what_the_host_automates_moves_the_slider),
    cmocka_unit_test(a_key_that_is_clicked_lights_and_sounds),
    cmocka_unit_test(a_window_that_is_closed_lets_go_of_what_it_holds),
    cmocka_unit_test(the_window_takes_any_size_and_keeps_the_last_for_the_next),
    cmocka_unit_test(a_host_may_destroy_the_parent_first),
    cmocka_unit_test(the_window_can_be_opened_a_hundred_times),
    cmocka_unit_test(two_plugins_have_two_windows),
    cmocka_unit_test(without_a_display_there_is_a_line_and_no_window),
    cmocka_unit_test(
      a_preset_that_is_chosen_is_loaded_and_the_former_by_ctrl_z),
    cmocka_unit_test(a_preset_that_is_dropped_is_ones_own_from_then_on),
    cmocka_unit_test(what_is_no_preset_or_has_gone_is_said_and_all_plays_on),
    cmocka_unit_test(a_value_is_typed_in_a_window_of_any_scale),
    cmocka_unit_test(a_window_of_its_own_is_closed_by_the_user),
    cmocka_unit_test(the_window_stays_while_the_engine_comes_and_goes)};
  return cmocka_run_group_tests(tests, stage_setup, stage_teardown);
}
