// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_LEVEL_HOLD_H
#define DIL_MODEL_LEVEL_HOLD_H

#include "dilaton/attributes.h"

#include <stdbool.h>
#include <stdint.h>

/**
   A slow hand on the level of a held note.

   A network that runs free for a minute wanders in level by some dB.  From the
   third second on this brings a note back to the mean power of its second
   second, outside the network's loop, so that it cannot upset it.  Faster
   changes, of vibrato and breath, pass.

   Where the power is known that a note should have, as that of waves to be
   multiplied by an envelope, it is brought to that from 0.1 s on.  A note that
   is morphed between the two kinds is brought to what is between, in dB.
*/
typedef struct {
  float sum;     ///< Of squares since the last look
  float power;   ///< Smoothed over 0.08 s
  float heard;   ///< Mean power of the second second
  float n_looks; ///< Looks that it is the mean of
  float told;    ///< Power that the note should have
  float share;   ///< How much of that counts, 0 to 1, beside what was heard
  float gain;    ///< Between 0.25 and 4
} DilLevelHold;

/// Begin a note; `told` is the power that it should have, and `share` how much
/// that counts, 0 if nobody knows
static inline void
dil_level_hold_start(DilLevelHold* const hold,
                     const float told,
                     const float share)
{
  const DilLevelHold start = {0.0f, told, 0.0f, 0.0f, told, share, 1.0f};
  *hold = start;
}

/// Change the power that a note should have, and how much that counts: 0 for
/// nothing to 1 for all
static inline void
dil_level_hold_tell(DilLevelHold* const hold,
                    const float told,
                    const float share)
{
  hold->told = told;
  hold->share = share;
}

/// Hear a sample
static inline void
dil_level_hold_hear(DilLevelHold* const hold, const float sample)
{
  hold->sum += sample * sample;
}

/**
   Look at the level, every `n_steps` steps.

   @param age_s Time since the onset.
   @param look_s Time between looks.
   @param is_held Whether the note is: a release keeps the last gain.
*/
DIL_REALTIME void
dil_level_hold_look(DilLevelHold* hold,
                    uint32_t n_steps,
                    float age_s,
                    float look_s,
                    bool is_held);

#endif // DIL_MODEL_LEVEL_HOLD_H
