// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "score_feed.h"

#include <math.h>

/// What lets go of everything on a channel
static const uint8_t closing[] = {DIL_CC_SUSTAIN,
                                  DIL_CC_SOSTENUTO,
                                  DIL_CC_NOTES_OFF};

#define N_CLOSING (sizeof(closing) * DIL_N_CHANNELS)

static uint64_t
frame_at(const DilScoreFeed* const feed, const double time_s)
{
  return (uint64_t)llround(time_s * (double)feed->rate);
}

/// Whether an event can begin or end a note
static bool
is_for_notes(const DilEvent* const event)
{
  return event->type == DIL_EVENT_NOTE_ON ||
         event->type == DIL_EVENT_NOTE_OFF ||
         (event->type == DIL_EVENT_CONTROL &&
          (event->number == DIL_CC_SUSTAIN ||
           event->number == DIL_CC_SOSTENUTO ||
           event->number >= DIL_CC_SOUND_OFF));
}

DilScoreFeed
dil_score_feed(const DilScore* const score, const uint32_t rate)
{
  const DilScoreEvent* const events = dil_score_events(score);
  DilScoreFeed feed = {score, rate, dil_score_n_events(score), 0U};
  while (feed.n_events && !is_for_notes(&events[feed.n_events - 1U].event)) {
    --feed.n_events;
  }
  if (feed.n_events) {
    feed.last_frame = frame_at(&feed, events[feed.n_events - 1U].time_s);
  }

  return feed;
}

static bool
is_sysex_next(const DilScoreFeed* const feed,
              const DilScoreFeedPlace* const place)
{
  if (place->n_sysex == dil_score_n_sysex(feed->score) ||
      place->n_events == feed->n_events) {
    return false;
  }

  return dil_score_sysex(feed->score)[place->n_sysex].time_s <=
         dil_score_events(feed->score)[place->n_events].time_s;
}

uint64_t
dil_score_feed_frame(const DilScoreFeed* const feed,
                     const DilScoreFeedPlace* const place)
{
  if (is_sysex_next(feed, place)) {
    return frame_at(feed, dil_score_sysex(feed->score)[place->n_sysex].time_s);
  }
  if (place->n_events < feed->n_events) {
    return frame_at(feed,
                    dil_score_events(feed->score)[place->n_events].time_s);
  }

  return place->n_closing < N_CLOSING ? feed->last_frame : DIL_SCORE_FEED_END;
}

void
dil_score_feed_act(const DilScoreFeed* const feed,
                   DilScoreFeedPlace* const place,
                   DilMixStage* const stage)
{
  if (is_sysex_next(feed, place)) {
    const DilScoreSysex* const sysex =
      &dil_score_sysex(feed->score)[place->n_sysex++];
    (void)dil_mix_stage_sysex(stage, sysex->data, sysex->size);
  } else if (place->n_events < feed->n_events) {
    dil_mix_stage_event(
      stage, &dil_score_events(feed->score)[place->n_events++].event);
  } else {
    const size_t n = place->n_closing++;
    const DilEvent event = {.type = DIL_EVENT_CONTROL,
                            .channel = (uint8_t)(n / sizeof(closing)),
                            .number = closing[n % sizeof(closing)],
                            .note_id = DIL_ANY_NOTE};
    dil_mix_stage_event(stage, &event);
  }
}

bool
dil_score_feed_is_before(const DilScoreFeedPlace* const a,
                         const DilScoreFeedPlace* const b)
{
  return a->n_sysex + a->n_events + a->n_closing <
         b->n_sysex + b->n_events + b->n_closing;
}
