// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_MIDI_VALUE_H
#define DIL_PLUGIN_MIDI_VALUE_H

/**
   A fraction as a MIDI value, 0 to 127.

   Near an integer it is that integer, so that values that were MIDI before the
   host divided them are unchanged, to the bit.
*/
float
dil_midi_value(double fraction);

#endif // DIL_PLUGIN_MIDI_VALUE_H
