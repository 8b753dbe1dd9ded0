// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "reach.h"

#include "stretch.h"

#include <math.h>

#define OCTAVE 12.0
#define MARGIN 0.5 ///< Semitones beyond the outer keys that belong to them

static double
limited(const double x, const double low, const double high)
{
  return fmin(fmax(x, low), high);
}

/// Octaves that bring a key no further than `far` beyond the learned ones
static double
fold(const double key, const double low, const double high, const double far)
{
  const double above = fmax(key - (high + far), 0.0);
  const double below = fmax((low - far) - key, 0.0);
  return OCTAVE * (ceil(below / OCTAVE) - ceil(above / OCTAVE));
}

DilReach
dil_reach(const DilInstrument* const instrument,
          const double pitch,
          const DilOutside outside)
{
  const double low = (double)instrument->lo_key;
  const double high = (double)instrument->hi_key;
  const double key = floor(pitch + 0.5);
  const bool is_outside = key != limited(key, low, high);
  DilReach reach = {low - MARGIN, high + MARGIN, 0.0, 0.0, is_outside};
  if (outside == DIL_OUTSIDE_GUESS) {
    reach.lowest = -HUGE_VAL;
    reach.highest = HUGE_VAL;
  } else {
    const double far = (outside == DIL_OUTSIDE_FOLD) ? 0.0 : OCTAVE;
    reach.fold = fold(key, low, high, far);
    reach.shift = key + reach.fold - limited(key + reach.fold, low, high);
  }

  return reach;
}

DilReached
dil_reach_part(const DilReach* const reach, const double pitch)
{
  const double wanted = pitch + reach->fold;
  const double key =
    limited(wanted - reach->shift, reach->lowest, reach->highest);
  const DilReached reached = {
    key, limited(wanted - key, -DIL_MAX_STRETCH, DIL_MAX_STRETCH)};
  return reached;
}
