// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "player.h"

#include "arena.h"
#include "resample.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

DilStatus
dil_player_init(DilPlayer* const player,
                const DilPart* const parts,
                const size_t n_parts,
                const uint32_t rate,
                const DilSource* const source,
                void* const source_self,
                const size_t max_frames)
{
  const DilPlayer fresh = {.parts = parts,
                           .n_parts = n_parts,
                           .rate = rate,
                           .source = source,
                           .source_self = source_self,
                           .max_notes = SIZE_MAX};
  *player = fresh;

  for (size_t p = 0U; max_frames && p < n_parts; ++p) {
    const size_t n =
      (size_t)dil_steps_before(max_frames, parts[p].rate, rate) + 1U;
    player->n_bus_steps = (n > player->n_bus_steps) ? n : player->n_bus_steps;
  }
  for (size_t p = 0U; max_frames && p < n_parts; ++p) {
    for (size_t c = 0U; c < DIL_N_BUSES; ++c) {
      player->buses[p][c] =
        (float*)dil_allocate(player->n_bus_steps * sizeof(float));
      if (!player->buses[p][c]) {
        return DIL_NO_MEMORY;
      }
    }
  }

  return DIL_OK;
}

void
dil_player_finish(DilPlayer* const player)
{
  for (size_t p = 0U; p < DIL_MAX_PRESETS; ++p) {
    for (size_t c = 0U; c < DIL_N_BUSES; ++c) {
      free(player->buses[p][c]);
    }
  }

  free((void*)player->samples);
  free(player->picked);
  free(player->order);
  free(player->is_used);
  free(player->voices);
}

/// Exchange a block for a larger copy; false leaves it as it was
static bool
grow(void** const block,
     const size_t n_old,
     const size_t n_new,
     const size_t size)
{
  if (n_new > SIZE_MAX / size) {
    return false;
  }

  void* const larger = dil_allocate(n_new * size);
  if (larger && n_old) {
    memcpy(larger, *block, n_old * size);
  }
  if (larger) {
    free(*block);
    *block = larger;
  }
  return larger;
}

DilStatus
dil_player_reserve(DilPlayer* const player, const size_t n_slots)
{
  const size_t n = player->n_slots;
  if (n_slots <= n) {
    return DIL_OK;
  }

  // What has grown when another has not is only too large
  void* voices = player->voices;
  void* is_used = player->is_used;
  void* order = player->order;
  void* picked = player->picked;
  void* samples = (void*)player->samples;
  const bool is_ready = grow(&voices, n, n_slots, sizeof(DilVoice)) &&
                        grow(&is_used, n, n_slots, sizeof(bool)) &&
                        grow(&order, n, n_slots, sizeof(size_t)) &&
                        grow(&picked, n, n_slots, sizeof(size_t)) &&
                        grow(&samples, n, n_slots, sizeof(float*));

  player->voices = (DilVoice*)voices;
  player->is_used = (bool*)is_used;
  player->order = (size_t*)order;
  player->picked = (size_t*)picked;
  player->samples = (const float**)samples;
  player->n_slots = is_ready ? n_slots : n;
  return is_ready ? DIL_OK : DIL_NO_MEMORY;
}

void
dil_player_reset(DilPlayer* const player,
                 const uint64_t frame,
                 const uint64_t n_notes)
{
  while (player->n_voices) {
    const size_t slot = player->order[--player->n_voices];
    player->is_used[slot] = false;
    player->source->end(player->source_self, slot);
  }

  player->n_down = 0U;
  player->n_notes = n_notes;
  player->n_stolen = 0U;
  player->n_outside = 0U;
  for (size_t p = 0U; p < player->n_parts; ++p) {
    player->steps[p] =
      dil_steps_before(frame, player->parts[p].rate, player->rate);
    player->bus_starts[p] = player->steps[p];
  }
}

void
dil_player_clear(DilPlayer* const player)
{
  for (size_t p = 0U; p < player->n_parts; ++p) {
    const size_t n = (size_t)(player->steps[p] - player->bus_starts[p]);
    for (size_t c = 0U; c < DIL_N_BUSES; ++c) {
      memset(player->buses[p][c], 0, n * sizeof(float));
    }
    player->has_sent[p] = false;
    player->bus_starts[p] = player->steps[p];
  }
}

/// Give a voice's lane the orders that have changed
static void
order(const DilPlayer* const player,
      const size_t slot,
      const DilPart* const part,
      const DilControls* const controls)
{
  DilVoice* const voice = &player->voices[slot];
  const DilVoiceOrders old = voice->orders;
  const DilVoiceOrders new = dil_voice_look(voice, part, controls);
  const DilSource* const source = player->source;
  void* const self = player->source_self;
  if (new.key != old.key || new.tuning_hz != old.tuning_hz) {
    source->set_key(self, slot, new.key, new.tuning_hz);
  }
  if (new.stretch != old.stretch) {
    source->set_stretch(self, slot, new.stretch);
  }
  if (new.sampling.temperature != old.sampling.temperature ||
      new.sampling.top_p != old.sampling.top_p ||
      new.sampling.top_k != old.sampling.top_k) {
    source->set_sampling(self, slot, &new.sampling);
  }
  if (new.corner != old.corner || new.morph != old.morph) {
    float mixture[DIL_MAX_INSTRUMENTS];
    dil_voice_mixture(&new, part, mixture);
    source->set_mixture(self, slot, mixture);
  }
}

/// Pick a part's voices, give their orders, and find how far they can go
static size_t
prepare(const DilPlayer* const player,
        const DilControls* const controls,
        const size_t p,
        size_t* const n_picked)
{
  size_t n_steps = DIL_MAX_RUN;
  *n_picked = 0U;
  for (size_t i = 0U; i < player->n_voices; ++i) {
    const size_t slot = player->order[i];
    DilVoice* const voice = &player->voices[slot];
    if (voice->part != p) {
      continue;
    }

    if (voice->age % DIL_CONTROL_STEPS == 0U &&
        (voice->is_dirty || voice->is_moving)) {
      order(player, slot, &player->parts[p], controls);
    }

    const size_t n_voice = dil_voice_limit(voice);
    const size_t n_source = player->source->limit(player->source_self, slot);
    n_steps = (n_voice < n_steps) ? n_voice : n_steps;
    n_steps = (n_source < n_steps) ? n_source : n_steps;
    player->picked[(*n_picked)++] = slot;
  }

  return n_steps;
}

/// Mix the picked voices, or let them grow older
static void
mix(DilPlayer* const player,
    const DilControls* const controls,
    const size_t p,
    const size_t n_picked,
    const size_t n_steps)
{
  const DilPart* const part = &player->parts[p];
  const size_t place = (size_t)(player->steps[p] - player->bus_starts[p]);
  float* buses[DIL_N_BUSES] = {NULL};
  for (size_t c = 0U; c < DIL_N_BUSES && player->buses[p][c]; ++c) {
    buses[c] = player->buses[p][c] + place;
  }
  for (size_t i = 0U; i < n_picked; ++i) {
    DilVoice* const voice = &player->voices[player->picked[i]];
    if (player->buses[p][0]) {
      assert(place + n_steps <= player->n_bus_steps);
      const bool has_sent = dil_voice_mix(
        voice, part, controls, player->samples[i], n_steps, buses);
      player->has_sent[p] = player->has_sent[p] || has_sent;
    } else {
      voice->age += (uint32_t)n_steps;
    }

    if (voice->age == voice->order_release && voice->age < voice->end_age) {
      player->source->release(player->source_self, player->picked[i]);
    }
  }
}

/// Drop the voices that have come to their end, the others keeping their order
static void
retire(DilPlayer* const player)
{
  size_t n_kept = 0U;
  for (size_t i = 0U; i < player->n_voices; ++i) {
    const size_t slot = player->order[i];
    const DilVoice* const voice = &player->voices[slot];
    if (voice->age < voice->end_age) {
      player->order[n_kept++] = slot;
    } else {
      player->is_used[slot] = false;
      player->source->end(player->source_self, slot);
    }
  }

  player->n_voices = n_kept;
}

static void
advance_part(DilPlayer* const player,
             const DilControls* const controls,
             const size_t p,
             const uint64_t end)
{
  while (player->steps[p] < end) {
    size_t n_picked = 0U;
    const size_t n_possible = prepare(player, controls, p, &n_picked);
    const uint64_t n_left = end - player->steps[p];
    if (!n_picked) {
      player->steps[p] = end;
      return;
    }

    const size_t n = (n_left < n_possible) ? (size_t)n_left : n_possible;
    player->source->run(
      player->source_self, p, player->picked, n_picked, n, player->samples);
    mix(player, controls, p, n_picked, n);
    player->steps[p] += n;
    retire(player);
  }
}

void
dil_player_advance(DilPlayer* const player,
                   const DilControls* const controls,
                   const uint64_t frame)
{
  for (size_t p = 0U; p < player->n_parts; ++p) {
    advance_part(player,
                 controls,
                 p,
                 dil_steps_before(frame, player->parts[p].rate, player->rate));
  }
}

void
dil_player_keys(const DilPlayer* const player, uint64_t keys[2])
{
  keys[0] = 0U;
  keys[1] = 0U;
  for (size_t i = 0U; i < player->n_voices; ++i) {
    const DilVoice* const voice = &player->voices[player->order[i]];
    if (voice->release_age == DIL_NEVER && !voice->is_killed) {
      keys[voice->key / 64U] |= 1ULL << (voice->key % 64U);
    }
  }
}
