// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_LIVE_CASE_H
#define DIL_TEST_LIVE_CASE_H

#include "probe.h"

#include "support/jack_server.h"
#include "support/run.h"
#include "support/temp.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A folder with a preset and a melody, and what a test has started
typedef struct {
  TempFolder* folder;
  const char* preset;
  const char* melody; ///< Four notes after 4 s of rest, in which to connect
  JackServer* server; ///< Or NULL
  Probe* probe;       ///< Or NULL
  Run* play;          ///< Or NULL
  Run* load;          ///< What keeps a processor busy, or NULL
} LiveCase;

/// cmocka fixture that sets *state to a LiveCase
int
live_setup(void** state);

/// cmocka fixture that ends what was started
int
live_teardown(void** state);

/// End what was started, to start again
void
live_clean_up(LiveCase* live);

/// Start a server, or skip the test
void
live_need_server(LiveCase* live, uint32_t period);

/// Let programs find an audio device, without a server, but no MIDI, or skip
/// the test
void
live_need_no_midi(const LiveCase* live);

/// Skip the test unless a program is installed
void
live_need_program(const char* name);

/// Start to play the preset with more options
#define PLAY(live, ...)                                                        \
  ((live)->play = run_start((const char* const[]){                             \
     DIL_PROGRAM, "play", "-p", (live)->preset, __VA_ARGS__, NULL}))

/// Wait until it has ended by itself, with this status
void
live_finish(LiveCase* live, int status);

/// Listen to what plays, with the probe that is there, or else a new one
Probe*
live_listen(LiveCase* live, size_t n_frames, bool with_midi);

/// Wait until a level is heard, whatever gaps a busy machine makes
void
live_expect_sound(Probe* probe, float level);

/// Strike a note until something is heard, for what is sent while connections
/// are made may go nowhere
void
live_strike_until_heard(LiveCase* live);

/// Underruns that its last line tells
unsigned
live_n_underruns(const LiveCase* live);

/// Let some time pass
void
live_wait_ms(int time_ms);

#endif // DIL_TEST_LIVE_CASE_H
