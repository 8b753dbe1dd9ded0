// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_USER_FOLDER_H
#define DIL_BASE_USER_FOLDER_H

#include "own_folder.h"

#include <stdbool.h>

/// Where presets are, below a folder of data
#define DIL_PRESETS_BELOW "/dilaton/presets"

/**
   Name a folder of the user's.

   Source: XDG Base Directory Specification 0.8, "Environment variables".

   @param variable That names the folder which it is in, if its value is
   absolute, such as XDG_DATA_HOME.
   @param usual What takes the place of that in HOME, such as "/.local/share".
   @param rest Below it, with a slash first.
   @return False if neither is known, or the path is too long.
*/
bool
dil_user_folder(const char* variable,
                const char* usual,
                const char* rest,
                char path[DIL_PATH_SIZE]);

/// Name the folder of the user's own presets; false as dil_user_folder()
bool
dil_user_presets(char path[DIL_PATH_SIZE]);

/**
   Make a folder and those that it is in, unless they are there.

   @param path Absolute; changed meanwhile, and at a failure cut after the
   folder that could not be made.
   @param mode Of those that are made, less the umask.
   @return 0, or the errno of the failure.
*/
int
dil_make_folders(char* path, unsigned mode);

#endif // DIL_BASE_USER_FOLDER_H
