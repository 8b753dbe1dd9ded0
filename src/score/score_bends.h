// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_SCORE_SCORE_BENDS_H
#define DIL_SCORE_SCORE_BENDS_H

#include "dilaton/score.h"
#include "transcribe.h"

#include <stddef.h>

/// What dil_bends_begin() writes at most
#define DIL_BENDS_BEGIN 3U

/// The pitch of a recorded melody, instant by instant
typedef struct {
  const DilHeardTone* tones; ///< [n_tones]
  size_t n_tones;            ///< Instants
  double hop_s;              ///< Seconds from one to the next
} DilHeardPitch;

/**
   Say how far the pitch wheel reaches: two keys, by registered parameter 0.

   Source: MIDI 1.0 Detailed Specification 4.2, registered parameter numbers.

   @param events Room for DIL_BENDS_BEGIN.
   @return Number of events written.
*/
size_t
dil_bends_begin(DilScoreEvent* events);

/**
   Bend a note as it was sung: between its key and the pitch at each instant.

   The median of 25 ms is followed, in steps of 3 cents or more; where there is
   no pitch, or one that is more than a key and a half off, as attacks and
   octave errors have it, the wheel stays where it is.

   @param key The key as it was heard, before any transposition.
   @param end_s When the note is released.
   @param events Room for an event for each instant of the note and one more;
   result by time, the first at the onset.
   @return Number of events written.
*/
size_t
dil_bends_write(const DilHeardPitch* heard,
                const DilNote* note,
                uint8_t key,
                double end_s,
                DilScoreEvent* events);

#endif // DIL_SCORE_SCORE_BENDS_H
