// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_HALF_H
#define DIL_IO_HALF_H

#include <stdint.h>

/// Value of an IEEE 754 binary16, exact; any thread
float
dil_half_to_float(uint16_t half);

/**
   Nearest IEEE 754 binary16, half to even; any thread.

   @param value Finite; beyond +-65520 the result is an infinity.
*/
uint16_t
dil_half_from_float(float value);

#endif // DIL_IO_HALF_H
