// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_WINDOW_PRESET_SHOWN_H
#define DIL_WINDOW_PRESET_SHOWN_H

#include "view_host.h"

#include "dilaton/preset.h"

/// What is shown of presets, in memory that is freed at once; NULL is none yet
typedef struct PresetShownImpl PresetShown;

/// Keep a text, which may be NULL; NULL without memory
const char*
preset_shown_keep(PresetShown** kept, const char* text);

/// Write down what a preset tells of itself; what is not told stays as it is
void
preset_shown_describe(PresetShown** kept,
                      const DilPreset* preset,
                      DilViewPreset* shown);

/// Free all that was kept
void
preset_shown_free(PresetShown* kept);

#endif // DIL_WINDOW_PRESET_SHOWN_H
