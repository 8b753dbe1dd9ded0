// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_SCORE_SCORE_VOICES_H
#define DIL_SCORE_SCORE_VOICES_H

#include <stddef.h>

/// Periods of a sound that dil_lone_share() looks at
#define DIL_LONE_PERIODS 4.0

/**
   How much of a periodic sound can only be of one voice.

   Of two voices at once, the period that both have in common is several of
   each: of a fifth two and three.  Such a sound has all its power in multiples
   of two small numbers, and next to none in partials 1, 7, 11 and 13, which one
   voice has even if its fundamental is weak.  Of a tritone it is five and
   seven, which leaves nothing but their multiples.  Octaves pass as one voice.

   @param samples [n_samples] of DIL_LONE_PERIODS periods, or of less if the
   period is long.
   @param frequency Of the period, in cycles a sample, above 0.
   @param highest No partial above this, in cycles a sample, is looked at.
   @return Power of partials 1, 7, 11 and 13, or of all but multiples of five
   and seven if that is less, in that of partials 1 to 16, 0 to 1.
*/
double
dil_lone_share(const float* samples,
               size_t n_samples,
               double frequency,
               double highest);

#endif // DIL_SCORE_SCORE_VOICES_H
