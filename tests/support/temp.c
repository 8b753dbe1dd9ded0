// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/temp.h"

#include "support/test.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct PathNode {
  struct PathNode* next;
  char path[];
} PathNode;

struct TempFolder {
  PathNode* paths; ///< What temp_path() has given
  char path[];
};

static bool
is_self_or_parent(const char* const name)
{
  return !strcmp(name, ".") || !strcmp(name, "..");
}

static char*
joined(const char* const folder, const char* const name)
{
  const size_t size = strlen(folder) + strlen(name) + 2U;
  char* const path = (char*)malloc(size);
  assert_non_null(path);
  snprintf(path, size, "%s/%s", folder, name);
  return path;
}

static void
remove_tree(const char* const path)
{
  struct stat info;
  if (lstat(path, &info)) {
    return;
  }

  if (!S_ISDIR(info.st_mode)) {
    unlink(path);
    return;
  }

  // A test may have taken the permission away
  chmod(path, 0700);
  DIR* const folder = opendir(path);
  for (struct dirent* entry = NULL; folder && (entry = readdir(folder));) {
    if (!is_self_or_parent(entry->d_name)) {
      char* const child = joined(path, entry->d_name);
      remove_tree(child);
      free(child);
    }
  }

  if (folder) {
    closedir(folder);
  }
  rmdir(path);
}

TempFolder*
temp_new(void)
{
  const char* const variable = getenv("TMPDIR");
  const char* const parent = (variable && *variable) ? variable : "/tmp";
  static const char* const name = "dilaton-test-XXXXXX";
  const size_t size = strlen(parent) + strlen(name) + 2U;

  TempFolder* const folder = (TempFolder*)malloc(sizeof(*folder) + size);
  assert_non_null(folder);
  folder->paths = NULL;
  snprintf(folder->path, size, "%s/%s", parent, name);
  if (!mkdtemp(folder->path)) {
    fail_msg("%s: cannot make a folder", folder->path);
  }
  return folder;
}

void
temp_free(TempFolder* const folder)
{
  if (!folder) {
    return;
  }

  remove_tree(folder->path);
  while (folder->paths) {
    PathNode* const node = folder->paths;
    folder->paths = node->next;
    free(node);
  }
  free(folder);
}

const char*
temp_folder(const TempFolder* const folder)
{
  return folder->path;
}

const char*
temp_path(TempFolder* const folder, const char* const name)
{
  const size_t size = strlen(folder->path) + strlen(name) + 2U;
  PathNode* const node = (PathNode*)malloc(sizeof(*node) + size);
  assert_non_null(node);
  snprintf(node->path, size, "%s/%s", folder->path, name);
  node->next = folder->paths;
  folder->paths = node;
  return node->path;
}

size_t
temp_count(const TempFolder* const folder)
{
  DIR* const opened = opendir(folder->path);
  assert_non_null(opened);

  size_t n_entries = 0U;
  for (struct dirent* entry = NULL; (entry = readdir(opened));) {
    n_entries += is_self_or_parent(entry->d_name) ? 0U : 1U;
  }

  closedir(opened);
  return n_entries;
}

int
temp_setup(void** const state)
{
  *state = temp_new();
  return 0;
}

int
temp_teardown(void** const state)
{
  temp_free((TempFolder*)*state);
  *state = NULL;
  return 0;
}
