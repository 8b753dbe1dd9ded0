// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "random_network.h"

#include "mulaw.h"
#include "rng.h"

#include <math.h>
#include <stdlib.h>

/// Half the width of a tensor's uniform distribution
static float
spread(const DilShape* const shape, const DilTensorId id)
{
  const float r = (float)shape->n_residual;
  const float s = (float)shape->n_skip;

  switch (id) {
  case DIL_PAST:
  case DIL_CURRENT:
    return 1.7f / sqrtf(2.0f * r);
  case DIL_RESIDUAL:
    return 1.2f / sqrtf(r);
  case DIL_SKIP:
    return 2.6f / sqrtf((float)shape->n_layers * r);
  case DIL_HIDDEN:
    return 1.7f / sqrtf(s);
  case DIL_LOGITS:
    return 3.0f / sqrtf(s);
  case DIL_CONDITION_1:
  case DIL_CONDITION_2:
    return 0.2f;
  default:
    return 0.5f;
  }
}

static void
set_tensor(DilNetwork* const network, const DilTensorId id, const uint64_t seed)
{
  const DilNetworkTensor* const t = &network->layout.tensors[id];
  const DilRng rng = dil_rng_stream(seed, (uint64_t)id);
  const float width = 2.0f * spread(&network->shape, id);

  for (size_t i = 0U; i < t->n_values; ++i) {
    const float uniform = dil_rng_uniform(rng, i) - 0.5f;
    network->values[t->offset + i] = width * uniform;
  }
}

DilNetwork*
random_network(const DilShape* const shape, const uint64_t seed)
{
  DilNetwork* network = NULL;
  if (dil_network_new(shape, &network)) {
    abort();
  }

  for (size_t id = 0U; id < DIL_N_TENSORS; ++id) {
    set_tensor(network, (DilTensorId)id, seed);
  }

  // So that some activations are beyond what bytes hold
  for (uint32_t l = 0U; l < shape->n_layers; ++l) {
    network->units.input[l] = 0.02f + 0.003f * (float)(l % 5U);
    network->units.gate[l] = 0.009f + 0.002f * (float)(l % 3U);
  }

  // Residuals of a trained network are small: prefer classes near silence
  const DilNetworkTensor* const bias =
    &network->layout.tensors[DIL_LOGITS_BIAS];
  for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
    const float distance = ((float)c - (float)DIL_SILENT_CLASS) / 24.0f;
    network->values[bias->offset + c] -= 0.5f * distance * distance;
  }

  return network;
}

DilLaneStart
random_note(const DilShape* const shape,
            const uint64_t seed,
            float* const mixture)
{
  const DilRng rng = dil_rng_stream(seed, 77U);
  const DilSampling sampling = {1.0f, 1.0f, DIL_N_CLASSES, false, 0.0f};
  const DilLaneStart note = {
    .coefficients = {0.85f, 0.8f, seed % 2U ? 0.7f : 0.0f, 1.0f},
    .rate = 24000.0f,
    .rng = dil_rng_stream(seed, 78U),
    .key = 40.0 + 40.0 * (double)dil_rng_uniform(rng, 0U),
    .tuning_hz = 440.0,
    .velocity = 1.0f + 126.0f * dil_rng_uniform(rng, 1U),
    .mixture = mixture,
    .sampling = sampling,
  };

  for (uint32_t i = 0U; i < shape->n_instruments; ++i) {
    mixture[i] = 1.0f / (float)shape->n_instruments;
  }

  return note;
}

DilLane*
random_lane(const DilWeights* const weights, const uint64_t seed)
{
  float mixture[64];
  DilLane* lane = NULL;
  if (dil_lane_new(dil_weights_shape(weights), &lane)) {
    abort();
  }

  const DilLaneStart note =
    random_note(dil_weights_shape(weights), seed, mixture);
  dil_lane_start(lane, weights, &note);
  return lane;
}
