// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_SCORE_YIN_H
#define DIL_SCORE_YIN_H

#include "dilaton/attributes.h"

#include <stdbool.h>
#include <stddef.h>

/// Fundamentals that are looked for, in Hz: from the lowest B of a bass to the
/// top of a piano
#define DIL_YIN_LOWEST  26.0
#define DIL_YIN_HIGHEST 4300.0

/// What is heard around an instant
typedef struct {
  float frequency;    ///< Fundamental in Hz, 0 if there is no sound at all
  float aperiodicity; ///< About 0 for a tone to 1 for noise
} DilPitch;

/// How a recording is cut into frames
typedef struct {
  double rate;    ///< Samples a second
  size_t hop;     ///< Samples from a frame to the next, 5 ms
  size_t window;  ///< Samples that are compared with those a period later
  size_t max_lag; ///< Longest period in samples, at most `window`
} DilYinFrames;

/**
   Cut a recording.

   @param rate Samples a second, 8000 or more.
   @param lowest Lowest fundamental that is looked for in Hz, at least
   DIL_YIN_LOWEST.
*/
DilYinFrames
dil_yin_frames(double rate, double lowest);

/**
   Track the fundamental frequency of a recorded voice.

   Takes time proportional to the samples and the longest period: the sums of
   squared differences are made once for each hop, and those of a window are
   sums of them.

   Source: de Cheveigne and Kawahara, "YIN, a fundamental frequency estimator
   for speech and music", J. Acoust. Soc. Am. 111 (2002), section II, steps 1 to
   5.  We differ in step 4: where no dip is below the threshold, the first that
   is nearly as deep as the deepest is taken, against octaves too low.

   Lags are whole samples, so what is above a quarter of the rate blurs the dips
   of high notes and should be weak.

   @param frames As dil_yin_frames() cuts.
   @param samples [(n_frames - 1) hop + window + max_lag]; frame i is about the
   samples from i hop on.
   @param pitches [n_frames] result.
   @return Whether there was memory.
*/
DIL_NODISCARD bool
dil_yin_track(const DilYinFrames* frames,
              const float* samples,
              size_t n_frames,
              DilPitch* pitches);

#endif // DIL_SCORE_YIN_H
