// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_BASELINE_H
#define DIL_TRAIN_BASELINE_H

#include "coded_note.h"
#include "dilaton/attributes.h"
#include "dilaton/evaluate.h"
#include "dilaton/status.h"
#include "network.h"

#include <stddef.h>
#include <stdint.h>

/// Highest order of a linear predictor
#define DIL_MAX_ORDER 32U

/// Predict x_t as the sum of coefficients[i] x_{t-1-i}
typedef struct {
  uint32_t order;                     ///< 1 to DIL_MAX_ORDER
  double coefficients[DIL_MAX_ORDER]; ///< The first `order`
  double variance;                    ///< Of the residual, above 0
} DilLinear;

/**
   Fit a predictor to samples by the autocorrelation method.

   @param x [n]; what is before and after counts as 0.
   @param order 1 to DIL_MAX_ORDER.
*/
void
dil_linear_fit(const float* x, size_t n, uint32_t order, DilLinear* out);

/// Bits that a note's classes cost under a linear predictor
double
dil_linear_bits(const DilLinear* linear, const DilCodedNote* note);

/// Bits that a note's classes cost by how often each class has been counted
double
dil_unigram_bits(const uint64_t counts[DIL_N_CLASSES],
                 const DilCodedNote* note);

/**
   Bits a sample of what is silent in a note: its end, and the hiss below it.

   The fiftieth of it whose classes have the least entropy, in blocks of 512
   samples.

   @param out Result.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_silence_bits(const DilCodedNote* note, double* out);

/// Average [n_notes] by their samples; key, velocity and instrument become 0
void
dil_note_bits_average(const DilNoteBits* notes,
                      size_t n_notes,
                      DilNoteBits* mean);

#endif // DIL_TRAIN_BASELINE_H
