// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_NOTE_NAME_H
#define DIL_BASE_NOTE_NAME_H

#include <stddef.h>

/**
   Read the name of a note: C4, Db4, F#3, a-1, Es5, with signs in words or in
   Unicode as well.

   @param text Begins with the name; a letter behind it makes it none.
   @param key Its key, c4 is 60; any number, in the keyboard or not.
   @return Bytes of the name, or 0 if there is none.
*/
size_t
dil_note_read(const char* text, int* key);

#endif // DIL_BASE_NOTE_NAME_H
