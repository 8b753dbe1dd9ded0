// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_CAST_H
#define DIL_APP_CAST_H

#include "sound.h"

#include "dilaton/score.h"

#include <stdbool.h>

/**
   Give every channel of a melody its instrument, unless --preset forces one.

   It is the one that --map names, or whose General MIDI program the channel
   asks for, or the nearest of that family, or what stands in for it, or the
   usual preset.  The presets that are needed are added to `sound`, and a line
   says which they are.

   @param options What is played of the melody.
   @param score Its programs become those of the sound's bank.
   @param is_quiet Say nothing.
   @return OPTIONS_GO_ON, or the exit status after an error or "--map show".
*/
int
cast_melody(const SoundRequest* request,
            const DilScoreOptions* options,
            bool is_quiet,
            Sound* sound,
            DilScore* score);

#endif // DIL_APP_CAST_H
