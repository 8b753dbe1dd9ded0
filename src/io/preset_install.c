// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_install.h"

#include "message.h"
#include "output_file.h"
#include "preset_files.h"
#include "slurp.h"
#include "user_folder.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Most bytes of a preset
#define MOST_BYTES 0x10000000U

/// Files of one name at most
#define MOST_COPIES 1000U

/// A file in memory
typedef struct {
  uint8_t* bytes; ///< [n]
  size_t n;
} Content;

/// Find the folder of the user's own presets, and make it
static DilStatus
make_own_folder(char folder[DIL_PATH_SIZE], DilMessage* const message)
{
  if (!dil_user_presets(folder)) {
    return dil_fail(message, DIL_NOT_FOUND, "no folder for presets: set HOME");
  }

  const int error = dil_make_folders(folder, 0777U);
  return error ? dil_fail_errno(message, folder, error) : DIL_OK;
}

static bool
is_equal(const char* const path, const Content* const content)
{
  Content other = {NULL, 0U};
  const bool is_same =
    !dil_slurp(path, MOST_BYTES, &other.bytes, &other.n, NULL) &&
    other.n == content->n && !memcmp(other.bytes, content->bytes, other.n);
  free(other.bytes);
  return is_same;
}

/// Write it under the first name that is free, or find it there
static DilStatus
put(const char* const folder,
    const char* const path,
    const Content* const content,
    char installed[DIL_PATH_SIZE],
    DilMessage* const message)
{
  const char* const slash = strrchr(path, '/');
  const char* const name = slash ? slash + 1 : path;
  const size_t n_suffix =
    dil_has_preset_suffix(name) ? strlen(DIL_PRESET_SUFFIX) : 0U;
  const int n_name = (int)(strlen(name) - n_suffix);
  for (unsigned i = 1U; i <= MOST_COPIES; ++i) {
    char number[16] = "";
    if (i > 1U) {
      snprintf(number, sizeof(number), "-%u", i);
    }
    const int n = snprintf(installed,
                           DIL_PATH_SIZE,
                           "%s/%.*s%s%s",
                           folder,
                           n_name,
                           name,
                           number,
                           DIL_PRESET_SUFFIX);
    if (n >= DIL_PATH_SIZE) {
      break;
    }
    if (access(installed, F_OK)) {
      return dil_output_save(installed, content->bytes, content->n, message);
    }
    if (is_equal(installed, content)) {
      return DIL_OK;
    }
  }

  return dil_fail(message, DIL_IO_ERROR, "%s: there is no name for it", folder);
}

DilStatus
dil_preset_install(const char* const path,
                   char installed[DIL_PATH_SIZE],
                   DilMessage* const message)
{
  char folder[DIL_PATH_SIZE];
  Content content = {NULL, 0U};
  DilStatus status =
    dil_slurp(path, MOST_BYTES, &content.bytes, &content.n, message);
  status = status ? status : make_own_folder(folder, message);
  status = status ? status : put(folder, path, &content, installed, message);
  free(content.bytes);
  return status;
}
