// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_FLATTEN_H
#define DIL_TRAIN_FLATTEN_H

#include "corpus.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

/**
   Make waves of settled level of the tones of instruments that die away.

   Divides them by the instrument's envelope, that of the settings or the one
   that fits them, and brings the loudest to the level that all of a corpus
   have; the envelope then tells what they are to be multiplied by.

   @param corpus At its level; receives `envelopes` if there is such an
   instrument.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_corpus_flatten(DilCorpus* corpus, const DilCorpusSettings* settings);

#endif // DIL_TRAIN_FLATTEN_H
