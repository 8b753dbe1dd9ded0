// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sfz_path.h"

#include "text.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// [n_folder] of a path and a name with slashes only, or NULL without memory
static char*
join(const char* const folder, const size_t n_folder, const char* const name)
{
  const size_t n_name = strlen(name);
  char* const path = (char*)malloc(n_folder + n_name + 1U);
  if (path) {
    memcpy(path, folder, n_folder);
    for (size_t i = 0U; i <= n_name; ++i) {
      path[n_folder + i] = (char)(name[i] == '\\' ? '/' : name[i]);
    }
  }

  return path;
}

static bool
is_there(const char* const path)
{
  return !access(path, F_OK);
}

// The small letter of a Latin one, else the character itself
static uint32_t
small(const uint32_t code)
{
  const bool is_capital = (code >= 'A' && code <= 'Z') ||
                          (code >= 0xC0U && code <= 0xDEU && code != 0xD7U);
  return is_capital ? code + 0x20U : code;
}

static bool
is_same_name(const char* const a, const char* const b)
{
  DilTextReader x = dil_text_begin((const uint8_t*)a, strlen(a));
  DilTextReader y = dil_text_begin((const uint8_t*)b, strlen(b));
  uint32_t of_x = 0U;
  uint32_t of_y = 0U;
  bool is_more = true;
  while (is_more && small(of_x) == small(of_y)) {
    is_more = dil_text_next(&x, &of_x);
    if (is_more != dil_text_next(&y, &of_y)) {
      return false;
    }
  }

  return small(of_x) == small(of_y);
}

// Find the entry of a folder that is meant by a name, the first in the order
// of bytes if there are several
static bool
find_entry(const char* const folder, const char* const name, char found[256])
{
  const size_t n = strlen(name);
  DIR* const entries = opendir(folder);
  found[0] = '\0';
  for (const struct dirent* entry = entries ? readdir(entries) : NULL; entry;
       entry = readdir(entries)) {
    // Never longer: both cases of a letter have as many bytes
    const char* const other = entry->d_name;
    if (strlen(other) <= n && strlen(other) < 256U &&
        is_same_name(other, name) && (!*found || strcmp(other, found) < 0)) {
      memcpy(found, other, strlen(other) + 1U);
    }
  }

  if (entries) {
    closedir(entries);
  }

  return *found;
}

// Write one part [n] of a path as the disk has it; false if there is none such
static bool
mend_part(char* const path, char* const part, const size_t n)
{
  char name[256];
  char found[256];
  const char first = *part;
  const char end = part[n];
  part[n] = '\0';
  const bool is_right = is_there(path);
  part[n] = end;
  if (is_right || n >= sizeof(name)) {
    return is_right;
  }

  memcpy(name, part, n);
  name[n] = '\0';
  *part = '\0';
  const bool is_found = find_entry(*path ? path : ".", name, found);
  *part = first;
  if (is_found) {
    memmove(part + strlen(found), part + n, strlen(part + n) + 1U);
    memcpy(part, found, strlen(found));
  }

  return is_found;
}

// Write a path from a place on as the disk has it; false if it is not there
static bool
mend(char* const path, const size_t from)
{
  if (is_there(path)) {
    return true;
  }

  char* part = path + from + strspn(path + from, "/");
  while (*part) {
    if (!mend_part(path, part, strcspn(part, "/"))) {
      return false;
    }

    part += strcspn(part, "/");
    part += strspn(part, "/");
  }

  return true;
}

// Which of two places is meant by a name that begins with a separator
static bool
is_meant_from_root(const char* const name,
                   char* const outer,
                   char* const inner,
                   const size_t n_folder)
{
  return (name[0] == '/' && is_there(outer)) ||
         (!mend(inner, n_folder) && (mend(outer, 0U) || name[0] == '/'));
}

char*
dil_sfz_path(const char* const main_path, const char* const name)
{
  const char* const slash = strrchr(main_path, '/');
  const size_t n_folder = slash ? (size_t)(slash - main_path) + 1U : 0U;
  const size_t n_separators = strspn(name, "/\\");
  char* inner = join(main_path, n_folder, name + n_separators);
  char* outer = n_separators ? join("", 0U, name) : NULL;
  if (inner && outer && is_meant_from_root(name, outer, inner, n_folder)) {
    char* const other = inner;
    inner = outer;
    outer = other;
  } else if (inner && !n_separators) {
    (void)mend(inner, n_folder);
  } else if (!outer) {
    free(inner);
    inner = NULL;
  }

  free(outer);
  return inner;
}
