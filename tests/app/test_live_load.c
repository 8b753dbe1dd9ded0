// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// Playing in real time while something else keeps a processor busy.  Where the
// machine let it down, the try says nothing.

// For threads of a process
#define _GNU_SOURCE

#include "live_case.h"
#include "machine_watch.h"
#include "midi_file.h"

#include "support/test.h"
#include "support/x_server.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/// Tries before a machine is found too busy
enum { N_TRIES = 2 };

/// The network that people play
static const char alto[] = DIL_SOURCE_DIR "/presets/altosax.safetensors";

/// Four parts whose notes change at different times
static void
write_parts(const char* const path, const uint32_t time_s)
{
  static MidiFile file;
  static const uint8_t lowest[] = {50, 57, 62, 67};
  static const uint8_t steps[] = {0, 2, 4, 5, 7};
  static const uint32_t lengths[] = {96, 72, 48, 144};

  midi_file_start(&file);
  for (uint8_t part = 0U; part < 4U; ++part) {
    midi_file_track(&file);
    for (uint32_t tick = 0U, i = 0U; tick < time_s * MIDI_FILE_TICKS;
         tick += lengths[part], ++i) {
      const uint8_t key = lowest[part] + steps[i * (part + 2U) % 5U];
      midi_file_add(&file, 0x90U | part, key, 90U);
      midi_file_wait(&file, lengths[part] - 2U);
      midi_file_add(&file, 0x80U | part, key, 64U);
      midi_file_wait(&file, 2U);
    }
  }
  midi_file_save(&file, path);
}

/// Play the melody at 25 ms beside a load, or so many seconds of it in a
/// window; true if it sounded without a gap but one, false if the machine or
/// the server, once for each gap, was late
static bool
play_beside_load(LiveCase* const live,
                 const char* const* const play,
                 const uint32_t window_s)
{
  static const char* const stress[] = {
    "stress-ng", "--quiet", "--cpu", "1", "--timeout", "120", NULL};

  live_need_server(live, 256U);
  live->load = run_start(stress);
  live->play = run_start(play);
  Probe* const probe = live_listen(live, (window_s + 1U) * JACK_RATE, false);
  static MachineWatch machine;
  machine_watch_begin(&machine, live->play->pid);
  if (window_s) {
    probe_hear(probe, window_s * JACK_RATE);
    run_signal(live->play, SIGINT);
  }
  run_wait(live->play, 200U);
  machine_watch_end(&machine);
  assert_int_equal(live->play->status, 0);

  const unsigned n_underruns = live_n_underruns(live);
  const unsigned n_xruns = probe_n_xruns(probe);
  print_message(
    "%u underruns; the server was late %u times, the longest nap of "
    "0.5 ms took %.1f ms, and threads waited %.0f ms to run\n",
    n_underruns,
    n_xruns,
    machine.longest_ms,
    machine.waited_ms);
  live_clean_up(live);
  assert_true(n_underruns <= 1U + n_xruns + machine_watch_n_excuses(&machine));
  return n_underruns <= 1U;
}

static void
expect_no_gap(LiveCase* const live,
              const uint32_t time_s,
              const char* const* const play,
              const bool has_window)
{
  live_need_program("stress-ng");
  write_parts(live->melody, time_s);
  for (int i = 0; i < N_TRIES; ++i) {
    if (play_beside_load(live, play, has_window ? time_s : 0U)) {
      return;
    }
  }

  print_message("the machine stands still now and then\n");
  skip();
}

static void
four_voices_play_beside_a_load(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  const char* const play[] = {
    DIL_PROGRAM, "play", live->melody, "-p", alto, "--latency=25", NULL};
  expect_no_gap(live, 10U, play, false);
}

static void
four_voices_play_with_a_window_open(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  const char* const play[] = {DIL_PROGRAM,
                              "play",
                              "--window",
                              live->melody,
                              "-p",
                              alto,
                              "--latency=25",
                              NULL};
  XServer* const server = DIL_HAS_WINDOW ? x_server_start() : NULL;
  if (!server) {
    skip();
  }
  setenv("XDG_CONFIG_HOME", temp_folder(live->folder), 1);
  expect_no_gap(live, 10U, play, true);
  x_server_stop(server);
}

static void
four_voices_play_without_privileges(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  const char* const play[] = {"setpriv",
                              "--bounding-set",
                              "-sys_nice",
                              "--inh-caps",
                              "-sys_nice",
                              DIL_PROGRAM,
                              "play",
                              live->melody,
                              "-p",
                              alto,
                              "--latency=25",
                              NULL};
  if (geteuid()) {
    print_message("without privileges all of this is\n");
    skip();
  }
  live_need_program("setpriv");
  expect_no_gap(live, 10U, play, false);
}

/// Most threads that make sound in a test
#define MAX_MAKERS 8U

/// Threads of a process that run in real time with the priority of those that
/// make sound
typedef struct {
  pid_t threads[MAX_MAKERS]; ///< [n]
  unsigned n;
} Makers;

static Makers
find_makers(const pid_t process)
{
  enum { PRIORITY = 50 };

  char path[64];
  snprintf(path, sizeof(path), "/proc/%d/task", (int)process);
  DIR* const tasks = opendir(path);
  assert_non_null(tasks);
  Makers makers = {{0}, 0U};
  for (const struct dirent* entry = NULL; (entry = readdir(tasks));) {
    struct sched_param priority = {0};
    const pid_t thread = (pid_t)strtol(entry->d_name, NULL, 10);
    if (thread > 0 && sched_getscheduler(thread) == SCHED_FIFO &&
        !sched_getparam(thread, &priority) &&
        priority.sched_priority == PRIORITY) {
      assert_true(makers.n < MAX_MAKERS);
      makers.threads[makers.n++] = thread;
    }
  }
  closedir(tasks);
  return makers;
}

/// How many of some makers a process still has
static unsigned
count_left(const Makers* const makers, const pid_t process)
{
  unsigned n = 0U;
  for (unsigned i = 0U; i < makers->n; ++i) {
    char path[64];
    snprintf(path,
             sizeof(path),
             "/proc/%d/task/%d",
             (int)process,
             (int)makers->threads[i]);
    n += !access(path, F_OK);
  }
  return n;
}

/// Wait until the preset is loaded again and the threads of the old one have
/// gone; one maker, which is not of a preset, stays
static void
wait_for_reload(const LiveCase* const live, const Makers* const before)
{
  enum { TURN_MS = 10, N_TURNS = 3000 };

  for (int i = 0; count_left(before, live->play->pid) > 1U; ++i) {
    assert_true(i < N_TURNS);
    live_wait_ms(TURN_MS);
  }
}

static void
all_threads_that_make_sound_are_in_real_time(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  static const char* const threads[] = {
    "--threads=1", "--threads=2", "--threads=3"};

  for (unsigned i = 0U; i < 3U; ++i) {
    live_need_server(live, 1024U);
    PLAY(live, live->melody, threads[i]);
    assert_true(run_expect(live->play, "playing on", 60U));
    if (strstr(live->play->errors.text, "priority: ")) {
      print_message("threads may not run in real time here\n");
      skip();
    }

    const Makers makers = find_makers(live->play->pid);
    assert_int_equal(makers.n, i + 1U);

    // Asked for by a signal, or by a file that is new
    if (i) {
      run_signal(live->play, SIGUSR1);
    } else {
      assert_int_equal(utimensat(AT_FDCWD, live->preset, NULL, 0), 0);
    }
    wait_for_reload(live, &makers);
    assert_int_equal(find_makers(live->play->pid).n, i + 1U);
    run_signal(live->play, SIGINT);
    live_finish(live, 0);
    live_clean_up(live);
  }
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, live_setup, live_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(four_voices_play_beside_a_load),
    TEST(four_voices_play_with_a_window_open),
    TEST(four_voices_play_without_privileges),
    TEST(all_threads_that_make_sound_are_in_real_time),
  };

  return cmocka_run_group_tests_name("live_load", tests, NULL, NULL);
}
