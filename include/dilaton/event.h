// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_EVENT_H
#define DILATON_EVENT_H

/// @file
/// What happens to an engine

#include "dilaton/attributes.h"

#include <stdint.h>

DIL_BEGIN_DECLS

/// What an event does; the fields of DilEvent that it uses are in brackets
typedef enum {
  DIL_EVENT_NOTE_ON,          ///< [channel, number key, value velocity]
  DIL_EVENT_NOTE_OFF,         ///< [channel, number key, value velocity]
  DIL_EVENT_KEY_PRESSURE,     ///< Poly aftertouch [channel, number key, value]
  DIL_EVENT_CONTROL,          ///< Controller [channel, number, value]
  DIL_EVENT_PROGRAM,          ///< Program change [channel, number]
  DIL_EVENT_CHANNEL_PRESSURE, ///< Aftertouch [channel, value]
  DIL_EVENT_PITCH_BEND,       ///< Pitch wheel [channel, value in -1..1]
  DIL_EVENT_NOTE_TUNING,      ///< Per-note pitch [note_id or channel and
                              ///< number, value in semitones]
  DIL_EVENT_PARAMETER         ///< Engine parameter [number DilParameter, value]
} DilEventType;

/// Matches any note in DilEvent.note_id
#define DIL_ANY_NOTE (-1)

/**
   Something that happens to an engine at an exact frame.

   Values of velocities, pressures and controllers are in MIDI units, 0 to 127,
   and may lie between integers (CLAP and VST3 send fractions).  Values that are
   not finite or out of range are limited by the engine.
*/
typedef struct {
  uint32_t frame;   ///< Host-rate frames from the start of the block
  uint8_t type;     ///< DilEventType
  uint8_t channel;  ///< 0 to 15
  uint8_t number;   ///< Key, controller, program or parameter
  uint8_t reserved; ///< 0
  int32_t note_id;  ///< Host's name of the note, or DIL_ANY_NOTE
  float value;      ///< See DilEventType
} DilEvent;

DIL_END_DECLS

#endif // DILATON_EVENT_H
