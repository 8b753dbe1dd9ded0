// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_PRESET_PATH_H
#define DIL_APP_PRESET_PATH_H

#include "dilaton/preset.h"
#include "dilaton/status.h"

#include <stddef.h>

/// The preset that is used unless another is asked for
#define DEFAULT_PRESET "altosax"

/// What preset files end in
#define PRESET_SUFFIX ".safetensors"

/// Paths, owned
typedef struct {
  char** paths;   ///< [n_paths]
  size_t n_paths; ///< May be 0
} PathList;

/**
   Folders in which presets have names, the first to be looked in first.

   They are those in $DILATON_PRESETS, separated by colons; dilaton/presets in
   $XDG_DATA_HOME (~/.local/share); presets beside the folder of this program,
   which is there when it runs in a build folder; and those of the installation.
*/
DIL_NODISCARD DilStatus
preset_folders(PathList* out, DilMessage* message);

/// The presets in all folders, by name in each; those that another hides too
DIL_NODISCARD DilStatus
preset_files(PathList* out, DilMessage* message);

/// Free the paths
void
path_list_free(PathList* list);

/**
   Path of a preset.

   @param name A path, if it has a slash in it or ends in PRESET_SUFFIX; else
   the name of a file in one of the folders, without PRESET_SUFFIX.
   @param out To be freed with free().
   @return DIL_OK, DIL_NOT_FOUND or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
preset_path(const char* name, char** out, DilMessage* message);

/// preset_path() and dil_preset_load(); the path goes to `path` if not NULL
DIL_NODISCARD DilStatus
preset_load(const char* name,
            DilPreset** out,
            char** path,
            DilMessage* message);

#endif // DIL_APP_PRESET_PATH_H
