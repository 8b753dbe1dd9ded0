// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_VECTOR_MATH_H
#define DIL_MODEL_VECTOR_MATH_H

/**
   The functions of elementary.h on vectors: the same operations in the same
   order, but for powers of two, so the same bits.  Compilers find these forms
   on their own only sometimes.
*/

#include "vector.h"

/// dil_tanh_numerator() of u x, where the power of two u goes into the
/// coefficients, which changes no bit
static inline Vec
vec_tanh_numerator(const Vec x, const Vec x2, const float u)
{
  const float u2 = u * u;
  Vec p = vec_set(0x1.71168ep-17f * (u2 * u2 * u2 * u));
  p = vec_fma(p, x2, vec_set(0x1.7d5c7ap-9f * (u2 * u2 * u)));
  p = vec_fma(p, x2, vec_set(0x1.07e86ep-3f * (u2 * u)));
  p = vec_fma(p, x2, vec_set(0x1.ffffe4p-1f * u));
  return p * x;
}

/// dil_tanh_denominator() of (u x)^2 times the power of two m
static inline Vec
vec_tanh_denominator(const Vec x2, const float u, const float m)
{
  const float u2 = u * u;
  Vec q = vec_set(0x1.f3729p-23f * (u2 * u2 * u2 * u2 * m));
  q = vec_fma(q, x2, vec_set(0x1.e87acap-13f * (u2 * u2 * u2 * m)));
  q = vec_fma(q, x2, vec_set(0x1.835f64p-6f * (u2 * u2 * m)));
  q = vec_fma(q, x2, vec_set(0x1.d948bcp-2f * (u2 * m)));
  return vec_fma(q, x2, vec_set(m));
}

/// dil_tanh()
static inline Vec
vec_tanh(const Vec x)
{
  const Vec c = vec_within(x, 8.3f);
  const Vec c2 = c * c;
  return vec_tanh_numerator(c, c2, 1.0f) / vec_tanh_denominator(c2, 1.0f, 1.0f);
}

/// dil_gate(), which halves b and doubles the denominator
static inline Vec
vec_gate(const Vec a, const Vec b)
{
  const Vec ca = vec_within(a, 8.3f);
  const Vec cb = vec_within(b, 2.0f * 8.3f);
  const Vec a2 = ca * ca;
  const Vec b2 = cb * cb;
  const Vec q = vec_tanh_denominator(b2, 0.5f, 1.0f);
  const Vec sum = q + vec_tanh_numerator(cb, b2, 0.5f);
  const Vec numerator = vec_tanh_numerator(ca, a2, 1.0f) * sum;

  return numerator / (vec_tanh_denominator(a2, 1.0f, 2.0f) * q);
}

/**
   The weight of a class: floor(2^23 dil_exp(x)) for x <= 0, or NaN as for -87.

   The upper limit of dil_exp() has nothing to do here, and a power of two can
   go into the exponent without changing a bit.
*/
static inline VecWhole
vec_weight(const Vec x)
{
  const Vec magic = vec_set(12582912.0f);
  const Vec c = vec_max(x, vec_set(-87.0f));
  const Vec shifted = vec_fma(c, vec_set(1.44269504f), magic);
  const Vec n = shifted - magic;
  const Vec r =
    vec_fma(n, vec_set(1.90465430e-9f), vec_fma(n, vec_set(-0.693147182f), c));

  Vec p = vec_set(0.0013950602f);
  p = vec_fma(p, r, vec_set(0.0083689541f));
  p = vec_fma(p, r, vec_set(0.0416662060f));
  p = vec_fma(p, r, vec_set(0.166665182f));
  p = vec_fma(p, r, vec_set(0.5f));
  p = vec_fma(p, r, vec_set(1.0f));
  p = vec_fma(p, r, vec_set(1.0f));
  return vec_floor(p * vec_power(shifted, 23U));
}

#endif // DIL_MODEL_VECTOR_MATH_H
