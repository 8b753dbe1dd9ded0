// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/audio.h"
#include "heard_recording.h"
#include "message.h"
#include "score_bends.h"
#include "score_private.h"
#include "score_voices.h"
#include "transcribe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOUD_DB   25.0f ///< Below the loudest, what counts
#define ONE_PITCH 0.2f  ///< Aperiodicity of a voice by itself, at most
#define MIN_SHARE 0.2   ///< Of that with a pitch; noise has 0, voices above 0.9
#define LONE_SHARE                                                             \
  0.003                ///< Of one voice's power in its lone partials, at least
#define MAX_CHORDS 0.1 ///< One voice has 0.01, two have 0.16 to 1
#define HIGHEST_HZ 5000.0 ///< Partials above are not looked at

static bool
is_loud(const DilHeardRecording* const recording, const size_t i)
{
  return recording->tones[i].level_db > recording->loudest_db - LOUD_DB;
}

/// Share of what is loud in which there is one pitch
static double
pitched_share(const DilHeardRecording* const recording)
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
find_lone_share(const DilHeardRecording* const recording, const size_t i)
{
  const double frequency =
    (double)recording->pitches[i].frequency / recording->frames.rate;
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
                        HIGHEST_HZ / recording->frames.rate);
}

/// Share of what has a pitch in which several voices have it together
static double
chord_share(const DilHeardRecording* const recording)
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

static bool
find_notes(DilHeardRecording* const recording,
           const DilAudio* const audio,
           DilScore* const score)
{
  if (!dil_recording_hear(audio, recording)) {
    return false;
  }

  score->notes = (DilNote*)calloc(recording->n_frames, sizeof(DilNote));
  return score->notes && dil_transcribe(recording->tones,
                                        recording->n_frames,
                                        recording->hop_s,
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
check_recording(const DilHeardRecording* const recording,
                const DilScore* const score,
                const char* const path,
                DilMessage* const message)
{
  if (!score->n_notes) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: has no note that can be heard; a melody is one voice, "
                    "without noise",
                    path);
  }

  if (pitched_share(recording) < MIN_SHARE) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: has no pitch to follow; a melody is one voice, "
                    "without noise",
                    path);
  }

  if (chord_share(recording) > MAX_CHORDS) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: has several voices at once; a melody is one voice",
                    path);
  }

  return DIL_OK;
}

static DilStatus
take_notes(const DilHeardRecording* const recording,
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
    recording->tones, recording->n_frames, recording->hop_s};
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
  if (rate < DIL_LEAST_HEARD_RATE) {
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

  DilHeardRecording recording = {.samples = NULL};
  if (!find_notes(&recording, &audio, score)) {
    status = dil_fail_memory(message);
  } else {
    status = check_recording(&recording, score, path, message);
  }

  if (!status) {
    status = take_notes(&recording, path, options, score, message);
  }

  dil_heard_recording_clear(&recording);
  dil_audio_free(&audio);
  return status;
}
