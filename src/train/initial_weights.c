// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "initial_weights.h"

#include "rng.h"

#include <math.h>
#include <stddef.h>

/// Stream of the seed
#define WEIGHT_STREAM 16U

/// Parameters that are being filled
typedef struct {
  DilLayout layout;
  uint64_t seed;
  float* values;
} Weights;

static void
fill_normal(const Weights* const w, const DilTensorId id, const double scale)
{
  const DilNetworkTensor* const tensor = &w->layout.tensors[id];
  const DilRng rng = dil_rng_stream(w->seed, WEIGHT_STREAM);
  for (size_t i = 0U; i < tensor->n_values; ++i) {
    const size_t place = tensor->offset + i;
    w->values[place] = (float)(scale * dil_rng_normal(rng, place));
  }
}

void
dil_initial_weights(const DilShape* const shape,
                    const uint64_t seed,
                    float* const values)
{
  const Weights weights = {dil_layout(shape), seed, values};
  const double r = (double)shape->n_residual;
  const double s = (double)shape->n_skip;
  const double l = (double)shape->n_layers;
  const double u = (double)DIL_N_HIDDEN;

  fill_normal(&weights, DIL_EMBEDDING, 0.2);
  fill_normal(&weights, DIL_INPUT, 0.5);
  fill_normal(&weights, DIL_PAST, 1.0 / sqrt(2.0 * r));
  fill_normal(&weights, DIL_CURRENT, 1.0 / sqrt(2.0 * r));
  fill_normal(&weights, DIL_RESIDUAL, 0.7 / sqrt(r));
  fill_normal(&weights, DIL_SKIP, 1.5 / sqrt(l * r));
  fill_normal(&weights, DIL_HIDDEN, sqrt(2.0 / s));
  fill_normal(&weights, DIL_LOGITS, 0.3 / sqrt(s));
  fill_normal(&weights, DIL_CONDITION_0, 0.5);
  fill_normal(&weights, DIL_CONDITION_1, 1.0 / sqrt(u));
  fill_normal(&weights, DIL_CONDITION_2, 0.5 / sqrt(u));

  // The classes start out in their order, along a random direction
  const DilRng rng = dil_rng_stream(seed, WEIGHT_STREAM + 64U);
  for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
    const double place = ((double)c - 127.5) / 127.5;
    for (size_t i = 0U; i < shape->n_residual; ++i) {
      values[c * shape->n_residual + i] +=
        (float)(place * dil_rng_normal(rng, i));
    }
  }
}
