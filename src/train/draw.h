// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_DRAW_H
#define DIL_TRAIN_DRAW_H

#include "corpus.h"
#include "rng.h"
#include "segment.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Steps of context and of targets in a window
#define DIL_CONTEXT_STEPS 512U
#define DIL_TARGET_STEPS  2048U

/// A list of tones to draw from
typedef struct {
  const DilTone** tones; ///< [n_tones] of a corpus, borrowed
  size_t n_tones;        ///< May be 0
} DilTones;

/// List the tones of a corpus that were made in one way, or return
/// DIL_NO_MEMORY
DIL_NODISCARD DilStatus
dil_tones_new(const DilCorpus* corpus,
              bool is_held_out,
              DilToneKind kind,
              DilTones* out);

/// Free the list
void
dil_tones_clear(DilTones* tones);

/**
   Draw a window to learn from: a tone, its velocity, how long it is held, where
   the window begins, and its noise.

   Of windows 30 % are of shifted tones and 30 % of blended ones, if there are
   any; the others are of recordings.  Notes' lengths are log-uniform from 0.09
   s to the whole recording and drawn with weight length^0.7; 15 % of windows
   begin at the onset, and 30 % of what dies away.  The predictor's coefficients
   of `window` are left alone.

   @param tones To learn from, by their kinds; one of recorded and shifted ones
   is not empty.
*/
void
dil_draw_window(DilRng rng,
                const DilTones tones[DIL_N_TONE_KINDS],
                uint32_t rate,
                DilPerformance* performance,
                DilWindow* window);

#endif // DIL_TRAIN_DRAW_H
