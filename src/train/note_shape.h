// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_NOTE_SHAPE_H
#define DIL_TRAIN_NOTE_SHAPE_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>

/// Loss of level in dB a second from which a note counts as dying away: strings
/// and bars that are struck or plucked lose 4 to 40, the least steady of bows
/// and breaths 2
#define DIL_DYING_DB_S 3.0

/// What the level of a recorded note does
typedef struct {
  size_t onset;      ///< First sample of the sound, attack included
  size_t held_end;   ///< First sample of its own release, or the end
  double slope_db_s; ///< Change of the held part; NAN if it is too short
} DilNoteShape;

/**
   Find where a recorded note begins, how its level goes, and where it is let
   go.

   The onset is a little ahead of the first 2 ms that lie within 50 dB of the
   loudest 50 ms and, where the recording begins with steady hiss, 10 dB above
   that or within 20 dB of the loudest.
   Of a note that dies away it is 2.5 ms ahead of the stroke, if it has one: a
   rise from 20 to 12 dB below the loudest within 6 ms. The held part is what
   lies within 30 dB of the loudest; its slope is that of the line of least
   squares through its levels from 0.15 s on, its last third left out.  It ends
   where the level is last within 6 dB of the median between.

   Nothing is found in silence: onset 0, held to the end.

   @param samples [n_samples].
   @param rate In Hz, 4000 or more.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_note_shape(const float* samples,
               size_t n_samples,
               double rate,
               DilNoteShape* shape);

/// Whether an instrument holds its level: the median of the slopes [n] of its
/// notes, which are sorted, is not that of what dies away
bool
dil_is_sustained(double* slopes, size_t n);

#endif // DIL_TRAIN_NOTE_SHAPE_H
