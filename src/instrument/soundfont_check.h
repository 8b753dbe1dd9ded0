// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_INSTRUMENT_SOUNDFONT_CHECK_H
#define DIL_INSTRUMENT_SOUNDFONT_CHECK_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdbool.h>

/// Whether a file begins as SoundFonts do
bool
dil_soundfont_recognises(const char* path);

/**
   See that a file is a SoundFont with all its chunks, to their last byte.

   What libfluidsynth cannot read it hands to libinstpatch, which complains on
   standard error; so damaged files do not get there.

   Source: "SoundFont Technical Specification", version 2.04, section 4.

   @return DIL_OK, DIL_NOT_FOUND or DIL_BAD_FILE.
*/
DIL_NODISCARD DilStatus
dil_soundfont_check(const char* path, DilMessage* message);

#endif // DIL_INSTRUMENT_SOUNDFONT_CHECK_H
