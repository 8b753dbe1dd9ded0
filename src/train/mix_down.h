// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_MIX_DOWN_H
#define DIL_TRAIN_MIX_DOWN_H

#include "dilaton/audio.h"

/// What became of the channels of a recording
typedef enum {
  DIL_MIX_MEAN,    ///< Their mean; also what was mono
  DIL_MIX_TURNED,  ///< Their mean, some turned over first
  DIL_MIX_LOUDEST, ///< The loudest alone
} DilMix;

/**
   Make a recording mono without losing what is opposite in its channels.

   The mean of the channels is taken unless more than 4.5 dB of their power
   cancels in it, which microphones apart do not lose.  Then the channels that
   go against the loudest are turned over, and if that does not help either, the
   loudest stands for all.
*/
DilMix
dil_mix_down(DilAudio* audio);

#endif // DIL_TRAIN_MIX_DOWN_H
