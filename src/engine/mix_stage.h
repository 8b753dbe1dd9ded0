// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_MIX_STAGE_H
#define DIL_ENGINE_MIX_STAGE_H

#include "controls.h"
#include "mixer.h"
#include "reverb.h"

#include "dilaton/engine.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
   Where events meet a mixer and its frames are limited: all of an engine that
   playing live and rendering offline have in common.
*/
typedef struct {
  DilControls controls;
  DilMixer* mixer;  ///< Borrowed
  DilMixer* old;    ///< Borrowed; fading out, or NULL
  DilReverb* room;  ///< Borrowed, or NULL for none
  bool is_echoing;  ///< Whether the room has heard anything
  uint64_t frame;   ///< Next one to make
  uint64_t old_end; ///< Frame at which the old mixer is silent
  uint32_t rate;    ///< Host rate
  size_t max_notes; ///< Limit of DIL_PARAMETER_VOICES
} DilMixStage;

/// Begin at frame 0 with a mixer and a room that have just been made or reset
DIL_REALTIME void
dil_mix_stage_start(DilMixStage* stage,
                    const DilEngineSettings* settings,
                    DilMixer* mixer,
                    DilReverb* room,
                    size_t max_notes);

/// Be silent, begin again at frame 0 and drop the old mixer; parameters and
/// tuning stay
DIL_REALTIME void
dil_mix_stage_reset(DilMixStage* stage);

/// Take in an event before the next frame, whatever is in it
DIL_REALTIME void
dil_mix_stage_event(DilMixStage* stage, const DilEvent* event);

/// Put an event's values in their ranges; false if there is no sense in it
DIL_REALTIME bool
dil_event_limit(DilEvent* event);

/// Take in a system exclusive message before the next frame; see
/// dil_engine_sysex()
DIL_REALTIME bool
dil_mix_stage_sysex(DilMixStage* stage, const uint8_t* data, size_t size);

/// Change the tuning before the next frame
DIL_REALTIME void
dil_mix_stage_set_tuning(DilMixStage* stage, const DilTuning* tuning);

/// Set all that MIDI can set before the next frame
DIL_REALTIME void
dil_mix_stage_set_channels(DilMixStage* stage, const DilChannels* channels);

/// Begin to crossfade to another mixer, when no other one is fading
DIL_REALTIME void
dil_mix_stage_swap(DilMixStage* stage, DilMixer* mixer);

/**
   Make the next frames.

   @param out [DIL_N_OUTPUTS][n_frames] result; no aliasing.
*/
DIL_REALTIME void
dil_mix_stage_render(DilMixStage* stage, float* const* out, size_t n_frames);

/// Frames that the room sounds on when the voices have ended
DIL_REALTIME uint64_t
dil_mix_stage_tail(const DilMixStage* stage);

/// Let the voices of a player without buses go on to a frame
void
dil_mix_stage_skip(DilMixStage* stage, uint64_t frame);

#endif // DIL_ENGINE_MIX_STAGE_H
