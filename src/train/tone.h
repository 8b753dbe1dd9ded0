// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_TONE_H
#define DIL_TRAIN_TONE_H

#include "corpus.h"

#include "dilaton/audio.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>

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

/// High-pass samples [n] at 25 Hz; nothing of a sound comes before it
void
dil_tone_high_pass(float* samples, size_t n, double rate);

/**
   Cut the silence before a tone's onset unless it is aligned, and learn how its
   level goes.

   Sets `held_end` and `slope_db_s`.

   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_tone_measure(DilTone* tone, double rate);

/**
   Bring a tone to what the network is to learn.

   Of an instrument that holds its level the tone's own release is cut off, for
   the key's release takes its place, and the level from 0.8 s on is held within
   3 dB either way, so that a held note learns to keep it.  What dies away stays
   as it is; see dil_corpus_flatten().

   @param tone Measured.
*/
void
dil_tone_finish(DilTone* tone, double rate, bool is_sustained);

#endif // DIL_TRAIN_TONE_H
