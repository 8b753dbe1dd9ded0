// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_SCORE_TRANSCRIBE_H
#define DIL_SCORE_TRANSCRIBE_H

#include "dilaton/attributes.h"
#include "dilaton/score.h"

#include <stdbool.h>
#include <stddef.h>

/// An instant of a recorded melody
typedef struct {
  float pitch;        ///< In keys, 69 for 440 Hz, with fractions
  float aperiodicity; ///< About 0 for a tone to 1 for noise
  float level_db;     ///< Of whatever reference; -INFINITY is allowed
} DilHeardTone;

/**
   Find the notes in a melody of one voice.

   The keys are those that, with a price for every change, come nearest to the
   pitch at all instants together (the Viterbi algorithm), so that neither
   vibrato nor a stray octave makes a note.  A key that goes on is struck again
   where the level leaps up.  The tuning is found first: keys are those of a
   piano that is tuned as the voice is.

   @param tones [n_tones]
   @param hop_s Seconds from a tone to the next, about 0.005.
   @param notes Room for n_tones; result by onset, of track and channel 0, with
   velocities from the level at the onset.
   @param n_notes Number of notes, may come out as 0.
   @return Whether there was memory.
*/
DIL_NODISCARD bool
dil_transcribe(const DilHeardTone* tones,
               size_t n_tones,
               double hop_s,
               DilNote* notes,
               size_t* n_notes);

#endif // DIL_SCORE_TRANSCRIBE_H
