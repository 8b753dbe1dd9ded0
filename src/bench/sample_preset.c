// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sample_preset.h"

#include "mulaw.h"
#include "network.h"
#include "preset_data.h"
#include "rng.h"

#include <math.h>
#include <stdlib.h>

DilNetworkSize
dil_network_size(const DilPreset* const preset)
{
  const DilShape* const shape = &preset->network->shape;
  const DilNetworkSize size = {shape->n_residual,
                               shape->n_skip,
                               shape->n_layers,
                               shape->cycle,
                               shape->n_instruments,
                               dil_shape_n_products(shape)};
  return size;
}

/// Standard deviation of a tensor's weights: of a sum's over its inputs 1 or so
static double
deviation(const DilShape* const shape, const DilTensorId id)
{
  const double r = (double)shape->n_residual;
  const double s = (double)shape->n_skip;
  const double l = (double)shape->n_layers;
  switch (id) {
  case DIL_PAST:
  case DIL_CURRENT:
    return sqrt(0.5 / r);
  case DIL_RESIDUAL:
    return 0.5 * sqrt(1.0 / r);
  case DIL_SKIP:
    return 1.5 * sqrt(1.0 / (l * r));
  case DIL_HIDDEN:
    return sqrt(2.0 / s);
  case DIL_LOGITS:
    return sqrt(1.0 / s);
  default:
    return 0.2;
  }
}

static void
fill(DilNetwork* const network, const uint64_t seed)
{
  const DilNetworkTensor* const tensors = network->layout.tensors;
  for (uint32_t id = 0U; id < DIL_N_TENSORS; ++id) {
    const double scale = deviation(&network->shape, (DilTensorId)id);
    const DilRng rng = dil_rng_stream(seed, id);
    for (size_t i = 0U; i < tensors[id].n_values; ++i) {
      network->values[tensors[id].offset + i] =
        (float)(scale * dil_rng_normal(rng, i));
    }
  }

  // Residuals are small most of the time: a normal distribution of classes
  float* const bias = network->values + tensors[DIL_LOGITS_BIAS].offset;
  for (uint32_t c = 0U; c < DIL_N_CLASSES; ++c) {
    const float distance = ((float)c - (float)DIL_SILENT_CLASS) / 24.0f;
    bias[c] -= 0.5f * distance * distance;
  }
}

DilStatus
dil_sample_preset_new(const DilNetworkSize* const size,
                      const uint64_t seed,
                      DilPreset** const out)
{
  static const DilInstrument instrument = {.name = "random",
                                           .credits = "",
                                           .lo_key = 40,
                                           .hi_key = 80,
                                           .release_s = 0.1f,
                                           .veltrack = 100.0f,
                                           .is_sustained = true};

  const DilShape shape = {size->n_residual,
                          size->n_skip,
                          size->n_layers,
                          size->cycle,
                          size->n_instruments};
  DilNetwork* network = NULL;
  const DilStatus status = dil_network_new(&shape, &network);
  if (status) {
    return status;
  }

  DilPreset* const preset = (DilPreset*)calloc(1U, sizeof(*preset));
  DilInstrument* const instruments =
    (DilInstrument*)calloc(shape.n_instruments, sizeof(*instruments));
  if (!preset || !instruments) {
    free(instruments);
    free(preset);
    dil_network_free(network);
    return DIL_NO_MEMORY;
  }

  const DilPresetSettings settings = {24000.0f,
                                      {0.85f, 0.8f, 0.0f, 1.0f},
                                      {1.0f, 1.0f, DIL_N_CLASSES, false, 0.0f},
                                      DIL_PRECISION_DEFAULT};
  fill(network, seed);
  for (uint32_t i = 0U; i < shape.n_instruments; ++i) {
    instruments[i] = instrument;
  }

  preset->network = network;
  preset->settings = settings;
  preset->instruments = instruments;
  *out = preset;
  return DIL_OK;
}
