// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_QUEUE_H
#define DIL_MODEL_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
   The last `dilation` inputs of a layer.

   The frame of step t lies in row t modulo the dilation, until step t +
   dilation reads it and takes its place.  What lies in a row before that is
   never read, so that a note begins without clearing anything.

   Source: Le Paine et al., arXiv:1611.09482, section 2.
*/
typedef struct {
  float* frames;       ///< [dilation][n_channels], used as a ring
  uint32_t n_channels; ///< Floats in a frame
  uint32_t dilation;   ///< Frames held, a power of two
} DilQueue;

/// Row of step `age`, which holds the frame of step `age` - dilation until then
static inline float*
dil_queue_slot(const DilQueue* const queue, const uint32_t age)
{
  const size_t row = age & (queue->dilation - 1U);
  return queue->frames + row * queue->n_channels;
}

/// Whether there was a frame `dilation` steps before step `age`; else it is
/// zero
static inline bool
dil_queue_is_filled(const DilQueue* const queue, const uint32_t age)
{
  return age >= queue->dilation;
}

/**
   Push the frame of step `age` and give the one of `dilation` steps before.

   @param frame [n_channels] of this step.
   @param delayed [n_channels] result, zeros in the first steps; no aliasing.
*/
static inline void
dil_queue_exchange(const DilQueue* const queue,
                   const uint32_t age,
                   const float* const frame,
                   float* const delayed)
{
  float* const slot = dil_queue_slot(queue, age);
  const bool is_filled = dil_queue_is_filled(queue, age);

  // The newest frame takes the oldest one's place, so read before writing
  for (uint32_t c = 0U; c < queue->n_channels; ++c) {
    delayed[c] = is_filled ? slot[c] : 0.0f;
    slot[c] = frame[c];
  }
}

#endif // DIL_MODEL_QUEUE_H
