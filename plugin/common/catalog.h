// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_CATALOG_H
#define DIL_PLUGIN_CATALOG_H

#include "own_folder.h"
#include "preset_files.h"

#include "dilaton/attributes.h"
#include "dilaton/preset.h"
#include "dilaton/status.h"

/// Bytes of a preset's hash with its NUL
#define DIL_HASH_SIZE 65U

/**
   The preset files that are found by themselves.

   They are those of dil_preset_files_find(), with the plugin's bundle for what
   is beside; and of a file it is known which preset is in it.
*/
typedef struct DilCatalog DilCatalog;

/**
   Make a catalog and fill it.

   @param bundle Folder of the plugin's own files, or NULL.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_catalog_new(const char* bundle, DilCatalog** out);

/// Free a catalog; NULL is fine
void
dil_catalog_free(DilCatalog* catalog);

/**
   Look through the folders again.

   Indices change.  Without memory all stays as it was.
*/
void
dil_catalog_refresh(DilCatalog* catalog);

/// The files, until the next refresh
const DilPresetFiles*
dil_catalog_files(const DilCatalog* catalog);

/**
   Load the first preset that has the hash.

   Files are read as a whole to learn their hash, but each only once.

   @param path [DIL_PATH_SIZE] where it was found.
   @return DIL_OK, DIL_NOT_FOUND or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_catalog_load(DilCatalog* catalog,
                 const char* hash,
                 char* path,
                 DilPreset** out);

#endif // DIL_PLUGIN_CATALOG_H
