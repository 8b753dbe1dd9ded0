// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_PRECISION_H
#define DIL_MODEL_PRECISION_H

#include "weights.h"

#include "dilaton/precision.h"

/// How weights are held for a precision
static inline DilWeightFormat
dil_weight_format(const DilPrecision precision)
{
  // The default is part of how a preset sounds; it must be the same everywhere
  switch (precision) {
  case DIL_PRECISION_F32:
    return DIL_WEIGHTS_F32;
  case DIL_PRECISION_F16:
    return DIL_WEIGHTS_F16;
  default:
    return DIL_WEIGHTS_BF16;
  }
}

#endif // DIL_MODEL_PRECISION_H
