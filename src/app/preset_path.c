// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_path.h"

#include "message.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Append a path of up to three parts; an empty one ends it
static DilStatus
append(PathList* const list,
       const char* const a,
       const char* const b,
       const char* const c)
{
  const size_t size = strlen(a) + strlen(b) + strlen(c) + 1U;
  char* const path = (char*)malloc(size);
  char** const paths =
    (char**)realloc((void*)list->paths, (list->n_paths + 1U) * sizeof(*paths));
  list->paths = paths ? paths : list->paths;
  if (!path || !paths) {
    free(path);
    return DIL_NO_MEMORY;
  }

  snprintf(path, size, "%s%s%s", a, b, c);
  list->paths[list->n_paths++] = path;
  return DIL_OK;
}

void
path_list_free(PathList* const list)
{
  for (size_t i = 0U; i < list->n_paths; ++i) {
    free(list->paths[i]);
  }

  free((void*)list->paths);
  list->paths = NULL;
  list->n_paths = 0U;
}

static DilStatus
append_variable(PathList* const list)
{
  const char* const value = getenv("DILATON_PRESETS");
  char* const copy = strdup(value ? value : "");
  DilStatus status = copy ? DIL_OK : DIL_NO_MEMORY;
  char* rest = NULL;
  for (char* folder = copy ? strtok_r(copy, ":", &rest) : NULL;
       folder && !status;
       folder = strtok_r(NULL, ":", &rest)) {
    status = append(list, folder, "", "");
  }

  free(copy);
  return status;
}

static DilStatus
append_user(PathList* const list)
{
  const char* const data = getenv("XDG_DATA_HOME");
  const char* const home = getenv("HOME");
  return (data && *data == '/') ? append(list, data, "/dilaton/presets", "")
         : (home && *home == '/')
           ? append(list, home, "/.local/share", "/dilaton/presets")
           : DIL_OK;
}

/// Folders beside the one that this program is in: of a build, and of a tree
/// of files that was moved after it was installed
static DilStatus
append_relative(PathList* const list)
{
  char program[4096];
  const ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1U);
  if (n <= 0) {
    return DIL_OK;
  }

  program[n] = '\0';
  for (int i = 0; i < 2; ++i) {
    char* const slash = strrchr(program, '/');
    if (!slash) {
      return DIL_OK;
    }
    *slash = '\0';
  }

  const DilStatus status = append(list, program, "/presets", "");
  return status ? status : append(list, program, "/share/dilaton/presets", "");
}

DilStatus
preset_folders(PathList* const out, DilMessage* const message)
{
  PathList list = {NULL, 0U};
  DilStatus status = append_variable(&list);
  status = status ? status : append_user(&list);
  status = status ? status : append_relative(&list);
  if (!status && (!list.n_paths ||
                  !!strcmp(list.paths[list.n_paths - 1U], DIL_PRESETS_DIR))) {
    status = append(&list, DIL_PRESETS_DIR, "", "");
  }

  if (status) {
    path_list_free(&list);
    return dil_fail_memory(message);
  }

  *out = list;
  return DIL_OK;
}

static bool
has_suffix(const char* const name)
{
  const size_t n = strlen(name);
  const size_t n_suffix = strlen(PRESET_SUFFIX);
  return n > n_suffix && !strcmp(name + n - n_suffix, PRESET_SUFFIX);
}

static int
compare_paths(const void* const a, const void* const b)
{
  return strcmp(*(char* const*)a, *(char* const*)b);
}

static DilStatus
append_files(PathList* const list, const char* const path)
{
  const size_t first = list->n_paths;
  DIR* const folder = opendir(path);
  DilStatus status = DIL_OK;
  for (struct dirent* entry = NULL;
       folder && !status && (entry = readdir(folder));) {
    if (entry->d_name[0] != '.' && has_suffix(entry->d_name)) {
      status = append(list, path, "/", entry->d_name);
    }
  }

  if (folder) {
    closedir(folder);
  }
  if (list->n_paths > first) {
    qsort((void*)(list->paths + first),
          list->n_paths - first,
          sizeof(*list->paths),
          compare_paths);
  }
  return status;
}

DilStatus
preset_files(PathList* const out, DilMessage* const message)
{
  PathList folders;
  PathList files = {NULL, 0U};
  DilStatus status = preset_folders(&folders, message);
  if (status) {
    return status;
  }

  for (size_t i = 0U; i < folders.n_paths && !status; ++i) {
    status = append_files(&files, folders.paths[i]);
  }

  path_list_free(&folders);
  if (status) {
    path_list_free(&files);
    return dil_fail_memory(message);
  }

  *out = files;
  return DIL_OK;
}

static DilStatus
find_by_name(const char* const name,
             char** const out,
             DilMessage* const message)
{
  PathList folders;
  PathList tried = {NULL, 0U};
  DilStatus status = preset_folders(&folders, message);
  if (status) {
    return status;
  }

  char file[256];
  snprintf(file, sizeof(file), "/%.200s%s", name, PRESET_SUFFIX);
  *out = NULL;
  for (size_t i = 0U; i < folders.n_paths && !status && !*out; ++i) {
    status = append(&tried, folders.paths[i], file, "");
    char* const last = status ? NULL : tried.paths[tried.n_paths - 1U];
    if (last && !access(last, F_OK)) {
      *out = last;
      --tried.n_paths;
    }
  }

  path_list_free(&tried);
  path_list_free(&folders);
  return status ? dil_fail_memory(message)
         : *out ? DIL_OK
                : dil_fail(message,
                           DIL_NOT_FOUND,
                           "%.200s: no preset has this name; see dilaton "
                           "presets",
                           name);
}

DilStatus
preset_path(const char* const name, char** const out, DilMessage* const message)
{
  if (strchr(name, '/') || has_suffix(name)) {
    *out = strdup(name);
    return *out ? DIL_OK : dil_fail_memory(message);
  }

  return find_by_name(name, out, message);
}

DilStatus
preset_load(const char* const name,
            DilPreset** const out,
            char** const path,
            DilMessage* const message)
{
  char* found = NULL;
  DilStatus status = preset_path(name, &found, message);
  if (status) {
    return status;
  }

  status = dil_preset_load(found, out, message);
  if (path && !status) {
    *path = found;
  } else {
    free(found);
  }

  return status;
}
