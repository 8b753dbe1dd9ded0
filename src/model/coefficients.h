// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_COEFFICIENTS_H
#define DIL_MODEL_COEFFICIENTS_H

/// The fixed numbers of a preset's predictor: see DilPredictor
typedef struct {
  float a;        ///< Short-term coefficient, 0 to 0.99
  float b;        ///< Long-term coefficient, 0 to 0.99
  float emphasis; ///< c of the emphasis, 0 to 0.95; 0 for none
  float gain;     ///< g of the emphasis, 0.001 to 1000; 1 without one
} DilCoefficients;

#endif // DIL_MODEL_COEFFICIENTS_H
