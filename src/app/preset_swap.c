// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_swap.h"

#include "report.h"

#include <string.h>

void
preset_swap_reload(PresetSwap* const swap)
{
  preset_swap_collect(swap);
  if (swap->n_sets == MAX_SETS) {
    (void)complain("presets: still busy with the last ones");
    return;
  }

  DilEngineSettings settings = swap->settings;
  Sound* const set = &swap->sets[swap->n_sets];
  DilBank* bank = NULL;
  DilMessage message;
  if (sound_load(swap->request, &settings, set) != OPTIONS_GO_ON) {
    sound_clear(set);
    return;
  }

  if (dil_bank_new(
        &swap->settings, sound_presets(set), set->n_presets, &bank, &message)) {
    (void)complain("%s", message.text);
    sound_clear(set);
    return;
  }

  if (dil_engine_send_bank(swap->engine, bank)) {
    ++swap->n_sets;
    return;
  }

  (void)complain("presets: still busy with the last ones");
  dil_bank_free(bank);
  sound_clear(set);
}

void
preset_swap_collect(PresetSwap* const swap)
{
  for (DilBank* bank = NULL;
       (bank = dil_engine_collect_bank(swap->engine)) != NULL;) {
    dil_bank_free(bank);
    sound_clear(&swap->sets[0]);
    --swap->n_sets;
    memmove(
      &swap->sets[0], &swap->sets[1], swap->n_sets * sizeof(swap->sets[0]));
  }
}

void
preset_swap_clear(PresetSwap* const swap)
{
  for (size_t i = 0U; i < swap->n_sets; ++i) {
    sound_clear(&swap->sets[i]);
  }
  swap->n_sets = 0U;
}
