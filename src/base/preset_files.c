// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_files.h"

#include "user_folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// A search, and how it has gone so far
typedef struct {
  DilPresetFiles found;
  DilStatus status;
} Search;

/// Name `folder`, of which `n` bytes are given, and `rest`, unless too long
static void
visit_below(const char* const folder,
            const size_t n,
            const char* const rest,
            const DilFolderVisit visit,
            void* const context)
{
  char path[DIL_PATH_SIZE];
  char here[DIL_PATH_SIZE] = "";
  if (n && n < DIL_PATH_SIZE &&
      (folder[0] == '/' || getcwd(here, DIL_PATH_SIZE - 1))) {
    const char* const slash = here[0] ? "/" : "";
    const int length = snprintf(
      path, sizeof(path), "%s%s%.*s%s", here, slash, (int)n, folder, rest);
    if (length > 0 && length < DIL_PATH_SIZE) {
      visit(context, path);
    }
  }
}

static void
visit_ancestors(const char* const beside,
                const DilFolderVisit visit,
                void* const context)
{
  size_t n = strlen(beside);
  while (n > 0U) {
    visit_below(beside, n, "/share" DIL_PRESETS_BELOW, visit, context);
    while (n > 0U && beside[n - 1U] != '/') {
      --n;
    }
    while (n > 0U && beside[n - 1U] == '/') {
      --n;
    }
  }
}

/// Name what is below each absolute folder of a list with colons, or else all
/// folders themselves
static void
visit_list(const char* folders,
           const char* const rest,
           const DilFolderVisit visit,
           void* const context)
{
  while (*folders) {
    const size_t n = strcspn(folders, ":");
    if (folders[0] == '/' || !rest[0]) {
      visit_below(folders, n, rest, visit, context);
    }

    folders += n + (folders[n] == ':');
  }
}

void
dil_preset_folders(const char* const beside,
                   const DilFolderVisit visit,
                   void* const context)
{
  const char* const asked_for = getenv("DILATON_PRESETS");
  visit_list(asked_for ? asked_for : "", "", visit, context);
  char own[DIL_PATH_SIZE];
  if (dil_user_presets(own)) {
    visit(context, own);
  }
  if (beside) {
    visit_below(beside, strlen(beside), "/presets", visit, context);
    visit_ancestors(beside, visit, context);
  }

  // Source: XDG Base Directory Specification 0.8, "Environment variables"
  const char* const set = getenv("XDG_DATA_DIRS");
  const char* const usual = "/usr/local/share:/usr/share";
  visit_list((set && set[0]) ? set : usual, DIL_PRESETS_BELOW, visit, context);
  visit(context, DIL_PRESETS_DIR);
}

bool
dil_has_preset_suffix(const char* const file)
{
  const size_t n = strlen(file);
  const size_t n_suffix = strlen(DIL_PRESET_SUFFIX);
  return n > n_suffix && !strcmp(file + n - n_suffix, DIL_PRESET_SUFFIX);
}

size_t
dil_preset_files_index(const DilPresetFiles* const files,
                       const char* const text)
{
  size_t i = 0U;
  while (i < files->n_files && !!strcmp(files->files[i].name, text) &&
         !!strcmp(files->files[i].path, text)) {
    ++i;
  }

  return i;
}

/// Free what a file has
static void
clear(DilPresetFile* const file)
{
  free(file->path);
  free(file->name);
}

void
dil_preset_files_clear(DilPresetFiles* const files)
{
  for (size_t i = 0U; i < files->n_files; ++i) {
    clear(&files->files[i]);
  }

  free(files->files);
  files->files = NULL;
  files->n_files = 0U;
}

/// Path of `name` in `folder`, or NULL without memory
static char*
joined(const char* const folder, const char* const name)
{
  const size_t size = strlen(folder) + strlen(name) + 2U;
  char* const path = (char*)malloc(size);
  if (path) {
    snprintf(path, size, "%s/%s", folder, name);
  }

  return path;
}

/// True if no file before has both the name and the content
static bool
is_new(const DilPresetFiles* const found, DilPresetFile* const file)
{
  for (size_t i = 0U; i < found->n_files; ++i) {
    const DilPresetFile* const other = &found->files[i];
    const bool is_namesake = !strcmp(other->name, file->name);
    file->is_hidden = file->is_hidden || is_namesake;
    if (is_namesake && other->facts.st_dev == file->facts.st_dev &&
        other->facts.st_ino == file->facts.st_ino) {
      return false;
    }
  }

  return true;
}

static DilStatus
consider(DilPresetFiles* const found,
         const char* const folder,
         const char* const name)
{
  if (name[0] == '.' || !dil_has_preset_suffix(name)) {
    return DIL_OK;
  }

  const size_t size = (found->n_files + 1U) * sizeof(DilPresetFile);
  DilPresetFile* const files = (DilPresetFile*)realloc(found->files, size);
  if (!files) {
    return DIL_NO_MEMORY;
  }

  const size_t n_name = strlen(name) - strlen(DIL_PRESET_SUFFIX);
  DilPresetFile* const file = &files[found->n_files];
  found->files = files;
  memset(file, 0, sizeof(*file));
  file->path = joined(folder, name);
  file->name = strndup(name, n_name);
  const bool is_whole = file->path && file->name;
  if (is_whole && !stat(file->path, &file->facts) &&
      S_ISREG(file->facts.st_mode) && is_new(found, file)) {
    ++found->n_files;
  } else {
    clear(file);
  }

  return is_whole ? DIL_OK : DIL_NO_MEMORY;
}

static int
compare_names(const void* const a, const void* const b)
{
  return strcmp(((const DilPresetFile*)a)->name,
                ((const DilPresetFile*)b)->name);
}

static void
search(void* const context, const char* const folder)
{
  Search* const self = (Search*)context;
  const size_t first = self->found.n_files;
  DIR* const stream = opendir(folder);
  const struct dirent* entry = stream ? readdir(stream) : NULL;
  while (entry && !self->status) {
    self->status = consider(&self->found, folder, entry->d_name);
    entry = readdir(stream);
  }

  if (stream) {
    closedir(stream);
  }
  if (self->found.n_files > first) {
    qsort(self->found.files + first,
          self->found.n_files - first,
          sizeof(DilPresetFile),
          compare_names);
  }
}

DilStatus
dil_preset_files_find(const char* const beside, DilPresetFiles* const out)
{
  Search self = {{NULL, 0U}, DIL_OK};
  dil_preset_folders(beside, search, &self);
  if (self.status) {
    dil_preset_files_clear(&self.found);
  } else {
    *out = self.found;
  }

  return self.status;
}
