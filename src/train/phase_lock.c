// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "phase_lock.h"

#include "note_shape.h"
#include "pitch_follower.h"
#include "resampling.h"
#include "vibrato.h"

#include <math.h>
#include <samplerate.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

static const double two_pi = 6.283185307179586;

/// Rate at which a recording is followed: periods of the fundamental, for
/// twelve harmonics and room above, and least rate in Hz
static const double n_periods = 32.0;
static const double least_rate = 4000.0;

/// Shortest recording that is locked in seconds, and least coherence after it
static const double shortest_s = 0.15;
static const double least_coherence = 0.25;

/// What a steady recording may lose of it while it is aligned
static const double allowance = 0.02;

/// Latest cut after the onset, in seconds
static const double latest_s = 0.003;

/// Rate at which the pitch is looked at for vibrato, in Hz
static const double cents_rate = 100.0;

/// Bring a recording to a rate at which it is followed quickly
static DilStatus
make_small(const DilAudio* const audio,
           DilPitchFollower* const follower,
           float** const out)
{
  const double unit = (double)DIL_HARMONICS_RATE;
  const double enough = fmax(n_periods * follower->frequency, least_rate);
  const double highest = unit * floor((double)audio->rate / unit);
  follower->rate = fmin(unit * ceil(enough / unit), highest);

  const double ratio = follower->rate / (double)audio->rate;
  if (dil_resample_recording(
        audio, ratio, SRC_SINC_FASTEST, 0U, out, &follower->n_samples, NULL)) {
    // It fails only for want of memory, as the ratio is a possible one
    return DIL_NO_MEMORY;
  }

  follower->samples = *out;
  return DIL_OK;
}

/// When something is heard that is at `source_s` of the recording
static double
time_of(const DilTimeMap* const map, const double source_s)
{
  double low = -1.0;
  double high = (double)map->n_times * map->step_s + 1.0;
  for (int i = 0; i < 48; ++i) {
    const double middle = 0.5 * (low + high);
    if (dil_time_map_source(map, middle) < source_s) {
      low = middle;
    } else {
      high = middle;
    }
  }

  return low;
}

/// The last moment that a recording may begin at, with the fundamental rising
/// through 0
static double
find_beginning(const DilPitchFollower* const follower, const double onset_s)
{
  const double period_s = 1.0 / follower->frequency;
  const double latest = onset_s + fmin(latest_s, 0.5 * period_s);
  const double sine =
    dil_harmonics_phase(&follower->harmonics, follower->first, follower->end) +
    0.25 * two_pi;
  const double any = -sine / two_pi * period_s;
  return any + floor((latest - any) / period_s) * period_s;
}

/// What the pitch did that the map has taken out
static DilStatus
find_vibrato(const DilPitchFollower* const follower,
             const double onset_s,
             DilVibrato* const out)
{
  const DilTimeMap* const map = &follower->map;
  const double begin_s = (double)follower->first * map->step_s;
  const double end_s = (double)follower->end * map->step_s;
  const double half_s = 0.5 / cents_rate;
  const size_t n = (size_t)((end_s - begin_s) * cents_rate);
  double* const cents = (double*)calloc(n + 1U, sizeof(*cents));
  if (!cents) {
    return DIL_NO_MEMORY;
  }

  for (size_t i = 0U; i < n; ++i) {
    const double at = begin_s + (double)i / cents_rate;
    const double speed = (dil_time_map_source(map, at + half_s) -
                          dil_time_map_source(map, at - half_s)) *
                         cents_rate;
    cents[i] = -1200.0 * log2(fmax(speed, 0.5));
  }

  const DilStatus status =
    dil_vibrato_find(cents, n, cents_rate, fmax(begin_s - onset_s, 0.0), out);
  free(cents);
  return status;
}

/// Read the recording by the map, from where it is to begin
static DilStatus
rewrite(const DilPitchFollower* const follower,
        const double begin_s,
        DilAudio* const audio)
{
  const double rate = (double)audio->rate;
  const double end_s = time_of(&follower->map, (double)audio->n_frames / rate);
  const size_t n = 1U + (size_t)(fmax(end_s - begin_s, 0.0) * rate);
  float* const samples = (float*)calloc(n, sizeof(*samples));
  DilStatus status = samples ? DIL_OK : DIL_NO_MEMORY;
  if (!status) {
    status = dil_time_map_read(&follower->map,
                               begin_s,
                               audio->samples,
                               audio->n_frames,
                               rate,
                               samples,
                               n);
  }
  if (status) {
    free(samples);
    return status;
  }

  free(audio->samples);
  audio->samples = samples;
  audio->n_frames = n;
  return DIL_OK;
}

static double
coherence_of(const DilPitchFollower* const follower)
{
  return dil_harmonics_coherence(
    &follower->harmonics, follower->first, follower->end);
}

/// Lock a recording that there is something to follow in
static DilStatus
lock(DilPitchFollower* const follower,
     DilAudio* const audio,
     DilPhaseLock* const result)
{
  DilNoteShape shape;
  result->coherence_before = coherence_of(follower);
  result->coherence = result->coherence_before;
  DilStatus status = dil_pitch_follower_run(follower);
  if (status) {
    return status;
  }

  const double coherence = coherence_of(follower);
  if (coherence < least_coherence ||
      coherence < result->coherence_before - allowance) {
    return DIL_OK;
  }
  if (dil_note_shape(
        audio->samples, audio->n_frames, (double)audio->rate, &shape)) {
    return DIL_NO_MEMORY;
  }

  const double onset_s =
    time_of(&follower->map, (double)shape.onset / (double)audio->rate);
  status = find_vibrato(follower, onset_s, &result->vibrato);
  if (!status) {
    status = rewrite(follower, find_beginning(follower, onset_s), audio);
  }

  result->is_locked = !status;
  result->coherence = coherence;
  return status;
}

DilStatus
dil_phase_lock(DilAudio* const audio,
               const double frequency,
               DilPhaseLock* const out)
{
  DilPhaseLock result = {false, 0.0, 0.0, {0.0f, 0.0f, 0.0f}};
  DilPitchFollower follower = {.frequency = frequency};
  float* samples = NULL;
  bool is_heard = false;
  if ((double)audio->n_frames < shortest_s * (double)audio->rate) {
    *out = result;
    return DIL_OK;
  }

  DilStatus status = make_small(audio, &follower, &samples);
  if (!status) {
    status = dil_pitch_follower_begin(&follower, &is_heard);
  }
  if (is_heard) {
    status = lock(&follower, audio, &result);
  }

  dil_pitch_follower_free(&follower);
  free(samples);
  if (!status) {
    *out = result;
  }
  return status;
}
