// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_TONE_H
#define DIL_TRAIN_TONE_H

#include "corpus.h"

#include "dilaton/audio.h"
#include "dilaton/status.h"

#include <stdbool.h>

/**
   Make a tone's samples: resample a recording, and high-pass it at 25 Hz
   without phase shift.

   @param audio Mono.
   @param ratio Samples made for each frame of the recording: the rates' ratio
   over the change of pitch, 1/200 to 200.
   @param rate Of the samples, in Hz.
   @param tone Receives `samples` and `n_samples`.
*/
DIL_NODISCARD DilStatus
dil_tone_resample(const DilAudio* audio,
                  double ratio,
                  double rate,
                  DilTone* tone,
                  DilMessage* message);

/**
   Hold the level of a note from 0.8 s on, within 3 dB either way, so that a
   held note learns to keep it.  Notes that lose more than 6 dB are left to die
   away.

   @return Whether it was held.
*/
bool
dil_tone_level(DilTone* tone, double rate);

#endif // DIL_TRAIN_TONE_H
