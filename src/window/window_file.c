// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_file.h"

#include "own_folder.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/// Write the path of the file, or of a folder that it is in for a `depth` of 1
/// or 2; false if nobody says where
static bool
find_path(char path[DIL_PATH_SIZE], const int depth)
{
  static const char* const places[] = {"/dilaton/window.json", "/dilaton", ""};

  // Source: XDG Base Directory Specification 0.8, "Environment variables"
  const char* const config = getenv("XDG_CONFIG_HOME");
  const char* const home = getenv("HOME");
  const bool is_set = config && config[0] == '/';
  const char* const base = is_set ? config : home;
  if (!base || base[0] != '/') {
    return false;
  }

  const int n = snprintf(path,
                         DIL_PATH_SIZE,
                         "%s%s%s",
                         base,
                         is_set ? "" : "/.config",
                         places[depth]);
  return n > 0 && n < DIL_PATH_SIZE;
}

/// Write a file whole or not at all
static void
replace(const char* const path, const json_t* const file)
{
  char part[DIL_PATH_SIZE + 32];
  snprintf(part, sizeof(part), "%s.%ld.part", path, (long)getpid());
  const size_t flags = JSON_INDENT(2) | JSON_REAL_PRECISION(6);
  if (json_dump_file(file, part, flags) || rename(part, path)) {
    (void)unlink(part);
  }
}

json_t*
window_file_load(void)
{
  char path[DIL_PATH_SIZE];
  json_t* const file =
    find_path(path, 0) ? json_load_file(path, 0, NULL) : NULL;
  if (json_is_object(file)) {
    return file;
  }

  json_decref(file);
  return json_object();
}

void
window_file_save(const json_t* const file)
{
  char path[DIL_PATH_SIZE];
  for (int depth = 2; depth > 0; --depth) {
    if (!find_path(path, depth) || (mkdir(path, 0700) && errno != EEXIST)) {
      return;
    }
  }
  if (find_path(path, 0)) {
    replace(path, file);
  }
}
