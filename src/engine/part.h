// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_PART_H
#define DIL_ENGINE_PART_H

#include "coefficients.h"
#include "weights.h"

#include "dilaton/engine.h"
#include "dilaton/preset.h"
#include "dilaton/sampling.h"

#include <stddef.h>
#include <stdint.h>

/// A preset as voices see it
typedef struct {
  const DilPreset* preset;      ///< Borrowed
  DilWeights* weights;          ///< Owned by the bank
  uint32_t rate;                ///< Model rate, steps a second
  uint32_t first_program;       ///< Program of its first instrument
  uint32_t n_instruments;       ///< Programs it has
  DilCoefficients coefficients; ///< Of the predictor
  DilSampling sampling;         ///< The preset's own
  float* stretch_table;         ///< For notes that are moved; owned by the bank
} DilPart;

/// Most instruments of a preset
#define DIL_MAX_INSTRUMENTS 64U

/**
   Prepare presets: weights packed as the settings say.

   @param parts [n_presets] result, to be released with dil_parts_free();
   nothing after a failure.
   @return As dil_bank_new().
*/
DIL_NODISCARD DilStatus
dil_parts_new(const DilEngineSettings* settings,
              const DilPreset* const* presets,
              size_t n_presets,
              DilPart* parts,
              DilMessage* message);

/// Free the weights of parts, of which some may be missing
void
dil_parts_free(DilPart* parts, size_t n_parts);

#endif // DIL_ENGINE_PART_H
