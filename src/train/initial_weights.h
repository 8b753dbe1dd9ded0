// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_INITIAL_WEIGHTS_H
#define DIL_TRAIN_INITIAL_WEIGHTS_H

#include "network.h"

#include <stdint.h>

/**
   Fill a network's parameters with what a training begins with.

   @param values [dil_layout().n_values] zeros before; biases stay so.
*/
void
dil_initial_weights(const DilShape* shape, uint64_t seed, float* values);

#endif // DIL_TRAIN_INITIAL_WEIGHTS_H
