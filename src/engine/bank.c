// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "bank.h"

#include "message.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/// Slots for every note: it may begin while another fades in its place
#define SLOTS_PER_VOICE 2U
#define MAX_LATENCY     1048576U
#define MAX_THREADS     16U

DilEngineSettings
dil_engine_defaults(void)
{
  DilEngineSettings settings = {.rate = 48000U,
                                .max_voices = 16U,
                                .n_threads = 1U,
                                .sampling = {0.0f, -1.0f, 0U, false, -1.0f}};
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    settings.parameters[i] = dil_parameter_info(i)->value;
  }

  return settings;
}

DilStatus
dil_settings_check(const DilEngineSettings* const settings,
                   DilMessage* const message)
{
  if (settings->rate < DIL_MIN_RATE || settings->rate > DIL_MAX_RATE) {
    return dil_fail(message,
                    DIL_BAD_ARGUMENT,
                    "a rate of %u Hz is not %u to %u",
                    settings->rate,
                    DIL_MIN_RATE,
                    DIL_MAX_RATE);
  }
  if (settings->max_voices < 1U || settings->max_voices > DIL_MAX_VOICES) {
    return dil_fail(message,
                    DIL_BAD_ARGUMENT,
                    "%u voices are not 1 to %u",
                    settings->max_voices,
                    DIL_MAX_VOICES);
  }
  if (settings->n_threads > MAX_THREADS) {
    return dil_fail(message,
                    DIL_BAD_ARGUMENT,
                    "%u threads are more than %u",
                    settings->n_threads,
                    MAX_THREADS);
  }
  if (settings->min_latency > MAX_LATENCY) {
    return dil_fail(message, DIL_BAD_ARGUMENT, "the latency is absurd");
  }

  return DIL_OK;
}

uint32_t
dil_latency(const double model_rate, const uint32_t rate)
{
  return dil_resampler_latency((uint32_t)lround(model_rate), rate);
}

static float
longest_release_s(const DilPart* const parts, const size_t n_parts)
{
  float longest = 0.0f;
  for (size_t p = 0U; p < n_parts; ++p) {
    for (uint32_t i = 0U; i < parts[p].n_instruments; ++i) {
      const float release_s =
        dil_preset_instrument(parts[p].preset, i)->release_s;
      longest = fmaxf(longest, release_s);
    }
  }

  return longest;
}

static DilStatus
fill(DilBank* const bank,
     const DilEngineSettings* const settings,
     const DilPreset* const* const presets,
     const size_t n_presets,
     DilMessage* const message)
{
  const DilStatus status =
    dil_parts_new(settings, presets, n_presets, bank->parts, message);
  if (status) {
    return status;
  }

  bank->n_parts = n_presets;
  bank->release_s = longest_release_s(bank->parts, n_presets);
  const size_t n_slots = (size_t)settings->max_voices * SLOTS_PER_VOICE;
  if (dil_live_new(bank->parts,
                   n_presets,
                   n_slots,
                   settings->n_threads,
                   settings->priority,
                   &bank->live) ||
      dil_mixer_init(&bank->mixer,
                     bank->parts,
                     n_presets,
                     settings,
                     &dil_live_source,
                     bank->live) ||
      dil_player_reserve(&bank->mixer.player, n_slots)) {
    return dil_fail_memory(message);
  }

  return DIL_OK;
}

DilStatus
dil_bank_new(const DilEngineSettings* const settings,
             const DilPreset* const* const presets,
             const size_t n_presets,
             DilBank** const out,
             DilMessage* const message)
{
  DilStatus status = dil_settings_check(settings, message);
  if (!status && n_presets > DIL_MAX_PRESETS) {
    status = dil_fail(message,
                      DIL_BAD_ARGUMENT,
                      "%zu presets are more than %u",
                      n_presets,
                      DIL_MAX_PRESETS);
  }
  if (status) {
    return status;
  }

  DilBank* const bank = (DilBank*)calloc(1U, sizeof(*bank));
  if (!bank) {
    return dil_fail_memory(message);
  }

  status = fill(bank, settings, presets, n_presets, message);
  if (status) {
    dil_bank_free(bank);
    return status;
  }

  *out = bank;
  return DIL_OK;
}

void
dil_bank_free(DilBank* const bank)
{
  if (bank) {
    dil_mixer_finish(&bank->mixer);
    dil_live_free(bank->live);
    dil_parts_free(bank->parts, bank->n_parts);
    free(bank);
  }
}

uint32_t
dil_bank_latency(const DilBank* const bank)
{
  return bank->mixer.latency;
}
