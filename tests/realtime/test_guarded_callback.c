// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// The program itself, its callback guarded, under a server that asks for blocks
// as fast as it can: 100,000 of them take some seconds

#include "realtime_guard.h"

#include "app/live_case.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <jack/jack.h>

#include <stdio.h>
#include <stdlib.h>

#define N_BLOCKS 100000U
#define PERIOD   64U

/// Let the server be as fast as it can, or in real time again
static void
set_freewheel(const int is_on)
{
  jack_client_t* const client =
    jack_client_open("wheel", JackNoStartServer, NULL);
  assert_non_null(client);
  assert_int_equal(jack_set_freewheel(client, is_on), 0);
  jack_client_close(client);
}

/// Random notes, controllers, bends and programs, as MIDI bytes
static void
send_random_midi(Run* const play)
{
  static uint8_t bytes[3U * 2000U];

  unsigned seed = 1U;
  for (size_t i = 0U; i < sizeof(bytes); ++i) {
    seed = seed * 1664525U + 1013904223U;
    const uint8_t data = (uint8_t)((seed >> 20U) % 128U);
    bytes[i] = i % 3U ? data : (uint8_t)(0x80U + data % 0x70U);
  }
  run_send(play, bytes, sizeof(bytes));
}

static size_t
read_number(const char** const text)
{
  char* end = NULL;
  const unsigned long number = strtoul(*text, &end, 10);
  assert_true(end != *text);
  *text = end;
  return (size_t)number;
}

/// The report in a file, up to what the first offence was
static RealtimeReport
read_report(const char* const text, const char** const offence)
{
  RealtimeReport report = {0};
  *offence = text;
  report.n_stretches = read_number(offence);
  report.n_offences = read_number(offence);
  report.n_faults = read_number(offence);
  report.longest_frames = read_number(offence);
  return report;
}

static void
the_callback_of_the_program_does_nothing_that_may_wait(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  const char* const path = temp_path(live->folder, "report");
  char preload[4096];
  char report_to[4096];
  snprintf(preload, sizeof(preload), "LD_PRELOAD=%s", DIL_GUARD);
  snprintf(report_to, sizeof(report_to), "DIL_GUARD_REPORT=%s", path);

  live_need_server(live, PERIOD);
  live->play = run_start((const char* const[]){"env",
                                               preload,
                                               report_to,
                                               DIL_PROGRAM,
                                               "play",
                                               "-p",
                                               live->preset,
                                               "--stdin",
                                               NULL});
  Probe* const probe = live_listen(live, N_BLOCKS * PERIOD + JACK_RATE, false);
  send_random_midi(live->play);
  probe_hear(probe, JACK_RATE / 2U);
  set_freewheel(1);
  probe_hear(probe, N_BLOCKS * PERIOD);
  set_freewheel(0);
  run_close(live->play);
  live_finish(live, 0);

  const FileBytes bytes = file_read(path);
  const char* offence = NULL;
  const RealtimeReport report = read_report((const char*)bytes.bytes, &offence);
  print_message("%zu blocks of at most %zu frames, %zu page faults\n",
                report.n_stretches,
                report.longest_frames,
                report.n_faults);
  if (report.n_offences) {
    fail_msg("%zu offences:%s", report.n_offences, offence);
  }
  assert_true(report.n_stretches >= N_BLOCKS);
  assert_int_equal(report.longest_frames, PERIOD);
  free(bytes.bytes);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(
      the_callback_of_the_program_does_nothing_that_may_wait,
      live_setup,
      live_teardown),
  };

  return cmocka_run_group_tests_name("guarded_callback", tests, NULL, NULL);
}
