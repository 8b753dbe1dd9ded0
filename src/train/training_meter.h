// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_TRAINING_METER_H
#define DIL_TRAIN_TRAINING_METER_H

#include "coefficients.h"
#include "corpus.h"
#include "draw.h"
#include "learner.h"
#include "pool.h"
#include "preset_data.h"

#include "dilaton/attributes.h"
#include "dilaton/evaluate.h"
#include "dilaton/status.h"
#include "dilaton/trainer.h"

#include <stdint.h>

/// What measures a training on the notes that are held out of it
typedef struct {
  const DilCorpus* corpus;    ///< Borrowed
  DilPool* pool;              ///< Borrowed
  DilPresetSettings settings; ///< Rate and predictor
  DilTones tones;             ///< Held out
  DilNoteBits* notes;         ///< [tones.n_tones] what they cost
  DilNoteBits baselines;      ///< The mean, without a network; the unigram is
                              ///< of these very notes
  uint64_t interval;          ///< Steps between measurements, so that they cost
                              ///< a twentieth of the training or less
} DilTrainingMeter;

/**
   Find the notes, and what they cost without a network.

   @param meter To be cleared with dil_training_meter_clear(), also after a
   failure.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_training_meter_set(const DilTrainingSettings* settings,
                       const DilCoefficients* coefficients,
                       const DilCorpus* corpus,
                       DilPool* pool,
                       DilTrainingMeter* meter);

/// Free what it holds; all 0 is fine
void
dil_training_meter_clear(DilTrainingMeter* meter);

/**
   Measure the averaged weights in the format in which they are to be played.

   @param bits Result, a sample.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_training_meter_read(DilTrainingMeter* meter,
                        const DilLearner* learner,
                        double* bits);

/// Bits a sample below which a network has learned something
double
dil_training_meter_bound(const DilTrainingMeter* meter);

#endif // DIL_TRAIN_TRAINING_METER_H
