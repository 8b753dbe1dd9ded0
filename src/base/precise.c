// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "precise.h"

#include "elementary.h"

#include <math.h>

double
dil_precise_sine(const double turns)
{
  static const double tau = 6.283185307179586;

  // To the nearest half turn, where the sine is odd about it
  const double n = floor(2.0 * turns + 0.5);
  const double x = (turns - 0.5 * n) * tau;
  const double sign = (n - 2.0 * floor(0.5 * n) > 0.5) ? -1.0 : 1.0;

  // Taylor's series with |x| <= pi / 2, by Horner's rule
  double sum = 1.0;
  for (int k = 24; k > 0; k -= 2) {
    sum = 1.0 - sum * (x * x) / (double)(k * (k + 1));
  }
  return sign * x * sum;
}

double
dil_precise_tangent(const double turns)
{
  return dil_precise_sine(turns) / dil_precise_sine(0.25 + turns);
}

double
dil_precise_log2(const double x)
{
  static const double ln2 = 0.69314718055994531;

  int exponent = 0;
  double m = frexp(x, &exponent);
  if (m < 0.70710678118654752) {
    m *= 2.0;
    --exponent;
  }

  // ln(m) = 2 artanh((m - 1) / (m + 1)), by its series
  const double s = (m - 1.0) / (m + 1.0);
  double sum = 0.0;
  for (int k = 27; k > 0; k -= 2) {
    sum = sum * (s * s) + 1.0 / (double)k;
  }
  return (double)exponent + 2.0 * s * sum / ln2;
}

double
dil_precise_bessel_i0(const double x)
{
  // The sum over k of ((x / 2)^k / k!)^2
  double sum = 1.0;
  double term = 1.0;
  for (int k = 1; term * term > sum * 1e-18; ++k) {
    term *= (x / 2.0) / (double)k;
    sum += term * term;
  }

  return sum;
}
