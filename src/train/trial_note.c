// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "trial_note.h"

#include "elementary.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/// More aperiodic than this, a recording's frame has no pitch
static const float noisy = 0.2f;

/// How far off a pitch may be, in octaves
static const double off_octaves = 0.05;

/// Lowest that is listened for, in fundamentals of the note: two octaves too
/// low are heard as such
static const double lowest_share = 0.2;

static double
fundamental(const DilTrialNote* const note)
{
  return dil_frequency(note->performance.tone->key, DIL_TONE_A4_HZ);
}

static DilYinFrames
frames_of(const DilTrialNote* const note)
{
  return dil_yin_frames((double)note->rate, lowest_share * fundamental(note));
}

static size_t
count_pitches(const DilTrialNote* const note)
{
  const DilYinFrames frames = frames_of(note);
  const size_t n = note->n_steps;
  const size_t reach = frames.window + frames.max_lag;
  return n < reach ? 0U : (n - reach) / frames.hop + 1U;
}

/// Power and pitches of a sound of the note's length
static DilStatus
hear(const DilTrialNote* const note,
     const DilMel* const mel,
     const float* const samples,
     float* const power,
     DilPitch* const pitches)
{
  const DilYinFrames frames = frames_of(note);
  return dil_yin_track(&frames, samples, note->n_pitches, pitches)
           ? dil_mel_power(mel, samples, note->n_steps, power)
           : DIL_NO_MEMORY;
}

static float*
new_power(const DilTrialNote* const note)
{
  return (float*)calloc(note->n_frames * DIL_N_BANDS + 1U, sizeof(float));
}

static DilPitch*
new_pitches(const DilTrialNote* const note)
{
  return (DilPitch*)calloc(note->n_pitches + 1U, sizeof(DilPitch));
}

DilStatus
dil_trial_note_set(const DilMel* const mel,
                   const DilTone* const tone,
                   const uint32_t rate,
                   const double held_s,
                   DilTrialNote* const note)
{
  note->rate = rate;
  note->performance = dil_performance_of(tone, rate, held_s);
  note->n_steps = dil_performance_length(&note->performance, rate);
  note->n_frames = dil_mel_n_frames(mel, note->n_steps);
  note->n_pitches = count_pitches(note);
  note->power = new_power(note);
  note->pitches = new_pitches(note);
  float* const samples = (float*)calloc(note->n_steps, sizeof(float));
  DilStatus status = DIL_NO_MEMORY;
  if (note->power && note->pitches && samples) {
    for (size_t t = 0U; t < note->n_steps; ++t) {
      samples[t] = dil_performance_sample(&note->performance, rate, t);
    }
    status = hear(note, mel, samples, note->power, note->pitches);
  }

  free(samples);
  return status;
}

void
dil_trial_note_clear(DilTrialNote* const note)
{
  free(note->pitches);
  free(note->power);
}

static void
add_pitches(const DilTrialNote* const note,
            const DilPitch* const heard,
            DilTrialSum* const sum)
{
  const double wanted = fundamental(note);
  for (size_t i = 0U; i < note->n_pitches; ++i) {
    const DilPitch* const own = &note->pitches[i];
    const bool is_pitched =
      own->aperiodicity < noisy && own->frequency > 0.0f &&
      fabs(log2((double)own->frequency / wanted)) < off_octaves;
    const bool is_off =
      !(heard[i].frequency > 0.0f) ||
      fabs(log2((double)heard[i].frequency / wanted)) > off_octaves;
    sum->n_pitched += is_pitched ? 1U : 0U;
    sum->n_off += (is_pitched && is_off) ? 1U : 0U;
  }
}

DilStatus
dil_trial_note_hear(const DilTrialNote* const note,
                    const DilMel* const mel,
                    const float* const samples,
                    DilTrialSum* const sum)
{
  float* const power = new_power(note);
  DilPitch* const pitches = new_pitches(note);
  const DilStatus status = (power && pitches)
                             ? hear(note, mel, samples, power, pitches)
                             : DIL_NO_MEMORY;
  if (!status) {
    ++sum->n_notes;
    add_pitches(note, pitches, sum);
    sum->distance_db += dil_mel_distance(note->power, power, note->n_frames);
    for (size_t i = 0U; i < note->n_frames * DIL_N_BANDS; ++i) {
      sum->powers[0][i % DIL_N_BANDS] += (double)note->power[i];
      sum->powers[1][i % DIL_N_BANDS] += (double)power[i];
    }
  }

  free(pitches);
  free(power);
  return status;
}
