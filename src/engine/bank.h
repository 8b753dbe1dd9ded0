// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_BANK_H
#define DIL_ENGINE_BANK_H

#include "live.h"
#include "mixer.h"
#include "part.h"

#include "dilaton/engine.h"

#include <stddef.h>

/// Presets with all that is needed to play them live
struct DilBankImpl {
  size_t n_parts;
  DilPart parts[DIL_MAX_PRESETS];
  DilLive* live;
  DilMixer mixer;
  float release_s; ///< The longest of all instruments
};

/// dil_engine_new()'s opinion of settings
DIL_NODISCARD DilStatus
dil_settings_check(const DilEngineSettings* settings, DilMessage* message);

#endif // DIL_ENGINE_BANK_H
