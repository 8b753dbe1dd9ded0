// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "player_slots.h"

#include <string.h>

/**
   Level that a voice should have by its velocity and its channel, less what its
   release has taken away by now.  Not measured, for offline voices are stolen
   before they have samples.
*/
static float
loudness(const DilVoice* const voice, const DilControls* const controls)
{
  const float level =
    voice->level * dil_controls_level(controls, voice->channel);
  if (voice->release_age == DIL_NEVER) {
    return level;
  }

  const float n_done = (float)(voice->age - voice->release_age);
  const float n_all = (float)(voice->end_age - voice->release_age);
  return level * (1.0f - n_done / n_all);
}

/// Whether a voice, begun after another one, should be ended before it
static bool
goes_before(const DilVoice* const voice,
            const DilVoice* const other,
            const DilControls* const controls)
{
  const bool is_released = voice->release_age != DIL_NEVER;
  const bool is_other_released = other->release_age != DIL_NEVER;
  if (!is_released || !is_other_released) {
    return is_released && !is_other_released;
  }

  const float difference =
    loudness(voice, controls) - loudness(other, controls);
  return difference < 0.0f ||
         (difference == 0.0f && voice->release_place < other->release_place);
}

/// The voice to end for a new one: the quietest that is released, or else the
/// oldest
static DilVoice*
victim(const DilPlayer* const player, const DilControls* const controls)
{
  DilVoice* best = NULL;
  for (size_t i = 0U; i < player->n_voices; ++i) {
    DilVoice* const voice = &player->voices[player->order[i]];
    if (!voice->is_killed && (!best || goes_before(voice, best, controls))) {
      best = voice;
    }
  }

  return best;
}

void
dil_player_make_room(DilPlayer* const player, const DilControls* const controls)
{
  size_t n_notes = 0U;
  for (size_t i = 0U; i < player->n_voices; ++i) {
    n_notes += !player->voices[player->order[i]].is_killed;
  }

  for (; n_notes && n_notes >= player->max_notes; --n_notes) {
    DilVoice* const voice = victim(player, controls);
    dil_voice_kill(voice, &player->parts[voice->part], DIL_STEAL_FADE_S);
    player->n_stolen += 1U;
  }
}

/// Cut off the fading voice that is nearest to its end
static void
cut_one(DilPlayer* const player)
{
  size_t best = 0U;
  uint32_t n_best = UINT32_MAX;
  for (size_t i = 0U; i < player->n_voices; ++i) {
    const DilVoice* const voice = &player->voices[player->order[i]];
    const uint32_t n_left = voice->end_age - voice->age;
    if (voice->is_killed && n_left < n_best) {
      best = i;
      n_best = n_left;
    }
  }

  const size_t slot = player->order[best];
  player->n_voices -= 1U;
  memmove(player->order + best,
          player->order + best + 1U,
          (player->n_voices - best) * sizeof(size_t));
  player->is_used[slot] = false;
  player->source->end(player->source_self, slot);
}

size_t
dil_player_take_slot(DilPlayer* const player)
{
  if (player->n_voices == player->n_slots) {
    cut_one(player);
  }

  size_t slot = 0U;
  while (player->is_used[slot]) {
    ++slot;
  }
  player->is_used[slot] = true;
  player->order[player->n_voices++] = slot;
  return slot;
}
