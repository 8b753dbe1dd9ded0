// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "highpass.h"

#include "precise.h"

void
dil_highpass_set(DilHighpass* const highpass, const double cutoff)
{
  // 2 cos(3 pi / 8) and 2 cos(pi / 8): the poles of the fourth order
  static const double dampings[2] = { 1.8477590650225736, 0.76536686473017954 };

  const double g = dil_precise_tangent(0.5 * cutoff);
  for (int i = 0; i < 2; ++i) {
    DilHighpassSection* const s = &highpass->sections[i];
    const double a1 = 1.0 / (1.0 + g * (g + dampings[i]));
    s->a1 = (float)a1;
    s->a2 = (float)(g * a1);
    s->a3 = (float)(g * g * a1);
    s->k = (float)dampings[i];
  }
}
