// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "score_bends.h"

#include "sort.h"

#include <math.h>
#include <stdbool.h>

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

size_t
dil_bends_begin(DilScoreEvent* const events)
{
  static const uint8_t controls[DIL_BENDS_BEGIN][2] = {
    {101U, 0U}, {100U, 0U}, {6U, (uint8_t)WHEEL_KEYS}};
  for (size_t i = 0U; i < DIL_BENDS_BEGIN; ++i) {
    const DilScoreEvent event = {0.0,
                                 {.type = DIL_EVENT_CONTROL,
                                  .number = controls[i][0],
                                  .note_id = DIL_ANY_NOTE,
                                  .value = (float)controls[i][1]}};
    events[i] = event;
  }

  return DIL_BENDS_BEGIN;
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

size_t
dil_bends_write(const DilHeardPitch* const heard,
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
