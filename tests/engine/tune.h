// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_TUNE_H
#define DIL_TEST_TUNE_H

#include "dilaton/score.h"

#include <stddef.h>
#include <stdint.h>

/// A melody being written, as a Standard MIDI File of one track
typedef struct {
  uint8_t bytes[65536];
  size_t n_bytes;
  uint32_t last_ms; ///< Time of the latest message
} Tune;

/// Begin; a tick is a millisecond
void
tune_start(Tune* tune);

/// Append a message at a time that does not fall
void
tune_add(Tune* tune,
         uint32_t time_ms,
         uint8_t status,
         uint8_t first,
         uint8_t second);

/// Append a system exclusive message of [size] bytes from F0 to F7
void
tune_sysex(Tune* tune, uint32_t time_ms, const uint8_t* data, size_t size);

/// Finish and load it; to be freed with dil_score_free()
DilScore*
tune_load(Tune* tune);

/// Finish and write it to a file
void
tune_save(Tune* tune, const char* path);

/// A piece that uses what MIDI has: chords, pedals, bends, wheels, programs,
/// tunings; `n_bars` of 2 s each
DilScore*
tune_piece(uint32_t n_bars);

#endif // DIL_TEST_TUNE_H
