// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_TAKES_H
#define DIL_TRAIN_TAKES_H

#include "lines.h"
#include "take.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Recordings that became an instrument; begins all zero
typedef struct {
  DilTake* takes; ///< [n], those that are no notes too
  size_t n;
  DilLines lines; ///< What people should know
} DilTakes;

/// Whether a path is a folder or a sound file by its name, and no instrument
bool
dil_is_recordings(const char* path);

/**
   Make an instrument of recordings.

   A folder stands for the sound files in it, in the order of their names.  A
   recording that is alone and has several notes is cut into them.  Each gets
   its key (see dil_takes_name()), its layer (see dil_velocity_layers()), a
   `volume` that brings all to one level, and the keys about its own that are
   nearer to no other of its layer.

   What cannot be read or is no note is named in a line, and the rest is used.

   @param paths [n_paths].
   @param n_threads 1 to 64; does not change the result.
   @param out Result, to be cleared, after a failure too.
   @return DIL_OK, DIL_NOT_FOUND (a path), DIL_BAD_FILE (nothing to learn) or
   DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_takes_gather(const char* const* paths,
                 size_t n_paths,
                 uint32_t n_threads,
                 DilTakes* out,
                 DilMessage* message);

/// The take that is number `index` of those that are used, which there must be
DilTake*
dil_takes_used(const DilTakes* takes, size_t index);

/// Release takes
void
dil_takes_clear(DilTakes* takes);

#endif // DIL_TRAIN_TAKES_H
