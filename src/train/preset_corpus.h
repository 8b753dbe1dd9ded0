// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_PRESET_CORPUS_H
#define DIL_TRAIN_PRESET_CORPUS_H

#include "corpus.h"

#include "dilaton/preset.h"
#include "dilaton/status.h"
#include "dilaton/trainer.h"

#include <stdint.h>

/**
   Read the recordings that a preset was trained on as its training read them:
   with the same tones held out, and instruments sustained as the preset says.

   @param sources One for each instrument of the preset, in its order.
   @param n_threads 1 to 64; does not change the result.
   @param progress May be NULL.
   @param out The corpus, to be freed with dil_corpus_free().
*/
DIL_NODISCARD DilStatus
dil_preset_corpus_load(const DilPreset* preset,
                       const DilTrainingSource* sources,
                       uint32_t n_threads,
                       DilCorpusProgress progress,
                       void* user,
                       DilCorpus** out,
                       DilMessage* message);

#endif // DIL_TRAIN_PRESET_CORPUS_H
