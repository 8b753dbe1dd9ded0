// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_SOUND_LIST_H
#define DIL_TRAIN_SOUND_LIST_H

#include "lines.h"

#include "dilaton/prepare.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>

/**
   List sound files: paths that are files, and those in paths that are folders,
   there by name.

   @param files Receives paths, as lines as they are.
   @param lines Receives what other files folders have, but hidden ones.
   @return DIL_OK, DIL_NOT_FOUND or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_sound_list(const char* const* paths,
               size_t n_paths,
               DilLines* files,
               DilLines* lines,
               DilMessage* message);

/// Whether a WAV has less in it than it says
bool
dil_is_cut_short(const char* path);

#endif // DIL_TRAIN_SOUND_LIST_H
