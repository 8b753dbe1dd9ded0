// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_PRESET_LIST_H
#define DILATON_PRESET_LIST_H

/// @file
/// Presets by their names

#include "dilaton/attributes.h"
#include "dilaton/preset.h"
#include "dilaton/status.h"

#include <stddef.h>

DIL_BEGIN_DECLS

/**
   The presets that have names, as they were found.

   They are the files that end in ".safetensors" in the folders of the variable
   DILATON_PRESETS, separated by colons; in dilaton/presets below the user's
   XDG_DATA_HOME (~/.local/share); in share/dilaton/presets beside the library,
   so that a tree that was moved finds its own; below XDG_DATA_DIRS; and in the
   folder of the installation.  Of two with the same name, the first counts.
*/
typedef struct DilPresetListImpl DilPresetList;

/**
   Look into the folders.

   @param out Result, maybe empty, to be freed with dil_preset_list_free().
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_API DIL_NODISCARD DilStatus
dil_preset_list_new(DilPresetList** out, DilMessage* message);

/// Free a list; NULL is fine
DIL_API void
dil_preset_list_free(DilPresetList* list);

/// Number of presets
DIL_API size_t
dil_preset_list_size(const DilPresetList* list);

/// Name of preset `index`, its file's without suffix; NULL beyond the last
DIL_API const char*
dil_preset_list_name(const DilPresetList* list, size_t index);

/// Absolute path of preset `index`; NULL beyond the last
DIL_API const char*
dil_preset_list_path(const DilPresetList* list, size_t index);

/**
   Load a preset by its name.

   @param name As in a DilPresetList; or a path, if it has a slash in it or ends
   in ".safetensors"; or NULL for the usual one, "altosax".
   @param out The preset, to be freed with dil_preset_free().
   @return As dil_preset_load(); DIL_NOT_FOUND for an unknown name.
*/
DIL_API DIL_NODISCARD DilStatus
dil_preset_find(const char* name, DilPreset** out, DilMessage* message);

DIL_END_DECLS

#endif // DILATON_PRESET_LIST_H
