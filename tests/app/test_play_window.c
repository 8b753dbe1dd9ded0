// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// The program's own window, used as people do, on an X server without a screen

#include "window_case.h"

#include "layout.h"
#include "piano.h"
#include "theme.h"

#include "support/file.h"
#include "support/test.h"
#include "support/tiny_preset.h"

#include "dilaton/audio.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/// Click on the middle of a box
static void
click(const WindowCase* const w, const Box box)
{
  window_point(w, box.x + 0.5 * box.width, box.y + 0.5 * box.height);
  WINDOW_DO(w, "click", "1");
}

static void
slow_holds_the_middle_of_the_keys_that_were_recorded(void** state)
{
  WindowCase* const w = (WindowCase*)*state;

  TinyPreset description = tiny_preset_defaults();
  description.lo_key = 40;
  description.hi_key = 60;
  assert_int_equal(tiny_preset_save(&description, w->live->preset, NULL),
                   DIL_OK);
  live_need_server(w->live, 256U);
  PLAY_WINDOW(w, "--slow");
  double x = 0.0;
  double y = 0.0;
  find_key(50, &x, &y);
  uint32_t accent = theme_get(DIL_VIEW_DARK)->accent;
  const Box key = {x, y, 1.0, 1.0};
  const Picture lit = {1, 1, &accent};
  window_wait(w, key, &lit, true);
  window_close(w);
}

static void
a_recording_begins_and_ends_by_its_button(void** state)
{
  WindowCase* const w = (WindowCase*)*state;

  live_need_server(w->live, 256U);
  PLAY_WINDOW(w, "--slow");
  assert_true(run_expect(w->live->play, "playing on", 60U));
  Probe* const probe = live_listen(w->live, 60U * JACK_RATE, false);
  live_expect_sound(probe, 1e-4f);
  const char* const path = temp_path(w->live->folder, "take.wav");
  const Layout all = layout();
  const Box button = all.items[ITEM_RECORD];
  const Box sign = {button.x + 0.5 * button.width - 3.0,
                    button.y + 0.5 * button.height - 8.0,
                    6.0,
                    16.0};
  click(w, button);
  WINDOW_DO(w, "type", path);
  Picture before = window_look(w, sign);
  WINDOW_DO(w, "key", "Return");
  window_wait(w, sign, &before, false);
  probe_hear(probe, JACK_RATE);
  click(w, button);
  for (unsigned i = 0U; i < 5000U && !file_exists(path); ++i) {
    live_wait_ms(20);
  }
  DilAudio take;
  assert_int_equal(dil_audio_read(path, &take, NULL), DIL_OK);
  assert_true(take.n_frames >= JACK_RATE / 2U);
  dil_audio_free(&take);
  free(before.pixels);
  window_close(w);
}

/// Listen to some frames; their greatest level
static float
last_peak(Probe* const probe, const size_t n_frames)
{
  float peak = 0.0f;
  const size_t first = probe_n_heard(probe);
  probe_hear(probe, n_frames);
  for (size_t i = first; i < probe_n_heard(probe); ++i) {
    peak = fmaxf(peak, fabsf(probe_heard(probe)[i]));
  }
  return peak;
}

static void
a_melody_stops_and_goes_on_by_its_button(void** state)
{
  WindowCase* const w = (WindowCase*)*state;

  live_need_server(w->live, 256U);
  PLAY_WINDOW(w, "--loop", w->live->melody); // However late one looks
  assert_true(run_expect(w->live->play, "playing on", 60U));
  const Layout all = layout();
  const Box button = all.items[ITEM_PLAY];
  const Box middle = {button.x + 0.5 * button.width - 1.0,
                      button.y + 0.5 * button.height - 1.0,
                      2.0,
                      2.0};
  const uint32_t accent = theme_get(DIL_VIEW_DARK)->accent;
  uint32_t pixels[] = {accent, accent, accent, accent};
  const Picture playing = {2, 2, pixels};
  window_wait(w, middle, &playing, true);
  click(w, button);
  window_wait(w, middle, &playing, false);

  // It stands still, for as long as one likes
  Probe* const probe = live_listen(w->live, 60U * JACK_RATE, false);
  for (unsigned i = 0U; i < 20U && last_peak(probe, JACK_RATE) > 1e-4f; ++i) {
    live_wait_ms(20);
  }
  assert_true(last_peak(probe, 7U * JACK_RATE) <= 1e-4f);
  click(w, button);
  window_wait(w, middle, &playing, true);
  live_expect_sound(probe, 1e-4f);
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

/// Let nobody's presets but those of the test be installed or found
static void
have_own_presets(const WindowCase* const w)
{
  const char* const presets = temp_path(w->live->folder, "presets");
  setenv("XDG_DATA_HOME", temp_path(w->live->folder, "data"), 1);
  setenv("DILATON_PRESETS", presets, 1);
  assert_int_equal(mkdir(presets, 0777), 0);
}

/// Strike a key, and hear it
static void
expect_a_key_to_sound(const WindowCase* const w)
{
  Probe* const probe = w->live->probe
                         ? w->live->probe
                         : live_listen(w->live, 60U * JACK_RATE, false);
  double x = 0.0;
  double y = 0.0;
  find_key(60, &x, &y);
  window_point(w, x, y);
  WINDOW_DO(w, "mousedown", "1");
  live_expect_sound(probe, 1e-4f);
  WINDOW_DO(w, "mouseup", "1");
}

static void
what_is_dropped_and_is_nothing_to_play_is_refused_in_one_line(void** state)
{
  static const char* const names[] = {
    "junk.safetensors", "missing.safetensors", "junk.mid", "notes.txt"};

  WindowCase* const w = (WindowCase*)*state;

  have_own_presets(w);
  live_need_server(w->live, 256U);
  PLAY_WINDOW(w, NULL);
  assert_true(run_expect(w->live->play, "playing on", 60U));
  for (size_t i = 0U; i < sizeof(names) / sizeof(*names); ++i) {
    const char* const path = temp_path(w->live->folder, names[i]);
    if (i != 1U) {
      file_write_text(path, "nothing to play");
    }
    window_wait_for_notice(w, false);
    window_drop(w, path);
    window_wait_for_notice(w, true);
    expect_a_key_to_sound(w);
  }
  assert_false(file_exists(
    temp_path(w->live->folder, "data/dilaton/presets/junk.safetensors")));

  // What is one is played after all that, and is the user's own
  const char* const own =
    temp_path(w->live->folder, "data/dilaton/presets/tiny.safetensors");
  window_drop(w, w->live->preset);
  for (unsigned i = 0U; i < 5000U && !file_exists(own); ++i) {
    live_wait_ms(20);
  }
  assert_true(file_exists(own));
  expect_a_key_to_sound(w);
  window_close(w);
}

/// Search for a preset and choose it, until the name of what plays is another
static void
choose(const WindowCase* const w, const char* const name)
{
  const Box shown = layout().items[ITEM_ABOUT];
  const Picture before = window_look(w, shown);
  bool is_same = true;
  for (unsigned i = 0U; i < 500U && is_same; ++i) {
    WINDOW_DO(w, "key", "ctrl+1");
    WINDOW_DO(w, "key", "ctrl+a");
    WINDOW_DO(w, "type", name);
    WINDOW_DO(w, "key", "Return");
    live_wait_ms(100);
    const Picture now = window_look(w, shown);
    is_same =
      !memcmp(now.pixels,
              before.pixels,
              (size_t)now.width * (size_t)now.height * sizeof(*now.pixels));
    free(now.pixels);
  }
  assert_false(is_same);
  free(before.pixels);
}

static void
a_preset_that_is_deleted_while_it_is_shown_is_said_to_be_gone(void** state)
{
  WindowCase* const w = (WindowCase*)*state;

  have_own_presets(w);
  const char* const gone =
    temp_path(w->live->folder, "presets/gone.safetensors");
  const char* const other =
    temp_path(w->live->folder, "presets/other.safetensors");
  TinyPreset description = tiny_preset_defaults();
  assert_int_equal(tiny_preset_save(&description, other, NULL), DIL_OK);
  description.n_instruments = 2U; // It is called by the first of them
  assert_int_equal(tiny_preset_save(&description, gone, NULL), DIL_OK);
  live_need_server(w->live, 256U);
  PLAY_WINDOW(w, NULL);
  assert_true(run_expect(w->live->play, "playing on", 60U));
  choose(w, "gone");
  assert_int_equal(unlink(gone), 0);
  const Box piano = layout().piano;
  Picture keys = window_look(w, piano);
  expect_a_key_to_sound(w);

  // It plays on, with other settings, too
  const Box output = layout().items[ITEM_STATUS];
  Picture rest = window_look(w, output);
  WINDOW_DO(w, "key", "ctrl+5");
  window_wait(w, output, &rest, false);
  window_wait(w, piano, &keys, true);
  Picture before = window_look(w, output);
  WINDOW_DO(w, "key", "Return", "Down", "Down");
  window_wait(w, piano, &keys, false);
  WINDOW_DO(w, "key", "Return", "Down", "Return", "Escape");
  window_wait(w, piano, &keys, true);
  window_wait(w, output, &before, false);

  // ... through another client of the server
  probe_free(w->live->probe);
  w->live->probe = NULL;
  expect_a_key_to_sound(w);

  // Once another one plays, it cannot be chosen any more
  const Box shown = layout().items[ITEM_ABOUT];
  Picture former = window_look(w, shown);
  choose(w, "other");
  window_wait_for_notice(w, false);
  WINDOW_DO(w, "key", "ctrl+z");
  window_wait_for_notice(w, true);
  window_wait(w, shown, &former, false);
  expect_a_key_to_sound(w);
  free(former.pixels);
  free(before.pixels);
  free(rest.pixels);
  free(keys.pixels);
  window_close(w);
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
    TEST(slow_holds_the_middle_of_the_keys_that_were_recorded),
    TEST(a_recording_begins_and_ends_by_its_button),
    TEST(a_melody_stops_and_goes_on_by_its_button),
    TEST(without_a_sound_server_the_window_opens_and_says_so),
    TEST(without_a_display_one_line_says_so),
    TEST(what_a_window_cannot_be_combined_with_is_refused),
    TEST(a_signal_closes_the_window_and_finishes_the_recording),
    TEST(a_melody_plays_and_its_end_is_no_end_of_the_window),
    TEST(a_display_that_goes_ends_it_with_one_line),
    TEST(what_is_dropped_and_is_nothing_to_play_is_refused_in_one_line),
    TEST(a_preset_that_is_deleted_while_it_is_shown_is_said_to_be_gone),
  };

  return cmocka_run_group_tests_name("play_window", tests, NULL, NULL);
}
