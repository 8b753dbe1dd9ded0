// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "level_hold.h"

#include "elementary.h"

#include <math.h>

/// Time constants of the power and of the gain: a note that jumps by some dB is
/// back within half a second, and a tremolo of 5 Hz loses a seventh of its
/// depth
#define POWER_S 0.08f
#define GAIN_S  0.08f

#define FROM_S      1.0f ///< Begin of the reference
#define UNTIL_S     2.0f ///< Its end, after which the gain moves
#define ATTACK_S    0.1f ///< Left alone if the reference is told
#define MAX_GAIN    4.0f
#define LEAST_POWER 1e-10f

void
dil_level_hold_look(DilLevelHold* const hold,
                    const uint32_t n_steps,
                    const float age_s,
                    const float look_s,
                    const bool is_held)
{
  const float power = hold->sum / (float)n_steps;
  const float rate = dil_min(look_s / POWER_S, 1.0f);
  hold->sum = 0.0f;
  hold->power += rate * (power - hold->power);

  if (age_s < (hold->is_told ? ATTACK_S : FROM_S) || !is_held) {
    return;
  }

  if (age_s < UNTIL_S && !hold->is_told) {
    hold->n_looks += 1.0f;
    hold->reference += (power - hold->reference) / hold->n_looks;
    return;
  }

  const float ratio = hold->reference / dil_max(hold->power, LEAST_POWER);
  const float target = dil_limit(sqrtf(ratio), 1.0f / MAX_GAIN, MAX_GAIN);
  hold->gain += look_s / GAIN_S * (target - hold->gain);
}
