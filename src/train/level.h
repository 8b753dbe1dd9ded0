// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_LEVEL_H
#define DIL_TRAIN_LEVEL_H

#include "dilaton/audio.h"

#include <stddef.h>

/// Mean of the squares of x [n], 0 for none
double
dil_mean_power(const float* x, size_t n);

/// Level of x [n] in dB, where a mean square of 1 is 0; at least -200
double
dil_level_db(const float* x, size_t n);

/// Level of the loudest of the steps of `step` samples, which is not 0, that
/// fit into a mono recording, in dB; -200 for none
double
dil_loudest_db(const DilAudio* audio, size_t step);

#endif // DIL_TRAIN_LEVEL_H
