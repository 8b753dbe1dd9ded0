// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sequencer.h"

#include <math.h>
#include <string.h>

/// Controllers by which notes begin and end
enum { SUSTAIN = 64, SOSTENUTO = 66, SOUND_OFF = 120, NOTES_OFF = 123 };

/// What lets go of everything on a channel
static const uint8_t closing[] = {SUSTAIN, SOSTENUTO, NOTES_OFF};

#define N_CHANNELS 16U
#define N_CLOSING  (sizeof(closing) * N_CHANNELS)

/// Longest that a bar line is looked for after the end, in seconds
static const double longest_bar_s = 20.0;

static uint64_t
frame_at(const Sequencer* const sequencer, const double time_s)
{
  return (uint64_t)llround(time_s * (double)sequencer->rate);
}

/// Whether an event can begin or end a note
static bool
is_for_notes(const DilEvent* const event)
{
  return event->type == DIL_EVENT_NOTE_ON ||
         event->type == DIL_EVENT_NOTE_OFF ||
         (event->type == DIL_EVENT_CONTROL &&
          (event->number == SUSTAIN || event->number == SOSTENUTO ||
           event->number >= SOUND_OFF));
}

/// First bar line at or after the end, or the end where there are no bars
static double
loop_length_s(const DilScore* const score)
{
  const double end_s = dil_score_duration_s(score);
  const uint32_t bar = dil_score_position(score, end_s - 1e-3).bar;
  double low = end_s - 1e-3;
  double high = end_s + longest_bar_s;
  if (!bar || dil_score_position(score, high).bar == bar) {
    return end_s;
  }

  for (int i = 0; i < 50; ++i) {
    const double middle = 0.5 * (low + high);
    const bool is_before = dil_score_position(score, middle).bar == bar;
    low = is_before ? middle : low;
    high = is_before ? high : middle;
  }
  return fmax(high, end_s);
}

void
sequencer_start(Sequencer* const sequencer,
                const DilScore* const score,
                const uint32_t rate,
                const bool is_looping)
{
  memset(sequencer, 0, sizeof(*sequencer));
  sequencer->score = score;
  sequencer->rate = rate;
  sequencer->is_looping = is_looping;
  if (!score) {
    return;
  }

  const DilScoreEvent* const events = dil_score_events(score);
  sequencer->n_events = dil_score_n_events(score);
  while (sequencer->n_events &&
         !is_for_notes(&events[sequencer->n_events - 1U].event)) {
    --sequencer->n_events;
  }

  // Whatever is wrong with a score's times, a pass has a length
  const uint64_t n = frame_at(sequencer, loop_length_s(score));
  const uint64_t n_least = rate / 10U;
  sequencer->n_pass = n > n_least ? n : n_least;
}

static bool
is_sysex_next(const Sequencer* const s)
{
  return s->sysex < dil_score_n_sysex(s->score) && s->event < s->n_events &&
         dil_score_sysex(s->score)[s->sysex].time_s <=
           dil_score_events(s->score)[s->event].time_s;
}

/// Frame of something at a time of this pass
static uint64_t
frame_of(const Sequencer* const s, const double time_s)
{
  const uint64_t place = frame_at(s, time_s);
  return s->base + (place > s->first ? place - s->first : 0U);
}

uint64_t
sequencer_next(const Sequencer* const sequencer)
{
  const Sequencer* const s = sequencer;
  if (!s->score || s->is_stopped) {
    return SEQUENCER_END;
  }

  if (is_sysex_next(s)) {
    return frame_of(s, dil_score_sysex(s->score)[s->sysex].time_s);
  }

  if (s->event == s->n_events && s->closing == N_CLOSING) {
    return SEQUENCER_END;
  }

  const size_t index =
    s->event < s->n_events ? s->event : s->n_events - (s->n_events > 0U);
  return frame_of(s, dil_score_events(s->score)[index].time_s);
}

/// Pass over notes that lie before where it was gone to
static void
skip_notes(Sequencer* const s)
{
  const DilScoreEvent* const events = dil_score_events(s->score);
  while (s->first && s->event < s->n_events && !is_sysex_next(s) &&
         (events[s->event].event.type == DIL_EVENT_NOTE_ON ||
          events[s->event].event.type == DIL_EVENT_NOTE_OFF) &&
         frame_at(s, events[s->event].time_s) < s->first) {
    s->event += 1U;
  }
}

const DilScoreSysex*
sequencer_take_sysex(Sequencer* const sequencer)
{
  if (!is_sysex_next(sequencer)) {
    return NULL;
  }

  const DilScoreSysex* const sysex =
    &dil_score_sysex(sequencer->score)[sequencer->sysex++];
  skip_notes(sequencer);
  return sysex;
}

/// Begin the next pass
static void
begin_again(Sequencer* const s)
{
  s->base += s->n_pass - s->first;
  s->first = 0U;
  s->sysex = 0U;
  s->event = 0U;
  s->closing = 0U;
}

DilEvent
sequencer_take_event(Sequencer* const sequencer)
{
  if (sequencer->event < sequencer->n_events) {
    const size_t index = sequencer->event++;
    skip_notes(sequencer);
    return dil_score_events(sequencer->score)[index].event;
  }

  const size_t n = sequencer->closing++;
  const DilEvent event = {.type = DIL_EVENT_CONTROL,
                          .channel = (uint8_t)(n / sizeof(closing)),
                          .number = closing[n % sizeof(closing)],
                          .note_id = DIL_ANY_NOTE};
  if (sequencer->closing == N_CLOSING && sequencer->is_looping) {
    begin_again(sequencer);
  }
  return event;
}

void
sequencer_stop(Sequencer* const sequencer, const uint64_t frame)
{
  if (!sequencer->is_stopped) {
    // A pass that has yet to begin, begins when it goes on
    sequencer->first += frame > sequencer->base ? frame - sequencer->base : 0U;
    sequencer->base = frame;
    sequencer->is_stopped = true;
  }
}

void
sequencer_go(Sequencer* const sequencer, const uint64_t frame)
{
  if (sequencer->is_stopped) {
    sequencer->base = frame;
    sequencer->is_stopped = false;
  }
}

void
sequencer_seek(Sequencer* const sequencer,
               const uint64_t frame,
               const double place_s)
{
  Sequencer* const s = sequencer;
  if (s->score) {
    const double last_s = (double)s->n_pass / (double)s->rate;
    const double place = place_s > 0.0 ? fmin(place_s, last_s) : 0.0;
    s->base = frame;
    s->first = frame_at(s, place);
    s->sysex = 0U;
    s->event = 0U;
    s->closing = 0U;
    skip_notes(s);
  }
}

double
sequencer_time_s(const Sequencer* const sequencer, const uint64_t frame)
{
  const Sequencer* const s = sequencer;
  const double passed = s->is_stopped ? 0.0 : (double)frame - (double)s->base;
  return ((double)s->first + passed) / (double)s->rate;
}
