// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BENCH_VOICES_H
#define DIL_BENCH_VOICES_H

#include "dilaton/preset.h"
#include "dilaton/status.h"

#include <stddef.h>
#include <stdint.h>

/// Most voices that are measured together
#define DIL_MOST_VOICES 16U

/// Ways to hold weights: f32, bf16, f16, int8
#define DIL_N_FORMATS 4U

/// Held notes on one preset's weights, without an engine around them
typedef struct DilVoices DilVoices;

/**
   Pack a preset's weights and begin notes at keys of their own.

   A preset without units, which cannot have weights in int8, gets some that are
   good enough to measure what it would take.

   @param kernel Name of one that is available.
   @param format Below DIL_N_FORMATS, 0 is f32, 1 bf16, 2 f16, 3 int8.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_voices_new(const DilPreset* preset,
               const char* kernel,
               uint32_t format,
               DilVoices** out);

/// Free voices; NULL is fine
void
dil_voices_free(DilVoices* voices);

/**
   Let the first `n` voices go on together for about `time_s`.

   @param n 1 to DIL_MOST_VOICES.
   @return Samples a second, of all voices, by the time that the calling thread
   has run.
*/
double
dil_voices_speed(DilVoices* voices, size_t n, double time_s);

/// Let the first `n` voices go on for 64 `n_frames` steps
void
dil_voices_run(DilVoices* voices, size_t n, size_t n_frames);

/**
   Time that it takes to draw a class from its logits, in seconds.

   It is the difference between steps that draw their classes and steps that are
   told them, of a network with hardly anything before its logits; the latter
   copy the logits, and the time of a copy is added.

   @param kernel Name of one that is available.
   @param time_s About how long to measure.
   @param draw_s Result.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_voices_draw_time(const char* kernel, double time_s, double* draw_s);

#endif // DIL_BENCH_VOICES_H
