// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "elementary.h"

double
dil_exp2(const double x)
{
  static const double ln2 = 0.69314718055994531;

  // Taylor's series of exp(r) with |r| <= ln(2) / 2, by Horner's rule
  const double n = floor(x + 0.5);
  const double r = (x - n) * ln2;
  double p = 1.0;
  for (int i = 16; i > 0; --i) {
    p = fma(p, r / (double)i, 1.0);
  }

  return ldexp(p, (int)n);
}

double
dil_gain(const double level_db)
{
  // log2(10) / 20
  return dil_exp2(level_db * 0.16609640474436813);
}

double
dil_frequency(const double key, const double tuning_hz)
{
  return tuning_hz * dil_exp2((key - 69.0) / 12.0);
}
