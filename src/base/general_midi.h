// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_GENERAL_MIDI_H
#define DIL_BASE_GENERAL_MIDI_H

/**
   Name of a General MIDI program.

   Source: "General MIDI System Level 1", RP-003, MIDI Manufacturers
   Association, 1991, table 2.

   @param program 0 to 127.
*/
const char*
dil_general_midi_name(unsigned program);

/// Name of the family of eight that program 0 to 127 is of, "Strings"
const char*
dil_general_midi_family(unsigned program);

/// Name of a key as musicians call it, 60 being C4
void
dil_key_name(unsigned key, char text[8]);

#endif // DIL_BASE_GENERAL_MIDI_H
