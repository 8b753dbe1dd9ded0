// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/preset_list.h"

#include "message.h"
#include "own_folder.h"
#include "preset_files.h"

#include <stdlib.h>
#include <string.h>

struct DilPresetListImpl {
  DilPresetFiles files; ///< Those that another hides are taken out
};

/// Keep the first file of each name
static void
drop_hidden(DilPresetFiles* const files)
{
  size_t n = 0U;
  for (size_t i = 0U; i < files->n_files; ++i) {
    DilPresetFile* const file = &files->files[i];
    if (file->is_hidden) {
      free(file->path);
      free(file->name);
    } else {
      files->files[n++] = *file;
    }
  }

  files->n_files = n;
}

DilStatus
dil_preset_list_new(DilPresetList** const out, DilMessage* const message)
{
  DilPresetList* const list = (DilPresetList*)calloc(1U, sizeof(*list));
  char folder[DIL_PATH_SIZE];
  if (!list || dil_preset_files_find(dil_own_folder(folder), &list->files)) {
    free(list);
    return dil_fail_memory(message);
  }

  drop_hidden(&list->files);
  *out = list;
  return DIL_OK;
}

void
dil_preset_list_free(DilPresetList* const list)
{
  if (list) {
    dil_preset_files_clear(&list->files);
    free(list);
  }
}

size_t
dil_preset_list_size(const DilPresetList* const list)
{
  return list->files.n_files;
}

const char*
dil_preset_list_name(const DilPresetList* const list, const size_t index)
{
  return index < list->files.n_files ? list->files.files[index].name : NULL;
}

const char*
dil_preset_list_path(const DilPresetList* const list, const size_t index)
{
  return index < list->files.n_files ? list->files.files[index].path : NULL;
}

DilStatus
dil_preset_find(const char* name,
                DilPreset** const out,
                DilMessage* const message)
{
  name = name ? name : DIL_USUAL_PRESET;
  if (strchr(name, '/') || dil_has_preset_suffix(name)) {
    return dil_preset_load(name, out, message);
  }

  DilPresetList* list = NULL;
  DilStatus status = dil_preset_list_new(&list, message);
  if (!status) {
    const size_t index = dil_preset_files_index(&list->files, name);
    const char* const path = dil_preset_list_path(list, index);
    status =
      path ? dil_preset_load(path, out, message)
           : dil_fail(
               message, DIL_NOT_FOUND, "%.200s: no preset has this name", name);
  }

  dil_preset_list_free(list);
  return status;
}
