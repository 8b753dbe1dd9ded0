// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_PRINTABLE_H
#define DIL_BASE_PRINTABLE_H

/**
   Make a text one line that a terminal shows and does not obey, in place.

   A file may have any name and any text in it.  Each byte of a control
   character, U+0001 to U+001F and U+007F to U+009F, and each that is not part
   of valid UTF-8 (utf8.h) becomes a question mark.

   @param text NUL-terminated.
*/
void
dil_make_printable(char* text);

#endif // DIL_BASE_PRINTABLE_H
