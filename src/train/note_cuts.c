// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "note_cuts.h"

#include "heard_recording.h"
#include "transcribe.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// What is kept ahead of an onset, and what of a release, in seconds
static const double ahead_s = 0.06;
static const double release_s = 1.5;

/// What is not taken of the end before the next onset, in seconds
static const double apart_s = 0.03;

/// Shortest note that is taken for one, in seconds
static const double shortest_s = 0.1;

static size_t
frame_at(const DilAudio* const audio, const double time_s)
{
  const double place = fmax(time_s, 0.0) * (double)audio->rate;
  return place < (double)audio->n_frames ? (size_t)place : audio->n_frames;
}

static void
cut_between(const DilAudio* const audio,
            const DilNote* const notes,
            const size_t n_notes,
            DilNoteCuts* const out)
{
  double free_s = 0.0;
  for (size_t i = 0U; i < n_notes; ++i) {
    const double end_s = notes[i].onset_s + notes[i].length_s;
    const double next_s =
      i + 1U < n_notes ? notes[i + 1U].onset_s - apart_s : (double)INFINITY;
    if (notes[i].length_s >= shortest_s) {
      const DilNoteCut cut = {
        frame_at(audio, fmax(notes[i].onset_s - ahead_s, free_s)),
        frame_at(audio, fmin(end_s + release_s, next_s))};
      out->cuts[out->n] = cut;
      out->n += cut.end > cut.begin;
    }
    free_s = fmin(end_s, notes[i].onset_s + notes[i].length_s);
  }
}

DilStatus
dil_note_cuts_find(const DilAudio* const audio, DilNoteCuts* const out)
{
  DilHeardRecording heard = {.samples = NULL};
  size_t n_notes = 0U;
  if (!dil_recording_hear(audio, &heard)) {
    return DIL_NO_MEMORY;
  }

  DilNote* const notes = (DilNote*)calloc(heard.n_frames, sizeof(*notes));
  out->cuts = (DilNoteCut*)calloc(heard.n_frames, sizeof(*out->cuts));
  out->n = 0U;
  const bool is_done =
    notes && out->cuts &&
    dil_transcribe(heard.tones, heard.n_frames, heard.hop_s, notes, &n_notes);
  if (is_done) {
    cut_between(audio, notes, n_notes, out);
  }

  free(notes);
  dil_heard_recording_clear(&heard);
  return is_done ? DIL_OK : DIL_NO_MEMORY;
}

DilStatus
dil_note_cut(const DilAudio* const audio,
             const DilNoteCut* const cut,
             DilAudio* const out)
{
  const size_t n = cut->end - cut->begin;
  out->samples = (float*)malloc(n * sizeof(*out->samples));
  if (!out->samples) {
    return DIL_NO_MEMORY;
  }

  memcpy(out->samples, audio->samples + cut->begin, n * sizeof(float));
  out->n_frames = n;
  out->n_channels = 1U;
  out->rate = audio->rate;
  return DIL_OK;
}

char*
dil_note_cut_name(const char* const path, const size_t index)
{
  const size_t size = strlen(path) + 48U;
  char* const name = (char*)malloc(size);
  if (name) {
    snprintf(name, size, "%s, note %zu", path, index + 1U);
  }

  return name;
}

void
dil_note_cuts_clear(DilNoteCuts* const cuts)
{
  free(cuts->cuts);
  cuts->cuts = NULL;
  cuts->n = 0U;
}
