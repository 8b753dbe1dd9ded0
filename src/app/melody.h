// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_MELODY_H
#define DIL_APP_MELODY_H

#include "sound.h"

#include "dilaton/score.h"

#include <stdbool.h>

/**
   Load a melody, and say what was wrong with it.

   What was sung or hummed is moved by octaves to where the sound's first
   instrument has the most of its keys, unless a transposition was asked for,
   and a line says so.

   @param options Its transposition becomes the one that was taken.
   @param is_quiet Say nothing but errors.
   @return As dil_score_load().
*/
DIL_NODISCARD DilStatus
melody_load(const char* path,
            const Sound* sound,
            bool is_quiet,
            DilScoreOptions* options,
            DilScore** out,
            DilMessage* message);

#endif // DIL_APP_MELODY_H
