// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_PITCH_FOLLOWER_H
#define DIL_TRAIN_PITCH_FOLLOWER_H

#include "harmonics.h"
#include "time_map.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A recording whose pitch is followed by a map, until it is steady
typedef struct {
  const float* samples;   ///< [n_samples], borrowed
  size_t n_samples;       ///< At `rate`
  double rate;            ///< In Hz, a multiple of DIL_HARMONICS_RATE
  double frequency;       ///< Wanted, in Hz
  DilTimeMap map;         ///< Owned, its step 1 / DIL_HARMONICS_RATE
  DilHarmonics harmonics; ///< Owned: of the recording warped by the map
  double* room;           ///< Owned
  size_t first;           ///< Time from which on harmonics can be followed
  size_t end;             ///< Time up to which
} DilPitchFollower;

/**
   Begin with the map that leaves a recording as it is, its harmonics measured.

   @param follower All zero but for what is borrowed and the numbers; to be
   freed with dil_pitch_follower_free(), after a failure too.
   @param is_heard Result: whether there is anything to be followed.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_pitch_follower_begin(DilPitchFollower* follower, bool* is_heard);

/**
   Follow the pitch, pass by pass: frequencies first, then the phases of ever
   more harmonics.

   The harmonics' opinions are weighed by how clear they are, as in a fit of
   least squares, and smoothed: vibrato is followed, up to about 10 Hz, and what
   is faster is not.  Before and after the sound the pitch is what it is at its
   beginning and end.

   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_pitch_follower_run(DilPitchFollower* follower);

/// Free what a follower owns
void
dil_pitch_follower_free(DilPitchFollower* follower);

#endif // DIL_TRAIN_PITCH_FOLLOWER_H
