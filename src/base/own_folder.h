// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_OWN_FOLDER_H
#define DIL_BASE_OWN_FOLDER_H

/// Bytes of a path with its NUL; the system opens none that is longer
#define DIL_PATH_SIZE 4096

/**
   The folder above the one that this code was loaded from, be it the shared
   library or a program.  A build has its presets beside it, and an
   installation below it or below a folder that it is in.

   @param path Storage for the result.
   @return `path`, or NULL if it is not known.
*/
const char*
dil_own_folder(char path[DIL_PATH_SIZE]);

#endif // DIL_BASE_OWN_FOLDER_H
