// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_BLENDS_H
#define DIL_TRAIN_BLENDS_H

#include "corpus.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

/// Blends of each two tones, at equal distances
#define DIL_N_BLENDS 3U

/**
   Add tones that lie between each of several instruments and its successor, the
   first after the last, so that a network learns what a morph is to sound like.

   Where both have a tone of the same key that is aligned and not held out, the
   sums (1 - b) x + b y for b = 1/4, 1/2, 3/4 are added, y being the one of the
   nearest velocity.  Their partials must be of common phases
   (dil_common_phases()), or they cancel.

   @param corpus Finished; its tones are moved.
   @return DIL_OK or DIL_NO_MEMORY, and the corpus is as it was.
*/
DIL_NODISCARD DilStatus
dil_corpus_blend(DilCorpus* corpus);

/// Weights [n_instruments] of a tone's instruments, of which all other are set
/// to 0
void
dil_tone_mixture(const DilTone* tone, uint32_t n_instruments, float* mixture);

#endif // DIL_TRAIN_BLENDS_H
