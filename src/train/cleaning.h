// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_CLEANING_H
#define DIL_TRAIN_CLEANING_H

#include "mix_down.h"
#include "noise_gate.h"
#include "sfz.h"

#include "dilaton/attributes.h"
#include "dilaton/audio.h"
#include "dilaton/status.h"

#include <stdint.h>

/// Highest rate that is kept, in Hz
#define DIL_MAX_PREPARED_RATE 48000U

/// What a recording was like, and what was done to it
typedef struct {
  uint32_t rate;       ///< In Hz, as recorded
  uint32_t n_channels; ///< As recorded
  DilMix mix;          ///< What became of them
  double clipped;      ///< Share of its samples that are clipped
  double looped_s;     ///< Seconds made by repeating its loop, or 0
  DilNoise noise;      ///< Of what is left
} DilCleaning;

/**
   Make of a recording what can be listened to and learned: one channel, cut to
   what the region plays, its loop unrolled to 4 s, no more than
   DIL_MAX_PREPARED_RATE, quiet hiss gated.

   @param audio Any recording; replaced.
   @param region Told about it; its level is not applied.
   @return DIL_OK, DIL_BAD_FILE (nothing left) or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_recording_clean(DilAudio* audio,
                    const DilSfzRegion* region,
                    DilCleaning* out,
                    DilMessage* message);

/// dil_audio_read() for several threads: libsndfile keeps the reason why it
/// cannot open a file in one place
DIL_NODISCARD DilStatus
dil_recording_read(const char* path, DilAudio* out, DilMessage* message);

#endif // DIL_TRAIN_CLEANING_H
