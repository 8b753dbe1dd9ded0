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

#define FROM_S      1.0f ///< Begin of what is heard
#define UNTIL_S     2.0f ///< Its end, after which the gain moves
#define ATTACK_S    0.1f ///< Left alone if the power is told
#define MAX_GAIN    4.0f
#define LEAST_POWER 1e-10f

/// Powers that the note should have of those that it has
static float
wanted(const DilLevelHold* const hold)
{
  const float power = dil_max(hold->power, LEAST_POWER);
  const float told = hold->told / power;
  const float heard = hold->n_looks > 0.0f ? hold->heard / power : 1.0f;
  if (hold->share <= 0.0f || hold->share >= 1.0f) {
    return hold->share > 0.0f ? told : heard;
  }

  const float from = dil_log2(dil_max(heard, LEAST_POWER));
  const float to = dil_log2(dil_max(told, LEAST_POWER));
  return (float)dil_exp2((double)(from + hold->share * (to - from)));
}

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

  const bool is_told = hold->share > 0.0f;
  if (age_s < (is_told ? ATTACK_S : FROM_S) || !is_held) {
    return;
  }

  if (age_s >= FROM_S && age_s < UNTIL_S && hold->share < 1.0f) {
    hold->n_looks += 1.0f;
    hold->heard += (power - hold->heard) / hold->n_looks;
  }
  if (age_s < UNTIL_S && !is_told) {
    return;
  }

  const float target =
    dil_limit(sqrtf(wanted(hold)), 1.0f / MAX_GAIN, MAX_GAIN);
  hold->gain += look_s / GAIN_S * (target - hold->gain);
}
