// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_HEARD_CENTER_H
#define DIL_TRAIN_HEARD_CENTER_H

#include "sfz.h"
#include "warnings.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>

/**
   Give regions the keys that they leave to their recordings to say.

   A recording in which no pitch is heard keeps the guess, with a warning; one
   that cannot be read is left for later to be named.

   @param regions [n]; of those with is_center_to_hear, key_center becomes the
   key that is heard, shifted.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_hear_centers(DilSfzRegion* regions, size_t n, DilWarnings* warnings);

#endif // DIL_TRAIN_HEARD_CENTER_H
