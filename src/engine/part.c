// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "part.h"

#include "message.h"
#include "precision.h"
#include "preset_data.h"
#include "stretch.h"

#include <math.h>
#include <stdlib.h>

DilStatus
dil_parts_new(const DilEngineSettings* const settings,
              const DilPreset* const* const presets,
              const size_t n_presets,
              DilPart* const parts,
              DilMessage* const message)
{
  const DilKernel* const kernel = dil_kernel_pick(settings->kernel);
  if (!kernel) {
    return settings->kernel
             ? dil_fail(message,
                        DIL_UNSUPPORTED,
                        "no kernel %s for this processor",
                        settings->kernel)
             : dil_fail(message,
                        DIL_UNSUPPORTED,
                        "DILATON_KERNEL names no kernel for this processor");
  }

  uint32_t n_programs = 0U;
  for (size_t p = 0U; p < n_presets; ++p) {
    DilWeightFormat format = DIL_WEIGHTS_F32;
    const DilStatus status = dil_preset_weight_format(
      presets[p], settings->precision, &format, message);
    if (status) {
      dil_parts_free(parts, p);
      return status;
    }

    DilWeights* weights = NULL;
    float* const table = dil_stretch_table_new();
    if (!table ||
        dil_weights_new(presets[p]->network, format, kernel, &weights)) {
      free(table);
      dil_parts_free(parts, p);
      return dil_fail_memory(message);
    }

    const DilPresetSettings* const preset = &presets[p]->settings;
    const DilPart part = {presets[p],
                          weights,
                          (uint32_t)lroundf(preset->rate),
                          n_programs,
                          dil_preset_n_instruments(presets[p]),
                          preset->coefficients,
                          preset->sampling,
                          table};
    parts[p] = part;
    n_programs += part.n_instruments;
  }

  return DIL_OK;
}

void
dil_parts_free(DilPart* const parts, const size_t n_parts)
{
  for (size_t p = 0U; p < n_parts; ++p) {
    dil_weights_free(parts[p].weights);
    free(parts[p].stretch_table);
    parts[p].weights = NULL;
    parts[p].stretch_table = NULL;
  }
}
