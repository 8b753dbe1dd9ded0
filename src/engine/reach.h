// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_REACH_H
#define DIL_ENGINE_REACH_H

#include "dilaton/attributes.h"
#include "dilaton/parameter.h"
#include "dilaton/preset.h"

#include <stdbool.h>

/// How a note comes to sound from the keys that its instrument has learned
typedef struct {
  double lowest;   ///< Pitch that the network plays, at least
  double highest;  ///< ... and at most
  double fold;     ///< Semitones by which it sounds away from what is written
  double shift;    ///< Semitones that are made by stretching, not the network
  bool is_outside; ///< The written pitch is none that was learned
} DilReach;

/// What the network is told and what is left to stretching, in semitones
typedef struct {
  double key;
  double stretch;
} DilReached;

/**
   Find how a note is to be made: from the nearest key that was learned, moved
   by up to an octave, and by whole octaves where it is further away.

   @param pitch In keys; finite.
   @param outside How, for keys that were not learned.
*/
DIL_REALTIME DilReach
dil_reach(const DilInstrument* instrument, double pitch, DilOutside outside);

/// Part a pitch that the note has now, bent or not
DIL_REALTIME DilReached
dil_reach_part(const DilReach* reach, double pitch);

#endif // DIL_ENGINE_REACH_H
