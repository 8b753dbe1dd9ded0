// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_NOISE_GATE_H
#define DIL_TRAIN_NOISE_GATE_H

#include "dilaton/attributes.h"
#include "dilaton/audio.h"
#include "dilaton/status.h"

#include <stdbool.h>

/// What was heard where a recording has no note
typedef struct {
  double floor_db; ///< Of its noise against full scale; NAN: never quiet
  bool is_gated;   ///< There was hiss, and it was taken away
} DilNoise;

/**
   Measure the noise of a recording, and take quiet hiss away.

   Noise is what is heard before the note or after its end, for 0.15 s at a
   steady level at least 30 dB below the note, without a tone in it.  Hiss that
   is heard (less than 80 dB below the note) is gated by 18 dB in each band of
   some 23 Hz at each moment at which nothing stands out of it, under the note
   too; what is 6 dB above it stays as it is.  Nothing moves in time.

   A recording without such a quiet part stays as it is.

   Source: Boll, "Suppression of Acoustic Noise in Speech Using Spectral
   Subtraction", IEEE Trans. ASSP 27 (1979), with a soft gate in place of the
   difference, as it is to leave no tones behind.

   @param audio Mono.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_noise_gate(DilAudio* audio, DilNoise* noise);

#endif // DIL_TRAIN_NOISE_GATE_H
