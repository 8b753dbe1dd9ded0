// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_LOOPS_BODY_H
#define DIL_TRAIN_LOOPS_BODY_H

// The loops of loops.h, for the files that compile them for a set of
// instructions, whose vectors they include before.

#include "byte_layers.h"
#include "elementary.h"
#include "loops.h"
#include "products.h"
#include "vector.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#define N_CLASSES 256U
#define N_LANES   (VEC_WIDTH > 8U ? 16U : 8U) ///< Of padded channels
#define N_PARTS   16U ///< Partial sums, so that a sum can be vectorised

#define DEFINE_GATES(NAME, TANH)                                               \
  static void NAME(const size_t n,                                             \
                   const size_t r,                                             \
                   float* restrict const h,                                    \
                   float* restrict const z)                                    \
  {                                                                            \
    for (size_t t = 0U; t < n; ++t) {                                          \
      float* restrict const a = h + t * 2U * r;                                \
      float* restrict const b = a + r;                                         \
      float* restrict const out = z + t * r;                                   \
      for (size_t c = 0U; c < r; ++c) {                                        \
        const float y = TANH(a[c]);                                            \
        const float s = fmaf(0.5f, TANH(0.5f * b[c]), 0.5f);                   \
        a[c] = y;                                                              \
        b[c] = s;                                                              \
        out[c] = y * s;                                                        \
      }                                                                        \
    }                                                                          \
  }

DEFINE_GATES(gates, dil_tanh)
DEFINE_GATES(byte_gates, dil_byte_tanh)

static void
gates_again(const size_t n,
            const size_t r,
            const float* restrict const h,
            float* restrict const z)
{
  for (size_t t = 0U; t < n; ++t) {
    const float* const row = h + t * 2U * r;
    for (size_t c = 0U; c < r; ++c) {
      z[t * r + c] = row[c] * row[r + c];
    }
  }
}

static void
gates_gradient(const size_t n,
               const size_t r,
               float* restrict const h,
               const float* restrict const dz)
{
  for (size_t t = 0U; t < n; ++t) {
    float* restrict const a = h + t * 2U * r;
    float* restrict const b = a + r;
    const float* restrict const in = dz + t * r;
    for (size_t c = 0U; c < r; ++c) {
      const float y = a[c];
      const float s = b[c];
      const float g = in[c] * s;
      a[c] = g * fmaf(-y, y, 1.0f);
      b[c] = g * y * (1.0f - s);
    }
  }
}

static float
row_maximum(const float* const row)
{
  float parts[N_PARTS];
  for (size_t i = 0U; i < N_PARTS; ++i) {
    parts[i] = row[i];
  }
  for (size_t c = N_PARTS; c < N_CLASSES; c += N_PARTS) {
    for (size_t i = 0U; i < N_PARTS; ++i) {
      parts[i] = dil_max(parts[i], row[c + i]);
    }
  }

  float result = parts[0];
  for (size_t i = 1U; i < N_PARTS; ++i) {
    result = dil_max(result, parts[i]);
  }

  return result;
}

static float
exponentiate_row(float* const row, const float maximum)
{
  float parts[N_PARTS] = {0.0f};
  for (size_t c = 0U; c < N_CLASSES; c += N_PARTS) {
    for (size_t i = 0U; i < N_PARTS; ++i) {
      const float e = dil_exp(row[c + i] - maximum);
      row[c + i] = e;
      parts[i] += e;
    }
  }

  float sum = 0.0f;
  for (size_t i = 0U; i < N_PARTS; ++i) {
    sum += parts[i];
  }

  return sum;
}

static double
cross_entropy(const size_t n,
              float* const logits,
              const uint8_t* const targets,
              const float scale)
{
  double nats = 0.0;
  for (size_t t = 0U; t < n; ++t) {
    float* const row = logits + t * N_CLASSES;
    const float maximum = row_maximum(row);
    const float wanted = row[targets[t]] - maximum;
    const float sum = exponentiate_row(row, maximum);
    const float factor = scale / sum;
    nats += log((double)sum) - (double)wanted;
    for (size_t c = 0U; c < N_CLASSES; ++c) {
      row[c] *= factor;
    }
    row[targets[t]] -= scale;
  }

  return nats;
}

static void
relu(const size_t n, float* const x)
{
  for (size_t i = 0U; i < n; ++i) {
    x[i] = dil_max(x[i], 0.0f);
  }
}

static void
relu_gradient(const size_t n,
              const float* restrict const x,
              float* restrict const dx)
{
  for (size_t i = 0U; i < n; ++i) {
    dx[i] = x[i] > 0.0f ? dx[i] : 0.0f;
  }
}

static void
count(const size_t n, const float unit, float* const x)
{
  const DilByteRange range = dil_byte_range(unit);
  for (size_t i = 0U; i < n; ++i) {
    const float limited = dil_limit(x[i], -range.limit, range.limit);
    const float shifted = fmaf(limited, range.inverse, DIL_BYTE_MAGIC);
    x[i] = (shifted - DIL_BYTE_MAGIC) * unit;
  }
}

static void
tanh_all(const size_t n, float* const x)
{
  for (size_t i = 0U; i < n; ++i) {
    x[i] = dil_tanh(x[i]);
  }
}

static void
tanh_gradient(const size_t n,
              const float* restrict const x,
              float* restrict const dx)
{
  for (size_t i = 0U; i < n; ++i) {
    dx[i] *= fmaf(-x[i], x[i], 1.0f);
  }
}

static void
sum_rows(const size_t n,
         const size_t n_columns,
         const float* restrict const x,
         float* restrict const sums)
{
  for (size_t t = 0U; t < n; ++t) {
    for (size_t c = 0U; c < n_columns; ++c) {
      sums[c] += x[t * n_columns + c];
    }
  }
}

static double
sum_squares(const size_t n, const float* const x)
{
  double sum = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    sum += (double)x[i] * (double)x[i];
  }

  return sum;
}

static void
add(const size_t n, const float* restrict const from, float* restrict const to)
{
  for (size_t i = 0U; i < n; ++i) {
    to[i] += from[i];
  }
}

static void
adam(const size_t n,
     const DilAdam* const settings,
     const float* restrict const gradient,
     float* restrict const mean,
     float* restrict const variance,
     float* restrict const values,
     float* restrict const average)
{
  const DilAdam s = *settings;
  for (size_t i = 0U; i < n; ++i) {
    const float g = gradient[i] * s.scale;
    const float m = fmaf(s.beta1, mean[i] - g, g);
    const float v = fmaf(s.beta2, variance[i] - g * g, g * g);
    const float step = s.rate * m / (sqrtf(v * s.correction) + 1e-8f);
    const float value = values[i] - step;
    mean[i] = m;
    variance[i] = v;
    values[i] = value;
    average[i] = fmaf(s.decay, average[i] - value, value);
  }
}

/// What such a file makes of them
#define LOOPS                                                                  \
  {                                                                            \
    VEC_SET, N_LANES, multiply, multiply_turned, gates, byte_gates,            \
      gates_again, gates_gradient, cross_entropy, relu, relu_gradient, count,  \
      tanh_all, tanh_gradient, sum_rows, sum_squares, add, adam                \
  }

#endif // DIL_TRAIN_LOOPS_BODY_H
