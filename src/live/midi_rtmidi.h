// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_MIDI_RTMIDI_H
#define DIL_LIVE_MIDI_RTMIDI_H

#include "ring.h"

#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A port from which MIDI comes
typedef struct {
  char driver[16]; ///< For people, "ALSA" or "Jack"
  char name[128];  ///< As the driver calls it
} MidiPort;

/**
   List the ports that could be opened.

   @param out Result [n_ports], to be freed with free(); NULL if there is none.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
midi_list(MidiPort** out, size_t* n_ports, DilMessage* message);

/// An open port
typedef struct MidiInput MidiInput;

/**
   Open a port.

   @param name Name or part of it; or NULL for a port of our own, to which
   others can be connected.
   @param prefers_jack Where the port of our own is to be, if there is a choice.
   @param ring Of bytes, gets what comes in, whole messages; borrowed.
   @return DIL_OK, DIL_NOT_FOUND (also: no MIDI on this machine) or
   DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
midi_open(const char* name,
          bool prefers_jack,
          DilRing* ring,
          MidiInput** out,
          DilMessage* message);

/// The port that is open
const MidiPort*
midi_port(const MidiInput* input);

/// Messages that the ring had no room for
uint64_t
midi_n_lost(const MidiInput* input);

/// Close; NULL is fine
void
midi_close(MidiInput* input);

#endif // DIL_LIVE_MIDI_RTMIDI_H
