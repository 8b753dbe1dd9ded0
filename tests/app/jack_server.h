// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_JACK_SERVER_H
#define DIL_TEST_JACK_SERVER_H

#include "support/run.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Frames a second of the server
#define JACK_RATE 48000U

/// A JACK server without hardware, which calls its clients in real time
typedef struct JackServer JackServer;

/**
   Start a server of its own name, which this process and its children then use.

   @param period Frames that it asks for at once.
   @return NULL, after saying why, where JACK is not installed or does not
   start.
*/
JackServer*
jack_server_start(uint32_t period);

/// Stop it; NULL is fine
void
jack_server_stop(JackServer* server);

/// Kill it, as if it had crashed
void
jack_server_kill(JackServer* server);

/// Tell it to end, and wait until it has; its clients are told
void
jack_server_end(JackServer* server);

/// A client that listens to `dilaton` and sends it MIDI
typedef struct Probe Probe;

/// Make a client with room for `n_frames` of what it hears; fails the test
Probe*
probe_new(size_t n_frames);

/// Close it; NULL is fine
void
probe_free(Probe* probe);

/// Wait until `dilaton` has its ports and connect to them; false if `run` ends
bool
probe_connect(Probe* probe, Run* run, bool with_midi);

/// Send note ons and note offs, `n_notes` of them, each `period` frames after
/// the last and held for half of that; wait until they are sent
void
probe_send_notes(Probe* probe, uint8_t key, size_t n_notes, uint32_t period);

/// Send messages of `n_bytes` in all, each with its status byte, up to
/// `n_a_period` of them in every period; wait until they are sent
void
probe_send_messages(Probe* probe,
                    const uint8_t* bytes,
                    size_t n_bytes,
                    unsigned n_a_period);

/// Wait for so much more sound
void
probe_hear(Probe* probe, size_t n_frames);

/// What was heard, [probe_n_heard()] of the left channel
const float*
probe_heard(const Probe* probe);

/// Frames heard
size_t
probe_n_heard(const Probe* probe);

/// Place in what was heard at which note `index` was sent
size_t
probe_note_place(const Probe* probe, size_t index);

/// Times that the server was late: then what is heard says nothing
unsigned
probe_n_xruns(const Probe* probe);

#endif // DIL_TEST_JACK_SERVER_H
