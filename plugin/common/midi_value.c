// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "midi_value.h"

#include <math.h>

/// Distance to an integer that divisions in single precision may leave
#define INTEGER_TOLERANCE 1e-4

float
dil_midi_value(const double fraction)
{
  const double value = fraction * 127.0;
  const double whole = nearbyint(value);
  return (float)(fabs(value - whole) < INTEGER_TOLERANCE ? whole : value);
}
