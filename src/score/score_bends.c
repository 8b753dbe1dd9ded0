// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "score_bends.h"

#include "midi_event.h"
#include "score_private.h"
#include "sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Keys that the wheel reaches, as General MIDI begins
#define WHEEL_KEYS 2.0f

/// More aperiodic than this is no pitch, as for dil_transcribe()
static const float noise_aperiodicity = 0.25f;

/// Keys from which on a pitch is another's or an error
static const float furthest_keys = 1.5f;

/// Keys that are heard as a step
static const float step_keys = 0.03f;

/// Instants on each side of the one whose median is taken
enum { n_around = 2, n_median = 2 * n_around + 1 };

/// A note on its way to bends
typedef struct {
  const DilHeardPitch* heard;
  size_t start; ///< First instant
  size_t end;   ///< After the last
  float key;    ///< As it was heard
} Bent;

/// Events that set the reach of the wheel
enum { n_reach = 3 };

static size_t
write_reach(DilScoreEvent* const events)
{
  static const uint8_t controls[n_reach][2] = {
    {101U, 0U}, {100U, 0U}, {6U, (uint8_t)WHEEL_KEYS}};
  for (size_t i = 0U; i < n_reach; ++i) {
    const DilScoreEvent event = {0.0,
                                 {.type = DIL_EVENT_CONTROL,
                                  .number = controls[i][0],
                                  .note_id = DIL_ANY_NOTE,
                                  .value = (float)controls[i][1]}};
    events[i] = event;
  }

  return n_reach;
}

// Keys between the note's and the pitch at an instant, if it has one
static bool
find_bend(const Bent* const bent, const size_t i, double* const keys)
{
  const DilHeardTone* const tone = &bent->heard->tones[i];
  const float distance = tone->pitch - bent->key;
  if (tone->aperiodicity > noise_aperiodicity ||
      !(fabsf(distance) < furthest_keys)) {
    return false;
  }

  *keys = (double)distance;
  return true;
}

// The median around an instant, of those that have a pitch
static bool
find_median(const Bent* const bent, const size_t i, float* const keys)
{
  double around[n_median];
  size_t n = 0U;
  const size_t first = i - bent->start > n_around ? i - n_around : bent->start;
  for (size_t k = first; k < bent->end && k <= i + n_around; ++k) {
    n += find_bend(bent, k, &around[n]);
  }

  if (!n) {
    return false;
  }

  dil_sort(around, n);
  *keys = (float)around[n / 2U];
  return true;
}

static DilScoreEvent
bend_event(const DilNote* const note, const double time_s, const float keys)
{
  const DilScoreEvent event = {time_s,
                               {.type = DIL_EVENT_PITCH_BEND,
                                .channel = note->channel,
                                .note_id = DIL_ANY_NOTE,
                                .value = keys / WHEEL_KEYS}};
  return event;
}

// By time, the first at the onset; as many as the note has instants and one
// more
static size_t
write_bends(const DilHeardPitch* const heard,
            const DilNote* const note,
            const uint8_t key,
            const double end_s,
            DilScoreEvent* const events)
{
  Bent bent = {heard, (size_t)ceil(note->onset_s / heard->hop_s), 0U, key};
  bent.end = (size_t)fmin(ceil(end_s / heard->hop_s), (double)heard->n_tones);

  // A note without any pitch of its own is at its key, not at the last bend;
  // others begin at the first pitch that they have
  size_t n_events = 1U;
  bool is_bent = false;
  float keys = 0.0f;
  float last = 0.0f;
  events[0] = bend_event(note, note->onset_s, 0.0f);
  for (size_t i = bent.start; i < bent.end; ++i) {
    if (!find_median(&bent, i, &keys)) {
      continue;
    }

    if (!is_bent) {
      events[0] = bend_event(note, note->onset_s, keys);
    } else if (fabsf(keys - last) >= step_keys) {
      events[n_events++] = bend_event(note, (double)i * heard->hop_s, keys);
    } else {
      continue;
    }

    is_bent = true;
    last = keys;
  }

  return n_events;
}

// Notes of one voice do not overlap, but for rounding
static double
find_end(const DilScore* const score, const size_t i)
{
  const DilNote* const note = &score->notes[i];
  const double end_s = note->onset_s + note->length_s;
  return i + 1U < score->n_notes ? fmin(end_s, note[1].onset_s) : end_s;
}

static DilScoreEvent
note_event(const DilScore* const score, const size_t i, const bool is_on)
{
  const DilNote* const note = &score->notes[i];
  const DilScoreEvent event = {
    is_on ? note->onset_s : find_end(score, i),
    {.type = is_on ? DIL_EVENT_NOTE_ON : DIL_EVENT_NOTE_OFF,
     .number = note->key,
     .note_id = (int32_t)i,
     .value = is_on ? note->velocity : DIL_RELEASE_VELOCITY}};
  return event;
}

// A note with its first bend before it and the others after it
static size_t
write_bent_note(const DilScore* const score,
                const size_t i,
                const DilHeardPitch* const heard,
                const uint8_t key,
                DilScoreEvent* const events)
{
  const size_t n =
    write_bends(heard, &score->notes[i], key, find_end(score, i), events);
  memmove(events + 2, events + 1, (n - 1U) * sizeof(*events));
  events[1] = note_event(score, i, true);
  return n + 1U;
}

bool
dil_score_take_heard(DilScore* const score,
                     const DilHeardPitch* const heard,
                     const DilScoreOptions* const options)
{
  // Each instant is in one note, or on the edge of two
  const size_t capacity = n_reach + heard->n_tones + 4U * score->n_notes;
  DilScoreEvent* const events =
    (DilScoreEvent*)calloc(capacity, sizeof(DilScoreEvent));
  if (!events) {
    return false;
  }

  size_t n = options->with_bends ? write_reach(events) : 0U;
  for (size_t i = 0U; i < score->n_notes; ++i) {
    if (options->with_bends) {
      const uint8_t key = (uint8_t)(score->notes[i].key - options->transpose);
      n += write_bent_note(score, i, heard, key, events + n);
    } else {
      events[n++] = note_event(score, i, true);
    }
    events[n++] = note_event(score, i, false);
  }

  score->duration_s = events[n - 1U].time_s;
  score->events = events;
  score->n_events = n;
  return true;
}
