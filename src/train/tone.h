// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_TONE_H
#define DIL_TRAIN_TONE_H

#include "corpus.h"

#include "dilaton/audio.h"
#include "dilaton/status.h"

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

#endif // DIL_TRAIN_TONE_H
