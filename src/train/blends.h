// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_BLENDS_H
#define DIL_TRAIN_BLENDS_H

#include "corpus.h"
#include "pool.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

/// Blends of each two tones, at equal distances
#define DIL_N_BLENDS 3U

/**
   Add tones that lie between each of several instruments and its successor, the
   first after the last, so that a network learns what a morph is to sound like.

   Where both have a tone of the same key that is aligned and not held out, the
   blends of both (dil_power_blend()) for the shares 1/4, 1/2, 3/4 are added,
   the second being the one of the nearest velocity.  Their partials must be of
   common phases (dil_common_phases()), or they cancel.

   @param corpus Finished; its tones are moved.
   @param pool Shares the work; the result does not depend on its threads.
   @return DIL_OK or DIL_NO_MEMORY, and the corpus is as it was.
*/
DIL_NODISCARD DilStatus
dil_corpus_blend(DilCorpus* corpus, DilPool* pool);

/// Weights [n_instruments] of a tone's instruments, of which all other are set
/// to 0
void
dil_tone_mixture(const DilTone* tone, uint32_t n_instruments, float* mixture);

#endif // DIL_TRAIN_BLENDS_H
