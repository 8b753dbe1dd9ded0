// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_TRIAL_NOTE_H
#define DIL_TRAIN_TRIAL_NOTE_H

#include "mel.h"
#include "segment.h"
#include "yin.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>
#include <stdint.h>

/// A note to play, and what its recording sounds like
typedef struct {
  DilPerformance performance;
  uint32_t rate;
  size_t n_steps;    ///< With its release
  float* power;      ///< [n_frames][DIL_N_BANDS]
  DilPitch* pitches; ///< [n_pitches]
  size_t n_frames;   ///< Of the power
  size_t n_pitches;  ///< Frames of the pitch
} DilTrialNote;

/// How some notes sound beside their recordings, all told
typedef struct {
  double distance_db;            ///< dil_mel_distance(), added over the notes
  size_t n_notes;                ///< As many
  size_t n_pitched;              ///< Frames with a pitch in the recording
  size_t n_off;                  ///< Of them those that have none, or another
  double powers[2][DIL_N_BANDS]; ///< Of recordings and notes, added over frames
} DilTrialSum;

/**
   Listen to a recording.

   @param held_s How long it is held at most.
   @param note All 0 at first; to be cleared whatever the result.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_trial_note_set(const DilMel* mel,
                   const DilTone* tone,
                   uint32_t rate,
                   double held_s,
                   DilTrialNote* note);

/// Free what a note holds
void
dil_trial_note_clear(DilTrialNote* note);

/**
   Listen to what was played instead of a recording.

   @param samples [note->n_steps].
   @param sum The note is added.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_trial_note_hear(const DilTrialNote* note,
                    const DilMel* mel,
                    const float* samples,
                    DilTrialSum* sum);

#endif // DIL_TRAIN_TRIAL_NOTE_H
