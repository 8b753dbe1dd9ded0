// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_TRAINING_CORPUS_H
#define DIL_TRAIN_TRAINING_CORPUS_H

#include "corpus.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"
#include "dilaton/trainer.h"

/**
   Read the recordings of a training, telling how far it is, and warn of what is
   wrong with them.

   @param callback May be NULL.
   @param warning May be NULL.
   @param user Passed to both.
   @param out The corpus, to be freed with dil_corpus_free().
   @return As dil_corpus_load().
*/
DIL_NODISCARD DilStatus
dil_training_corpus_load(const DilTrainingSettings* settings,
                         DilTrainingCallback callback,
                         DilTrainingWarning warning,
                         void* user,
                         DilCorpus** out,
                         DilMessage* message);

#endif // DIL_TRAIN_TRAINING_CORPUS_H
