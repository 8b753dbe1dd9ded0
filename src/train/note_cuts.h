// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_NOTE_CUTS_H
#define DIL_TRAIN_NOTE_CUTS_H

#include "dilaton/attributes.h"
#include "dilaton/audio.h"
#include "dilaton/status.h"

#include <stddef.h>

/// A note in a recording of many
typedef struct {
  size_t begin; ///< First frame, a little ahead of its onset
  size_t end;   ///< Behind its last, its release included
} DilNoteCut;

/// All of them, in order
typedef struct {
  DilNoteCut* cuts; ///< [n]
  size_t n;
} DilNoteCuts;

/**
   Find the notes of a long recording, as a melody is transcribed.

   @param audio Mono, of DIL_LEAST_HEARD_RATE at least.
   @param out Result, to be cleared; 0 or 1 if it is no melody.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_note_cuts_find(const DilAudio* audio, DilNoteCuts* out);

/// Copy one note
DIL_NODISCARD DilStatus
dil_note_cut(const DilAudio* audio, const DilNoteCut* cut, DilAudio* out);

/// Name one after its recording, "scale.wav, note 3"; to be released with
/// free(), or NULL
char*
dil_note_cut_name(const char* path, size_t index);

/// Release the cuts
void
dil_note_cuts_clear(DilNoteCuts* cuts);

#endif // DIL_TRAIN_NOTE_CUTS_H
