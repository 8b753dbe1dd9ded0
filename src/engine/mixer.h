// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_MIXER_H
#define DIL_ENGINE_MIXER_H

#include "controls.h"
#include "part.h"
#include "player.h"
#include "resample.h"

#include "dilaton/engine.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Most frames that a mixer makes in one go
#define DIL_MAX_BLOCK 256U

/// A player with its buses brought to the host's rate and added up
typedef struct {
  DilPlayer player;
  DilResampler* resamplers[DIL_MAX_PRESETS]; ///< Of what is heard at once
  DilResampler* senders[DIL_MAX_PRESETS];    ///< Of what goes to the room
  bool is_sending[DIL_MAX_PRESETS]; ///< Whether anything has gone there yet
  float* scratch[DIL_N_OUTPUTS];    ///< [DIL_MAX_BLOCK]
  uint32_t latency;                 ///< Of all parts, in frames
} DilMixer;

/**
   Make a mixer, silent at frame 0; its player has no slots yet.

   @param parts [n_parts], borrowed.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_mixer_init(DilMixer* mixer,
               const DilPart* parts,
               size_t n_parts,
               const DilEngineSettings* settings,
               const DilSource* source,
               void* source_self);

/// Free what dil_mixer_init() made, even if it failed
void
dil_mixer_finish(DilMixer* mixer);

/// Be silent and begin at a host frame with the note index `n_notes`
DIL_REALTIME void
dil_mixer_reset(DilMixer* mixer, uint64_t frame, uint64_t n_notes);

/**
   Make the frames from `frame` on, where it had got to.

   @param n_frames At most DIL_MAX_BLOCK.
   @param out [DIL_N_OUTPUTS][n_frames], to which they are added.
   @param sent [DIL_N_OUTPUTS][n_frames], to which is added what goes to the
   room.
   @return Whether anything may have gone there.
*/
DIL_REALTIME bool
dil_mixer_add(DilMixer* mixer,
              const DilControls* controls,
              uint64_t frame,
              size_t n_frames,
              float* const* out,
              float* const* sent);

#endif // DIL_ENGINE_MIXER_H
