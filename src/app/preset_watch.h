// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PRESET_WATCH_H
#define DIL_PRESET_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Looks at the files of presets that play, so that one which is trained on
/// sounds as it is now; set to zero before the first look
typedef struct {
  uint64_t loaded; ///< What was there when they were loaded last, or 0
  uint64_t seen;   ///< What was there at the last look
  unsigned n_turns;
} PresetWatch;

/**
   Look at the files once in `period` calls.

   A file that is still being written differs from look to look, so one that has
   changed counts when it is the same twice.  One that has gone does not count:
   what is loaded goes on.

   @param paths Paths of `n_paths` files.
   @param period Calls between two looks, at least 1.
   @return Whether they are to be loaded again; true once for each change.
   Control thread.
*/
bool
preset_watch_look(PresetWatch* watch,
                  const char* const* paths,
                  size_t n_paths,
                  unsigned period);

#endif // DIL_PRESET_WATCH_H
