// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "mix_stage.h"

#include "elementary.h"
#include "limiter.h"

#include <math.h>
#include <string.h>

#define SWAP_FADE_S 0.02
#define MAX_TUNING  120.0f ///< Semitones of a note's own tuning

static void
limit_notes(DilMixStage* const stage)
{
  const size_t limit = stage->max_notes;
  const size_t wanted =
    (size_t)stage->controls.parameters[DIL_PARAMETER_VOICES];
  stage->mixer->player.max_notes =
    (limit == SIZE_MAX || limit < wanted) ? limit : wanted;
}

static void
size_room(const DilMixStage* const stage)
{
  if (stage->room) {
    dil_reverb_set_size(stage->room,
                        stage->controls.parameters[DIL_PARAMETER_ROOM_SIZE]);
  }
}

void
dil_mix_stage_start(DilMixStage* const stage,
                    const DilEngineSettings* const settings,
                    DilMixer* const mixer,
                    DilReverb* const room,
                    const size_t max_notes)
{
  memset(stage, 0, sizeof(*stage));
  stage->mixer = mixer;
  stage->room = room;
  stage->rate = settings->rate;
  stage->max_notes = max_notes;
  dil_controls_start(&stage->controls, settings);
  limit_notes(stage);
  size_room(stage);
}

void
dil_mix_stage_reset(DilMixStage* const stage)
{
  stage->old = NULL;
  stage->frame = 0U;
  dil_controls_reset(&stage->controls);
  dil_mixer_reset(stage->mixer, 0U, 0U);
  stage->is_echoing = false;
  if (stage->room) {
    dil_reverb_reset(stage->room);
  }
}

bool
dil_event_limit(DilEvent* const event)
{
  if (isnan(event->value) || event->channel >= DIL_N_CHANNELS) {
    return false;
  }

  switch (event->type) {
  case DIL_EVENT_NOTE_ON:
    if (event->value <= 0.0f) {
      event->type = DIL_EVENT_NOTE_OFF;
    }
    event->value = dil_limit(event->value, 1.0f, 127.0f);
    return event->number < 128U;
  case DIL_EVENT_PITCH_BEND:
    event->value = dil_limit(event->value, -1.0f, 1.0f);
    return true;
  case DIL_EVENT_NOTE_TUNING:
    event->value = dil_limit(event->value, -MAX_TUNING, MAX_TUNING);
    return event->number < 128U;
  case DIL_EVENT_PARAMETER:
    return event->number < DIL_N_PARAMETERS;
  case DIL_EVENT_CHANNEL_PRESSURE:
    event->value = dil_limit(event->value, 0.0f, 127.0f);
    return true;
  default:
    event->value = dil_limit(event->value, 0.0f, 127.0f);
    return event->type < DIL_EVENT_PARAMETER && event->number < 128U;
  }
}

void
dil_mix_stage_event(DilMixStage* const stage, const DilEvent* const event)
{
  DilEvent limited = *event;
  if (!dil_event_limit(&limited)) {
    return;
  }

  dil_player_event(
    &stage->mixer->player, &stage->controls, &limited, stage->frame);
  if (limited.type == DIL_EVENT_PARAMETER) {
    limit_notes(stage);
    if (limited.number == DIL_PARAMETER_ROOM_SIZE) {
      size_room(stage);
    }
  }
}

/// General MIDI 1 and 2 System On and Off: F0 7E device 09 01, 02 or 03 F7
static bool
is_system_reset(const uint8_t* const data, const size_t size)
{
  return size == 6U && data[0] == 0xF0U && data[1] == 0x7EU && data[3] == 9U &&
         data[4] >= 1U && data[4] <= 3U && data[5] == 0xF7U;
}

bool
dil_mix_stage_sysex(DilMixStage* const stage,
                    const uint8_t* const data,
                    const size_t size)
{
  if (is_system_reset(data, size)) {
    // By event first, so that the pedals let go of their notes
    for (uint8_t channel = 0U; channel < DIL_N_CHANNELS; ++channel) {
      const DilEvent event = {.type = DIL_EVENT_CONTROL,
                              .channel = channel,
                              .number = DIL_CC_RESET,
                              .note_id = DIL_ANY_NOTE};
      dil_mix_stage_event(stage, &event);
    }
    dil_controls_reset(&stage->controls);
    dil_player_touch(&stage->mixer->player);
    return true;
  }
  if (dil_tuning_sysex(&stage->controls.tuning, data, size)) {
    dil_player_touch(&stage->mixer->player);
    return true;
  }

  return false;
}

void
dil_mix_stage_set_tuning(DilMixStage* const stage,
                         const DilTuning* const tuning)
{
  stage->controls.tuning = *tuning;
  dil_player_touch(&stage->mixer->player);
}

void
dil_mix_stage_set_channels(DilMixStage* const stage,
                           const DilChannels* const channels)
{
  dil_controls_set_channels(&stage->controls, channels);
  dil_player_touch(&stage->mixer->player);
}

void
dil_mix_stage_swap(DilMixStage* const stage, DilMixer* const mixer)
{
  DilMixer* const old = stage->mixer;
  const uint64_t fade = (uint64_t)(SWAP_FADE_S * (double)stage->rate);
  dil_mixer_reset(mixer, stage->frame, old->player.n_notes);
  stage->mixer = mixer;
  stage->old = old;
  // The fade, what the resampler holds back, and a step of each rounded up
  stage->old_end = stage->frame + fade + 2U * (uint64_t)old->latency + 256U;
  limit_notes(stage);
  dil_player_take_over(
    &mixer->player, &stage->controls, &old->player, stage->frame);
  dil_player_kill(&old->player, SWAP_FADE_S);
}

static void
limit_block(float* const* const out, const size_t n)
{
  for (size_t c = 0U; c < DIL_N_OUTPUTS; ++c) {
    for (size_t i = 0U; i < n; ++i) {
      out[c][i] = dil_limiter(out[c][i]);
    }
  }
}

/// Mix a block and add what the room makes of it
static void
make_block(DilMixStage* const stage, float* const* const out, const size_t n)
{
  float left[DIL_MAX_BLOCK];
  float right[DIL_MAX_BLOCK];
  float* const sent[DIL_N_OUTPUTS] = {left, right};
  const DilControls* const controls = &stage->controls;
  for (size_t c = 0U; c < DIL_N_OUTPUTS; ++c) {
    memset(out[c], 0, n * sizeof(float));
    memset(sent[c], 0, n * sizeof(float));
  }

  bool has_sent =
    dil_mixer_add(stage->mixer, controls, stage->frame, n, out, sent);
  if (stage->old &&
      dil_mixer_add(stage->old, controls, stage->frame, n, out, sent)) {
    has_sent = true;
  }

  stage->is_echoing = stage->is_echoing || has_sent;
  if (stage->room && stage->is_echoing) {
    const float* const heard[DIL_N_OUTPUTS] = {left, right};
    dil_reverb_add(stage->room, heard, out, n);
  }
}

uint64_t
dil_mix_stage_tail(const DilMixStage* const stage)
{
  const float* const parameters = stage->controls.parameters;
  const float size = parameters[DIL_PARAMETER_ROOM_SIZE];
  return parameters[DIL_PARAMETER_SPACE] > 0.0f
           ? (uint64_t)(dil_reverb_tail_s(size) * (float)stage->rate)
           : 0U;
}

void
dil_mix_stage_render(DilMixStage* const stage,
                     float* const* const out,
                     const size_t n_frames)
{
  for (size_t first = 0U; first < n_frames;) {
    const size_t n_left = n_frames - first;
    const size_t n = (n_left < DIL_MAX_BLOCK) ? n_left : DIL_MAX_BLOCK;
    float* const block[DIL_N_OUTPUTS] = {out[0] + first, out[1] + first};
    make_block(stage, block, n);
    limit_block(block, n);
    stage->frame += n;
    first += n;
  }
}

void
dil_mix_stage_skip(DilMixStage* const stage, const uint64_t frame)
{
  dil_player_advance(&stage->mixer->player, &stage->controls, frame);
  stage->frame = frame;
}
