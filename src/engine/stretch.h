// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_STRETCH_H
#define DIL_ENGINE_STRETCH_H

#include "dilaton/attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIL_STRETCH_RING 256U ///< A lane's latest steps that are kept
#define DIL_MAX_STRETCH  24.0 ///< Semitones either way
#define DIL_MAX_TAKEN    16U  ///< Steps taken in one go

/**
   A lane's steps read faster or slower, which moves their pitch.

   Step n of the result stands at a place among the lane's steps that is the sum
   of the speeds before it, counted in fixed point; so the result does not
   depend on how it is divided into calls.  It is a sum over the lane's steps
   around that place under a windowed sinc, which widens as the speed rises.
   The lane runs ahead by half of its width, and nothing is late.

   Source: J. O. Smith, "Digital Audio Resampling Home Page",
   ccrma.stanford.edu/~jos/resample, sections on theory and implementation.
*/
typedef struct {
  uint64_t place;   ///< Of the next step taken, in lane steps of 2^24
  uint64_t advance; ///< Lane steps to a step, in 2^-24
  uint64_t n_heard; ///< Steps that the lane has made
  uint32_t n_half;  ///< Lane steps that are needed beyond a place
  float width;      ///< Of the sinc, 1 unless the speed is above it
  bool is_on;       ///< Whether it has ever been moved
  float ring[DIL_STRETCH_RING];
} DilStretch;

/// The sinc that all notes share, to be freed with free(); NULL without memory
float*
dil_stretch_table_new(void);

/// Begin a note, unmoved
DIL_REALTIME void
dil_stretch_start(DilStretch* stretch);

/**
   Move the pitch from the next step on.

   @param semitones Up, in -DIL_MAX_STRETCH..DIL_MAX_STRETCH.
*/
DIL_REALTIME void
dil_stretch_set(DilStretch* stretch, double semitones);

/// Hear the lane's next steps [n_steps], moved or not
DIL_REALTIME void
dil_stretch_hear(DilStretch* stretch, const float* steps, size_t n_steps);

/// Steps that must be heard before `n_steps`, at least 1, can be taken
DIL_REALTIME size_t
dil_stretch_needs(const DilStretch* stretch, size_t n_steps);

/**
   Take steps that have been moved.

   @param table Of dil_stretch_table_new().
   @param out [n_steps], at most DIL_MAX_TAKEN.
*/
DIL_REALTIME void
dil_stretch_take(DilStretch* stretch,
                 const float* table,
                 float* out,
                 size_t n_steps);

#endif // DIL_ENGINE_STRETCH_H
