// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/audio.h"
#include "message.h"
#include "score_bends.h"
#include "score_private.h"
#include "score_voices.h"
#include "transcribe.h"
#include "yin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Pitch is tracked at this rate or up to twice as much, whatever the recording
static const uint32_t tracking_rate = 20000U;

static const uint32_t lowest_rate = 8000U;

#define LOUD_DB   25.0f ///< Below the loudest, what counts
#define ONE_PITCH 0.2f  ///< Aperiodicity of a voice by itself, at most
#define MIN_SHARE 0.2   ///< Of that with a pitch; noise has 0, voices above 0.9
#define LONE_SHARE                                                             \
  0.003                ///< Of one voice's power in its lone partials, at least
#define MAX_CHORDS 0.1 ///< One voice has 0.01, two have 0.16 to 1
#define HIGHEST_HZ 5000.0 ///< Partials above are not looked at

/// A recording on its way to notes
typedef struct {
  DilYinFrames frames; ///< How it is cut
  double rate;         ///< Samples a second, reduced
  size_t n_frames;     ///< One each hop of the recording and one more
  size_t n_samples;    ///< Of all their windows
  float* samples;      ///< [n_samples], reduced, with silence around
  DilPitch* pitches;   ///< [n_frames]
  DilHeardTone* tones; ///< [n_frames]
  float loudest_db;    ///< Of all tones
} Recording;

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
prepare(Recording* const recording, const DilAudio* const audio)
{
  const size_t factor =
    audio->rate > tracking_rate ? audio->rate / tracking_rate : 1U;
  recording->rate = (double)audio->rate / (double)factor;
  recording->frames = dil_yin_frames(recording->rate);

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

static void
release(const Recording* const recording)
{
  free(recording->tones);
  free(recording->pitches);
  free(recording->samples);
}

// Of the middle half of a frame's window, 20 ms
static float
find_level_db(const Recording* const recording, const size_t frame)
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
find_tones(Recording* const recording)
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

static bool
is_loud(const Recording* const recording, const size_t i)
{
  return recording->tones[i].level_db > recording->loudest_db - LOUD_DB;
}

/// Share of what is loud in which there is one pitch
static double
pitched_share(const Recording* const recording)
{
  size_t n_loud = 0U;
  size_t n_pitched = 0U;
  for (size_t i = 0U; i < recording->n_frames; ++i) {
    n_loud += is_loud(recording, i);
    n_pitched +=
      is_loud(recording, i) && recording->tones[i].aperiodicity < ONE_PITCH;
  }

  return n_loud ? (double)n_pitched / (double)n_loud : 0.0;
}

/// Of every how many instants the partials are looked at, as it takes long
enum { lone_step = 8 };

// Around the middle of a frame's window, as far as there are samples
static double
find_lone_share(const Recording* const recording, const size_t i)
{
  const double frequency =
    (double)recording->pitches[i].frequency / recording->rate;
  const size_t middle =
    i * recording->frames.hop + recording->frames.window / 2U;
  size_t half = (size_t)(0.5 * DIL_LONE_PERIODS / frequency);
  half = half < middle ? half : middle;
  if (middle + half > recording->n_samples) {
    half = recording->n_samples - middle;
  }

  return dil_lone_share(recording->samples + middle - half,
                        2U * half,
                        frequency,
                        HIGHEST_HZ / recording->rate);
}

/// Share of what has a pitch in which several voices have it together
static double
chord_share(const Recording* const recording)
{
  size_t n_pitched = 0U;
  size_t n_chords = 0U;
  for (size_t i = 0U; i < recording->n_frames; i += lone_step) {
    if (is_loud(recording, i) && recording->tones[i].aperiodicity < ONE_PITCH) {
      n_pitched += 1U;
      n_chords += find_lone_share(recording, i) < LONE_SHARE;
    }
  }

  return n_pitched ? (double)n_chords / (double)n_pitched : 0.0;
}

static double
hop_s(const Recording* const recording)
{
  return (double)recording->frames.hop / recording->rate;
}

static bool
find_notes(Recording* const recording,
           const DilAudio* const audio,
           DilScore* const score)
{
  if (!prepare(recording, audio) || !dil_yin_track(recording->samples,
                                                   recording->n_frames,
                                                   recording->rate,
                                                   recording->pitches)) {
    return false;
  }

  score->notes = (DilNote*)calloc(recording->n_frames, sizeof(DilNote));
  find_tones(recording);
  return score->notes && dil_transcribe(recording->tones,
                                        recording->n_frames,
                                        hop_s(recording),
                                        score->notes,
                                        &score->n_notes);
}

static void
transpose_notes(DilScore* const score,
                const char* const path,
                const int32_t transpose)
{
  size_t n_kept = 0U;
  for (size_t i = 0U; i < score->n_notes; ++i) {
    const int32_t key = score->notes[i].key + transpose;
    if (key >= 0 && key < 128) {
      score->notes[n_kept] = score->notes[i];
      score->notes[n_kept++].key = (uint8_t)key;
    }
  }

  dil_score_warn_unplayable(score, path, score->n_notes - n_kept);
  score->n_notes = n_kept;
}

// Why a recording is no melody, if it is not
static DilStatus
check_recording(const Recording* const recording,
                const DilScore* const score,
                const char* const path,
                DilMessage* const message)
{
  if (score->n_notes && pitched_share(recording) < MIN_SHARE) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: has no pitch to follow; a melody is one voice, "
                    "without noise",
                    path);
  }

  if (score->n_notes && chord_share(recording) > MAX_CHORDS) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: has several voices at once; a melody is one voice",
                    path);
  }

  return DIL_OK;
}

static DilStatus
take_notes(const Recording* const recording,
           const char* const path,
           const DilScoreOptions* const options,
           DilScore* const score,
           DilMessage* const message)
{
  score->n_tracks = 1U;
  transpose_notes(score, path, options->transpose);
  const DilStatus status = dil_score_take_lone_part(score, message);
  if (status) {
    return status;
  }

  if (!score->n_notes || options->track > 0 || options->channel > 1) {
    return dil_score_fail_without_notes(score, path, options, message);
  }

  const DilHeardPitch heard = {
    recording->tones, recording->n_frames, hop_s(recording)};
  return dil_score_take_heard(score, &heard, options)
           ? DIL_OK
           : dil_fail_memory(message);
}

static DilStatus
read_audio(const char* const path,
           DilAudio* const audio,
           DilMessage* const message)
{
  DilMessage reason = {""};
  const DilStatus status = dil_audio_read_mono(path, audio, &reason);
  if (status) {
    return dil_fail(message,
                    status,
                    "%s%s",
                    reason.text,
                    status == DIL_BAD_FILE
                      ? "; a melody is a MIDI file, ABC notation, or a "
                        "recording as WAV, FLAC, Ogg or AIFF"
                      : "");
  }

  const unsigned rate = audio->rate;
  if (rate < lowest_rate) {
    dil_audio_free(audio);
    return dil_fail(message,
                    DIL_UNSUPPORTED,
                    "%s: %u samples a second are too few to find the pitch",
                    path,
                    rate);
  }

  return DIL_OK;
}

DilStatus
dil_score_read_recording(DilScore* const score,
                         const char* const path,
                         const DilScoreOptions* const options,
                         DilMessage* const message)
{
  DilAudio audio;
  DilStatus status = read_audio(path, &audio, message);
  if (status) {
    return status;
  }

  Recording recording = {.samples = NULL};
  if (!find_notes(&recording, &audio, score)) {
    status = dil_fail_memory(message);
  } else {
    status = check_recording(&recording, score, path, message);
  }

  if (!status) {
    status = take_notes(&recording, path, options, score, message);
  }

  release(&recording);
  dil_audio_free(&audio);
  return status;
}
