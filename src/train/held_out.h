// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_HELD_OUT_H
#define DIL_TRAIN_HELD_OUT_H

#include "sfz.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Least number of recordings that are held out, where there are enough
#define DIL_LEAST_HELD_OUT 3U

/**
   Choose the recordings that are never trained on.

   A share of them, at least DIL_LEAST_HELD_OUT but no more than a third, and
   one if there are two: spread evenly over the keys, and in turn over the
   dynamics.  Chance decides between neighbours.

   @param regions [n].
   @param is_held_out [n] result.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_hold_out(const DilSfzRegion* regions,
             size_t n,
             double share,
             uint64_t seed,
             bool* is_held_out);

/**
   Let others stand for the keys that only held-out recordings would play.

   Otherwise nothing is learned of these keys, which are many where there is a
   recording every few keys.  Of the dynamic, the recording nearest to a key
   gets it, if it is no more than DIL_MAX_SHIFT away.

   @param regions [n]; their ranges of keys grow.
   @param is_held_out [n], as dil_hold_out() has chosen.
*/
void
dil_cover_held_out(DilSfzRegion* regions, size_t n, const bool* is_held_out);

#endif // DIL_TRAIN_HELD_OUT_H
