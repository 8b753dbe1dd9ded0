// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_swap.h"

#include "message.h"

#include <stdbool.h>
#include <string.h>

/// Make the presets the newest set
static void
take(PresetSwap* const swap, DilPreset** const presets, const size_t n_presets)
{
  DilPreset** const set = swap->sets[swap->n_sets++];
  memset(set, 0, sizeof(swap->sets[0]));
  memcpy(set, presets, n_presets * sizeof(*presets));
  memset(presets, 0, n_presets * sizeof(*presets));
}

/// Free the oldest set
static void
drop(PresetSwap* const swap)
{
  for (size_t i = 0U; i < DIL_MAX_PRESETS; ++i) {
    dil_preset_free(swap->sets[0][i]);
  }
  memmove(&swap->sets[0], &swap->sets[1], --swap->n_sets * sizeof(*swap->sets));
}

DilStatus
preset_swap_begin(PresetSwap* const swap,
                  DilPreset** const presets,
                  const size_t n_presets,
                  DilMessage* const message)
{
  const DilStatus status = dil_engine_new((const DilPreset* const*)presets,
                                          n_presets,
                                          &swap->settings,
                                          &swap->engine,
                                          message);
  if (!status) {
    take(swap, presets, n_presets);
  }
  return status;
}

DilStatus
preset_swap_send(PresetSwap* const swap,
                 DilPreset** const presets,
                 const size_t n_presets,
                 DilMessage* const message)
{
  preset_swap_collect(swap);
  DilBank* bank = NULL;
  const DilStatus status = dil_bank_new(&swap->settings,
                                        (const DilPreset* const*)presets,
                                        n_presets,
                                        &bank,
                                        message);
  if (status) {
    return status;
  }

  if (swap->n_sets < MAX_SETS && dil_engine_send_bank(swap->engine, bank)) {
    take(swap, presets, n_presets);
    return DIL_OK;
  }

  dil_bank_free(bank);
  return dil_fail(
    message, DIL_UNSUPPORTED, "presets: still busy with the last ones");
}

void
preset_swap_collect(PresetSwap* const swap)
{
  for (DilBank* bank = NULL;
       (bank = dil_engine_collect_bank(swap->engine)) != NULL;) {
    dil_bank_free(bank);
    drop(swap);
  }
}

void
preset_swap_end(PresetSwap* const swap,
                DilPreset** const presets,
                const size_t n_presets)
{
  dil_engine_free(swap->engine);
  if (presets && swap->n_sets) {
    memcpy(presets, swap->sets[--swap->n_sets], n_presets * sizeof(*presets));
  }
  while (swap->n_sets) {
    drop(swap);
  }
}
