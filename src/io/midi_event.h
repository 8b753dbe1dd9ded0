// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_MIDI_EVENT_H
#define DIL_IO_MIDI_EVENT_H

#include "dilaton/attributes.h"
#include "dilaton/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Release velocity of a key whose release was not measured (MIDI 1.0)
#define DIL_RELEASE_VELOCITY 64.0f

/// Bytes of the message that begins with a status byte of 80 to EF
DIL_REALTIME size_t
dil_midi_size(uint8_t status);

/// The value of a pitch wheel at 0 to 16383, in [-1, 1) with 0 at 8192
DIL_REALTIME float
dil_midi_bend(double wheel);

/**
   Make an event of a channel message, with status byte.

   A note on of velocity 0 becomes a note off of DIL_RELEASE_VELOCITY.

   Source: MIDI 1.0 Detailed Specification 4.2, table II.

   @param bytes [size]; what follows the message is not looked at.
   @param event Result, with frame 0 and no note_id.
   @return False for what is no channel message, or incomplete.
*/
DIL_REALTIME bool
dil_midi_event(const uint8_t* bytes, size_t size, DilEvent* event);

/**
   Make a channel message of an event, the inverse of dil_midi_event().

   Values are rounded to what MIDI has, a note on to a velocity of at least 1.

   @param bytes Room for 3.
   @return Bytes written, 0 for what MIDI has no message for.
*/
size_t
dil_midi_bytes(const DilEvent* event, uint8_t bytes[3]);

#endif // DIL_IO_MIDI_EVENT_H
