// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "envelope.h"

#include "elementary.h"

#include <math.h>
#include <string.h>

static const float first_age_s = 0.04f;
static const float lowest_velocity = 16.0f;
static const float velocity_step = 24.0f;

float
dil_envelope_age_s(const unsigned index)
{
  return first_age_s * (float)(1U << index);
}

float
dil_envelope_velocity(const unsigned index)
{
  return lowest_velocity + velocity_step * (float)index;
}

/// A place between two of n: the lower one, and the share of the upper one
typedef struct {
  unsigned lower;
  float share;
} Place;

static Place
place_of(const float value, const unsigned n)
{
  const float limited = dil_limit(value, 0.0f, (float)(n - 1U));
  const unsigned whole = (unsigned)limited;
  const unsigned lower = whole < n - 1U ? whole : n - 2U;
  const Place place = {lower, limited - (float)lower};
  return place;
}

static float
between(const float from, const float to, const float share)
{
  return from + share * (to - from);
}

void
dil_envelope_note(const DilEnvelope* const envelope,
                  const double key,
                  const float velocity,
                  DilNoteEnvelope* const out)
{
  if (!envelope) {
    memset(out, 0, sizeof(*out));
    return;
  }

  const Place k = place_of((float)key, DIL_ENVELOPE_KEYS);
  const Place v = place_of((velocity - lowest_velocity) / velocity_step,
                           DIL_ENVELOPE_VELOCITIES);
  for (unsigned i = 0U; i < DIL_ENVELOPE_AGES; ++i) {
    float levels[2];
    for (unsigned side = 0U; side < 2U; ++side) {
      const float(*const keys)[DIL_ENVELOPE_AGES] =
        envelope->levels[v.lower + side];
      levels[side] = between(keys[k.lower][i], keys[k.lower + 1U][i], k.share);
    }
    out->levels[i] = between(levels[0], levels[1], v.share);
  }
}

float
dil_note_envelope_db(const DilNoteEnvelope* const note, const float age_s)
{
  unsigned i = 1U;
  while (i + 1U < DIL_ENVELOPE_AGES && age_s > dil_envelope_age_s(i)) {
    ++i;
  }

  // Ages double, so that the line ends twice as late as it begins
  const float begin = dil_envelope_age_s(i - 1U);
  const float share = dil_max(age_s / begin - 1.0f, 0.0f);
  return between(note->levels[i - 1U], note->levels[i], share);
}

float
dil_note_envelope_end_s(const DilNoteEnvelope* const note)
{
  const unsigned last = DIL_ENVELOPE_AGES - 1U;
  const float slope = note->levels[last] - note->levels[last - 1U];
  if (note->levels[last] > DIL_ENVELOPE_END_DB && slope >= 0.0f) {
    return INFINITY;
  }

  // From behind: the last line that comes from above
  unsigned i = last;
  while (i > 1U && note->levels[i - 1U] <= DIL_ENVELOPE_END_DB) {
    --i;
  }
  const float from = note->levels[i - 1U];
  const float fall = from - note->levels[i];
  const float share =
    fall > 0.0f ? dil_max((from - DIL_ENVELOPE_END_DB) / fall, 0.0f) : 0.0f;
  return dil_envelope_age_s(i - 1U) * (1.0f + share);
}
