// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_WINDOW_PRESET_BROWSE_H
#define DIL_WINDOW_PRESET_BROWSE_H

#include "view_host.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
   The presets that can be chosen in a window, and what is known of them.

   One thread, the worker, looks for files and reads them one by one; another
   one shows what is known so far.
*/
typedef struct PresetBrowse PresetBrowse;

/**
   Make an empty list, with the favourites of former times.

   @param beside Folder that has the program's or the plugin's files in it, or
   NULL; as dil_preset_folders() has it.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
preset_browse_new(const char* beside, PresetBrowse** out);

/// Free a list that no thread uses; NULL is fine
void
preset_browse_free(PresetBrowse* browse);

/// Look into the folders; for the worker
void
preset_browse_refresh(PresetBrowse* browse);

/// Read the next file of which nothing is known yet, and say whether there was
/// one; for the worker
bool
preset_browse_read(PresetBrowse* browse);

/// What is known, as DilViewHost.presets() has it; for the thread that shows
const DilViewPreset*
preset_browse_show(PresetBrowse* browse, size_t* n_presets, uint64_t* serial);

/**
   Find the preset at a path in what is shown; for the thread that shows.

   One that is in none of the folders is put into the list by the worker, soon.

   @param path "" for none.
   @param is_asked Result, whether the worker is asked for it since now.
   @return Its index, or DIL_VIEW_NONE.
*/
size_t
preset_browse_index(PresetBrowse* browse, const char* path, bool* is_asked);

/// Mark a favourite or take the mark away, for ever; for the thread that shows
void
preset_browse_favour(PresetBrowse* browse, const char* path, bool is_favourite);

#endif // DIL_WINDOW_PRESET_BROWSE_H
