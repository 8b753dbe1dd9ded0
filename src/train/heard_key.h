// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_HEARD_KEY_H
#define DIL_TRAIN_HEARD_KEY_H

#include "dilaton/attributes.h"
#include "dilaton/audio.h"
#include "dilaton/status.h"

#include <stdbool.h>

/// Semitones from a key within which a pitch is its own, if not in tune
#define DIL_KEY_TOLERANCE 0.75

/// The pitch of a recorded note
typedef struct {
  double key;    ///< Fractional MIDI key, or NAN: none that is steady
  double share;  ///< Of what is loud, that which has this pitch, 0 to 1
  double spread; ///< Semitones of half of its instants about it
  double length; ///< Seconds that have it
  bool is_chord; ///< Its lowest harmonics are missing: several notes at once
} DilHeardKey;

/// What the ear says to a key that somebody has told
typedef enum {
  DIL_KEY_UNSURE, ///< Nothing that could be sure: short, noisy, without pitch
  DIL_KEY_RIGHT,  ///< It is the key, in tune or not
  DIL_KEY_WRONG   ///< It is another key for certain
} DilKeyVerdict;

/**
   Measure the pitch of one recorded note.

   The pitch is that which most of what is loud has (YIN), measured again over
   several periods at once, so that it is good to a cent or two where there is
   no vibrato.

   @param audio Mono, a note from its onset to its end.
   @return DIL_OK, DIL_UNSUPPORTED (a rate below 8000) or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_heard_key(const DilAudio* audio, DilHeardKey* out);

/**
   Set the ear against a key.

   Short notes have their octave wrong now and then, so at a distance at which
   one note is a harmonic of the other the spectrum must agree: lower, the lower
   note's own harmonics must be there, and higher, they must be missing.

   @param told Fractional MIDI key that the recording is said to sound.
*/
DilKeyVerdict
dil_judge_key(const DilAudio* audio, const DilHeardKey* heard, double told);

#endif // DIL_TRAIN_HEARD_KEY_H
