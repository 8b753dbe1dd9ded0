// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_POWER_BLEND_H
#define DIL_TRAIN_POWER_BLEND_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>

/**
   Sum two tones of one pitch so that around each partial the power lies as far
   between theirs as the sum's share tells.

   A plain sum (1 - b) x + b y is weaker in between: where only one of both has
   a partial, halfway by 6 dB instead of 3, so that a blend is duller and softer
   than either.  The sum is filtered, without phase shift, by the roots of
   ((1 - b) P_x + b P_y) / P_sum, P being the power from half a partial below
   each partial to half a partial above it; in between the gains are blended.
   They are at most 2, for partials of opposite phases cannot be had back.

   @param x [n] the first.
   @param y [n] the second.
   @param cycles_per_sample Their pitch, above 0.
   @param share Of the second, 0 to 1.
   @param out [n] result.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_power_blend(const float* x,
                const float* y,
                size_t n,
                double cycles_per_sample,
                float share,
                float* out);

#endif // DIL_TRAIN_POWER_BLEND_H
