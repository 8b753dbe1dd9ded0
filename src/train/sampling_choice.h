// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_SAMPLING_CHOICE_H
#define DIL_TRAIN_SAMPLING_CHOICE_H

#include "free_run.h"
#include "pool.h"

#include "dilaton/preset.h"
#include "dilaton/sampling.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>

/// How notes in free run compare with their recordings
typedef struct {
  double distance_db; ///< dil_mel_distance(), averaged over the notes
  double colour_db;   ///< dil_colour_distance() of all notes together
  double off_pitch;   ///< Share of frames with a pitch in the recording that
                      ///< have none, or one further away than 60 cents
} DilFreeRunScore;

/**
   Choose the noise that a network is to expect, the temperature, and the
   filters of instruments, by what its notes in free run sound like.

   16 notes, up to half of them held out, the others for want of such, are
   played with each noise and temperature, and 16 more, others if there are
   enough, with the four best.  Of those that are off pitch hardly more often
   than the best, the one is chosen that is nearest to the recordings, in shares
   of the distances that a good preset has at most.  A network corrects as much
   as the noise that it is told; how much its own draws make is not known before
   it runs, when what it has learned by heart does not help.  Then the filters
   of each instrument are chosen by 16 notes of its own (filter_choice.h).

   @param pool Borrowed; the number of threads does not change the result.
   @param sampling Noise and temperature are set.
   @param instruments [n_instruments] of the corpus, whose filters are set where
   there are notes to try.
   @param score Of the noise and temperature chosen, without filters.
   @return DIL_OK, DIL_NO_MEMORY; or DIL_CANCELLED, when what has been chosen
   until then is set.
*/
DIL_NODISCARD DilStatus
dil_sampling_choose(const DilFreeRunner* runner,
                    DilPool* pool,
                    DilSampling* sampling,
                    DilInstrument* instruments,
                    DilFreeRunScore* score);

#endif // DIL_TRAIN_SAMPLING_CHOICE_H
