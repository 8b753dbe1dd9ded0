// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_PLAYER_H
#define DIL_ENGINE_PLAYER_H

#include "controls.h"
#include "part.h"
#include "source.h"
#include "voice.h"

#include "dilaton/attributes.h"
#include "dilaton/engine.h"
#include "dilaton/event.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Most keys that are known to be down; of more the oldest are forgotten
#define DIL_MAX_DOWN 128U

/**
   Turns events into voices, and voices into buses for each part.

   Time is counted in host frames by the caller and in steps by each part: an
   event at frame f happens before step dil_steps_before(f).  Nothing that
   happens depends on samples, so a player may run without any.
*/
typedef struct {
  const DilPart* parts; ///< [n_parts], borrowed
  size_t n_parts;
  uint32_t rate;           ///< Host rate
  const DilSource* source; ///< Functions
  void* source_self;       ///< Their first argument
  DilVoice* voices;        ///< [n_slots], owned
  bool* is_used;           ///< [n_slots], owned
  size_t* order;           ///< [n_voices] slots by note index, owned
  size_t* picked;          ///< [n_slots] scratch, owned
  const float** samples;   ///< [n_slots] scratch, owned
  size_t n_slots;
  size_t n_voices;
  size_t max_notes;                     ///< Steal beyond this many
  uint64_t steps[DIL_MAX_PRESETS];      ///< Made by each part
  uint64_t bus_starts[DIL_MAX_PRESETS]; ///< Step of each bus's first sample
  float* buses[DIL_MAX_PRESETS][DIL_N_BUSES]; ///< [n_bus_steps], owned, or NULL
  bool has_sent[DIL_MAX_PRESETS]; ///< To the room, since the buses were cleared
  size_t n_bus_steps;             ///< Room of every bus
  DilEvent down[DIL_MAX_DOWN];    ///< [n_down] strokes of keys still down
  size_t n_down;
  uint64_t n_notes; ///< Notes begun, sounding or not
  uint64_t n_stolen;
  uint64_t n_outside; ///< Notes outside the keys of their instruments
} DilPlayer;

/**
   Make a player.

   @param max_frames Most frames between two calls of dil_player_clear(), or 0
   for a player without buses.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_player_init(DilPlayer* player,
                const DilPart* parts,
                size_t n_parts,
                uint32_t rate,
                const DilSource* source,
                void* source_self,
                size_t max_frames);

/// Free what dil_player_init() made, even if it failed
void
dil_player_finish(DilPlayer* player);

/// Have at least that many slots, voices keeping theirs; not on the audio
/// thread
DIL_NODISCARD DilStatus
dil_player_reserve(DilPlayer* player, size_t n_slots);

/// Drop all voices and begin at a host frame with the note index `n_notes`
DIL_REALTIME void
dil_player_reset(DilPlayer* player, uint64_t frame, uint64_t n_notes);

/// Zero the buses, which then begin at the current step of each part
DIL_REALTIME void
dil_player_clear(DilPlayer* player);

/// Make all steps before a host frame
DIL_REALTIME void
dil_player_advance(DilPlayer* player,
                   const DilControls* controls,
                   uint64_t frame);

/**
   Take in an event, now.

   @param controls Changed as the event says; all players of one engine share
   it.
   @param event Finite, its values in range.
*/
DIL_REALTIME void
dil_player_event(DilPlayer* player,
                 DilControls* controls,
                 const DilEvent* event,
                 uint64_t frame);

/// All voices look at the controls again, which something else has changed
DIL_REALTIME void
dil_player_touch(DilPlayer* player);

/// Strike the held keys of another player again
DIL_REALTIME void
dil_player_take_over(DilPlayer* player,
                     DilControls* controls,
                     const DilPlayer* other,
                     uint64_t frame);

/// Keys that are held, by hand or pedal: bit k % 64 of word k / 64
DIL_REALTIME void
dil_player_keys(const DilPlayer* player, uint64_t keys[2]);

/// Fade out all voices
DIL_REALTIME void
dil_player_kill(DilPlayer* player, double seconds);

#endif // DIL_ENGINE_PLAYER_H
