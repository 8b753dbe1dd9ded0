// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "player.h"
#include "player_line.h"
#include "player_slots.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/// True if an event is for this note: by name if both have one, else by key
static bool
is_meant(const DilVoice* const voice, const DilEvent* const event)
{
  return (event->note_id != DIL_ANY_NOTE && voice->note_id != DIL_ANY_NOTE)
           ? voice->note_id == event->note_id
           : voice->channel == event->channel && voice->key == event->number;
}

/// The part that has a program, or NULL
static const DilPart*
part_of(const DilPlayer* const player, const uint32_t program)
{
  for (size_t p = 0U; p < player->n_parts; ++p) {
    const DilPart* const part = &player->parts[p];
    if (program - part->first_program < part->n_instruments) {
      return part;
    }
  }

  return NULL;
}

static void
release(const DilPlayer* const player,
        const DilControls* const controls,
        const size_t slot,
        const uint64_t frame)
{
  DilVoice* const voice = &player->voices[slot];
  if (voice->release_age != DIL_NEVER) {
    return;
  }

  dil_voice_release(voice, &player->parts[voice->part], controls, frame);
  if (voice->order_release == voice->age) {
    player->source->release(player->source_self, slot);
  }
}

/// Release every note that neither a key nor a pedal holds
static void
release_unheld(const DilPlayer* const player,
               const DilControls* const controls,
               const uint64_t frame)
{
  for (size_t i = 0U; i < player->n_voices; ++i) {
    const DilVoice* const voice = &player->voices[player->order[i]];
    if (!voice->is_down && !voice->is_sostenuto &&
        !dil_controls_pedal(controls, voice->channel, DIL_CC_SUSTAIN)) {
      release(player, controls, player->order[i], frame);
    }
  }
}

static void
start_lane(const DilPlayer* const player,
           const DilControls* const controls,
           const size_t slot)
{
  DilVoice* const voice = &player->voices[slot];
  const DilPart* const part = &player->parts[voice->part];
  const uint64_t seed =
    controls->seed + (uint64_t)controls->parameters[DIL_PARAMETER_SEED];
  const DilVoiceOrders orders = dil_voice_look(voice, part, controls);

  float mixture[DIL_MAX_INSTRUMENTS];
  dil_voice_mixture(&orders, part, mixture);
  const DilLaneStart start = {part->coefficients,
                              (float)part->rate,
                              dil_rng_stream(seed, voice->index),
                              orders.key,
                              orders.tuning_hz,
                              voice->velocity,
                              mixture,
                              orders.sampling};
  player->source->start(
    player->source_self, slot, voice->part, voice->index, &start);
  if (orders.stretch != 0.0) {
    player->source->set_stretch(player->source_self, slot, orders.stretch);
  }
}

/// The same key again, without names to tell the notes apart: one key, one note
static void
release_same_key(const DilPlayer* const player,
                 const DilControls* const controls,
                 const DilEvent* const event,
                 const uint64_t frame)
{
  for (size_t i = 0U; i < player->n_voices; ++i) {
    DilVoice* const voice = &player->voices[player->order[i]];
    if (voice->release_age == DIL_NEVER && is_meant(voice, event)) {
      voice->is_down = false;
      voice->is_sostenuto = false;
      release(player, controls, player->order[i], frame);
    }
  }
}

/// How a note of a program reaches its pitch
static DilReach
reach_of(const DilPart* const part,
         const DilControls* const controls,
         const uint32_t instrument,
         const double pitch)
{
  // Of two that are morphed, the one that is heard more
  const bool is_next = controls->parameters[DIL_PARAMETER_MORPH] > 0.5f;
  const uint32_t heard = (instrument + is_next) % part->n_instruments;
  return dil_reach(dil_preset_instrument(part->preset, heard),
                   pitch,
                   (DilOutside)controls->parameters[DIL_PARAMETER_OUTSIDE]);
}

/// What a key plays
typedef struct {
  const DilPart* part;
  uint32_t instrument;
  double pitch;
} Target;

/// Find what a key plays; false if nothing
static bool
find_target(DilPlayer* const player,
            const DilControls* const controls,
            const DilEvent* const event,
            Target* const target)
{
  const uint8_t wanted = controls->channels[event->channel].program;
  const uint32_t program = part_of(player, wanted) ? wanted : 0U;
  const DilPart* const part = part_of(player, program);
  const double pitch =
    dil_tuning_pitch(&controls->tuning, event->channel, event->number);
  if (!part || isnan(pitch)) {
    return false;
  }

  target->part = part;
  target->instrument = program - part->first_program;
  target->pitch = pitch;
  const bool is_outside =
    reach_of(part, controls, target->instrument, pitch).is_outside;
  player->n_outside += is_outside;
  return !is_outside ||
         controls->parameters[DIL_PARAMETER_OUTSIDE] != DIL_OUTSIDE_DROP;
}

/// Begin a note with a voice of its own
static void
begin(DilPlayer* const player,
      const DilControls* const controls,
      const DilEvent* const event,
      const Target* const target,
      const uint64_t index)
{
  dil_player_make_room(player, controls);
  const size_t slot = dil_player_take_slot(player);
  DilVoice* const voice = &player->voices[slot];
  memset(voice, 0, sizeof(*voice));
  voice->index = index;
  voice->part = (size_t)(target->part - player->parts);
  voice->instrument = target->instrument;
  dil_voice_start(voice, target->part, controls, event, target->pitch);
  start_lane(player, controls, slot);
}

/// Let the voice that is held on a line go to another key, if there is one and
/// of the same instrument
static bool
move(const DilPlayer* const player,
     const DilControls* const controls,
     const DilEvent* const event,
     const Target* const target)
{
  DilVoice* const voice = dil_line_voice(player, controls, event->channel);
  if (!voice || &player->parts[voice->part] != target->part ||
      dil_voice_corner(voice, target->part, controls) != target->instrument) {
    return false;
  }

  dil_voice_move(voice, target->part, controls, event, target->pitch);
  dil_line_clear(player, controls, event->channel, voice);
  return true;
}

static void
note_on(DilPlayer* const player,
        DilControls* const controls,
        const DilEvent* const event,
        const uint64_t frame)
{
  DilChannel* const channel = &controls->channels[event->channel];
  const DilMode mode = (DilMode)controls->parameters[DIL_PARAMETER_MODE];
  const uint64_t index = player->n_notes++;
  Target target;
  if (mode == DIL_MODE_POLY) {
    release_same_key(player, controls, event, frame);
  }
  if (!find_target(player, controls, event, &target)) {
    return;
  }

  dil_line_press(player, event);
  if (mode != DIL_MODE_LEGATO || !move(player, controls, event, &target)) {
    if (mode != DIL_MODE_POLY) {
      dil_line_clear(player, controls, event->channel, NULL);
    }
    begin(player, controls, event, &target, index);
  }

  channel->pitch = target.pitch;
  channel->has_pitch = true;
}

static void
note_off(DilPlayer* const player,
         DilControls* const controls,
         const DilEvent* const event,
         const uint64_t frame)
{
  bool was_down = false;
  dil_line_lift(player, event);
  for (size_t i = 0U; i < player->n_voices; ++i) {
    DilVoice* const voice = &player->voices[player->order[i]];
    if (is_meant(voice, event)) {
      was_down = was_down || (voice->is_down && !voice->is_killed);
      voice->is_down = false;
    }
  }

  // Back to the key that went down before it, if that still is
  const DilEvent* const last = dil_line_last(player, controls, event->channel);
  if (was_down && last &&
      controls->parameters[DIL_PARAMETER_MODE] != DIL_MODE_POLY) {
    const DilEvent again = *last;
    note_on(player, controls, &again, frame);
  }

  release_unheld(player, controls, frame);
}

/// Something of one note: pressure or tuning
static void
change_note(const DilPlayer* const player, const DilEvent* const event)
{
  for (size_t i = 0U; i < player->n_voices; ++i) {
    DilVoice* const voice = &player->voices[player->order[i]];
    if (is_meant(voice, event) && event->type == DIL_EVENT_KEY_PRESSURE) {
      voice->pressure = event->value;
    } else if (is_meant(voice, event)) {
      voice->note_tuning = (double)event->value;
    }
  }
}

/// True if a voice is on a channel or on a member of the MPE zone it commands
static bool
is_under(const DilControls* const controls,
         const DilVoice* const voice,
         const uint8_t channel)
{
  return voice->channel == channel ||
         controls->channels[voice->channel].master == channel;
}

/// What a controller does to notes, beyond what they hear from the controls
static void
control_notes(DilPlayer* const player,
              const DilControls* const controls,
              const DilEvent* const event,
              const bool was_sostenuto)
{
  const bool is_sostenuto =
    dil_controls_pedal(controls, event->channel, DIL_CC_SOSTENUTO);
  const bool is_end =
    event->number == DIL_CC_SOUND_OFF ||
    (event->number >= DIL_CC_NOTES_OFF && event->number <= DIL_CC_POLY);
  if (is_end) {
    dil_line_lift_all(player, controls, event->channel);
  }
  for (size_t i = 0U; i < player->n_voices; ++i) {
    DilVoice* const voice = &player->voices[player->order[i]];
    if (!is_under(controls, voice, event->channel)) {
      continue;
    }

    if (!is_sostenuto) {
      voice->is_sostenuto = false;
    } else if (!was_sostenuto) {
      voice->is_sostenuto = voice->is_down;
    }
    if (event->number >= DIL_CC_NOTES_OFF && event->number <= DIL_CC_POLY) {
      voice->is_down = false;
    }
    if (event->number == DIL_CC_SOUND_OFF) {
      dil_voice_kill(voice, &player->parts[voice->part], DIL_STEAL_FADE_S);
    }
  }
}

void
dil_player_event(DilPlayer* const player,
                 DilControls* const controls,
                 const DilEvent* const event,
                 const uint64_t frame)
{
  const bool was_sostenuto =
    dil_controls_pedal(controls, event->channel, DIL_CC_SOSTENUTO);
  switch (event->type) {
  case DIL_EVENT_NOTE_ON:
    note_on(player, controls, event, frame);
    return;
  case DIL_EVENT_NOTE_OFF:
    note_off(player, controls, event, frame);
    return;
  case DIL_EVENT_KEY_PRESSURE:
  case DIL_EVENT_NOTE_TUNING:
    change_note(player, event);
    break;
  case DIL_EVENT_CONTROL:
    dil_controls_apply(controls, event);
    control_notes(player, controls, event, was_sostenuto);
    release_unheld(player, controls, frame);
    break;
  case DIL_EVENT_PROGRAM:
    if (part_of(player, event->number)) {
      dil_controls_apply(controls, event);
    }
    break;
  default:
    dil_controls_apply(controls, event);
    break;
  }

  dil_player_touch(player);
}

void
dil_player_touch(DilPlayer* const player)
{
  for (size_t i = 0U; i < player->n_voices; ++i) {
    player->voices[player->order[i]].is_dirty = true;
  }
}

void
dil_player_take_over(DilPlayer* const player,
                     DilControls* const controls,
                     const DilPlayer* const other,
                     const uint64_t frame)
{
  memcpy(player->down, other->down, sizeof(player->down));
  player->n_down = other->n_down;
  for (size_t i = 0U; i < other->n_voices; ++i) {
    const DilVoice* const voice = &other->voices[other->order[i]];
    if (voice->is_down && !voice->is_killed) {
      const DilEvent event = {0U,
                              DIL_EVENT_NOTE_ON,
                              voice->channel,
                              voice->key,
                              0U,
                              voice->note_id,
                              voice->velocity};
      note_on(player, controls, &event, frame);
    }
  }
}

void
dil_player_kill(DilPlayer* const player, const double seconds)
{
  for (size_t i = 0U; i < player->n_voices; ++i) {
    DilVoice* const voice = &player->voices[player->order[i]];
    dil_voice_kill(voice, &player->parts[voice->part], seconds);
  }
}
