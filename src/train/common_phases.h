// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_COMMON_PHASES_H
#define DIL_TRAIN_COMMON_PHASES_H

#include "dilaton/attributes.h"
#include "dilaton/audio.h"
#include "dilaton/status.h"

/**
   Turn the partials of a recording to phases that all recordings then have in
   common, which is not heard.

   Halfway between two instruments a network makes about the mean of their
   waves, in which partials of opposite phases cancel; those of one phase grow
   and shrink from one to the other.  Partial k of K gets the phase
   k phi - pi k (k - 1) / K, where phi is the fundamental's, which stays: sums
   of such partials have low peaks.

   Each partial is turned by the phase that it has on the whole, what lies
   between two partials by the turns of both, blended; all levels stay.

   Source: Schroeder, "Synthesis of Low-Peak-Factor Signals and Binary Sequences
   With Low Autocorrelation", IEEE Transactions on Information Theory 16 (1970),
   for partials of equal power.

   @param audio Mono, of a steady pitch (dil_phase_lock()); its samples change,
   and their number stays.
   @param frequency Of the fundamental in Hz; from half of the rate on nothing
   is turned.
   @return DIL_OK or DIL_NO_MEMORY, and the recording is as it was.
*/
DIL_NODISCARD DilStatus
dil_common_phases(DilAudio* audio, double frequency);

#endif // DIL_TRAIN_COMMON_PHASES_H
