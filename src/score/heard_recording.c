// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "heard_recording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Pitch is tracked at this rate or up to twice as much, whatever the recording
static const uint32_t tracking_rate = 20000U;

static double
find_mean(const DilAudio* const audio)
{
  double sum = 0.0;
  for (size_t i = 0U; i < audio->n_frames; ++i) {
    sum += (double)audio->samples[i];
  }

  return audio->n_frames ? sum / (double)audio->n_frames : 0.0;
}

// Every sample is the mean of `factor`.  What is folded down by so plain a
// filter does no harm, as it is the top of a sound with a period all the same.
static void
reduce(const DilAudio* const audio, const size_t factor, float* const reduced)
{
  const double mean = find_mean(audio);
  for (size_t i = 0U; i < audio->n_frames / factor; ++i) {
    double sum = 0.0;
    for (size_t k = 0U; k < factor; ++k) {
      sum += (double)audio->samples[i * factor + k];
    }

    reduced[i] = (float)(sum / (double)factor - mean);
  }
}

// The binomial filter 1 4 6 4 1: a quarter at a quarter of the rate, and no
// zero where a fundamental may be
static void
soften(float* const samples, const size_t n)
{
  float last[4] = {0.0f, 0.0f, 0.0f, 0.0f};
  for (size_t i = 0U; i < n; ++i) {
    const float next = samples[i];
    samples[i] =
      (next + last[3] + 4.0f * (last[0] + last[2]) + 6.0f * last[1]) *
      (1.0f / 16.0f);
    memmove(last + 1, last, 3U * sizeof(*last));
    last[0] = next;
  }
}

// Make room for all, with the middle of each frame's window at its time
static bool
prepare(DilHeardRecording* const recording, const DilAudio* const audio)
{
  const size_t factor =
    audio->rate > tracking_rate ? audio->rate / tracking_rate : 1U;
  recording->frames =
    dil_yin_frames((double)audio->rate / (double)factor, DIL_YIN_LOWEST);

  const DilYinFrames* const frames = &recording->frames;
  recording->n_frames = audio->n_frames / factor / frames->hop + 1U;

  // Half a window before, and at least as much after
  recording->n_samples =
    recording->n_frames * frames->hop + frames->window + frames->max_lag;
  recording->samples = (float*)calloc(recording->n_samples, sizeof(float));
  recording->pitches = (DilPitch*)calloc(recording->n_frames, sizeof(DilPitch));
  recording->tones =
    (DilHeardTone*)calloc(recording->n_frames, sizeof(DilHeardTone));
  if (!recording->samples || !recording->pitches || !recording->tones) {
    return false;
  }

  reduce(audio, factor, recording->samples + frames->window / 2U);
  soften(recording->samples, recording->n_samples);
  return true;
}

// Of the middle half of a frame's window, 20 ms
static float
find_level_db(const DilHeardRecording* const recording, const size_t frame)
{
  const size_t length = recording->frames.window / 2U;
  const float* const samples =
    recording->samples + frame * recording->frames.hop + length / 2U;
  double power = 0.0;
  for (size_t i = 0U; i < length; ++i) {
    power += (double)samples[i] * (double)samples[i];
  }

  return (float)(10.0 * log10(power / (double)length));
}

static void
find_tones(DilHeardRecording* const recording)
{
  recording->loudest_db = -200.0f;
  for (size_t i = 0U; i < recording->n_frames; ++i) {
    const DilPitch pitch = recording->pitches[i];
    const bool is_pitched = pitch.frequency > 0.0f;
    const DilHeardTone tone = {
      .pitch =
        is_pitched ? 69.0f + 12.0f * log2f(pitch.frequency / 440.0f) : 0.0f,
      .aperiodicity = is_pitched ? pitch.aperiodicity : 1.0f,
      .level_db = find_level_db(recording, i),
    };
    recording->tones[i] = tone;
    recording->loudest_db = fmaxf(recording->loudest_db, tone.level_db);
  }
}

bool
dil_recording_hear(const DilAudio* const audio,
                   DilHeardRecording* const recording)
{
  memset(recording, 0, sizeof(*recording));
  const bool is_done =
    prepare(recording, audio) && dil_yin_track(&recording->frames,
                                               recording->samples,
                                               recording->n_frames,
                                               recording->pitches);
  if (is_done) {
    recording->hop_s = (double)recording->frames.hop / recording->frames.rate;
    find_tones(recording);
  } else {
    dil_heard_recording_clear(recording);
  }

  return is_done;
}

void
dil_heard_recording_clear(DilHeardRecording* const recording)
{
  free(recording->tones);
  free(recording->pitches);
  free(recording->samples);
  memset(recording, 0, sizeof(*recording));
}
