// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_SOUND_ERROR_H
#define DIL_IO_SOUND_ERROR_H

#include "dilaton/status.h"

#include <sndfile.h>

/**
   dil_fail() with what libsndfile says, in the form of our own messages.

   @param sound File that failed, or NULL if it was not even opened.
*/
DilStatus
dil_fail_sound(DilMessage* message,
               DilStatus status,
               const char* path,
               SNDFILE* sound);

#endif // DIL_IO_SOUND_ERROR_H
