// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// How playing live begins and ends, well and badly

// For system calls
#define _GNU_SOURCE

#include "live_case.h"
#include "midi_file.h"

#include "support/file.h"
#include "support/test.h"

#include "dilaton/audio.h"

#include <dirent.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void
a_signal_ends_playing(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  static const int signals[] = {SIGINT, SIGTERM};

  for (size_t i = 0U; i < 2U; ++i) {
    live_need_server(live, 256U);
    PLAY(live, live->melody, "--loop");
    assert_true(run_expect(live->play, "playing on", 60U));
    run_signal(live->play, signals[i]);
    live_finish(live, 0);
    live_clean_up(live);
  }
}

/// Render the melody and compare what was recorded of it, of which at least
/// `n_least` frames should be there
static void
compare_recording(const LiveCase* const live,
                  const char* const recorded,
                  const char* const rendered,
                  const size_t n_least)
{
  DilAudio part;
  DilAudio whole;
  run_free(RUN_DILATON("render",
                       live->melody,
                       "-p",
                       live->preset,
                       "-o",
                       rendered,
                       "-O",
                       "float",
                       "-q"));
  assert_int_equal(dil_audio_read(rendered, &whole, NULL), DIL_OK);
  assert_int_equal(dil_audio_read(recorded, &part, NULL), DIL_OK);
  assert_true(part.n_frames <= whole.n_frames);
  assert_true(part.n_frames >= n_least);
  for (size_t i = 0U; i < 2U * part.n_frames; ++i) {
    assert_true(fabsf(part.samples[i] - whole.samples[i]) <= 1e-6f);
  }
  dil_audio_free(&part);
  dil_audio_free(&whole);
}

/// Signal every thread of a process but its first, as the system may choose any
/// of them for a signal to the process when the first is busy
static void
signal_threads(const pid_t process, const int signal)
{
  char path[64];
  snprintf(path, sizeof(path), "/proc/%d/task", (int)process);
  DIR* const tasks = opendir(path);
  assert_non_null(tasks);
  for (const struct dirent* entry = NULL; (entry = readdir(tasks));) {
    const pid_t thread = (pid_t)strtol(entry->d_name, NULL, 10);
    if (thread > 0 && thread != process) {
      (void)syscall(SYS_tgkill, process, thread, signal);
    }
  }
  closedir(tasks);
}

static void
threads_of_the_server_s_library_may_take_a_signal(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  live_need_server(live, 256U);
  PLAY(live, live->melody, "--loop");
  Probe* const probe = live_listen(live, 60U * JACK_RATE, false);
  probe_hear(probe, JACK_RATE / 4U);
  signal_threads(live->play->pid, SIGUSR1);
  probe_hear(probe, JACK_RATE / 2U);
  run_signal(live->play, SIGINT);
  live_finish(live, 0);
}

static void
a_recording_is_whole_however_playing_ends(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  static MidiFile file;
  enum { SERVER_KILLED = 0, SERVER_ENDS = -1 };
  static const int ends[] = {
    SIGINT, SIGTERM, SIGHUP, SERVER_KILLED, SERVER_ENDS};

  midi_file_start(&file);
  midi_file_track(&file);
  midi_file_add(&file, 0x90U, 60U, 100U);
  midi_file_wait(&file, 30U * MIDI_FILE_TICKS);
  midi_file_add(&file, 0x80U, 60U, 64U);
  midi_file_save(&file, live->melody);

  // What is heard was recorded, but for what fades where sound came too late
  const char* const recorded = temp_path(live->folder, "recorded.wav");
  const char* const rendered = temp_path(live->folder, "rendered.wav");
  for (size_t i = 0U; i < sizeof(ends) / sizeof(ends[0]); ++i) {
    live_need_server(live, 1024U);
    PLAY(live, live->melody, "--record", recorded, "--encoding=float");
    Probe* const probe = live_listen(live, 120U * JACK_RATE, false);
    probe_hear_sound(probe, JACK_RATE);
    if (ends[i] > 0) {
      run_signal(live->play, ends[i]);
    } else if (ends[i] == SERVER_KILLED) {
      jack_server_kill(live->server);
    } else {
      jack_server_end(live->server);
    }
    live_finish(live, ends[i] > 0 ? 0 : 1);
    assert_true(ends[i] > 0 || strstr(live->play->errors.text, "has gone"));
    compare_recording(live, recorded, rendered, JACK_RATE / 2U);
    live_clean_up(live);
    unlink(recorded);
  }
}

static void
a_server_that_vanishes_is_named_in_one_line(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  const char* const cases[] = {live->melody, "--midi=probe"};

  for (size_t i = 0U; i < 2U; ++i) {
    live_need_server(live, 256U);

    // Its port is there before it is looked for
    live->probe = probe_new(60U * JACK_RATE);
    PLAY(live, cases[i], "--quiet");
    (void)live_listen(live, 60U * JACK_RATE, false);

    // PortAudio asserts that no server dies while it starts a stream
    live_strike_until_heard(live);
    jack_server_kill(live->server);
    run_wait(live->play, 100U);
    assert_refused(live->play, 1, "has gone");
    live->play = NULL;
    live_clean_up(live);
  }
}

// JACK's library ignores that a client goes while it opens one of its own: then
// the program that uses it never wakes what gets the same number
static void
no_client_of_the_program_goes_while_it_starts(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  live_need_server(live, 256U);
  live->probe = probe_new(60U * JACK_RATE);
  PLAY(live, "--quiet");
  (void)live_listen(live, 60U * JACK_RATE, true);
  live_strike_until_heard(live);
  assert_int_equal(probe_n_gone(live->probe), 0U);
  run_signal(live->play, SIGINT);
  live_finish(live, 0);
}

static void
without_midi_or_a_terminal_there_is_one_line(void** state)
{
  const LiveCase* const live = (const LiveCase*)*state;
  live_need_no_midi(live);
  assert_refused(RUN_DILATON("play", "-p", live->preset), 1, "no MIDI system");
}

static void
without_a_device_there_is_one_line(void** state)
{
  const LiveCase* const live = (const LiveCase*)*state;
  if (file_exists("/dev/snd")) {
    print_message("this machine has a sound card\n");
    skip();
  }

  setenv("JACK_DEFAULT_SERVER", "dilaton-no-server", 1);
  assert_refused(RUN_DILATON("play", live->melody, "-p", live->preset),
                 1,
                 "no audio output");
  assert_refused(
    RUN_DILATON("play", "-q", "-p", live->preset, "--driver=jack"), 1, "jack");
  Run* const run = RUN_DILATON("devices", "--json");
  assert_int_equal(run->status, 1);
  assert_non_null(strstr(run->output.text, "\"audio\": []"));
  run_free(run);
}

static void
devices_are_listed(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  live_need_server(live, 256U);
  Run* const run = RUN_DILATON("devices", "--json");
  assert_int_equal(run->status, 0);
  assert_non_null(strstr(run->output.text, "\"rate\": 48000.0"));
  assert_int_equal(run->errors.size, 0);
  run_free(run);

  Run* const list = RUN_DILATON("play", "--midi", "list");
  assert_int_equal(list->status, 0);
  run_free(list);
}

static void
what_cannot_be_opened_is_named(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  static const char* const cases[][2] = {
    {"--device=nowhere", "nowhere: "},
    {"--rate=44100", "48000 Hz, not 44100"},
    {"--midi=nobody", "nobody: "},
    {"--record=/nowhere/a.wav", "/nowhere"},
    {"--keyboard", "no terminal"}};

  live_need_server(live, 256U);
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    Run* const run =
      RUN_DILATON("play", "-q", live->melody, "-p", live->preset, cases[i][0]);
    assert_refused(run, 1, cases[i][1]);
  }
}

static void
a_recording_that_fails_does_not_stop_the_sound(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  live_need_server(live, 1024U);
  PLAY(live, live->melody, "--record=-");
  assert_true(run_expect(live->play, "playing on", 60U));
  close(live->play->output_end);
  live->play->output_end = -1;
  live_finish(live, 1);
  assert_non_null(
    strstr(live->play->errors.text, "standard output: Broken pipe"));
  assert_non_null(strstr(live->play->errors.text, "4 notes"));
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, live_setup, live_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(a_signal_ends_playing),
    TEST(threads_of_the_server_s_library_may_take_a_signal),
    TEST(a_recording_is_whole_however_playing_ends),
    TEST(a_server_that_vanishes_is_named_in_one_line),
    TEST(no_client_of_the_program_goes_while_it_starts),
    TEST(without_a_device_there_is_one_line),
    TEST(without_midi_or_a_terminal_there_is_one_line),
    TEST(devices_are_listed),
    TEST(what_cannot_be_opened_is_named),
    TEST(a_recording_that_fails_does_not_stop_the_sound),
  };

  return cmocka_run_group_tests_name("live_ends", tests, NULL, NULL);
}
