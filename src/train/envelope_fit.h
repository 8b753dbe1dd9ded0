// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_ENVELOPE_FIT_H
#define DIL_TRAIN_ENVELOPE_FIT_H

#include "corpus.h"
#include "envelope.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdint.h>

/**
   Find how the level of an instrument's notes goes that die away.

   The levels of 40 ms of each tone are followed until they stay 50 dB below the
   loudest or the recording ends, where the tone is cut, and lines are laid
   through them, by least squares, from age to age.  A key and velocity has the
   mean of the tones next to it, the nearest counting most, those held out or
   shifted not at all; beyond their ends a note goes on dying as it did, at
   least 6 dB in a second.

   @param corpus At the level at which it is to sound.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_envelope_fit(DilCorpus* corpus, uint32_t instrument, DilEnvelope* out);

#endif // DIL_TRAIN_ENVELOPE_FIT_H
