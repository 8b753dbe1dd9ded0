// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_SCORE_HEARD_RECORDING_H
#define DIL_SCORE_HEARD_RECORDING_H

#include "dilaton/attributes.h"
#include "dilaton/audio.h"
#include "transcribe.h"

#include <stdbool.h>
#include <stddef.h>

/// Least rate in Hz of a recording in which pitches are found
#define DIL_LEAST_HEARD_RATE 8000U

/// What is heard in a recording of one voice, instant by instant
typedef struct {
  DilHeardTone* tones; ///< [n_tones], the first about the beginning
  size_t n_tones;      ///< At least 1
  double hop_s;        ///< Seconds from one to the next, about 0.005
} DilHeardRecording;

/**
   Follow pitch and level.

   @param audio Mono, of DIL_LEAST_HEARD_RATE at least.
   @param out Result, to be cleared.
   @return Whether there was memory.
*/
DIL_NODISCARD bool
dil_recording_hear(const DilAudio* audio, DilHeardRecording* out);

/// Release what is heard
void
dil_heard_recording_clear(DilHeardRecording* heard);

#endif // DIL_SCORE_HEARD_RECORDING_H
