// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_KIN_H
#define DIL_APP_KIN_H

#include "dilaton/preset.h"

#include <stddef.h>
#include <stdint.h>

#define NOT_FOUND UINT32_MAX ///< Of any number here

/// What a part of a melody asks for
typedef struct {
  uint32_t program; ///< Of General MIDI; above 127 for none
  int lo_key;       ///< Lowest that it plays
  int hi_key;       ///< Highest
} Wanted;

/// An instrument of some presets
typedef struct {
  size_t preset;       ///< Among them
  uint32_t instrument; ///< Of the preset
  uint32_t away;       ///< 0 for the program itself, or NOT_FOUND
} Kin;

/**
   The instrument that plays a part best.

   It is the one of the program.  Without one, it is of the same family, if that
   holds its notes, or lets them die away, as the program does; or of the family
   that stands in for it; of several, the one that has learned the part's keys,
   and of equals the one of the nearest program.

   @return Its `away` is NOT_FOUND if there is none.
*/
Kin
kin_nearest(size_t n_presets, DilPreset* const* presets, const Wanted* wanted);

#endif // DIL_APP_KIN_H
