// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_SCORE_HEARD_RECORDING_H
#define DIL_SCORE_HEARD_RECORDING_H

#include "dilaton/attributes.h"
#include "dilaton/audio.h"
#include "transcribe.h"
#include "yin.h"

#include <stdbool.h>
#include <stddef.h>

/// Least rate in Hz of a recording in which pitches are found
#define DIL_LEAST_HEARD_RATE 8000U

/// What is heard in a recording of one voice, instant by instant
typedef struct {
  DilYinFrames frames; ///< How it is cut, at its reduced rate
  double hop_s;        ///< Seconds from a frame to the next, about 0.005
  size_t n_frames;     ///< One each hop of the recording and one more
  size_t n_samples;    ///< Of all their windows
  float* samples;      ///< [n_samples], reduced, with silence around
  DilPitch* pitches;   ///< [n_frames]
  DilHeardTone* tones; ///< [n_frames], the first about the beginning
  float loudest_db;    ///< Of all tones
} DilHeardRecording;

/**
   Follow pitch and level.

   @param audio Mono, of DIL_LEAST_HEARD_RATE at least.
   @param recording Result, to be cleared.
   @return Whether there was memory.
*/
DIL_NODISCARD bool
dil_recording_hear(const DilAudio* audio, DilHeardRecording* recording);

/// Release what is heard
void
dil_heard_recording_clear(DilHeardRecording* recording);

#endif // DIL_SCORE_HEARD_RECORDING_H
