// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/tiny_preset.h"

#include "support/temp.h"
#include "support/test.h"

#include "network.h"
#include "preset_data.h"
#include "rng.h"

#include <math.h>

const float tiny_input_unit = 0.0517f;
const float tiny_gate_unit = 0.0161f;

TinyPreset
tiny_preset_defaults(void)
{
  const TinyPreset defaults = {.rate = 24000.0f,
                               .n_instruments = 1U,
                               .seed = 1U,
                               .release_s = 0.1f,
                               .veltrack = 100.0f,
                               .hi_key = 127,
                               .precision = DIL_PRECISION_DEFAULT};
  return defaults;
}

static void
fill(const TinyPreset* const description, DilNetwork* const network)
{
  for (uint32_t id = 0U; id < DIL_N_TENSORS; ++id) {
    const DilNetworkTensor* const tensor = &network->layout.tensors[id];
    const DilRng rng = dil_rng_stream(description->seed, id);
    for (size_t i = 0U; i < tensor->n_values; ++i) {
      network->values[tensor->offset + i] = dil_rng_uniform(rng, i) - 0.5f;
    }
  }

  // Residuals near silence, so that the sound neither dies nor overflows
  const DilNetworkTensor* const bias =
    &network->layout.tensors[DIL_LOGITS_BIAS];
  for (size_t i = 0U; i < bias->n_values; ++i) {
    const float distance = ((float)i - 128.0f) / 12.0f;
    network->values[bias->offset + i] -= 0.5f * distance * distance;
  }
}

static DilStatus
save(const TinyPreset* const description,
     const DilNetwork* const network,
     const char* const path,
     DilMessage* const message)
{
  static const char* const names[] = {"one", "two", "three", "four"};

  const DilPresetSettings settings = {
    description->rate,
    {0.85f, 0.8f, description->emphasis, 1.0f},
    {1.0f, 1.0f, 256U, false, 0.0f},
    description->precision};
  const DilPresetText texts[] = {
    {"title", "Tiny"},
    {"licence", "ISC"},
    {"instrument.0.program", description->program}};
  DilInstrument instruments[4];
  for (uint32_t i = 0U; i < 4U; ++i) {
    const DilInstrument instrument = {
      .name = names[i],
      .credits = "Random numbers",
      .lo_key = description->lo_key,
      .hi_key = description->hi_key,
      .release_s = description->release_s,
      .veltrack = description->veltrack,
      .is_sustained = !description->envelopes && !description->dies_away,
      .is_locked = description->vibrato.depth_ct > 0.0f,
      .vibrato = description->vibrato,
      .cutoff = description->cutoff,
      .treble_db = description->treble_db};
    instruments[i] = instrument;
  }

  return dil_preset_save(path,
                         network,
                         &settings,
                         instruments,
                         description->envelopes,
                         texts,
                         description->program ? 3U : 2U,
                         message);
}

DilStatus
tiny_preset_save(const TinyPreset* const description,
                 const char* const path,
                 DilMessage* const message)
{
  const DilShape shape = {8U, 16U, 4U, 4U, description->n_instruments};
  DilNetwork* network = NULL;
  DilStatus status = (description->n_instruments > 4U)
                       ? DIL_BAD_ARGUMENT
                       : dil_network_new(&shape, &network);
  if (!status) {
    fill(description, network);
    for (uint32_t l = 0U; l < shape.n_layers && description->has_units; ++l) {
      network->units.input[l] = tiny_input_unit;
      network->units.gate[l] = tiny_gate_unit;
    }
    status = save(description, network, path, message);
    dil_network_free(network);
  }

  return status;
}

DilPreset*
tiny_preset_load(const TinyPreset* const description)
{
  TempFolder* const folder = temp_new();
  const char* const path = temp_path(folder, "tiny.safetensors");
  DilPreset* preset = NULL;
  assert_int_equal(tiny_preset_save(description, path, NULL), DIL_OK);
  assert_int_equal(dil_preset_load(path, &preset, NULL), DIL_OK);
  temp_free(folder);
  return preset;
}
