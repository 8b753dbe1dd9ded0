// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "take.h"

#include "elementary.h"
#include "key_name.h"
#include "level.h"
#include "note_shape.h"
#include "tone.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Level of the loudest step below which there is nothing, in dB
static const double silent_db = -65.0;

/// Shortest note, in seconds
static const double shortest_s = 0.03;

/// Steps in which levels are measured, and the attack, in seconds
static const double step_s = 0.02;
static const double attack_s = 0.05;

/// Below its loudest step: a note's end, and the end of its release
static const double unheard_db = -55.0;
static const double released_db = -40.0;

/// Share of clipped samples that is worth a word
static const double much_clipped = 1e-4;

/// The end of the last step of at least `least` dB, from `begin` on
static size_t
end_above(const DilAudio* const audio,
          const size_t begin,
          const size_t step,
          const double least)
{
  size_t end = audio->n_frames;
  while (end >= begin + step &&
         dil_level_db(audio->samples + end - step, step) < least) {
    end -= step;
  }

  return end;
}

/// Find the shape, in a copy without rumble, and cut the silence off
static DilStatus
find_shape(DilTake* const take)
{
  DilAudio* const audio = &take->audio;
  const double rate = (double)audio->rate;
  float* const copy = (float*)malloc((audio->n_frames + 1U) * sizeof(*copy));
  if (!copy) {
    return DIL_NO_MEMORY;
  }

  DilNoteShape shape;
  memcpy(copy, audio->samples, audio->n_frames * sizeof(*copy));
  dil_tone_high_pass(copy, audio->n_frames, rate);
  const DilStatus status = dil_note_shape(copy, audio->n_frames, rate, &shape);
  free(copy);
  if (status) {
    return status;
  }

  take->onset_s = (double)shape.onset / rate;
  take->held_end = shape.held_end - shape.onset;
  take->slope_db_s = shape.slope_db_s;
  audio->n_frames -= shape.onset;
  memmove(audio->samples,
          audio->samples + shape.onset,
          audio->n_frames * sizeof(*audio->samples));
  return DIL_OK;
}

static void
measure_levels(DilTake* const take)
{
  const DilAudio* const audio = &take->audio;
  const double rate = (double)audio->rate;
  const size_t step = (size_t)(step_s * rate) + 1U;
  const double loudest = dil_loudest_db(audio, step);
  const size_t attack = (size_t)(attack_s * rate);
  const size_t from = take->held_end > 4U * attack ? attack : 0U;
  take->level_db = dil_level_db(audio->samples + from, take->held_end - from);
  take->sound_end = end_above(audio, 0U, step, loudest + unheard_db);
  take->release_s = (double)NAN;
  if (take->held_end < take->sound_end) {
    const size_t end =
      end_above(audio, take->held_end, step, loudest + released_db);
    take->release_s = (double)(end - take->held_end) / rate;
  }
}

DilStatus
dil_take_listen(DilTake* const take, DilLines* const lines)
{
  const DilAudio* const audio = &take->audio;
  const double rate = (double)audio->rate;
  const size_t step = (size_t)(step_s * rate) + 1U;
  take->is_used = false;
  if (dil_loudest_db(audio, step) < silent_db) {
    return dil_lines_add(lines, "%s: silence; left out", take->name);
  }

  if (find_shape(take)) {
    return DIL_NO_MEMORY;
  }

  measure_levels(take);
  if ((double)take->sound_end < shortest_s * rate) {
    return dil_lines_add(
      lines, "%s: too short to be a note; left out", take->name);
  }

  DilAudio held = *audio;
  held.n_frames = take->held_end;
  const DilStatus status = dil_heard_key(&held, &take->heard);
  take->is_used = status == DIL_OK;
  return status == DIL_UNSUPPORTED
           ? dil_lines_add(lines,
                           "%s: %u samples a second are too few; left out",
                           take->name,
                           (unsigned)audio->rate)
           : status;
}

double
dil_region_pitch(const DilSfzRegion* const region)
{
  return (double)(region->key_center - region->transpose) -
         0.01 * (double)region->tune_cents;
}

double
dil_region_frequency(const DilSfzRegion* const region)
{
  return dil_frequency(dil_region_pitch(region), 440.0);
}

DilStatus
dil_take_judge(DilTake* const take, DilLines* const lines)
{
  char told[8];
  char heard[8];
  const double pitch = dil_region_pitch(&take->region);
  take->verdict = dil_judge_key(&take->audio, &take->heard, pitch);
  if (take->verdict != DIL_KEY_WRONG) {
    return DIL_OK;
  }

  const int key = (int)lrint(take->heard.key);
  dil_key_print((int)lrint(pitch), told);
  dil_key_print(key, heard);
  return dil_lines_add(lines,
                       "%s: is said to sound %s, but sounds %s (%+.0f cents)",
                       take->name,
                       told,
                       heard,
                       100.0 * (take->heard.key - (double)key));
}

DilStatus
dil_take_complain(const DilTake* const take, DilLines* const lines)
{
  DilStatus status = DIL_OK;
  if (take->cleaning.clipped > much_clipped) {
    status = dil_lines_add(lines,
                           "%s: is clipped, in %.1f %% of its samples",
                           take->name,
                           100.0 * take->cleaning.clipped);
  }
  if (!status && take->cleaning.rate < 16000U) {
    status = dil_lines_add(lines,
                           "%s: %u samples a second are few; it will be dull",
                           take->name,
                           (unsigned)take->cleaning.rate);
  }

  return status;
}

void
dil_take_clear(DilTake* const take)
{
  dil_audio_free(&take->audio);
  free(take->name);
  memset(take, 0, sizeof(*take));
}
