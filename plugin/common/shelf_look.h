// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_SHELF_LOOK_H
#define DIL_PLUGIN_SHELF_LOOK_H

#include "preset_shelf.h"

#include "dilaton/watch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Bytes of what is told in a window, with its NUL
#define DIL_NOTICE_SIZE 512U

/// What a window sees of a plugin
typedef struct {
  bool is_heard;                ///< The next three are known
  uint32_t n_voices;            ///< Sounding
  uint64_t keys[2];             ///< Sounding, as DilEngineCounts has them
  float peak[DIL_N_OUTPUTS];    ///< As dil_engine_take_peaks() gives them
  char preset[DIL_PATH_SIZE];   ///< That is played, or ""
  char notice[DIL_NOTICE_SIZE]; ///< What went wrong last, or ""
  uint32_t n_notices;           ///< So far: another number is another notice
} DilLook;

/**
   See how things stand, for the one thread that the windows of a plugin have.

   The lock is held for long while a preset is loaded, and a host's window must
   not stand still: then nothing is seen.

   @return Whether it has been seen; else `look` is as it was.
*/
bool
dil_shelf_look(DilPresetShelf* shelf, DilLook* look);

/// Have steps kept for one window more or, if not, one less; any thread.  The
/// worker sees to it soon.
void
dil_shelf_watch(DilPresetShelf* shelf, bool is_watching);

/// dil_engine_read_steps(), or 0 while it is not to be had; for the thread of
/// the windows
size_t
dil_shelf_read_steps(DilPresetShelf* shelf, DilStep* steps, size_t n_steps);

/// Have a preset loaded soon, for the thread of the windows; false while too
/// many others wait, or for a path that is too long
bool
dil_shelf_wish(DilPresetShelf* shelf, const char* path);

#endif // DIL_PLUGIN_SHELF_LOOK_H
