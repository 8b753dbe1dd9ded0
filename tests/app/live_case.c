// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "live_case.h"

#include "support/file.h"
#include "support/test.h"
#include "support/tiny_preset.h"

#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// 96 ticks to 0.5 s
static const uint8_t melody[] = {
  'M',  'T', 'h', 'd', 0,    0,   0,   6,  0,    0,    0,    1,
  0,    96,  'M', 'T', 'r',  'k', 0,   0,  0,    37,   0x86, 0x00,
  0x90, 60,  100, 48,  0x80, 60,  64,  0,  0x90, 67,   70,   48,
  0x80, 67,  64,  0,   0x90, 64,  127, 48, 0x80, 64,   64,   0,
  0x90, 48,  127, 96,  0x80, 48,  64,  0,  0xFF, 0x2F, 0};

int
live_setup(void** state)
{
  static LiveCase live;

  const TinyPreset description = tiny_preset_defaults();
  memset(&live, 0, sizeof(live));
  live.folder = temp_new();
  live.preset = temp_path(live.folder, "tiny.safetensors");
  live.melody = temp_path(live.folder, "melody.mid");
  assert_int_equal(tiny_preset_save(&description, live.preset, NULL), DIL_OK);
  file_write(live.melody, melody, sizeof(melody));
  *state = &live;
  return 0;
}

void
live_clean_up(LiveCase* const live)
{
  run_free(live->play);
  run_free(live->load);
  probe_free(live->probe);
  jack_server_stop(live->server);
  live->play = NULL;
  live->load = NULL;
  live->probe = NULL;
  live->server = NULL;
}

int
live_teardown(void** state)
{
  LiveCase* const live = (LiveCase*)*state;
  live_clean_up(live);
  temp_free(live->folder);
  return 0;
}

void
live_need_server(LiveCase* const live, const uint32_t period)
{
  live->server = jack_server_start(period, JACK_PACE_TIME);
  if (!live->server) {
    skip();
  }
}

void
live_need_no_midi(const LiveCase* const live)
{
  // ALSA's device that takes everything at once
  static const char devices[] =
    "pcm.!default { type null }\nctl.!default { type null }\n";

  if (file_exists("/dev/snd")) {
    print_message("this machine has a sound card\n");
    skip();
  }
  file_write(
    temp_path(live->folder, ".asoundrc"), devices, sizeof(devices) - 1U);
  setenv("HOME", temp_folder(live->folder), 1);
  setenv("JACK_DEFAULT_SERVER", "dilaton-no-server", 1);
}

void
live_need_program(const char* const name)
{
  char script[64];
  snprintf(script, sizeof(script), "command -v %s", name);
  const char* const look[] = {"sh", "-c", script, NULL};
  Run* const run = run_program(look);
  const bool is_there = !run->status;
  run_free(run);
  if (!is_there) {
    print_message("%s is not installed\n", name);
    skip();
  }
}

void
live_finish(LiveCase* const live, const int status)
{
  run_wait(live->play, 100U);
  if (live->play->status != status) {
    fail_msg("status %d, and: %s",
             live->play->status,
             live->play->errors.text ? live->play->errors.text : "");
  }
}

Probe*
live_listen(LiveCase* const live, const size_t n_frames, const bool with_midi)
{
  if (!live->probe) {
    live->probe = probe_new(n_frames);
  }
  assert_true(probe_connect(live->probe, live->play, with_midi));
  return live->probe;
}

/// Tell what is connected and all that the program has said
static void
fail_unheard(LiveCase* const live)
{
  const char* const connections = probe_connections(live->probe);
  run_signal(live->play, SIGINT);
  run_wait(live->play, 60U);
  fail_msg("no note is heard, connections: %s; the program says\n%s%s",
           connections,
           live->play->output.text ? live->play->output.text : "",
           live->play->errors.text ? live->play->errors.text : "");
}

void
live_strike_until_heard(LiveCase* const live)
{
  static const uint8_t on[] = {0x90U, 60U, 100U};
  static const uint8_t off[] = {0x80U, 60U, 64U};
  Probe* const probe = live->probe;
  bool is_heard = false;
  for (int i = 0; i < 200 && !is_heard && !run_has_ended(live->play); ++i) {
    const size_t first = probe_n_heard(probe);
    probe_send_messages(probe, on, sizeof(on), 1U);
    probe_hear(probe, JACK_RATE / 4U);
    probe_send_messages(probe, off, sizeof(off), 1U);
    for (size_t t = first; t < probe_n_heard(probe); ++t) {
      is_heard = is_heard || probe_heard(probe)[t] != 0.0f;
    }
  }
  if (!is_heard) {
    fail_unheard(live);
  }
}

unsigned
live_n_underruns(const LiveCase* const live)
{
  const char* const line = strstr(live->play->errors.text, "played ");
  assert_non_null(line);
  const char* const notes = strstr(line, " notes, ");
  assert_non_null(notes);
  char* end = NULL;
  const unsigned long n = strtoul(notes + strlen(" notes, "), &end, 10);
  assert_true(end != notes + strlen(" notes, "));
  return (unsigned)n;
}

/// Level of a range of what was heard
static float
peak_of(const Probe* const probe, const size_t first, const size_t n)
{
  float peak = 0.0f;
  for (size_t i = first; i < first + n; ++i) {
    peak = fmaxf(peak, fabsf(probe_heard(probe)[i]));
  }
  return peak;
}

void
live_expect_sound(Probe* const probe, const float level)
{
  enum { N = 4800, N_WAITS = 100 };

  float peak = 0.0f;
  for (int i = 0; i < N_WAITS && peak <= level; ++i) {
    probe_hear(probe, N);
    peak = peak_of(probe, probe_n_heard(probe) - N, N);
  }
  assert_true(peak > level);
}

void
live_wait_ms(const int time_ms)
{
  (void)poll(NULL, 0U, time_ms);
}
