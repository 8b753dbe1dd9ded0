// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_TINY_PRESET_H
#define DIL_TEST_TINY_PRESET_H

#include "dilaton/precision.h"
#include "dilaton/preset.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stdint.h>

/**
   A small preset with random weights, for tests linked with dil_test_preset.

   8 residual and 16 skip channels, 4 layers.  Its notes are a pitched, steady
   hiss of moderate level.
*/
typedef struct {
  float rate;             ///< Model rate in Hz
  uint32_t n_instruments; ///< All alike but for their weights
  uint64_t seed;          ///< Of the weights
  float release_s;        ///< Of every instrument
  float veltrack;         ///< Of every instrument, in percent
  int lo_key;             ///< Of every instrument
  int hi_key;             ///< Of every instrument
  bool dies_away;         ///< What is held does not keep its level
  const char* program;    ///< General MIDI's of the first, or NULL
  DilVibrato vibrato;     ///< Of every instrument
  float cutoff;           ///< Of every instrument, or 0: the usual one
  float treble_db;        ///< Of every instrument
  float emphasis;         ///< Of the predictor
  const struct DilEnvelopeImpl*
    envelopes;            ///< [n_instruments]: they die away; or NULL
  bool has_units;         ///< Whether its weights can be held in int8
  DilPrecision precision; ///< How they are to be held, by the file
} TinyPreset;

/// Units of all layers, if there are any
extern const float tiny_input_unit;
extern const float tiny_gate_unit;

/// 24 kHz, one instrument, seed 1, a release of 0.1 s, velocity tracking and
/// all keys
TinyPreset
tiny_preset_defaults(void);

/// Write one to a file; equal descriptions give equal files
DIL_NODISCARD DilStatus
tiny_preset_save(const TinyPreset* description,
                 const char* path,
                 DilMessage* message);

/// Write one to a temporary file and load it; fails the test if that fails
DilPreset*
tiny_preset_load(const TinyPreset* description);

#endif // DIL_TEST_TINY_PRESET_H
