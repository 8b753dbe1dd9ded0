// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_SCORE_FEED_H
#define DIL_ENGINE_SCORE_FEED_H

#include "mix_stage.h"

#include "dilaton/score.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Frame of what comes after the last thing
#define DIL_SCORE_FEED_END UINT64_MAX

/**
   What happens to a stage in the course of a score.

   At one frame its tunings come before its events.  After the last event that a
   note can hear, all keys and pedals go up.
*/
typedef struct {
  const DilScore* score;
  uint32_t rate;       ///< Host rate
  size_t n_events;     ///< Up to the last that a note can hear
  uint64_t last_frame; ///< Of that
} DilScoreFeed;

/// How far it has been followed; all 0 at the start
typedef struct {
  size_t n_sysex;   ///< Messages of the score
  size_t n_events;  ///< Events of the score
  size_t n_closing; ///< Events of our own after those
} DilScoreFeedPlace;

/// Prepare a score to be played at a host rate
DilScoreFeed
dil_score_feed(const DilScore* score, uint32_t rate);

/// Frame of the next thing, or DIL_SCORE_FEED_END
uint64_t
dil_score_feed_frame(const DilScoreFeed* feed, const DilScoreFeedPlace* place);

/// Do the next thing, which there must be, to a stage
void
dil_score_feed_act(const DilScoreFeed* feed,
                   DilScoreFeedPlace* place,
                   DilMixStage* stage);

/// Whether one place comes before another
bool
dil_score_feed_is_before(const DilScoreFeedPlace* a,
                         const DilScoreFeedPlace* b);

#endif // DIL_ENGINE_SCORE_FEED_H
