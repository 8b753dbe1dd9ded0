// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_ENVELOPE_H
#define DIL_MODEL_ENVELOPE_H

#include "dilaton/attributes.h"

/// Velocities, keys and ages at which an envelope has levels: velocities 16,
/// 40 ... 112, all keys, ages 40, 80 ... 20480 ms
#define DIL_ENVELOPE_VELOCITIES 5U
#define DIL_ENVELOPE_KEYS       128U
#define DIL_ENVELOPE_AGES       10U

/// Range of its levels in dB
#define DIL_ENVELOPE_LOWEST_DB  (-1000.0f)
#define DIL_ENVELOPE_HIGHEST_DB 60.0f

/// Range of the level of its waves in dB
#define DIL_ENVELOPE_LOWEST_WAVE_DB (-80.0f)

/// Level in dB at which a note has died away: what the network makes has some
/// -15 dB, so that this is the last bit of 16
#define DIL_ENVELOPE_END_DB (-75.0f)

/**
   How the level of an instrument's notes goes that die away.

   The network of such an instrument makes waves of settled level, of strings
   and bars that never come to rest, and the engine multiplies them by this.
   Coded by mu-law alike at all ages, the tail is as clean as the attack; level,
   decay and the silence at the end do not depend on what is drawn.
*/
typedef struct DilEnvelopeImpl {
  /// In dB, by which waves are multiplied
  float levels[DIL_ENVELOPE_VELOCITIES][DIL_ENVELOPE_KEYS][DIL_ENVELOPE_AGES];
  float wave_db; ///< Level of the waves, where a mean square of 1 is 0
} DilEnvelope;

/// The same of one note, in dB
typedef struct {
  float levels[DIL_ENVELOPE_AGES];
} DilNoteEnvelope;

/// Age of place `index` of an envelope, in seconds
float
dil_envelope_age_s(unsigned index);

/// Velocity of place `index` of an envelope
float
dil_envelope_velocity(unsigned index);

/**
   Find a note's envelope, in lines between the keys and velocities that there
   are.

   @param envelope Or NULL, of what keeps its level: 0 dB.
*/
DIL_REALTIME void
dil_envelope_note(const DilEnvelope* envelope,
                  double key,
                  float velocity,
                  DilNoteEnvelope* out);

/// Level of a note in dB: up to the first age the same, then in lines from age
/// to age, and on in the last of them
DIL_REALTIME float
dil_note_envelope_db(const DilNoteEnvelope* note, float age_s);

/// Age in seconds at which a note has died away for good, or INFINITY
DIL_REALTIME float
dil_note_envelope_end_s(const DilNoteEnvelope* note);

#endif // DIL_MODEL_ENVELOPE_H
