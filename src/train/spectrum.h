// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_SPECTRUM_H
#define DIL_TRAIN_SPECTRUM_H

#include <stdbool.h>
#include <stddef.h>

/**
   Fourier transform in place, X_k = sum_t x_t exp(-2 pi i k t / n), or with
   `is_back` its inverse times n.

   Source: Cooley and Tukey, "An Algorithm for the Machine Calculation of
   Complex Fourier Series", Mathematics of Computation 19 (1965); radix 2.

   @param re [n] real parts.
   @param im [n] imaginary parts.
   @param n A power of two.
*/
void
dil_transform(float* re, float* im, size_t n, bool is_back);

#endif // DIL_TRAIN_SPECTRUM_H
