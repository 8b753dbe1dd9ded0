// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "precision.h"

#include "message.h"
#include "preset_data.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const char* const names[] = {NULL, "f32", "bf16", "f16", "int8"};

static const size_t n_names = sizeof(names) / sizeof(names[0]);

/// Of the units of layers' inputs and of gates
static const char* const unit_tensors[DIL_N_UNIT_TENSORS] = {"input.unit",
                                                             "gate.unit"};

const char*
dil_precision_name(const DilPrecision precision)
{
  return names[precision];
}

DilStatus
dil_precision_read(const DilSafetensors* const file,
                   const char* const path,
                   DilPrecision* const out,
                   DilMessage* const message)
{
  const char* const name = dil_safetensors_metadata(file, "weights");
  size_t i = 1U;
  while (name && i < n_names && strcmp(names[i], name) != 0) {
    ++i;
  }

  if (i == n_names) {
    return dil_fail(message,
                    DIL_UNSUPPORTED,
                    "%s: \"weights\" is \"%.20s\", not f32, bf16, f16 or int8",
                    path,
                    name);
  }

  *out = name ? (DilPrecision)i : DIL_PRECISION_DEFAULT;
  return DIL_OK;
}

DilPrecision
dil_preset_precision(const DilPreset* const preset)
{
  const DilPrecision own = preset->settings.precision;
  return own == DIL_PRECISION_DEFAULT ? DIL_PRECISION_BF16 : own;
}

bool
dil_preset_can_hold(const DilPreset* const preset, const DilPrecision precision)
{
  return precision != DIL_PRECISION_INT8 ||
         dil_network_has_units(preset->network);
}

DilStatus
dil_preset_weight_format(const DilPreset* const preset,
                         const DilPrecision precision,
                         DilWeightFormat* const out,
                         DilMessage* const message)
{
  const DilPrecision wanted = precision == DIL_PRECISION_DEFAULT
                                ? dil_preset_precision(preset)
                                : precision;
  switch (wanted) {
  case DIL_PRECISION_F32:
    *out = DIL_WEIGHTS_F32;
    break;
  case DIL_PRECISION_F16:
    *out = DIL_WEIGHTS_F16;
    break;
  case DIL_PRECISION_INT8:
    *out = DIL_WEIGHTS_INT8;
    break;
  default:
    *out = DIL_WEIGHTS_BF16;
  }

  return dil_preset_can_hold(preset, wanted)
           ? DIL_OK
           : dil_fail(message,
                      DIL_UNSUPPORTED,
                      "%s: was not trained for weights in int8: it has no "
                      "units of activations",
                      preset->path ? preset->path : "the preset");
}

DilStatus
dil_units_read(const DilSafetensors* const file,
               const char* const path,
               DilNetwork* const network,
               DilMessage* const message)
{
  float* const units[DIL_N_UNIT_TENSORS] = {network->units.input,
                                            network->units.gate};
  const size_t shape[] = {network->shape.n_layers};
  for (size_t i = 0U; i < DIL_N_UNIT_TENSORS; ++i) {
    const DilStatus status =
      dil_safetensors_f32(file, unit_tensors[i], 1U, shape, units[i], message);
    if (status) {
      return status;
    }

    for (uint32_t l = 0U; l < network->shape.n_layers; ++l) {
      const float unit = units[i][l];
      if (!(unit >= DIL_LEAST_UNIT && unit <= DIL_GREATEST_UNIT)) {
        return dil_fail(message,
                        DIL_BAD_FILE,
                        "%s: \"%s\" of layer %u is %g, not %g to %g",
                        path,
                        unit_tensors[i],
                        l,
                        (double)unit,
                        (double)DIL_LEAST_UNIT,
                        (double)DIL_GREATEST_UNIT);
      }
    }
  }

  return DIL_OK;
}

DilStatus
dil_units_write(DilSafetensorsWriter* const file,
                const DilNetwork* const network,
                DilMessage* const message)
{
  const float* const units[DIL_N_UNIT_TENSORS] = {network->units.input,
                                                  network->units.gate};
  const size_t shape[] = {network->shape.n_layers};
  DilStatus status = DIL_OK;
  for (size_t i = 0U; i < DIL_N_UNIT_TENSORS && !status; ++i) {
    status = dil_safetensors_writer_f32(
      file, unit_tensors[i], DIL_DTYPE_F32, 1U, shape, units[i], message);
  }

  return status;
}
