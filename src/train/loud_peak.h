// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_LOUD_PEAK_H
#define DIL_TRAIN_LOUD_PEAK_H

#include "corpus.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdint.h>

/// Peak to which the loudest 0.5 % of tones are brought
#define DIL_LOUD_PEAK 0.8

/// In place of an instrument's index: all of them
#define DIL_ALL_INSTRUMENTS UINT32_MAX

/// Find the peak that all but the loudest 0.5 % of an instrument's tones keep
/// to, 0 if it has none; DIL_OK or DIL_NO_MEMORY
DIL_NODISCARD DilStatus
dil_corpus_loud_peak(const DilCorpus* corpus, uint32_t instrument, double* out);

/// Find the gain g of an emphasis c that brings all tones, emphasised, to the
/// same peak; DIL_OK or DIL_NO_MEMORY
DIL_NODISCARD DilStatus
dil_corpus_emphasis_gain(const DilCorpus* corpus, float emphasis, float* gain);

/// Multiply an instrument's tones by a factor
void
dil_corpus_scale(const DilCorpus* corpus, uint32_t instrument, float gain);

/// Bring all tones to that peak; DIL_OK, DIL_NO_MEMORY, or DIL_BAD_FILE for
/// silence
DIL_NODISCARD DilStatus
dil_corpus_normalise(DilCorpus* corpus, DilMessage* message);

#endif // DIL_TRAIN_LOUD_PEAK_H
