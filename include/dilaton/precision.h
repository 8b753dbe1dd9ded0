// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_PRECISION_H
#define DILATON_PRECISION_H

/// @file
/// How weights are held

/// How weights are held in memory; the sound depends on it, if inaudibly
typedef enum {
  DIL_PRECISION_DEFAULT, ///< The preset's own, which all front ends use
  DIL_PRECISION_F32,     ///< As trained
  DIL_PRECISION_BF16,    ///< Half the size, 8 bits of precision
  DIL_PRECISION_F16,     ///< Half the size, 11 bits of precision
  DIL_PRECISION_INT8     ///< A quarter of the size, for presets trained for it
} DilPrecision;

#endif // DILATON_PRECISION_H
