// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_ELEMENTARY_H
#define DIL_BASE_ELEMENTARY_H

/**
   Elementary functions that give the same bits on every machine.

   libm's differ between versions and processors.  These are polynomials and
   rationals of fused multiply-adds, in an order that is part of the definition,
   without branches, so that compilers vectorise loops over them.  Coefficients
   are our own minimax fits (Lawson's algorithm); errors were measured against
   double precision over the whole range given.
*/

#include <math.h>
#include <stdint.h>
#include <string.h>

static inline float
dil_float_from_bits(const uint32_t bits)
{
  float value = 0.0f;
  memcpy(&value, &bits, sizeof(value));
  return value;
}

static inline uint32_t
dil_bits_from_float(const float value)
{
  uint32_t bits = 0U;
  memcpy(&bits, &value, sizeof(bits));
  return bits;
}

/// The lesser and the greater, as one instruction: b where either is NaN
static inline float
dil_min(const float a, const float b)
{
  return a < b ? a : b;
}

static inline float
dil_max(const float a, const float b)
{
  return a > b ? a : b;
}

static inline float
dil_limit(const float value, const float low, const float high)
{
  return dil_min(dil_max(value, low), high);
}

/// Numerator of tanh(x) for |x| <= 8.3, x2 = x x; see dil_tanh()
static inline float
dil_tanh_numerator(const float x, const float x2)
{
  float p = 0x1.71168ep-17f;
  p = fmaf(p, x2, 0x1.7d5c7ap-9f);
  p = fmaf(p, x2, 0x1.07e86ep-3f);
  p = fmaf(p, x2, 0x1.ffffe4p-1f);
  return p * x;
}

/// Denominator of tanh(x), at least 1; see dil_tanh()
static inline float
dil_tanh_denominator(const float x2)
{
  float q = 0x1.f3729p-23f;
  q = fmaf(q, x2, 0x1.e87acap-13f);
  q = fmaf(q, x2, 0x1.835f64p-6f);
  q = fmaf(q, x2, 0x1.d948bcp-2f);
  return fmaf(q, x2, 1.0f);
}

/// Hyperbolic tangent, error at most 5e-7
static inline float
dil_tanh(const float x)
{
  const float c = dil_limit(x, -8.3f, 8.3f);
  const float c2 = c * c;
  return dil_tanh_numerator(c, c2) / dil_tanh_denominator(c2);
}

/// The gate tanh(a) sigmoid(b) with one division, error at most 7e-7
static inline float
dil_gate(const float a, const float b)
{
  // sigmoid(b) = (1 + tanh(b / 2)) / 2
  const float ca = dil_limit(a, -8.3f, 8.3f);
  const float cb = dil_limit(0.5f * b, -8.3f, 8.3f);
  const float a2 = ca * ca;
  const float b2 = cb * cb;
  const float q = dil_tanh_denominator(b2);
  const float numerator =
    dil_tanh_numerator(ca, a2) * (q + dil_tanh_numerator(cb, b2));

  return numerator / (2.0f * (dil_tanh_denominator(a2) * q));
}

/// Natural exponential for x in [-87, 88], limited outside; relative error 2e-7
static inline float
dil_exp(const float x)
{
  static const float magic = 12582912.0f; // 1.5 2^23: adding it rounds

  const float c = dil_limit(x, -87.0f, 88.0f);
  const float shifted = fmaf(c, 1.44269504f, magic);
  const float n = shifted - magic;
  const float r = fmaf(n, 1.90465430e-9f, fmaf(n, -0.693147182f, c));

  float p = 0.0013950602f;
  p = fmaf(p, r, 0.0083689541f);
  p = fmaf(p, r, 0.0416662060f);
  p = fmaf(p, r, 0.166665182f);
  p = fmaf(p, r, 0.5f);
  p = fmaf(p, r, 1.0f);
  p = fmaf(p, r, 1.0f);

  const uint32_t exponent = (dil_bits_from_float(shifted) + 127U) << 23U;
  return p * dil_float_from_bits(exponent);
}

/// Binary logarithm of a normal positive number, absolute error 2e-7 near 1
static inline float
dil_log2(const float x)
{
  // x = m 2^e with m in [sqrt(1/2), sqrt(2))
  const uint32_t bits = dil_bits_from_float(x) - 0x3F3504F3U;
  const float e = (float)((int32_t)bits >> 23);
  const float f = dil_float_from_bits((bits & 0x7FFFFFU) + 0x3F3504F3U) - 1.0f;

  float p = -0.145744517f;
  p = fmaf(p, f, 0.236890465f);
  p = fmaf(p, f, -0.250069052f);
  p = fmaf(p, f, 0.286707431f);
  p = fmaf(p, f, -0.360087216f);
  p = fmaf(p, f, 0.480939448f);
  p = fmaf(p, f, -0.721357167f);
  p = fmaf(p, f, 1.44269478f);
  return fmaf(p, f, e);
}

/// Sine of `turns` turns, for |turns| <= 1; absolute error 1e-6
static inline float
dil_sin_turns(const float turns)
{
  // To the nearest half turn, where the sine is odd about it
  const float doubled = 2.0f * turns;
  const float n = (doubled + 12582912.0f) - 12582912.0f;
  const float t = fmaf(n, -0.5f, turns);
  const float is_odd = n - 2.0f * ((0.5f * n + 12582912.0f) - 12582912.0f);
  const float sign = fmaf(-2.0f, is_odd * is_odd, 1.0f);
  const float t2 = t * t;

  float p = 39.5367012f;
  p = fmaf(p, t2, -76.5497818f);
  p = fmaf(p, t2, 81.6010056f);
  p = fmaf(p, t2, -41.3416557f);
  p = fmaf(p, t2, 6.28318501f);
  return p * t * sign;
}

/// 2 to the power of x for |x| <= 1000, double precision to 1e-15
double
dil_exp2(double x);

/// Factor of a level in dB
double
dil_gain(double level_db);

/// Frequency in Hz of a fractional MIDI key, 69 being `tuning_hz`
double
dil_frequency(double key, double tuning_hz);

#endif // DIL_BASE_ELEMENTARY_H
