// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_SPY_H
#define DIL_TEST_SPY_H

#include "mix_stage.h"
#include "part.h"

#include "dilaton/engine.h"
#include "dilaton/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPY_MAX_NOTES  64U
#define SPY_MAX_ORDERS 4096U
#define SPY_MAX_MIXED  4U ///< Instruments of a preset

/// What a voice's source was told, and when
typedef struct {
  uint32_t age;
  double key;
  double tuning_hz;
  float temperature;
} SpyOrder;

/// All that the source of one note was told
typedef struct {
  uint64_t index;
  size_t part;
  DilLaneStart start;
  float mixture[SPY_MAX_MIXED];    ///< The latest
  double stretch;                  ///< The latest, in semitones
  SpyOrder orders[SPY_MAX_ORDERS]; ///< The start is the first
  size_t n_orders;
  uint32_t age;         ///< Steps run
  uint32_t release_age; ///< Or UINT32_MAX
  bool has_ended;
} SpyNote;

/**
   A stage whose voices are made by no network: their samples are a constant,
   and every order is written down.
*/
typedef struct {
  DilEngineSettings settings;
  DilPreset* presets[2];
  DilPart parts[2];
  DilMixer mixer;
  DilMixStage stage;
  SpyNote notes[SPY_MAX_NOTES];
  size_t n_notes;
  SpyNote* in_slots[2U * DIL_MAX_VOICES];
  float sample;    ///< Magnitude of every voice, which changes sign each step
  float left;      ///< Magnitude of the last frame
  float right;     ///< Magnitude of the last frame
  float last_left; ///< Magnitude of the frame before the next
  float step;      ///< Greatest change of `left` from frame to frame
  bool is_loud;    ///< Whether a frame was beyond the limiter's ceiling
} Spy;

/// Model and host rate 24000, `n_parts` tiny presets of two instruments each
Spy*
spy_new(size_t n_parts);

/// The same with presets of up to SPY_MAX_MIXED instruments
Spy*
spy_new_of(size_t n_parts, uint32_t n_instruments);

/// Free it
void
spy_free(Spy* spy);

/// cmocka fixture that sets *state to spy_new(1U)
int
spy_setup(void** state);

/// The same with two presets
int
spy_setup_two(void** state);

/// cmocka fixture that frees *state
int
spy_teardown(void** state);

/// Let frames go by
void
spy_run(Spy* spy, size_t n_frames);

/// An event of the given type now
void
spy_event(Spy* spy,
          DilEventType type,
          uint8_t channel,
          uint8_t number,
          float v);

/// A controller now
void
spy_control(Spy* spy, uint8_t channel, uint8_t number, float value);

/// A note on now; the note
SpyNote*
spy_note_on(Spy* spy, uint8_t channel, uint8_t key);

/// A note off now
void
spy_note_off(Spy* spy, uint8_t channel, uint8_t key);

/// The order that a note had last
SpyOrder
spy_latest(const SpyNote* note);

#endif // DIL_TEST_SPY_H
