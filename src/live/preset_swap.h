// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_PRESET_SWAP_H
#define DIL_LIVE_PRESET_SWAP_H

#include "dilaton/engine.h"
#include "dilaton/preset.h"
#include "dilaton/status.h"

#include <stddef.h>

/// Sets of presets that an engine may have at once: the one that plays, one
/// that fades out, and two that wait
#define MAX_SETS 4U

/// The presets that an engine plays, which can be changed while it does
typedef struct {
  DilEngineSettings settings;                 ///< Of the engine
  DilEngine* engine;                          ///< Owned, or NULL
  DilPreset* sets[MAX_SETS][DIL_MAX_PRESETS]; ///< [n_sets], the oldest first
  size_t n_sets;
} PresetSwap;

/**
   Make the engine, by `settings`.

   @param presets [n_presets] owned by this from now on if all goes well, when
   NULL takes their place.
*/
DIL_NODISCARD DilStatus
preset_swap_begin(PresetSwap* swap,
                  DilPreset** presets,
                  size_t n_presets,
                  DilMessage* message);

/**
   Crossfade to other presets; if that fails, everything stays as it was.

   @param presets As above.
   @return DIL_OK, DIL_UNSUPPORTED (also while earlier ones still wait) or
   DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
preset_swap_send(PresetSwap* swap,
                 DilPreset** presets,
                 size_t n_presets,
                 DilMessage* message);

/// Free what the engine has given back
void
preset_swap_collect(PresetSwap* swap);

/// Free all but the newest set, which is given back
/// @param presets [n_presets] as it was given, or NULL to free this, too.
void
preset_swap_end(PresetSwap* swap, DilPreset** presets, size_t n_presets);

#endif // DIL_LIVE_PRESET_SWAP_H
