// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_PRESET_FILES_H
#define DIL_BASE_PRESET_FILES_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/// What preset files end in
#define DIL_PRESET_SUFFIX ".safetensors"

/// The preset that is used unless another is asked for
#define DIL_USUAL_PRESET "altosax"

/// A file that is a preset by its name, readable or not
typedef struct {
  char* path;        ///< Absolute, owned
  char* name;        ///< File name without suffix, owned
  struct stat facts; ///< When it was seen
  bool is_hidden;    ///< Another one with this name is before it
} DilPresetFile;

/// Files as they were found; to be cleared
typedef struct {
  DilPresetFile* files; ///< [n_files]
  size_t n_files;       ///< May be 0
} DilPresetFiles;

/// Take an absolute folder, which need not exist
typedef void (*DilFolderVisit)(void* context, const char* folder);

/**
   Name the folders of presets, the first to be looked in first.

   They are those in DILATON_PRESETS, separated by colons, which may be
   relative; dilaton/presets in
   the user's XDG_DATA_HOME (~/.local/share); `presets` in `beside`, and
   `share/dilaton/presets` in it and in each folder that it is in, so that a
   build and an installed tree that was moved find theirs; dilaton/presets in
   XDG_DATA_DIRS; and the folder of the installation.

   @param beside Folder that has the program's or the plugin's files in it, or
   NULL.
*/
void
dil_preset_folders(const char* beside, DilFolderVisit visit, void* context);

/**
   Find the files in all folders, by name in each.

   Regular files whose names end in DIL_PRESET_SUFFIX and do not begin with a
   dot.  What is reached by the same name in two ways is listed once.

   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_preset_files_find(const char* beside, DilPresetFiles* out);

/// Index of the first file of that name or path, or n_files
size_t
dil_preset_files_index(const DilPresetFiles* files, const char* text);

/// Free what was found
void
dil_preset_files_clear(DilPresetFiles* files);

/// True if `file` ends in DIL_PRESET_SUFFIX and something is before it
bool
dil_has_preset_suffix(const char* file);

#endif // DIL_BASE_PRESET_FILES_H
