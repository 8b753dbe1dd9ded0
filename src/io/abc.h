// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_ABC_H
#define DIL_IO_ABC_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"
#include "warnings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether a file is ABC notation: by its name, or by a line that starts "X:"
bool
dil_abc_recognises(const char* name, const uint8_t* bytes, size_t n_bytes);

/**
   Convert the first tune of a file in ABC notation to a MIDI file.

   The program abc2midi does it, in a folder of its own below $TMPDIR or /tmp
   and for at most 20 seconds.  Chord symbols are not played, as they are an
   accompaniment and not the melody.

   @param name Of the file, for messages.
   @param bytes [n_bytes] of the file, not used after the call.
   @param warnings Gets the first complaint of abc2midi if it made a file in
   spite of it; may be NULL.
   @param midi Result, [n_midi], to be released with free().
   @return DIL_UNSUPPORTED if abc2midi is not installed, DIL_BAD_FILE if it
   makes nothing of the file, DIL_IO_ERROR, DIL_NOT_FOUND (unwritable folder) or
   DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_abc_to_midi(const char* name,
                const uint8_t* bytes,
                size_t n_bytes,
                DilWarnings* warnings,
                uint8_t** midi,
                size_t* n_midi,
                DilMessage* message);

#endif // DIL_IO_ABC_H
