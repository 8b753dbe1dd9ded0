// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_CATALOG_H
#define DIL_PLUGIN_CATALOG_H

#include "dilaton/attributes.h"
#include "dilaton/preset.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>

/// Bytes of a path with its NUL; longer ones are not used
#define DIL_PATH_SIZE 4096U

/**
   The preset files that are found by themselves.

   Looked through are, in this order: the folders in DILATON_PRESETS, separated
   by colons; `presets` in the plugin's bundle; the user's
   ~/.local/share/dilaton/presets (or where XDG_DATA_HOME says);
   `share/dilaton/presets` in each folder that the bundle is in, so that an
   installed tree can be moved; that in XDG_DATA_DIRS; and that where this was
   installed.  A file that is reached in two ways is listed once.
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

   Indices change.  When there is no memory for all, some are missing.

   @return Whether a file is new, changed or gone.
*/
bool
dil_catalog_refresh(DilCatalog* catalog);

/// Number of presets; they need not be readable
size_t
dil_catalog_n_presets(const DilCatalog* catalog);

/// Absolute path of preset `index`, until the next refresh; NULL beyond
const char*
dil_catalog_path(const DilCatalog* catalog, size_t index);

/// File name of preset `index` without folder and suffix; NULL beyond
const char*
dil_catalog_name(const DilCatalog* catalog, size_t index);

/// Index of the preset at `path`, or the number of presets
size_t
dil_catalog_index(const DilCatalog* catalog, const char* path);

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
