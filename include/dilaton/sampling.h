// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_SAMPLING_H
#define DILATON_SAMPLING_H

/// @file
/// How samples are drawn

#include "dilaton/attributes.h"

#include <stdbool.h>
#include <stdint.h>

DIL_BEGIN_DECLS

/**
   How a class is drawn from the network's distribution.

   Classes are drawn from softmax(logits / temperature), cut first to the
   `top_k` likeliest and then to the fewest likeliest that hold `top_p` of the
   probability.
*/
typedef struct {
  float temperature; ///< 0.05 to 2; 1 is the distribution that was learned
  float top_p;       ///< 0 to 1; 1 keeps all
  uint32_t top_k;    ///< 1 to 256; 256 keeps all
  bool is_greedy;    ///< Always the likeliest class, the lowest of equals
  float noise;       ///< Noise the network is to expect in its past, 0 to 6
} DilSampling;

DIL_END_DECLS

#endif // DILATON_SAMPLING_H
