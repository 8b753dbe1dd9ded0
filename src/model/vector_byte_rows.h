// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_VECTOR_BYTE_ROWS_H
#define DIL_MODEL_VECTOR_BYTE_ROWS_H

/// What layers of bytes do with the vectors of one lane, see byte_layers.h

#include "byte_layers.h"
#include "packed.h"
#include "queue.h"
#include "vector.h"
#include "vector_math.h"
#include "vector_rows.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline WholeRows
shared_counts(int32_t* const row)
{
  const WholeRows result = {row, 0U};
  return result;
}

/// Row of step `age` in a queue of activations
static inline uint8_t*
byte_slot(const DilQueue* const queue, const uint32_t age, const size_t r)
{
  const size_t row = age & (queue->dilation - 1U);
  return (uint8_t*)(void*)queue->frames + row * r;
}

/// What a layer got d steps ago, which lies where its input of now will go
static inline const uint8_t*
past_bytes(const Group* const group,
           const DilQueue* const queue,
           const uint32_t age)
{
  return dil_queue_is_filled(queue, age)
           ? byte_slot(queue, age, group->weights->r)
           : group->weights->layers.silence;
}

/// Channels are padded to whole vectors, whose activations are words
static inline void
copy_bytes(const size_t r, const uint8_t* const from, uint8_t* const to)
{
  for (size_t c = 0U; c < r; c += VEC_WIDTH) {
    memcpy(to + c, from + c, VEC_WIDTH);
  }
}

static inline void
copy_counts(const size_t n, const int32_t* const from, int32_t* const to)
{
  for (size_t c = 0U; c < n; c += VEC_WIDTH) {
    vec_store_counts(to + c, vec_load_counts(from + c));
  }
}

/// Store a vector of dil_byte_activation(), with what stands for zero added
static inline void
store_activations(const DilByteRange range,
                  const Vec value,
                  uint8_t* const bytes)
{
  const Vec limited = vec_within(value, range.limit);
  const Vec magic = vec_set(DIL_BYTE_MAGIC + (float)VEC_ZERO_BYTE);
  vec_store_bytes(bytes, vec_fma(limited, vec_set(range.inverse), magic));
}

static inline void
count_row(const size_t r,
          const DilByteRange range,
          const float* const values,
          uint8_t* const bytes)
{
  for (size_t c = 0U; c < r; c += VEC_WIDTH) {
    store_activations(range, vec_load(values + c), bytes + c);
  }
}

/// relu() of a row of inputs of the output as words; the result is their unit
static inline float
count_words(const size_t n, const float* const in, uint8_t* const words)
{
  const Vec zero = vec_set(0.0f);
  Vec most = zero;
  for (size_t c = 0U; c < n; c += VEC_WIDTH) {
    most = vec_max(vec_max(vec_load(in + c), zero), most);
  }

  const DilByteRange range = dil_word_range(vec_greatest(most));
  for (size_t c = 0U; c < n; c += VEC_WIDTH) {
    vec_store_words(words + 2U * c,
                    vec_fma(vec_max(vec_load(in + c), zero),
                            vec_set(range.inverse),
                            vec_set(DIL_BYTE_MAGIC)));
  }

  return dil_word_unit(range);
}

/// out [n] = biases [n] + (scales [n] unit) sums [n]
static inline void
scale_words(const size_t n,
            const int32_t* const sums,
            const float* const scales,
            const float unit,
            const float* const biases,
            float* const out)
{
  for (size_t c = 0U; c < n; c += VEC_WIDTH) {
    vec_store(out + c,
              vec_fma(vec_from_counts(vec_load_counts(sums + c)),
                      vec_load(scales + c) * vec_set(unit),
                      vec_load(biases + c)));
  }
}

/// dil_byte_tanh_numerator() of (u x)^2 times u, where the power of two u goes
/// into the coefficients, which changes no bit
static inline Vec
vec_byte_numerator(const Vec x2, const float u)
{
  return vec_fma(
    vec_set(0.0783599433f * (u * u * u)), x2, vec_set(0.997979757f * u));
}

/// dil_byte_tanh_denominator() of (u x)^2 times the power of two m
static inline Vec
vec_byte_denominator(const Vec x2, const float u, const float m)
{
  const float u2 = u * u;
  const Vec q = vec_fma(
    vec_set(0.00585487f * (u2 * u2 * m)), x2, vec_set(0.406879187f * (u2 * m)));
  return vec_fma(q, x2, vec_set(m));
}

/// dil_byte_gate(), which halves b and doubles the denominator as vec_gate()
static inline Vec
vec_byte_gate(const Vec a, const Vec b)
{
  const Vec ca = vec_within(a, DIL_BYTE_LIMIT);
  const Vec cb = vec_within(b, 2.0f * DIL_BYTE_LIMIT);
  const Vec a2 = ca * ca;
  const Vec b2 = cb * cb;
  const Vec q = vec_byte_denominator(b2, 0.5f, 1.0f);
  const Vec sum = vec_fma(vec_byte_numerator(b2, 0.5f), cb, q);
  const Vec numerator = vec_byte_numerator(a2, 1.0f) * ca * sum;

  return numerator / (vec_byte_denominator(a2, 1.0f, 2.0f) * q);
}

/// A vector of sums times their scales, plus the biases
static inline Vec
scaled(const VecWhole sums, const float* const scales, const Vec biases)
{
  return vec_fma(vec_from_counts(sums), vec_load(scales), biases);
}

/// out [n] = biases [n] + scales [n] sums [n]
static inline void
scale_row(const size_t n,
          const int32_t* const sums,
          const float* const scales,
          const float* const biases,
          float* const out)
{
  for (size_t c = 0U; c < n; c += VEC_WIDTH) {
    vec_store(
      out + c,
      scaled(vec_load_counts(sums + c), scales + c, vec_load(biases + c)));
  }
}

/// x [r] += biases [r] + scales [r] sums [r]
static inline void
add_scaled_row(const size_t r,
               const int32_t* const sums,
               const float* const scales,
               const float* const biases,
               float* const x)
{
  for (size_t c = 0U; c < r; c += VEC_WIDTH) {
    vec_store(x + c,
              vec_load(x + c) + scaled(vec_load_counts(sums + c),
                                       scales + c,
                                       vec_load(biases + c)));
  }
}

/// z = q(tanh(h[0..r)) sigmoid(h[r..2r))) of a lane
static inline void
gate_bytes(const Group* const group,
           const DilPackedByteLayer* const layer,
           const float* const biases,
           const size_t i)
{
  const size_t r = group->weights->r;
  const float* const scales = layer->tap_scales;
  const int32_t* const h = group->counted_h.first + i * group->counted_h.stride;
  uint8_t* const z = group->byte_z.first + i * group->byte_z.stride;
  for (size_t c = 0U; c < r; c += VEC_WIDTH) {
    const Vec a =
      scaled(vec_load_counts(h + c), scales + c, vec_load(biases + c));
    const Vec b = scaled(
      vec_load_counts(h + r + c), scales + r + c, vec_load(biases + r + c));
    store_activations(layer->gate, vec_byte_gate(a, b), z + c);
  }
}

#endif // DIL_MODEL_VECTOR_BYTE_ROWS_H
