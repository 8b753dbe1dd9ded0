// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "file_check.h"

#include "report.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool
is_same_file(const char* const a, const char* const b)
{
  struct stat left;
  struct stat right;
  if (!a || !b) {
    return false;
  }

  if (stat(a, &left) || stat(b, &right)) {
    return !strcmp(a, b);
  }

  return S_ISREG(left.st_mode) && left.st_dev == right.st_dev &&
         left.st_ino == right.st_ino;
}

/// Whether files can be made in the folder of `path`; 0 or an errno
static int
check_folder(const char* const path)
{
  const char* const slash = strrchr(path, '/');
  const size_t n = slash ? (size_t)(slash - path) : 0U;
  char folder[4096] = ".";
  if (n >= sizeof(folder)) {
    return ENAMETOOLONG;
  }

  if (slash) {
    snprintf(folder, sizeof(folder), "%.*s", n ? (int)n : 1, path);
  }
  return access(folder, W_OK | X_OK) ? errno : 0;
}

int
check_writable(const char* const path)
{
  struct stat info;
  int error = 0;
  if (stat(path, &info)) {
    error = (errno == ENOENT) ? check_folder(path) : errno;
  } else if (S_ISDIR(info.st_mode)) {
    error = EISDIR;
  } else if (access(path, W_OK)) {
    error = errno;
  } else if (S_ISREG(info.st_mode)) {
    // It is replaced by another one, that is made beside it
    error = check_folder(path);
  }

  return error ? complain("%s: %s", path, strerror(error)) : EXIT_DONE;
}
