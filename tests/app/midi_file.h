// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_MIDI_FILE_H
#define DIL_TEST_MIDI_FILE_H

#include <stddef.h>
#include <stdint.h>

/// Ticks in a second: 96 to a beat, and two beats a second
#define MIDI_FILE_TICKS 192U

/// Most bytes of a file
#define MIDI_FILE_SIZE 65536U

/// A MIDI file of several tracks that is being made
typedef struct {
  uint8_t bytes[MIDI_FILE_SIZE];
  size_t n;         ///< Bytes so far
  size_t track;     ///< Place of the length of the track under way, or 0
  uint32_t n_ticks; ///< Since the last event of the track
} MidiFile;

/// Begin, without tracks
void
midi_file_start(MidiFile* file);

/// End the track under way, if there is one, and begin another
void
midi_file_track(MidiFile* file);

/// Let time pass in this track
void
midi_file_wait(MidiFile* file, uint32_t n_ticks);

/// Add a message of three bytes
void
midi_file_add(MidiFile* file, uint8_t status, uint8_t first, uint8_t second);

/// Name the track under way
void
midi_file_name(MidiFile* file, const char* name);

/// End the last track and write the file
void
midi_file_save(MidiFile* file, const char* path);

#endif // DIL_TEST_MIDI_FILE_H
