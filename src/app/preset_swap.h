// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_PRESET_SWAP_H
#define DIL_APP_PRESET_SWAP_H

#include "sound.h"

#include "dilaton/engine.h"

#include <stddef.h>

/// Sets of presets that an engine may have at once: the one that plays, one
/// that fades out, and two that wait
#define MAX_SETS 4U

/// The presets that an engine plays, which can be loaded anew while it does
typedef struct {
  const SoundRequest* request; ///< Borrowed
  DilEngineSettings settings;
  DilEngine* engine;    ///< Borrowed
  Sound sets[MAX_SETS]; ///< [n_sets], the oldest first
  size_t n_sets;        ///< At least 1
} PresetSwap;

/// Load all presets again and crossfade to them; if that fails, says why and
/// leaves everything as it was
void
preset_swap_reload(PresetSwap* swap);

/// Free what the engine has given back
void
preset_swap_collect(PresetSwap* swap);

/// Free all, after the engine
void
preset_swap_clear(PresetSwap* swap);

#endif // DIL_APP_PRESET_SWAP_H
