// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "player_line.h"

#include "player_slots.h"

#include <stddef.h>
#include <string.h>

bool
dil_line_is_one(const DilControls* const controls,
                const uint32_t a,
                const uint32_t b)
{
  return controls->channels[a].master == controls->channels[b].master;
}

/// Whether two events are of the same key: by name if both have one
static bool
is_same(const DilEvent* const a, const DilEvent* const b)
{
  return (a->note_id != DIL_ANY_NOTE && b->note_id != DIL_ANY_NOTE)
           ? a->note_id == b->note_id
           : a->channel == b->channel && a->number == b->number;
}

static void
drop(DilPlayer* const player, const size_t place)
{
  player->n_down -= 1U;
  memmove(player->down + place,
          player->down + place + 1U,
          (player->n_down - place) * sizeof(*player->down));
}

void
dil_line_press(DilPlayer* const player, const DilEvent* const event)
{
  dil_line_lift(player, event);
  if (player->n_down == DIL_MAX_DOWN) {
    drop(player, 0U);
  }

  player->down[player->n_down++] = *event;
}

void
dil_line_lift(DilPlayer* const player, const DilEvent* const event)
{
  for (size_t i = player->n_down; i-- > 0U;) {
    if (is_same(&player->down[i], event)) {
      drop(player, i);
    }
  }
}

void
dil_line_lift_all(DilPlayer* const player,
                  const DilControls* const controls,
                  const uint32_t channel)
{
  for (size_t i = player->n_down; i-- > 0U;) {
    const uint32_t own = player->down[i].channel;
    if (own == channel || controls->channels[own].master == channel) {
      drop(player, i);
    }
  }
}

const DilEvent*
dil_line_last(const DilPlayer* const player,
              const DilControls* const controls,
              const uint32_t channel)
{
  size_t i = player->n_down;
  while (i &&
         !dil_line_is_one(controls, player->down[i - 1U].channel, channel)) {
    --i;
  }

  return i ? &player->down[i - 1U] : NULL;
}

DilVoice*
dil_line_voice(const DilPlayer* const player,
               const DilControls* const controls,
               const uint32_t channel)
{
  for (size_t i = player->n_voices; i-- > 0U;) {
    DilVoice* const voice = &player->voices[player->order[i]];
    if (voice->release_age == DIL_NEVER && !voice->is_killed &&
        dil_line_is_one(controls, voice->channel, channel)) {
      return voice;
    }
  }

  return NULL;
}

void
dil_line_clear(const DilPlayer* const player,
               const DilControls* const controls,
               const uint32_t channel,
               const DilVoice* const kept)
{
  for (size_t i = 0U; i < player->n_voices; ++i) {
    DilVoice* const voice = &player->voices[player->order[i]];
    if (voice != kept && dil_line_is_one(controls, voice->channel, channel)) {
      dil_voice_kill(voice, &player->parts[voice->part], DIL_STEAL_FADE_S);
    }
  }
}
