// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_NAP_H
#define DIL_LIVE_NAP_H

#include <stdbool.h>

/**
   Sleep before the next look at a full ring.

   Of what comes in meanwhile nothing is later for it, being taken before the
   next chunk is made; a longer sleep only leaves less in the ring, which
   matters while notes sound.

   @param ring_s Length of the ring when it is full, in seconds.
   @param is_busy Whether there is more to make than silence.
*/
void
nap(double ring_s, bool is_busy);

#endif // DIL_LIVE_NAP_H
