// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_VIBRATO_H
#define DIL_TRAIN_VIBRATO_H

#include "dilaton/attributes.h"
#include "dilaton/preset.h"
#include "dilaton/status.h"

#include <stddef.h>

/**
   Find the vibrato of a recorded tone.

   It is a swing of the pitch, at 3.5 to 9 Hz and by at least 4 cents, that most
   of what the pitch does there is due to.

   @param cents [n] deviations of the pitch, from a moment of the tone on.
   @param rate Of the deviations, in Hz, 50 or more.
   @param begin_s That moment, after the onset.
   @param out Its rate, its depth once it is there, in cents to either side, and
   when it has reached four fifths of that; depth 0 if there is none.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_vibrato_find(const double* cents,
                 size_t n,
                 double rate,
                 double begin_s,
                 DilVibrato* out);

/**
   What an instrument's recordings have in common: medians over those with
   vibrato, or depth 0 if these are fewer than half.

   @param vibratos [n].
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_vibrato_median(const DilVibrato* vibratos, size_t n, DilVibrato* out);

#endif // DIL_TRAIN_VIBRATO_H
