// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_INSTRUMENT_SFZ_CLEAN_H
#define DIL_INSTRUMENT_SFZ_CLEAN_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>

/**
   Make what is left to parse of an SFZ file simple, in place.

   Comments of both kinds become spaces, every end of line becomes a newline,
   so that the number of lines stays.

   @param name What messages call the file.
   @param text [n + 1] result, NUL-terminated.
   @param n Bytes of the file.
   @return DIL_OK or DIL_BAD_FILE: a NUL in it, a comment that never ends.
*/
DIL_NODISCARD DilStatus
dil_sfz_clean(const char* name, char* text, size_t n, DilMessage* message);

#endif // DIL_INSTRUMENT_SFZ_CLEAN_H
