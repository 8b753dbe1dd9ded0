// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "mixer.h"

#include "arena.h"

#include <stdlib.h>

static uint32_t
needed_latency(const DilPart* const parts,
               const size_t n_parts,
               const DilEngineSettings* const settings)
{
  uint32_t latency = settings->min_latency;
  for (size_t p = 0U; p < n_parts; ++p) {
    const uint32_t n = dil_resampler_latency(parts[p].rate, settings->rate);
    latency = (n > latency) ? n : latency;
  }

  return latency;
}

DilStatus
dil_mixer_init(DilMixer* const mixer,
               const DilPart* const parts,
               const size_t n_parts,
               const DilEngineSettings* const settings,
               const DilSource* const source,
               void* const source_self)
{
  const DilMixer fresh = {.latency = needed_latency(parts, n_parts, settings)};
  *mixer = fresh;
  for (size_t c = 0U; c < DIL_N_OUTPUTS; ++c) {
    mixer->scratch[c] = (float*)dil_allocate(DIL_MAX_BLOCK * sizeof(float));
    if (!mixer->scratch[c]) {
      return DIL_NO_MEMORY;
    }
  }

  DilStatus status = dil_player_init(&mixer->player,
                                     parts,
                                     n_parts,
                                     settings->rate,
                                     source,
                                     source_self,
                                     DIL_MAX_BLOCK);
  for (size_t p = 0U; !status && p < n_parts; ++p) {
    status = dil_resampler_new(parts[p].rate,
                               settings->rate,
                               mixer->latency,
                               mixer->player.n_bus_steps,
                               &mixer->resamplers[p]);
    status = status ? status
                    : dil_resampler_new(parts[p].rate,
                                        settings->rate,
                                        mixer->latency,
                                        mixer->player.n_bus_steps,
                                        &mixer->senders[p]);
  }

  return status;
}

void
dil_mixer_finish(DilMixer* const mixer)
{
  for (size_t p = 0U; p < DIL_MAX_PRESETS; ++p) {
    dil_resampler_free(mixer->senders[p]);
    dil_resampler_free(mixer->resamplers[p]);
  }
  for (size_t c = 0U; c < DIL_N_OUTPUTS; ++c) {
    free(mixer->scratch[c]);
  }

  dil_player_finish(&mixer->player);
}

void
dil_mixer_reset(DilMixer* const mixer,
                const uint64_t frame,
                const uint64_t n_notes)
{
  dil_player_clear(&mixer->player);
  dil_player_reset(&mixer->player, frame, n_notes);
  for (size_t p = 0U; p < mixer->player.n_parts; ++p) {
    dil_resampler_reset(mixer->resamplers[p], frame);
    mixer->is_sending[p] = false;
  }
}

/// Bring two buses of a part to the host's rate and add them
static void
add_buses(const DilMixer* const mixer,
          const size_t p,
          const size_t first,
          DilResampler* const resampler,
          const size_t n_frames,
          float* const* const out)
{
  const DilPlayer* const player = &mixer->player;
  const float* const bus[DIL_N_OUTPUTS] = {player->buses[p][first],
                                           player->buses[p][first + 1U]};
  const size_t n_steps = (size_t)(player->steps[p] - player->bus_starts[p]);
  dil_resampler_run(resampler, bus, n_steps, mixer->scratch, n_frames);
  for (size_t c = 0U; c < DIL_N_OUTPUTS; ++c) {
    for (size_t i = 0U; i < n_frames; ++i) {
      out[c][i] += mixer->scratch[c][i];
    }
  }
}

bool
dil_mixer_add(DilMixer* const mixer,
              const DilControls* const controls,
              const uint64_t frame,
              const size_t n_frames,
              float* const* const out,
              float* const* const sent)
{
  DilPlayer* const player = &mixer->player;
  bool has_sent = false;
  dil_player_clear(player);
  dil_player_advance(player, controls, frame + n_frames);
  for (size_t p = 0U; p < player->n_parts; ++p) {
    add_buses(mixer, p, 0U, mixer->resamplers[p], n_frames, out);
    if (player->has_sent[p] && !mixer->is_sending[p]) {
      // As if it had run since the start, on silence
      dil_resampler_reset(mixer->senders[p], frame);
      mixer->is_sending[p] = true;
    }
    if (mixer->is_sending[p]) {
      add_buses(mixer, p, 2U, mixer->senders[p], n_frames, sent);
      has_sent = true;
    }
  }

  return has_sent;
}
