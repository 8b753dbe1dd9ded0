// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_SCORE_SCORE_BENDS_H
#define DIL_SCORE_SCORE_BENDS_H

#include "dilaton/attributes.h"
#include "dilaton/score.h"
#include "transcribe.h"

#include <stdbool.h>
#include <stddef.h>

/// The pitch of a recorded melody, instant by instant
typedef struct {
  const DilHeardTone* tones; ///< [n_tones]
  size_t n_tones;            ///< Instants
  double hop_s;              ///< Seconds from one to the next
} DilHeardPitch;

/**
   Make the events of the notes that were heard.

   With bends, the wheel is set to a reach of two keys (registered parameter 0),
   and each note is bent between its key and the pitch at each instant: the
   median of 25 ms is followed, in steps of 3 cents or more; where there is no
   pitch, or one that is more than a key and a half off, as attacks and octave
   errors have it, the wheel stays where it is.

   Source: MIDI 1.0 Detailed Specification 4.2, registered parameter numbers.

   @param score Its notes, of which there is one at least, are transposed.
   @return Whether there was memory.
*/
DIL_NODISCARD bool
dil_score_take_heard(DilScore* score,
                     const DilHeardPitch* heard,
                     const DilScoreOptions* options);

#endif // DIL_SCORE_SCORE_BENDS_H
