// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "message.h"
#include "score_private.h"

#include <stdio.h>

void
dil_score_warn_unplayable(DilScore* const score,
                          const char* const name,
                          const size_t n)
{
  if (n) {
    dil_warn(&score->warnings,
             "%s: %zu notes are transposed beyond the range of keys and are "
             "left out",
             name,
             n);
  }
}

DilStatus
dil_score_fail_without_notes(const DilScore* const score,
                             const char* const name,
                             const DilScoreOptions* const options,
                             DilMessage* const message)
{
  char track[64] = "any track";
  if (options->track != DIL_SCORE_ALL) {
    snprintf(track,
             sizeof(track),
             "track %d (of %u, counted from 0)",
             (int)options->track,
             (unsigned)score->n_tracks);
  }

  char channel[64] = "any channel";
  if (options->channel != DIL_SCORE_ALL) {
    snprintf(channel, sizeof(channel), "channel %d", (int)options->channel);
  } else if (!options->with_drums) {
    snprintf(channel, sizeof(channel), "any channel but that of drums (10)");
  }

  char parts[512];
  dil_score_name_parts(score, parts, sizeof(parts));
  return dil_fail(message,
                  DIL_BAD_FILE,
                  "%s: no notes in %s, %s%s",
                  name,
                  track,
                  channel,
                  parts);
}
