// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_EMPHASIS_CHOICE_H
#define DIL_TRAIN_EMPHASIS_CHOICE_H

#include "corpus.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"
#include "dilaton/trainer.h"

/**
   Choose the emphasis with which the noise of coding changes the colour of
   recordings least.

   What a network draws is as noisy at all frequencies of the emphasised wave;
   undone, that noise falls to the treble as 1 / |1 - c exp(-i w)|^2.  A tuba
   has nothing in the treble that would cover it, and a violin nothing in the
   bass.

   @param emphasis Result, 0 to 0.85.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_emphasis_choose(const DilCorpus* corpus, float* emphasis);

/// Put the emphasis of the preset to begin with, or the chosen one, in the
/// place of DIL_EMPHASIS_CHOSEN; DIL_OK or DIL_NO_MEMORY
DIL_NODISCARD DilStatus
dil_emphasis_settle(const DilCorpus* corpus, DilTrainingSettings* settings);

#endif // DIL_TRAIN_EMPHASIS_CHOICE_H
