// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_FOLDER_H
#define DIL_VIEW_FOLDER_H

#include "own_folder.h"

#include <stdbool.h>
#include <stddef.h>

/// Something in a folder
typedef struct {
  char* name; ///< Owned
  bool is_folder;
} FolderEntry;

/// A folder's folders, and its files that can be opened
typedef struct {
  char path[DIL_PATH_SIZE]; ///< Absolute, "" before one was read
  FolderEntry* entries;     ///< [n_entries] folders first, by name
  size_t n_entries;
} Folder;

/**
   Read a folder.

   @param path Absolute, or relative to the folder that was read last, or "~"
   or below it.
   @param has_melodies Melodies are opened as well as presets.
   @return False if it cannot be read: then all is as it was.
*/
bool
folder_read(Folder* folder, const char* path, bool has_melodies);

/// Free its entries
void
folder_clear(Folder* folder);

/// Make a path absolute as folder_read() does; false if it is too long
bool
folder_resolve(const Folder* folder,
               const char* path,
               char resolved[DIL_PATH_SIZE]);

/// Whether a file's name is that of a preset
bool
folder_is_preset(const char* name);

/// Whether a file's name is that of a melody
bool
folder_is_melody(const char* name);

#endif // DIL_VIEW_FOLDER_H
