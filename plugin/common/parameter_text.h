// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_PARAMETER_TEXT_H
#define DIL_PLUGIN_PARAMETER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
   Write a value as people read it: "-6.00 dB", with a point in every locale.

   @param text [size] result, cut if need be.
   @return False for an unknown parameter or NaN.
*/
bool
dil_parameter_write(uint32_t parameter, double value, char* text, size_t size);

/**
   Read a number, with a point or a comma, that may have a unit after it.

   @return False if there is none, or the parameter is unknown.
*/
bool
dil_parameter_read(uint32_t parameter, const char* text, double* value);

/**
   A fraction as a MIDI value, 0 to 127.

   Near an integer it is that integer, so that values that were MIDI before the
   host divided them are unchanged, to the bit.
*/
float
dil_midi_value(double fraction);

#endif // DIL_PLUGIN_PARAMETER_TEXT_H
