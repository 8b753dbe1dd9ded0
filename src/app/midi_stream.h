// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_MIDI_STREAM_H
#define DIL_APP_MIDI_STREAM_H

#include "dilaton/attributes.h"
#include "dilaton/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Longest system exclusive message that is kept, from F0 to F7
#define MIDI_SYSEX_SIZE 1024U

/// What a byte has completed
typedef enum {
  MIDI_NOTHING, ///< No message, or one that means nothing here
  MIDI_EVENT,   ///< An event
  MIDI_SYSEX    ///< A system exclusive message, in MidiStream.sysex
} MidiResult;

/**
   A parser of MIDI as it comes over a cable: any bytes, cut anywhere.

   All zero at the start.  Data without a status and messages that another one
   interrupts are passed over; real-time messages may come between any bytes.

   Source: MIDI 1.0 Detailed Specification 4.2, pages 4 to 6 and.
*/
typedef struct {
  uint8_t status;                 ///< Running status, or 0
  uint8_t data[2];                ///< Of the message under way
  uint8_t n_data;                 ///< Bytes in `data`
  bool is_in_sysex;               ///< Between F0 and F7
  size_t n_sysex;                 ///< Bytes of `sysex`; more than fit: too long
  uint8_t sysex[MIDI_SYSEX_SIZE]; ///< From F0 on
} MidiStream;

/**
   Take the next byte.

   @param event Result when MIDI_EVENT is returned; frame 0, no note id, a note
   on of velocity 0 as a note off.
*/
DIL_REALTIME MidiResult
midi_stream_push(MidiStream* stream, uint8_t byte, DilEvent* event);

/// Bytes of the message that begins with a status byte of 80 to EF
DIL_REALTIME size_t
midi_message_size(uint8_t status);

#endif // DIL_APP_MIDI_STREAM_H
