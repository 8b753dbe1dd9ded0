// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_file.h"

#include "user_folder.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/// Below the user's settings
static const char folder_name[] = "/dilaton";
static const char file_name[] = "/dilaton/window.json";

/// Name a path below the user's settings; false if nobody says where they are
static bool
find_path(const char* const rest, char path[DIL_PATH_SIZE])
{
  return dil_user_folder("XDG_CONFIG_HOME", "/.config", rest, path);
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
    find_path(file_name, path) ? json_load_file(path, 0, NULL) : NULL;
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
  if (find_path(folder_name, path) && !dil_make_folders(path, 0700U) &&
      find_path(file_name, path)) {
    replace(path, file);
  }
}
