// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// The program's own window, used as people do, on an X server without a screen

#include "window_case.h"

#include "layout.h"
#include "piano.h"

#include "support/file.h"
#include "support/test.h"

#include "dilaton/audio.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Where everything is in a new window
static Layout
layout(void)
{
  const LayoutParts parts = {false, true};
  return layout_make(900.0, 560.0, &parts);
}

/// A point of a key, near its front
static void
find_key(const int wanted, double* const x, double* const y)
{
  const Box piano = layout().piano;
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

static void
a_key_that_is_clicked_lights_and_sounds(void** state)
{
  WindowCase* const w = (WindowCase*)*state;

  live_need_server(w->live, 256U);
  PLAY_WINDOW(w, NULL);
  assert_true(run_expect(w->live->play, "playing on", 60U));
  Probe* const probe = live_listen(w->live, 10U * JACK_RATE, false);
  double x = 0.0;
  double y = 0.0;
  find_key(60, &x, &y);
  const Box key = {x - 2.0, y - 2.0, 4.0, 4.0};
  Picture rest = window_look(w, key);
  window_point(w, x, y);
  WINDOW_DO(w, "mousedown", "1");
  window_wait(w, key, &rest, false);
  live_expect_sound(probe, 1e-4f);
  WINDOW_DO(w, "mouseup", "1");
  window_wait(w, key, &rest, true);
  free(rest.pixels);
  window_close(w);
}

static void
keys_of_the_computer_play_at_once(void** state)
{
  WindowCase* const w = (WindowCase*)*state;

  live_need_server(w->live, 256U);
  PLAY_WINDOW(w, NULL);
  assert_true(run_expect(w->live->play, "playing on", 60U));
  Probe* const probe = live_listen(w->live, 10U * JACK_RATE, false);
  const Box piano = layout().piano;
  Picture rest = window_look(w, piano);
  window_point(w, 450.0, 20.0);
  WINDOW_DO(w, "keydown", "q");
  window_wait(w, piano, &rest, false);
  live_expect_sound(probe, 1e-4f);
  WINDOW_DO(w, "keyup", "q");
  window_wait(w, piano, &rest, true);
  free(rest.pixels);
  window_close(w);
}

static void
a_slider_that_is_dragged_is_brought_back_by_ctrl_z(void** state)
{
  WindowCase* const w = (WindowCase*)*state;

  live_need_server(w->live, 256U);
  PLAY_WINDOW(w, NULL);
  const Layout all = layout();
  const Box slider = all.items[layout_item_of(DIL_PARAMETER_BRIGHTNESS)];
  const double y = slider.y + 0.75 * slider.height;
  const double x = slider.x + 0.5 * slider.width;

  // In the middle of the handle, which neither pointer nor focus changes
  const Box handle = {x - 2.0, y - 2.0, 4.0, 4.0};
  Picture rest = window_look(w, handle);
  window_point(w, x, y);
  WINDOW_DO(w, "mousedown", "1");
  WINDOW_DO(w, "mousemove_relative", "--", "-30", "0");
  window_wait(w, handle, &rest, false);
  WINDOW_DO(w, "mouseup", "1");
  window_point(w, 450.0, 20.0);
  WINDOW_DO(w, "key", "ctrl+z");
  window_wait(w, handle, &rest, true);
  WINDOW_DO(w, "key", "ctrl+shift+z");
  window_wait(w, handle, &rest, false);
  free(rest.pixels);
  window_close(w);
}

static void
without_a_sound_server_the_window_opens_and_says_so(void** state)
{
  WindowCase* const w = (WindowCase*)*state;

  live_need_no_midi(w->live);
  setenv("JACK_NO_START_SERVER", "1", 1);
  PLAY_WINDOW(w, "--driver", "jack");
  window_do((const char* const[]){"xdotool", "mousemove", "10", "10", NULL});
  window_close(w);
  assert_int_equal(w->live->play->errors.size, 0U);
}

static void
without_a_display_one_line_says_so(void** state)
{
  WindowCase* const w = (WindowCase*)*state;

  setenv("DISPLAY", "", 1);
  assert_refused(
    RUN_DILATON("play", "--window", "-p", w->live->preset), 1, "DISPLAY");
  setenv("DISPLAY", ":54321", 1);
  assert_refused(
    RUN_DILATON("play", "--window", "-p", w->live->preset), 1, ":54321");
}

static void
what_a_window_cannot_be_combined_with_is_refused(void** state)
{
  (void)state;

  assert_refused(RUN_DILATON("play", "--slow"), 2, "--window");
  assert_refused(RUN_DILATON("play", "--window", "--stdin"), 2, "--stdin");
  assert_refused(
    RUN_DILATON("play", "--window", "--keyboard"), 2, "--keyboard");
}

static void
a_signal_closes_the_window_and_finishes_the_recording(void** state)
{
  WindowCase* const w = (WindowCase*)*state;

  live_need_server(w->live, 256U);
  const char* const path = temp_path(w->live->folder, "take.wav");
  PLAY_WINDOW(w, "--slow", "--record", path);
  assert_true(run_expect(w->live->play, "playing on", 60U));
  Probe* const probe = live_listen(w->live, 10U * JACK_RATE, false);
  live_expect_sound(probe, 1e-4f);
  run_signal(w->live->play, SIGINT);
  live_finish(w->live, 0);
  DilAudio take;
  assert_int_equal(dil_audio_read(path, &take, NULL), DIL_OK);
  assert_true(take.n_frames > 0U);
  dil_audio_free(&take);
}

static void
a_melody_plays_and_its_end_is_no_end_of_the_window(void** state)
{
  WindowCase* const w = (WindowCase*)*state;

  live_need_server(w->live, 256U);
  PLAY_WINDOW(w, w->live->melody);
  assert_true(run_expect(w->live->play, "playing on", 60U));
  Probe* const probe = live_listen(w->live, 12U * JACK_RATE, false);
  live_expect_sound(probe, 1e-4f);
  probe_hear(probe, 3U * JACK_RATE);
  window_close(w);
  assert_non_null(strstr(w->live->play->errors.text, "4 notes"));
}

static void
a_display_that_goes_ends_it_with_one_line(void** state)
{
  WindowCase* const w = (WindowCase*)*state;

  live_need_server(w->live, 256U);
  PLAY_WINDOW(w, "-q");
  XCloseDisplay(w->display);
  w->display = NULL;
  x_server_stop(w->server);
  w->server = NULL;
  live_finish(w->live, 1);
  assert_non_null(strstr(w->live->play->errors.text, "the display has gone"));
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, window_setup, window_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(a_key_that_is_clicked_lights_and_sounds),
    TEST(keys_of_the_computer_play_at_once),
    TEST(a_slider_that_is_dragged_is_brought_back_by_ctrl_z),
    TEST(without_a_sound_server_the_window_opens_and_says_so),
    TEST(without_a_display_one_line_says_so),
    TEST(what_a_window_cannot_be_combined_with_is_refused),
    TEST(a_signal_closes_the_window_and_finishes_the_recording),
    TEST(a_melody_plays_and_its_end_is_no_end_of_the_window),
    TEST(a_display_that_goes_ends_it_with_one_line),
  };

  return cmocka_run_group_tests_name("play_window", tests, NULL, NULL);
}
