// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_SCORE_TIME_H
#define DILATON_SCORE_TIME_H

/// @file
/// Bars and beats

#include <stdint.h>

/// Longest score in seconds; what a file has beyond is left out with a warning
#define DIL_SCORE_MAX_S 86400.0

/// A place in a score as musicians name it
typedef struct {
  uint32_t bar;       ///< From 1, or 0 if the score has no bars
  uint32_t beat;      ///< In the bar, from 1
  double fraction;    ///< Of the beat, in [0, 1)
  uint32_t n_beats;   ///< In a bar, the upper number of the time signature
  uint32_t beat_unit; ///< The lower number, 4 for a quarter note
} DilScorePosition;

#endif // DILATON_SCORE_TIME_H
