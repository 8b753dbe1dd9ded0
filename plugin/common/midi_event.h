// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_MIDI_EVENT_H
#define DIL_PLUGIN_MIDI_EVENT_H

#include "dilaton/attributes.h"
#include "dilaton/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
   Make an event of a channel message, with status byte.

   A note on of velocity 0 becomes a note off of velocity 64.

   Source: MIDI 1.0 Detailed Specification 4.2, table II.

   @param bytes [size]; what follows the message is not looked at.
   @param event Result, with frame 0 and no note_id.
   @return False for what is no channel message, or incomplete.
*/
DIL_REALTIME bool
dil_midi_event(const uint8_t* bytes, size_t size, DilEvent* event);

#endif // DIL_PLUGIN_MIDI_EVENT_H
