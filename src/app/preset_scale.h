// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_PRESET_SCALE_H
#define DIL_APP_PRESET_SCALE_H

#include "dilaton/status.h"

#include <stdint.h>

/**
   Render a scale, to hear what a preset has learned: of each instrument the
   lowest key, a major scale of up to an octave in the middle, and the highest
   key, which is held.

   @param preset File of the preset.
   @param path Sound file to write, whole or not at all.
   @param n_threads 1 to 64; does not change the sound.
   @return As dil_preset_load() and dil_render_file().
*/
DIL_NODISCARD DilStatus
preset_scale_render(const char* preset,
                    const char* path,
                    uint32_t n_threads,
                    DilMessage* message);

#endif // DIL_APP_PRESET_SCALE_H
