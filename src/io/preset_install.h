// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_PRESET_INSTALL_H
#define DIL_IO_PRESET_INSTALL_H

#include "own_folder.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

/**
   Copy a preset to where the user's own are found, and make that folder.

   What is there already stays: a file of the same name gets a number after it,
   and one of the same bytes is taken as it is.

   @param path A file; that it is a preset has been looked at.
   @param installed Result, where it is now.
*/
DIL_NODISCARD DilStatus
dil_preset_install(const char* path,
                   char installed[DIL_PATH_SIZE],
                   DilMessage* message);

#endif // DIL_IO_PRESET_INSTALL_H
