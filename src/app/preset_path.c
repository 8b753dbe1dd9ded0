// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_path.h"

#include "message.h"
#include "own_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// A file that is looked for
typedef struct {
  const char* name;
  char* path; ///< [size]
  size_t size;
  bool is_found;
} Wanted;

DilStatus
preset_files(DilPresetFiles* const out, DilMessage* const message)
{
  char folder[DIL_PATH_SIZE];
  return dil_preset_files_find(dil_own_folder(folder), out)
           ? dil_fail_memory(message)
           : DIL_OK;
}

static void
try_folder(void* const context, const char* const folder)
{
  Wanted* const wanted = (Wanted*)context;
  if (!wanted->is_found) {
    snprintf(wanted->path, wanted->size, "%s/%s", folder, wanted->name);
    wanted->is_found = !access(wanted->path, R_OK);
  }
}

bool
preset_folder_file(const char* const name, char* const path, const size_t size)
{
  char folder[DIL_PATH_SIZE];
  Wanted wanted = {name, path, size, false};
  dil_preset_folders(dil_own_folder(folder), try_folder, &wanted);
  return wanted.is_found;
}

/// Path of a preset, which is `name` or belongs to `found`
static DilStatus
find(const char* const name,
     DilPresetFiles* const found,
     const char** const path,
     DilMessage* const message)
{
  *path = name;
  if (strchr(name, '/') || dil_has_preset_suffix(name)) {
    return DIL_OK;
  }
  if (preset_files(found, message)) {
    return DIL_NO_MEMORY;
  }

  const size_t index = dil_preset_files_index(found, name);
  if (index == found->n_files) {
    return dil_fail(message,
                    DIL_NOT_FOUND,
                    "%.200s: no preset has this name; see dilaton presets",
                    name);
  }

  *path = found->files[index].path;
  return DIL_OK;
}

DilStatus
preset_load(const char* const name,
            DilPreset** const out,
            char** const path,
            DilMessage* const message)
{
  DilPresetFiles found = {NULL, 0U};
  const char* file = NULL;
  DilStatus status = find(name, &found, &file, message);
  char* const copy = status ? NULL : strdup(file);
  if (!status) {
    status =
      copy ? dil_preset_load(copy, out, message) : dil_fail_memory(message);
  }

  if (path && !status) {
    *path = copy;
  } else {
    free(copy);
  }

  dil_preset_files_clear(&found);
  return status;
}
