// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_FONT_NOTES_H
#define DIL_TRAIN_FONT_NOTES_H

#include "cleaning.h"
#include "sfz.h"
#include "soundfont.h"

#include "dilaton/audio.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>

/// Velocities at which each key of a SoundFont is recorded
#define DIL_FONT_LAYERS 3U

/// What the recording of a key stands for; `layer` is below DIL_FONT_LAYERS
DilSfzRegion
dil_font_region(int key, size_t layer);

/// Whether a key sounds at the velocity of a layer
bool
dil_font_has(DilSoundfont* font, int key, size_t layer);

/**
   Record a note: held for 4 s, or, if it has faded by 6 dB until then, 12 s.

   @param region Of dil_font_region().
   @param out The sound at 48 kHz, as if velocity did not change its level.
   @param cleaning What was done: nothing.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_font_play(DilSoundfont* font,
              const DilSfzRegion* region,
              DilAudio* out,
              DilCleaning* cleaning,
              DilMessage* message);

#endif // DIL_TRAIN_FONT_NOTES_H
