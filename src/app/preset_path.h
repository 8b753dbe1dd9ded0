// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_PRESET_PATH_H
#define DIL_APP_PRESET_PATH_H

#include "preset_files.h"

#include "dilaton/preset.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>

/// The presets that this program finds by name; those that another hides too
DIL_NODISCARD DilStatus
preset_files(DilPresetFiles* out, DilMessage* message);

/**
   Find a file that lies in one of the folders of presets.

   @param path [size] result.
   @return Whether there is one that can be read.
*/
bool
preset_folder_file(const char* name, char* path, size_t size);

/**
   Load a preset.

   @param name A path, if it has a slash in it or ends in DIL_PRESET_SUFFIX;
   else the name of one of preset_files().
   @param path Where it was, to be freed with free(), unless NULL.
   @return As dil_preset_load(), and DIL_NOT_FOUND for an unknown name.
*/
DIL_NODISCARD DilStatus
preset_load(const char* name,
            DilPreset** out,
            char** path,
            DilMessage* message);

#endif // DIL_APP_PRESET_PATH_H
