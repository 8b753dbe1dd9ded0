// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "user_folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool
dil_user_folder(const char* const variable,
                const char* const usual,
                const char* const rest,
                char path[DIL_PATH_SIZE])
{
  const char* const set = getenv(variable);
  const char* const home = getenv("HOME");
  const bool is_set = set && set[0] == '/';
  const char* const base = is_set ? set : home;
  if (!base || base[0] != '/') {
    return false;
  }

  const int n =
    snprintf(path, DIL_PATH_SIZE, "%s%s%s", base, is_set ? "" : usual, rest);
  return n > 0 && n < DIL_PATH_SIZE;
}

bool
dil_user_presets(char path[DIL_PATH_SIZE])
{
  return dil_user_folder(
    "XDG_DATA_HOME", "/.local/share", DIL_PRESETS_BELOW, path);
}

int
dil_make_folders(char* const path, const unsigned mode)
{
  for (char* slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
    if (slash) {
      *slash = '\0';
    }
    if (mkdir(path, (mode_t)mode) && errno != EEXIST) {
      return errno;
    }
    if (!slash) {
      return 0;
    }
    *slash = '/';
  }
}
