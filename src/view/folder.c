// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
ends_in(const char* const name, const char* const ending)
{
  const size_t n = strlen(name);
  const size_t n_ending = strlen(ending);
  return n > n_ending && !strcasecmp(name + n - n_ending, ending);
}

bool
folder_is_preset(const char* const name)
{
  return ends_in(name, ".safetensors");
}

bool
folder_is_melody(const char* const name)
{
  return ends_in(name, ".mid") || ends_in(name, ".midi") ||
         ends_in(name, ".abc");
}

bool
folder_resolve(const Folder* const folder,
               const char* const path,
               char resolved[DIL_PATH_SIZE])
{
  const char* const home = getenv("HOME");
  const char* start = folder->path;
  const char* rest = path;
  const char* between = "/";
  if (path[0] == '~' && (!path[1] || path[1] == '/') && home) {
    start = home;
    rest = path + 1 + (path[1] == '/');
  } else if (path[0] == '/') {
    start = "";
    between = "";
  } else if (!start[0]) {
    start = home ? home : "/";
  }

  const int n =
    snprintf(resolved, DIL_PATH_SIZE, "%s%s%s", start, between, rest);
  return n > 0 && n < DIL_PATH_SIZE;
}

static bool
is_folder(const char* const folder, const char* const name)
{
  char path[DIL_PATH_SIZE];
  struct stat info;
  const int n = snprintf(path, sizeof(path), "%s/%s", folder, name);
  return n > 0 && n < (int)sizeof(path) && !stat(path, &info) &&
         S_ISDIR(info.st_mode);
}

static int
compare(const void* const a, const void* const b)
{
  const FolderEntry* const first = (const FolderEntry*)a;
  const FolderEntry* const second = (const FolderEntry*)b;
  if (first->is_folder != second->is_folder) {
    return first->is_folder ? -1 : 1;
  }

  const int order = strcasecmp(first->name, second->name);
  return order ? order : strcmp(first->name, second->name);
}

/// Add an entry of a folder that is being read; false without memory
static bool
add(Folder* const folder, size_t* const room, FolderEntry entry)
{
  if (folder->n_entries == *room) {
    const size_t more = *room ? 2U * *room : 64U;
    FolderEntry* const grown =
      (FolderEntry*)realloc(folder->entries, more * sizeof(*grown));
    if (!grown) {
      return false;
    }
    folder->entries = grown;
    *room = more;
  }

  entry.name = strdup(entry.name);
  if (entry.name) {
    folder->entries[folder->n_entries++] = entry;
  }
  return entry.name;
}

/// Names of files that begin with a point are hidden, as elsewhere
static bool
add_all(Folder* const folder, DIR* const stream, const bool has_melodies)
{
  size_t room = 0U;
  for (struct dirent* entry = readdir(stream); entry; entry = readdir(stream)) {
    const FolderEntry added = {entry->d_name,
                               is_folder(folder->path, entry->d_name)};
    const bool is_wanted = entry->d_name[0] != '.' &&
                           (added.is_folder || folder_is_preset(added.name) ||
                            (has_melodies && folder_is_melody(added.name)));
    if (is_wanted && !add(folder, &room, added)) {
      return false;
    }
  }

  return true;
}

bool
folder_read(Folder* const folder,
            const char* const path,
            const bool has_melodies)
{
  Folder read;
  char whole[DIL_PATH_SIZE];
  memset(&read, 0, sizeof(read));
  if (!folder_resolve(folder, path, whole) || !realpath(whole, read.path)) {
    return false;
  }
  DIR* const stream = opendir(read.path);
  if (!stream) {
    return false;
  }

  const bool has_all = add_all(&read, stream, has_melodies);
  (void)closedir(stream);
  if (!has_all) {
    folder_clear(&read);
    return false;
  }

  if (read.n_entries) {
    qsort(read.entries, read.n_entries, sizeof(*read.entries), compare);
  }
  folder_clear(folder);
  *folder = read;
  return true;
}

void
folder_clear(Folder* const folder)
{
  for (size_t i = 0U; i < folder->n_entries; ++i) {
    free(folder->entries[i].name);
  }
  free(folder->entries);
  folder->entries = NULL;
  folder->n_entries = 0U;
}
