// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_MIDI_BYTES_H
#define DIL_TEST_MIDI_BYTES_H

#include <stddef.h>
#include <stdint.h>

/// A MIDI file that a test makes byte by byte; start with all zero
typedef struct {
  uint8_t bytes[16384]; ///< [n]
  size_t n;             ///< Bytes so far
  size_t track;         ///< Where the current track begins
} MidiBytes;

/// Append any bytes: MIDI_PUT(&midi, 0x00, 0x90, 60, 100)
#define MIDI_PUT(midi, ...)                                                    \
  midi_put(midi,                                                               \
           (const uint8_t[]){__VA_ARGS__},                                     \
           sizeof((const uint8_t[]){__VA_ARGS__}))

/// Append [n] bytes; fails the test when there is no room
void
midi_put(MidiBytes* midi, const uint8_t* bytes, size_t n);

/// Append a header
void
midi_header(MidiBytes* midi,
            unsigned format,
            unsigned n_tracks,
            unsigned division);

/// Append the head of a track, whose length midi_end_track() fills in
void
midi_begin_track(MidiBytes* midi);

/// Append an end mark `delta` ticks later, and fill in the length
void
midi_end_track(MidiBytes* midi, uint32_t delta);

/// Append a number as times and lengths are written, below 2^28
void
midi_number(MidiBytes* midi, uint32_t number);

/// Append a tempo event `delta` ticks later
void
midi_tempo(MidiBytes* midi, uint32_t delta, uint32_t quarter_us);

#endif // DIL_TEST_MIDI_BYTES_H
