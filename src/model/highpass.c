// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "highpass.h"

#include "precise.h"

#include <math.h>

void
dil_highpass_set(DilHighpass* const highpass, const double cutoff)
{
  static const double damping = 1.4142135623730951;

  const double g = dil_precise_tangent(0.5 * cutoff);
  const double a1 = 1.0 / (1.0 + g * (g + damping));
  highpass->a1 = (float)a1;
  highpass->a2 = (float)(g * a1);
  highpass->a3 = (float)(g * g * a1);
  highpass->k = (float)damping;
}

double
dil_highpass_cutoff(const double share,
                    const double fundamental_hz,
                    const double rate_hz)
{
  static const double highest = 0.2;
  return fmin(share * fundamental_hz / rate_hz, highest);
}
