// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BENCH_SAMPLE_PRESET_H
#define DIL_BENCH_SAMPLE_PRESET_H

#include "dilaton/preset.h"
#include "dilaton/status.h"

#include <stdint.h>

/// The size of a preset's network
typedef struct {
  uint32_t n_residual;
  uint32_t n_skip;
  uint32_t n_layers;
  uint32_t cycle;         ///< Dilations 1, 2, ... 2^(cycle - 1), then again
  uint32_t n_instruments; ///< At least 1
  uint64_t n_products;    ///< Multiply-adds a sample, the conditioning aside
} DilNetworkSize;

/// The size of a preset's network
DilNetworkSize
dil_network_size(const DilPreset* preset);

/**
   Make a preset of random weights, to measure a size that nobody has trained.

   Its signals have the magnitudes of a trained network's: neither denormal nor
   saturated, and classes near silence are the likeliest.  It has no texts and
   no identity.

   @param size All but `n_products`.
   @param seed Of the weights.
   @param out To be freed with dil_preset_free().
   @return DIL_OK, DIL_BAD_ARGUMENT or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_sample_preset_new(const DilNetworkSize* size,
                      uint64_t seed,
                      DilPreset** out);

#endif // DIL_BENCH_SAMPLE_PRESET_H
