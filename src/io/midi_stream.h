// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_MIDI_STREAM_H
#define DIL_IO_MIDI_STREAM_H

#include "dilaton/attributes.h"
#include "dilaton/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Longest system exclusive message that is kept, from F0 to F7
#define DIL_MIDI_SYSEX_SIZE 1024U

/// What a byte has completed
typedef enum {
  DIL_MIDI_NOTHING, ///< No message, or one that means nothing here
  DIL_MIDI_EVENT,   ///< An event
  DIL_MIDI_SYSEX    ///< A system exclusive message, in DilMidiStream.sysex
} DilMidiResult;

/**
   A parser of MIDI as it comes over a cable: any bytes, cut anywhere.

   All zero at the start.  Data without a status and messages that another one
   interrupts are passed over; real-time messages may come between any bytes.

   Source: MIDI 1.0 Detailed Specification 4.2, pages 4 to 6 and.
*/
typedef struct {
  uint8_t bytes[3]; ///< Running status or 0, then data
  uint8_t n_data;   ///< Data bytes of the message under way
  bool is_in_sysex; ///< Between F0 and F7
  size_t n_sysex;   ///< Bytes of `sysex`; more than fit: too long
  uint8_t sysex[DIL_MIDI_SYSEX_SIZE]; ///< From F0 on
} DilMidiStream;

/**
   Take the next byte.

   @param event Result when DIL_MIDI_EVENT is returned, as by dil_midi_event().
*/
DIL_REALTIME DilMidiResult
dil_midi_stream_push(DilMidiStream* stream, uint8_t byte, DilEvent* event);

#endif // DIL_IO_MIDI_STREAM_H
