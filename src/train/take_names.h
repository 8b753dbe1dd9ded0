// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_TAKE_NAMES_H
#define DIL_TRAIN_TAKE_NAMES_H

#include "lines.h"
#include "take.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>

/**
   Give takes their keys, by their files' names and by ear.

   Names are believed if at least a third of those that can be heard agree: as
   notes, perhaps all some octaves off, or as that of their numbers which agrees
   most.  A key that is wrong for certain gives way to the ear, and is named;
   one that the ear is not sure of stays.  Without a key the ear decides, and
   what has no steady pitch is left out.

   @param takes [n] listened to; receive told_key, verdict, key_center, tune and
   is_used.
   @param has_names Whether files have names that may say a key.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_takes_name(DilTake* takes, size_t n, bool has_names, DilLines* lines);

#endif // DIL_TRAIN_TAKE_NAMES_H
