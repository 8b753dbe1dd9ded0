// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// For dladdr()
#ifndef _GNU_SOURCE
#  define _GNU_SOURCE
#endif

#include "own_folder.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/// Path of the shared library that this is in; false if it is in the program,
/// of which the linker knows only what its caller said
static bool
find_library(char path[DIL_PATH_SIZE])
{
  static const char here = 0;
  Dl_info info = {NULL, NULL, NULL, NULL};
  if (!dladdr(&here, &info) || !info.dli_fname) {
    return false;
  }

  const char* const slash = strrchr(info.dli_fname, '/');
  if (!slash || !strstr(slash, ".so")) {
    return false;
  }

  const int n = snprintf(path, DIL_PATH_SIZE, "%s", info.dli_fname);
  return n > 0 && n < DIL_PATH_SIZE;
}

static bool
find_program(char path[DIL_PATH_SIZE])
{
  const ssize_t n = readlink("/proc/self/exe", path, DIL_PATH_SIZE - 1U);
  path[n > 0 ? n : 0] = '\0';
  return n > 0;
}

const char*
dil_own_folder(char path[DIL_PATH_SIZE])
{
  if (!find_library(path) && !find_program(path)) {
    return NULL;
  }

  for (int i = 0; i < 2; ++i) {
    char* const slash = strrchr(path, '/');
    if (!slash) {
      return NULL;
    }
    *slash = '\0';
  }

  return path;
}
