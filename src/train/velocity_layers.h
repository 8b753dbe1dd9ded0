// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_VELOCITY_LAYERS_H
#define DIL_TRAIN_VELOCITY_LAYERS_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>

/// Most dynamics that are told apart by ear
#define DIL_MAX_HEARD_LAYERS 4U

/// A recording among those of its instrument
typedef struct {
  int key;         ///< That it sounds
  double level_db; ///< Of its held part
  int velocity;    ///< That its name says, or 0
  int lo_velocity; ///< Result, 1 to 127
  int hi_velocity; ///< Result, lo_velocity to 127
  size_t take;     ///< Result: which of those of its key and layer, from 0
  size_t n_takes;  ///< Result: of how many
} DilDynamic;

/**
   Group recordings by how loud they were played.

   By their names if all say it.  Else by ear: levels are set against the line
   of least squares through those of all keys, and parted where that leaves a
   quarter or less of what varies, the middles at least 5 dB apart, and some key
   has more than one.  Each layer is for the velocities about its own, which
   ear gives by 40 log10(velocity / 127) dB with the loudest at 112.

   @param notes [n].
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_velocity_layers(DilDynamic* notes, size_t n);

#endif // DIL_TRAIN_VELOCITY_LAYERS_H
