// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "bank_swap.h"

#include <stdbool.h>
#include <string.h>

uint32_t
dil_bank_swap_latency(const DilBankSwap* const self, const uint32_t rate)
{
  const double model_rates[] = {
    16000.0,
    24000.0,
    self->preset ? (double)dil_preset_rate(self->preset) : 24000.0};

  uint32_t latency = 0U;
  for (size_t i = 0U; i < sizeof(model_rates) / sizeof(*model_rates); ++i) {
    const uint32_t needed = dil_latency(model_rates[i], rate);
    latency = needed > latency ? needed : latency;
  }

  return latency;
}

DilStatus
dil_bank_swap_start(DilBankSwap* const self,
                    const DilEngineSettings* const settings,
                    DilMessage* const message)
{
  const DilBankUse use = {NULL, self->preset};
  const DilPreset* const preset = self->preset;
  self->settings = *settings;
  self->settings.min_latency = dil_bank_swap_latency(self, settings->rate);
  const DilStatus status = dil_engine_new(
    &preset, preset ? 1U : 0U, &self->settings, &self->engine, message);
  if (!status) {
    self->uses[0] = use;
    self->n_uses = 1U;
  }

  return status;
}

static void
free_if_unused(const DilBankSwap* const self, DilPreset* const preset)
{
  bool is_used = preset == self->preset;
  for (size_t i = 0U; i < self->n_uses; ++i) {
    is_used = is_used || preset == self->uses[i].preset;
  }

  if (!is_used) {
    dil_preset_free(preset);
  }
}

void
dil_bank_swap_stop(DilBankSwap* const self)
{
  dil_engine_free(self->engine);
  dil_bank_free(self->unsent);
  self->engine = NULL;
  self->unsent = NULL;
  while (self->n_uses > 0U) {
    DilPreset* const preset = self->uses[--self->n_uses].preset;
    free_if_unused(self, preset);
  }
}

DilStatus
dil_bank_swap_play(DilBankSwap* const self,
                   DilPreset* const preset,
                   DilMessage* const message)
{
  DilPreset* const before = self->preset;
  dil_bank_free(self->unsent);
  self->unsent = NULL;
  self->preset = preset;
  free_if_unused(self, before);
  if (!self->engine) {
    return DIL_OK;
  }

  const DilPreset* const borrowed = preset;
  self->settings.min_latency = dil_bank_swap_latency(self, self->settings.rate);
  const DilStatus status = dil_bank_new(
    &self->settings, &borrowed, preset ? 1U : 0U, &self->unsent, message);
  dil_bank_swap_deliver(self);
  return status;
}

/// The place of a bank, which is the first one's if it is not known by name
static size_t
find_use(const DilBankSwap* const self, const DilBank* const bank)
{
  for (size_t i = 0U; i < self->n_uses; ++i) {
    if (self->uses[i].bank == bank) {
      return i;
    }
  }

  return 0U;
}

static void
collect(DilBankSwap* const self)
{
  DilBank* bank = dil_engine_collect_bank(self->engine);
  while (bank) {
    const size_t place = find_use(self, bank);
    DilPreset* const preset = self->uses[place].preset;
    --self->n_uses;
    memmove(&self->uses[place],
            &self->uses[place + 1U],
            (self->n_uses - place) * sizeof(DilBankUse));
    dil_bank_free(bank);
    free_if_unused(self, preset);
    bank = dil_engine_collect_bank(self->engine);
  }
}

void
dil_bank_swap_deliver(DilBankSwap* const self)
{
  if (self->engine) {
    collect(self);
    if (self->unsent && self->n_uses < DIL_MAX_BANK_USES &&
        dil_engine_send_bank(self->engine, self->unsent)) {
      const DilBankUse use = {self->unsent, self->preset};
      self->uses[self->n_uses++] = use;
      self->unsent = NULL;
    }
  }
}
