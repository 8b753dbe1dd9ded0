// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "score_private.h"

#include "message.h"

#include <stdlib.h>
#include <string.h>

#define N_CHANNELS 16U

DilStatus
dil_score_cast(DilScore* const score,
               const uint8_t programs[16][128],
               DilMessage* const message)
{
  const size_t n = score->n_events + N_CHANNELS;
  DilScoreEvent* const events = (DilScoreEvent*)calloc(n, sizeof(*events));
  if (!events) {
    return dil_fail_memory(message);
  }

  for (uint8_t c = 0U; c < N_CHANNELS; ++c) {
    events[c].event.type = DIL_EVENT_PROGRAM;
    events[c].event.channel = c;
    events[c].event.number = programs[c][0];
    events[c].event.note_id = DIL_ANY_NOTE;
  }

  memcpy(events + N_CHANNELS, score->events, score->n_events * sizeof(*events));
  for (size_t i = N_CHANNELS; i < n; ++i) {
    DilEvent* const event = &events[i].event;
    if (event->type == DIL_EVENT_PROGRAM) {
      event->number = programs[event->channel][event->number & 127U];
    }
  }

  free(score->events);
  score->events = events;
  score->n_events = n;
  return DIL_OK;
}
