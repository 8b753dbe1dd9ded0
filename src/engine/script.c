// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "script.h"

#include <math.h>

/// What lets go of everything on a channel
static const uint8_t closing[] = {DIL_CC_SUSTAIN,
                                  DIL_CC_SOSTENUTO,
                                  DIL_CC_NOTES_OFF};

#define N_CLOSING (sizeof(closing) * DIL_N_CHANNELS)

static uint64_t
frame_at(const DilScript* const script, const double time_s)
{
  return (uint64_t)llround(time_s * (double)script->rate);
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

DilScript
dil_script(const DilScore* const score, const uint32_t rate)
{
  const DilScoreEvent* const events = dil_score_events(score);
  DilScript script = {score, rate, dil_score_n_events(score), 0U};
  while (script.n_events &&
         !is_for_notes(&events[script.n_events - 1U].event)) {
    --script.n_events;
  }
  if (script.n_events) {
    script.last_frame = frame_at(&script, events[script.n_events - 1U].time_s);
  }

  return script;
}

static bool
is_sysex_next(const DilScript* const script, const DilScriptPlace* const place)
{
  if (place->n_sysex == dil_score_n_sysex(script->score) ||
      place->n_events == script->n_events) {
    return false;
  }

  return dil_score_sysex(script->score)[place->n_sysex].time_s <=
         dil_score_events(script->score)[place->n_events].time_s;
}

uint64_t
dil_script_frame(const DilScript* const script,
                 const DilScriptPlace* const place)
{
  if (is_sysex_next(script, place)) {
    return frame_at(script,
                    dil_score_sysex(script->score)[place->n_sysex].time_s);
  }
  if (place->n_events < script->n_events) {
    return frame_at(script,
                    dil_score_events(script->score)[place->n_events].time_s);
  }

  return place->n_closing < N_CLOSING ? script->last_frame : DIL_SCRIPT_END;
}

void
dil_script_act(const DilScript* const script,
               DilScriptPlace* const place,
               DilStage* const stage)
{
  if (is_sysex_next(script, place)) {
    const DilScoreSysex* const sysex =
      &dil_score_sysex(script->score)[place->n_sysex++];
    (void)dil_stage_sysex(stage, sysex->data, sysex->size);
  } else if (place->n_events < script->n_events) {
    dil_stage_event(stage,
                    &dil_score_events(script->score)[place->n_events++].event);
  } else {
    const size_t n = place->n_closing++;
    const DilEvent event = {.type = DIL_EVENT_CONTROL,
                            .channel = (uint8_t)(n / sizeof(closing)),
                            .number = closing[n % sizeof(closing)],
                            .note_id = DIL_ANY_NOTE};
    dil_stage_event(stage, &event);
  }
}

bool
dil_script_is_before(const DilScriptPlace* const a,
                     const DilScriptPlace* const b)
{
  return a->n_sysex + a->n_events + a->n_closing <
         b->n_sysex + b->n_events + b->n_closing;
}
