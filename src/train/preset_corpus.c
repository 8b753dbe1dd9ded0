// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_corpus.h"

#include "message.h"
#include "number.h"
#include "preset_data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Settings of the preset's training, or those of all if it does not tell
static DilCorpusSettings
settings_of(const DilPreset* const preset, const uint32_t n_threads)
{
  const char* const seed = dil_preset_text(preset, "training.seed");
  const char* const share = dil_preset_text(preset, "training.held_out");
  DilCorpusSettings settings = {.rate = (uint32_t)dil_preset_rate(preset),
                                .seed = 1U,
                                .held_out = DIL_HELD_OUT_SHARE,
                                .n_shifted = DIL_N_SHIFTED,
                                .n_threads = n_threads,
                                .envelopes = preset->envelopes,
                                .is_as_recorded = !preset->envelopes};
  (void)(seed &&
         dil_whole_read(seed, strlen(seed), UINT64_MAX, &settings.seed));
  (void)dil_number_read(share, &settings.held_out);
  settings.held_out = fmin(fmax(settings.held_out, 0.0), 0.5);
  return settings;
}

DilStatus
dil_preset_corpus_load(const DilPreset* const preset,
                       const DilTrainingSource* const sources,
                       const uint32_t n_threads,
                       const DilCorpusProgress progress,
                       void* const user,
                       DilCorpus** const out,
                       DilMessage* const message)
{
  const DilCorpusSettings settings = settings_of(preset, n_threads);
  const uint32_t n = dil_preset_n_instruments(preset);
  DilTrainingSource* const told = (DilTrainingSource*)calloc(n, sizeof(*told));
  if (!told) {
    return dil_fail_memory(message);
  }

  for (uint32_t i = 0U; i < n; ++i) {
    told[i] = sources[i];
    told[i].sustained = dil_preset_instrument(preset, i)->is_sustained
                          ? DIL_SUSTAINED_YES
                          : DIL_SUSTAINED_NO;
    told[i].phase_lock = dil_preset_instrument(preset, i)->is_locked
                           ? DIL_PHASE_LOCK_YES
                           : DIL_PHASE_LOCK_NO;
  }

  const DilStatus status =
    dil_corpus_load(told, n, &settings, progress, user, out, message);
  free(told);
  return status;
}
