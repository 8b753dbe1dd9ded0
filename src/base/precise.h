// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_PRECISE_H
#define DIL_BASE_PRECISE_H

/**
   Elementary functions in double precision, the same on every machine, for what
   is computed once: filters, windows, pitches.  Errors are a few 1e-16.
*/

/// Sine of `turns` turns, of any moderate number of turns
double
dil_precise_sine(double turns);

/// Tangent of `turns` turns, for turns in (-0.25, 0.25)
double
dil_precise_tangent(double turns);

/// Binary logarithm of a positive number
double
dil_precise_log2(double x);

/// Modified Bessel function of the first kind and order 0, for |x| below 50
double
dil_precise_bessel_i0(double x);

#endif // DIL_BASE_PRECISE_H
