// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// Playing in a terminal: what it shows, and what is typed

#include "live_case.h"
#include "midi_file.h"
#include "terminal_run.h"

#include "support/test.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/// Start to play with more options in a terminal of 80 columns
#define PLAY_IN_TERMINAL(live, ...)                                            \
  ((live)->play = terminal_run_start(                                          \
     (const char* const[]){                                                    \
       DIL_PROGRAM, "play", "-p", (live)->preset, __VA_ARGS__, NULL},          \
     80U))

/// Play without a melody, and wait until it has the terminal for itself
static void
play_live(LiveCase* const live)
{
  PLAY_IN_TERMINAL(live, "--latency=50");
  assert_true(run_expect(live->play, "voices 0", 60U));
  assert_false(terminal_run_is_tidy(live->play));
}

/// Fail unless it ends with this status and leaves the terminal as it was
static void
expect_tidy_status(LiveCase* const live, const int status)
{
  run_expect(live->play, "played ", 60U);
  live_finish(live, status);
  assert_true(terminal_run_is_tidy(live->play));
}

/// Fail unless it ends well and leaves the terminal as it was
static void
expect_tidy_end(LiveCase* const live)
{
  assert_false(terminal_run_is_tidy(live->play));
  expect_tidy_status(live, 0);
}

static void
the_status_fits_into_80_columns(void** state)
{
  enum { N_NOTES = 9 };

  LiveCase* const live = (LiveCase*)*state;
  static MidiFile file;
  static const char* const parts[] = {"playing on JACK: system, 48000 Hz",
                                      "one | A song | ",
                                      "/59:",
                                      " bar 1.2 | ",
                                      "voices 9 | ",
                                      " dB CLIP | ",
                                      "load "};

  // A chord at once, too loud, and one an hour later
  midi_file_start(&file);
  midi_file_track(&file);
  midi_file_name(&file, "A song");
  for (int i = 0; i < 2; ++i) {
    for (unsigned key = 60U; key < 60U + N_NOTES; ++key) {
      midi_file_add(&file, 0x90U, (uint8_t)key, 127U);
    }
    midi_file_wait(&file, 2U * MIDI_FILE_TICKS);
    for (unsigned key = 60U; key < 60U + N_NOTES; ++key) {
      midi_file_add(&file, 0x80U, (uint8_t)key, 64U);
    }
    midi_file_wait(&file, 59U * 60U * MIDI_FILE_TICKS);
  }
  midi_file_save(&file, live->melody);

  live_need_server(live, 1024U);
  PLAY_IN_TERMINAL(live, live->melody, "--latency=400", "--gain=24");
  for (size_t i = 0U; i < sizeof(parts) / sizeof(parts[0]); ++i) {
    assert_true(run_expect(live->play, parts[i], 60U));
  }
  run_signal(live->play, SIGTERM);
  expect_tidy_end(live);
  assert_true(terminal_run_width(live->play) <= 80U);
}

static void
keys_are_heard_and_escape_quits(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  live_need_server(live, 1024U);
  PLAY_IN_TERMINAL(live, "--latency=100");
  assert_true(run_expect(live->play, "Esc: quit", 60U));
  Probe* const probe = live_listen(live, 20U * JACK_RATE, false);
  probe_hear(probe, JACK_RATE / 4U);
  run_send(live->play, "z", 1U);
  live_expect_sound(probe, 0.01f);
  assert_true(run_expect(live->play, "voices 1", 60U));
  assert_true(terminal_run_expect_next(live->play, "voices 0", 60U));

  static const char* const shown[][2] = {
    {"", "octave 3 | loud 80 | program 0 |"},
    {"]", "program 1 |"},
    {"\033[A", "octave 4 |"},
    {"\033[C", "loud 90 |"}};
  for (size_t i = 0U; i < sizeof(shown) / sizeof(shown[0]); ++i) {
    run_send(live->play, shown[i][0], strlen(shown[i][0]));
    assert_true(terminal_run_expect_next(live->play, shown[i][1], 60U));
  }
  run_send(live->play, "\033", 1U);
  expect_tidy_end(live);
}

static void
keys_are_heard_beside_a_melody(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  live_need_server(live, 1024U);
  PLAY_IN_TERMINAL(live, live->melody, "--keyboard", "--loop");
  assert_true(run_expect(live->play, "Esc: quit", 60U));

  // The melody begins with a rest of four seconds
  assert_true(run_expect(live->play, "voices 0", 60U));
  run_send(live->play, "b", 1U);
  assert_true(run_expect(live->play, " bar 1.", 60U));
  assert_true(run_expect(live->play, "voices 1", 60U));
  run_send(live->play, "\004", 1U);
  expect_tidy_end(live);
}

static void
ctrl_c_quits(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  const char* const cases[] = {live->melody, "--latency=50"};

  for (size_t i = 0U; i < 2U; ++i) {
    live_need_server(live, 1024U);
    PLAY_IN_TERMINAL(live, cases[i]);
    assert_true(run_expect(live->play, "voices 0", 60U));
    run_send(live->play, "\003", 1U);
    expect_tidy_end(live);
    assert_null(strstr(live->play->output.text, "^C"));
    live_clean_up(live);
  }
}

static void
ctrl_c_once_more_quits_at_once(void** state)
{
  enum { PAUSE_MS = 50, N_TIMES = 100 };

  // The end that the first one asks for is a while in coming, for the server
  // does not take the sound that fades
  LiveCase* const live = (LiveCase*)*state;
  live_need_server(live, 1024U);
  play_live(live);
  jack_server_freeze(live->server);
  struct pollfd process = {live->play->process, POLLIN, 0};
  for (int i = 0; i < N_TIMES && !poll(&process, 1U, PAUSE_MS); ++i) {
    run_send(live->play, "\003", 1U);
  }
  expect_tidy_status(live, 128 + SIGINT);
  assert_null(strstr(live->play->output.text, "played "));
}

static void
sigquit_quits_at_once(void** state)
{
  static const struct rlimit no_core = {0U, 0U};

  LiveCase* const live = (LiveCase*)*state;
  assert_int_equal(setrlimit(RLIMIT_CORE, &no_core), 0);
  live_need_no_midi(live);
  play_live(live);
  run_send(live->play, "\034", 1U);
  expect_tidy_status(live, 128 + SIGQUIT);
}

static void
a_server_that_vanishes_is_named(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  live_need_server(live, 1024U);
  play_live(live);
  jack_server_kill(live->server);
  assert_true(run_expect(live->play, "the device has gone", 60U));
  expect_tidy_status(live, 1);
}

static void
a_server_that_hangs_does_not_keep_it_from_quitting(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  live_need_server(live, 1024U);
  play_live(live);
  jack_server_freeze(live->server);
  run_send(live->play, "\003", 1U);
  expect_tidy_status(live, 0);
}

static void
the_keyboard_plays_where_there_is_no_midi(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  live_need_no_midi(live);
  PLAY_IN_TERMINAL(live, "--latency=50");
  assert_true(run_expect(live->play, "the keyboard plays", 60U));
  assert_true(run_expect(live->play, "voices 0", 60U));
  run_send(live->play, "z", 1U);
  assert_true(run_expect(live->play, "voices 1", 60U));
  run_send(live->play, "\033", 1U);
  expect_tidy_end(live);
}

static void
a_job_in_the_background_ends_as_any_other(void** state)
{
  // A shell as a user has it, but for the commands that it is given
  static const char script[] = "\"$@\"; echo stopped $?; bg >/dev/null; "
                               "echo in the background; read -r line; "
                               "kill -INT %1; wait %1; echo status $?";

  LiveCase* const live = (LiveCase*)*state;
  live_need_server(live, 1024U);
  live->play = terminal_run_start(
    (const char* const[]){
      "sh", "-mc", script, "sh", DIL_PROGRAM, "play", "-p", live->preset, NULL},
    80U);
  assert_true(run_expect(live->play, "voices 0", 60U));
  run_send(live->play, "\032", 1U);
  assert_true(run_expect(live->play, "in the background", 60U));
  run_send(live->play, "line\n", 5U);
  assert_true(run_expect(live->play, "status 0", 60U));
  live_finish(live, 0);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, live_setup, live_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(the_status_fits_into_80_columns),
    TEST(keys_are_heard_and_escape_quits),
    TEST(keys_are_heard_beside_a_melody),
    TEST(ctrl_c_quits),
    TEST(ctrl_c_once_more_quits_at_once),
    TEST(sigquit_quits_at_once),
    TEST(a_server_that_vanishes_is_named),
    TEST(a_server_that_hangs_does_not_keep_it_from_quitting),
    TEST(the_keyboard_plays_where_there_is_no_midi),
    TEST(a_job_in_the_background_ends_as_any_other),
  };

  return cmocka_run_group_tests_name("live_terminal", tests, NULL, NULL);
}
