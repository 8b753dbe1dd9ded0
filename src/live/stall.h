// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_STALL_H
#define DIL_LIVE_STALL_H

#include <stdbool.h>
#include <stdint.h>

/// A watch over something that should go on; begins as zeros
typedef struct {
  uint64_t n_done; ///< At the last look
  double look_s;   ///< Time of that
  double still_s;  ///< Time that has passed without progress
} Stall;

/**
   Look again, several times a second.

   Times between looks count no longer than a tenth of a second, for this
   process may have been stopped itself, as by Ctrl-Z.

   @param n_done What has been done so far, of any unit.
   @param now_s Time in seconds, which does not fall.
   @return Whether there has been no progress for 15 s: a JACK server takes 10
   to be in real time again after it was not.
*/
bool
stall_is_seen(Stall* stall, uint64_t n_done, double now_s);

#endif // DIL_LIVE_STALL_H
