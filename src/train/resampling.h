// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_RESAMPLING_H
#define DIL_TRAIN_RESAMPLING_H

#include "dilaton/attributes.h"
#include "dilaton/audio.h"
#include "dilaton/status.h"

#include <stddef.h>

/**
   Resample a mono recording into new memory.

   @param ratio Samples made for each of the recording, 1/200 to 200.
   @param converter Of libsamplerate, such as SRC_SINC_BEST_QUALITY.
   @param n_more Samples of silence that have room after the result.
   @param samples Result, [n] and `n_more` zeros, to be freed with free().
   @return DIL_OK, DIL_NO_MEMORY, or DIL_UNSUPPORTED where libsamplerate fails.
*/
DIL_NODISCARD DilStatus
dil_resample_recording(const DilAudio* audio,
                       double ratio,
                       int converter,
                       size_t n_more,
                       float** samples,
                       size_t* n,
                       DilMessage* message);

#endif // DIL_TRAIN_RESAMPLING_H
