// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "recordings.h"

#include "common_phases.h"
#include "dilaton/audio.h"
#include "elementary.h"
#include "message.h"
#include "note_shape.h"
#include "phase_lock.h"
#include "rng.h"
#include "take.h"
#include "tone.h"

#include <math.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

/// What is drawn at random, as streams of the seed
enum { SHIFT_STREAM = 2 };

/// What has become of a recording
typedef struct {
  DilTone* tones; ///< [n_tones]
  size_t n_tones;
  DilLines lines; ///< What people should know of it
} Outcome;

/// How a thread has failed
typedef struct {
  DilStatus status;
  size_t index; ///< Of the recording
  DilMessage message;
} Failure;

/// Threads at work
typedef struct {
  const DilRecordings* recordings;
  Outcome* outcomes; ///< [n_regions]
  Failure* failures; ///< [n_threads]
  atomic_size_t next;
  atomic_size_t n_done;
  atomic_bool is_stopped;
  bool is_cancelled; ///< By the calling thread's progress
} Reading;

size_t
dil_recording_n_tones(const DilCorpusSettings* const settings,
                      const DilSfzRegion* const region)
{
  return (size_t)(region->hi_key - region->lo_key + 1) + settings->n_shifted;
}

static DilStatus
add_tone(const DilRecordings* const recordings,
         const DilSfzRegion* const region,
         const DilAudio* const audio,
         const DilTone* const properties,
         Outcome* const outcome,
         DilMessage* const message)
{
  const double rate = (double)recordings->settings->rate;
  const double playback = dil_exp2(
    (properties->key + (double)region->transpose - (double)region->key_center) /
      12.0 +
    (double)region->tune_cents / 1200.0);
  const double ratio = rate / ((double)audio->rate * playback);
  if (ratio < 1.0 / 200.0 || ratio > 200.0) {
    return DIL_OK; // No ear would take it for the instrument
  }

  DilTone* const tone = &outcome->tones[outcome->n_tones];
  *tone = *properties;
  const DilStatus status = dil_tone_resample(audio, ratio, rate, tone, message);
  if (!status) {
    ++outcome->n_tones;
    if (dil_tone_measure(tone, rate)) {
      return dil_fail_memory(message);
    }
  }

  return status;
}

/// What all tones of a recording have in common
static DilTone
describe(const DilRecordings* const recordings,
         const size_t index,
         const bool is_held_out)
{
  const DilSfzRegion* const region = &recordings->material->regions[index];
  DilTone tone = {0};
  tone.lo_velocity = (float)(region->lo_velocity > 1 ? region->lo_velocity : 1);
  tone.hi_velocity = (float)region->hi_velocity;
  tone.release_s = region->release_s;
  tone.instrument = recordings->instrument;
  tone.is_held_out = is_held_out;
  return tone;
}

static DilStatus
add_tones(const DilRecordings* const recordings,
          const size_t index,
          const bool is_held_out,
          const DilAudio* const audio,
          const bool is_aligned,
          Outcome* const outcome,
          DilMessage* const message)
{
  const DilSfzRegion* const region = &recordings->material->regions[index];
  const uint32_t n_shifted = recordings->settings->n_shifted;
  const DilRng shifts =
    dil_rng_stream(recordings->settings->seed, SHIFT_STREAM);
  DilTone tone = describe(recordings, index, is_held_out);
  tone.is_aligned = is_aligned;
  DilStatus status = DIL_OK;
  for (int key = region->lo_key; key <= region->hi_key && !status; ++key) {
    tone.key = (double)key;
    tone.kind =
      key == region->key_center ? DIL_TONE_RECORDED : DIL_TONE_SHIFTED;
    status = add_tone(recordings, region, audio, &tone, outcome, message);
  }

  tone.kind = DIL_TONE_SHIFTED;
  for (uint32_t i = 0U; i < n_shifted && !status; ++i) {
    const uint64_t place = (recordings->first + index) * n_shifted + i;
    const double shift = 1.4 * (double)dil_rng_uniform(shifts, place) - 0.7;
    tone.key = (double)region->key_center + shift;
    status = add_tone(recordings, region, audio, &tone, outcome, message);
  }

  return status;
}

/// Name a wrong key, if nobody has listened yet
static DilStatus
judge(const DilRecordings* const recordings,
      const size_t index,
      const DilAudio* const audio,
      DilLines* const lines)
{
  const DilSfzRegion* const region = &recordings->material->regions[index];
  DilTake take = {.region = *region, .audio = *audio};
  if (!region->sample) {
    return DIL_OK;
  }

  take.name = region->sample;
  const DilStatus status = dil_heard_key(audio, &take.heard);
  return status == DIL_NO_MEMORY ? status
         : status                ? DIL_OK
                                 : dil_take_judge(&take, lines);
}

/// The vibrato that an SFZ file asks for
static DilVibrato
told_vibrato(const DilSfzRegion* const region)
{
  const DilVibrato told = {fabsf(region->vibrato_depth_ct),
                           region->vibrato_rate_hz,
                           region->vibrato_delay_s + region->vibrato_fade_s};
  const DilVibrato none = {0.0f, 0.0f, 0.0f};
  return told.depth_ct > 0.0f && told.rate_hz > 0.0f ? told : none;
}

/// Lock a recording if that is wanted, and keep its vibrato, or the one told
static DilStatus
lock(const DilRecordings* const recordings,
     const size_t index,
     DilAudio* const audio,
     bool* const is_aligned)
{
  const DilSfzRegion* const region = &recordings->material->regions[index];
  *is_aligned = false;
  recordings->vibratos[index] = told_vibrato(region);
  if (!recordings->is_locked) {
    return DIL_OK;
  }

  DilPhaseLock result;
  const double frequency = dil_region_frequency(region);
  const DilStatus status = dil_phase_lock(audio, frequency, &result);
  if (status) {
    return status;
  }

  *is_aligned = result.is_locked;
  if (result.vibrato.depth_ct > 0.0f) {
    recordings->vibratos[index] = result.vibrato;
  }
  return result.is_locked && recordings->is_to_be_turned
           ? dil_common_phases(audio, frequency)
           : DIL_OK;
}

static DilStatus
measure_slope(const DilAudio* const audio, double* const slope)
{
  DilNoteShape shape;
  const DilStatus status = dil_note_shape(
    audio->samples, audio->n_frames, (double)audio->rate, &shape);
  *slope = status ? (double)NAN : shape.slope_db_s;
  return status;
}

static DilStatus
read_one(const Reading* const reading,
         const uint32_t thread,
         const size_t index,
         DilMessage* const message)
{
  const DilRecordings* const recordings = reading->recordings;
  DilAudio audio = {0};
  bool is_aligned = false;
  DilStatus status =
    dil_material_read(recordings->material, thread, index, &audio, message);
  if (status) {
    return status;
  }

  // What was only measured is read once more
  if (!recordings->slopes) {
    dil_material_forget(recordings->material, index);
  }

  if (recordings->slopes) {
    status = measure_slope(&audio, &recordings->slopes[index]);
  } else if (judge(
               recordings, index, &audio, &reading->outcomes[index].lines) ||
             lock(recordings, index, &audio, &is_aligned)) {
    status = dil_fail_memory(message);
  } else {
    status = add_tones(recordings,
                       index,
                       recordings->is_held_out[index],
                       &audio,
                       is_aligned,
                       &reading->outcomes[index],
                       message);
  }

  dil_audio_free(&audio);
  return status;
}

/// Tell how many recordings are done, if it is for this thread to tell
static void
report(Reading* const reading, const uint32_t thread)
{
  const DilRecordings* const recordings = reading->recordings;
  const size_t n_done = 1U + atomic_fetch_add(&reading->n_done, 1U);
  if (!thread && recordings->progress &&
      !recordings->progress(
        recordings->user, recordings->first + n_done, recordings->n_total)) {
    reading->is_cancelled = true;
    atomic_store(&reading->is_stopped, true);
  }
}

static void
read_share(void* const context, const uint32_t thread)
{
  Reading* const reading = (Reading*)context;
  Failure* const failure = &reading->failures[thread];

  // In this order: whatever comes before a bad recording is read in any case,
  // so that the first bad one is told
  while (!atomic_load(&reading->is_stopped)) {
    const size_t index = atomic_fetch_add(&reading->next, 1U);
    if (index >= reading->recordings->material->n_regions) {
      return;
    }

    failure->index = index;
    failure->status = read_one(reading, thread, index, &failure->message);
    if (failure->status) {
      atomic_store(&reading->is_stopped, true);
      return;
    }

    report(reading, thread);
  }
}

/// How the first bad recording failed
static DilStatus
explain(const Reading* const reading,
        const uint32_t n_threads,
        DilMessage* const message)
{
  const Failure* first = NULL;
  for (uint32_t i = 0U; i < n_threads; ++i) {
    const Failure* const failure = &reading->failures[i];
    if (failure->status && (!first || failure->index < first->index)) {
      first = failure;
    }
  }

  if (!first) {
    return reading->is_cancelled ? dil_fail(message, DIL_CANCELLED, "stopped")
                                 : DIL_OK;
  }
  return dil_fail(message, first->status, "%s", first->message.text);
}

/// Give each recording its place among the tones
static void
place(const Reading* const reading, DilTone* const tones)
{
  if (!tones) {
    return;
  }

  const DilMaterial* const material = reading->recordings->material;
  DilTone* next = tones;
  for (size_t i = 0U; i < material->n_regions; ++i) {
    reading->outcomes[i].tones = next;
    next += dil_recording_n_tones(reading->recordings->settings,
                                  &material->regions[i]);
  }
}

/// Move the tones together where a recording has fewer than it has room for
static void
close_gaps(const Reading* const reading,
           DilTone* const tones,
           size_t* const n_tones)
{
  *n_tones = 0U;
  for (size_t i = 0U; i < reading->recordings->material->n_regions; ++i) {
    const Outcome* const outcome = &reading->outcomes[i];
    for (size_t t = 0U; t < outcome->n_tones; ++t) {
      tones[(*n_tones)++] = outcome->tones[t];
    }
  }
}

/// Take the lines of all, in the order of the recordings
static DilStatus
join_lines(const Reading* const reading, DilLines* const lines)
{
  DilStatus status = DIL_OK;
  for (size_t i = 0U; i < reading->recordings->material->n_regions; ++i) {
    const DilStatus moved = dil_lines_move(&reading->outcomes[i].lines, lines);
    status = status ? status : moved;
  }

  return status;
}

DilStatus
dil_recordings_read(const DilRecordings* const recordings,
                    DilPool* const pool,
                    DilTone* const tones,
                    size_t* const n_tones,
                    DilLines* const lines,
                    DilMessage* const message)
{
  const size_t n_regions = recordings->material->n_regions;
  const uint32_t n_threads = dil_pool_n_threads(pool);
  Reading reading = {.recordings = recordings};
  reading.outcomes = (Outcome*)calloc(n_regions, sizeof(*reading.outcomes));
  reading.failures = (Failure*)calloc(n_threads, sizeof(*reading.failures));
  DilStatus status = DIL_OK;
  *n_tones = 0U;
  if (reading.outcomes && reading.failures) {
    place(&reading, tones);
    dil_pool_run(pool, read_share, &reading);
    close_gaps(&reading, tones, n_tones);
    status = explain(&reading, n_threads, message);
    status = join_lines(&reading, lines) && !status ? dil_fail_memory(message)
                                                    : status;
  } else {
    status = dil_fail_memory(message);
  }

  free(reading.failures);
  free(reading.outcomes);
  return status;
}
