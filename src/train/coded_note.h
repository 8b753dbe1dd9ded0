// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_CODED_NOTE_H
#define DIL_TRAIN_CODED_NOTE_H

#include "dilaton/status.h"
#include "preset_data.h"
#include "segment.h"

#include <stddef.h>
#include <stdint.h>

/// A whole note as classes of the fixed predictor's residual, without noise
typedef struct {
  uint8_t* classes;   ///< [n]
  float* predictions; ///< [n] of the fixed predictor
  float* decoded;     ///< [n] samples of the emphasised wave
  float* inputs;      ///< [n][DIL_N_INPUTS] inputs of the network
  size_t n;           ///< Steps, a multiple of DIL_TARGET_STEPS
} DilCodedNote;

/**
   Code a performance: as many whole windows as it has, at least one.

   @param settings The predictor's coefficients and the rate of the tone.
   @param out To be cleared with dil_coded_note_clear().
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_coded_note_make(const DilPerformance* performance,
                    const DilPresetSettings* settings,
                    DilCodedNote* out);

/// Free a note's arrays
void
dil_coded_note_clear(DilCodedNote* note);

/**
   Fill an example with the window of a note that starts at step `start`.

   @param example Made for DIL_CONTEXT_STEPS and DIL_TARGET_STEPS.
*/
void
dil_coded_note_window(const DilCodedNote* note,
                      const DilShape* shape,
                      const DilPerformance* performance,
                      const DilPresetSettings* settings,
                      size_t start,
                      DilExample* example);

#endif // DIL_TRAIN_CODED_NOTE_H
