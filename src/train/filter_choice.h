// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_FILTER_CHOICE_H
#define DIL_TRAIN_FILTER_CHOICE_H

#include "free_run.h"
#include "mel.h"
#include "trial_note.h"

#include "dilaton/attributes.h"
#include "dilaton/preset.h"
#include "dilaton/status.h"

#include <stddef.h>

/// Notes in free run, as a network plays them
typedef struct {
  const DilFreeRunner* runner; ///< That was asked, and tells what is wanted
  const DilMel* mel;
  const DilTrialNote* notes; ///< [n_notes]
  size_t n_notes;
  const float* samples; ///< [n_notes][n_longest]
  size_t n_longest;     ///< Steps of the longest note
} DilPlayedNotes;

/**
   Choose the filters of an instrument with which its notes, of the level of
   their recordings, are nearest to them by dil_mel_distance().

   The colour of all together (dil_colour_distance()) would ask for more treble,
   that of the loudest notes, with which others are too bright: of a baritone
   saxophone 6 dB, with which melodies score worse than with 3.

   First the shelf (shelf.h): upper partials are hard to foresee, so that they
   come out softer than recorded.  Then the high-pass: what sounds below a note
   is rumble of the network with some, breath of the recordings with others.

   @param played All of the instrument.
   @param filtered Its cutoff and treble are set, to the usual ones if there are
   no notes.
   @return DIL_OK, DIL_NO_MEMORY or DIL_CANCELLED.
*/
DIL_NODISCARD DilStatus
dil_filters_choose(const DilPlayedNotes* played, DilInstrument* filtered);

#endif // DIL_TRAIN_FILTER_CHOICE_H
