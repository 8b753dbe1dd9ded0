// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_PROBE_H
#define DIL_TEST_PROBE_H

#include "support/run.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A client that listens to `dilaton` and sends it MIDI
typedef struct Probe Probe;

/// Make a client with room for `n_frames` of what it hears, which begins at
/// once; fails the test
Probe*
probe_new(size_t n_frames);

/// Close it; NULL is fine
void
probe_free(Probe* probe);

/// Wait until `dilaton` has its ports and connect to them; false if `run` ends
bool
probe_connect(Probe* probe, Run* run, bool with_midi);

/// Which of its connections are there: "audio and MIDI", "audio", "MIDI",
/// "none"
const char*
probe_connections(const Probe* probe);

/// Let the server ask for so many frames at once
void
probe_set_period(Probe* probe, uint32_t n_frames);

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

/// Wait for so many more frames that are not silent
void
probe_hear_sound(Probe* probe, size_t n_frames);

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

/// Clients of the server that have ended since the probe was made
unsigned
probe_n_gone(const Probe* probe);

#endif // DIL_TEST_PROBE_H
