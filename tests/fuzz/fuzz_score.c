// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/score.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t n_bytes);

// Every note is begun once and then ended once, in order of time
static void
check(const DilScore* const score)
{
  const DilNote* const notes = dil_score_notes(score);
  const DilScoreEvent* const events = dil_score_events(score);
  double time_s = 0.0;
  size_t n_begun = 0U;
  size_t n_ended = 0U;
  for (size_t i = 0U; i < dil_score_n_events(score); ++i) {
    const DilEvent* const event = &events[i].event;
    const bool is_on = event->type == DIL_EVENT_NOTE_ON;
    const bool is_off = event->type == DIL_EVENT_NOTE_OFF;
    if (!(events[i].time_s >= time_s) ||
        (is_on && (size_t)event->note_id != n_begun) ||
        (is_off && ((size_t)event->note_id >= n_begun ||
                    !(notes[event->note_id].length_s > 0.0)))) {
      abort();
    }

    time_s = events[i].time_s;
    n_begun += is_on;
    n_ended += is_off;
  }

  if (!n_begun || n_begun != dil_score_n_notes(score) || n_ended != n_begun ||
      !(dil_score_duration_s(score) <= DIL_SCORE_MAX_S)) {
    abort();
  }
}

// The last two bytes choose options as well.  ABC is left out, as it starts a
// program.
int
LLVMFuzzerTestOneInput(const uint8_t* const bytes, const size_t n_bytes)
{
  if (n_bytes < 4U || memcmp(bytes, "MThd", 4U)) {
    return 0;
  }

  const uint8_t parts = bytes[n_bytes - 1U];
  const uint8_t keys = bytes[n_bytes - 2U];
  DilScoreOptions options = dil_score_defaults();
  options.track = (parts & 7) - 1;
  options.channel = parts >> 4U ? parts >> 4U : DIL_SCORE_ALL;
  options.with_drums = parts & 8U;
  options.transpose = keys & 0x80U ? keys - 192 : 0;

  DilMessage message;
  DilScore* score = NULL;
  if (!dil_score_read("fuzz", bytes, n_bytes, &options, &score, &message)) {
    check(score);
    dil_score_free(score);
  }

  return 0;
}
