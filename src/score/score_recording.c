// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/audio.h"
#include "heard_recording.h"
#include "message.h"
#include "midi_event.h"
#include "score_private.h"
#include "transcribe.h"

#include <math.h>
#include <stdlib.h>

#define LOUD_DB   25.0f ///< Below the loudest, what counts
#define ONE_PITCH 0.2f  ///< Aperiodicity of a voice by itself, at most
#define MIN_SHARE 0.2   ///< Of that with a pitch; noise has 0, voices above 0.9

/// Share of what is loud in which there is one pitch
static double
pitched_share(const DilHeardRecording* const recording)
{
  float loudest = -200.0f;
  for (size_t i = 0U; i < recording->n_tones; ++i) {
    loudest = fmaxf(loudest, recording->tones[i].level_db);
  }

  size_t n_loud = 0U;
  size_t n_pitched = 0U;
  for (size_t i = 0U; i < recording->n_tones; ++i) {
    const DilHeardTone* const tone = &recording->tones[i];
    if (tone->level_db > loudest - LOUD_DB) {
      n_loud += 1U;
      n_pitched += tone->aperiodicity < ONE_PITCH;
    }
  }

  return n_loud ? (double)n_pitched / (double)n_loud : 0.0;
}

static bool
find_notes(const DilAudio* const audio,
           DilScore* const score,
           double* const share)
{
  DilHeardRecording heard = {NULL, 0U, 0.0};
  if (!dil_recording_hear(audio, &heard)) {
    return false;
  }

  *share = pitched_share(&heard);
  score->notes = (DilNote*)calloc(heard.n_tones, sizeof(DilNote));
  const bool is_done =
    score->notes &&
    dil_transcribe(
      heard.tones, heard.n_tones, heard.hop_s, score->notes, &score->n_notes);
  dil_heard_recording_clear(&heard);
  return is_done;
}

// Notes of one voice do not overlap, but for rounding
static bool
write_events(DilScore* const score)
{
  score->events =
    (DilScoreEvent*)calloc(2U * score->n_notes + 1U, sizeof(DilScoreEvent));
  if (!score->events) {
    return false;
  }

  for (size_t i = 0U; i < score->n_notes; ++i) {
    const DilNote* const note = &score->notes[i];
    DilScoreEvent* const events = &score->events[2U * i];
    events[0].time_s = note->onset_s;
    events[0].event.type = DIL_EVENT_NOTE_ON;
    events[0].event.number = note->key;
    events[0].event.note_id = (int32_t)i;
    events[0].event.value = note->velocity;

    events[1] = events[0];
    events[1].time_s = i + 1U < score->n_notes
                         ? fmin(note->onset_s + note->length_s, note[1].onset_s)
                         : note->onset_s + note->length_s;
    events[1].event.type = DIL_EVENT_NOTE_OFF;
    events[1].event.value = DIL_RELEASE_VELOCITY;
    score->duration_s = events[1].time_s;
  }

  score->n_events = 2U * score->n_notes;
  return true;
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

DilStatus
dil_score_read_recording(DilScore* const score,
                         const char* const path,
                         const DilScoreOptions* const options,
                         DilMessage* const message)
{
  DilAudio audio;
  DilMessage reason = {""};
  double share = 1.0;
  DilStatus status = dil_audio_read_mono(path, &audio, &reason);
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

  if (audio.rate < DIL_LEAST_HEARD_RATE) {
    status = dil_fail(message,
                      DIL_UNSUPPORTED,
                      "%s: %u samples a second are too few to find the pitch",
                      path,
                      (unsigned)audio.rate);
  } else if (!find_notes(&audio, score, &share)) {
    status = dil_fail_memory(message);
  } else if (score->n_notes && share < MIN_SHARE) {
    status = dil_fail(message,
                      DIL_BAD_FILE,
                      "%s: has no pitch to follow; a melody is one voice, "
                      "without noise",
                      path);
  }

  dil_audio_free(&audio);
  if (status) {
    return status;
  }

  score->n_tracks = 1U;
  transpose_notes(score, path, options->transpose);
  status = dil_score_take_lone_part(score, message);
  if (status) {
    return status;
  }

  if (!score->n_notes || options->track > 0 || options->channel > 1) {
    return dil_score_fail_without_notes(score, path, options, message);
  }

  return write_events(score) ? DIL_OK : dil_fail_memory(message);
}
