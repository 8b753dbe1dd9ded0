// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_BYTE_LAYERS_H
#define DIL_MODEL_BYTE_LAYERS_H

#include "elementary.h"
#include "network.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>

/**
   Layers whose weights are bytes, and the output behind them: the definition of
   DIL_WEIGHTS_INT8.

   A weight is a whole number w in -127..127 times the scale of its output, an
   activation a whole number q in -63..63 times its unit, and their products
   are summed in 32 bits, exactly, so that the order does not matter.  Products
   of two pairs of neighbours fit into 16 bits with a sign, even when an offset
   of 64 has made the activations positive, as some processors want them.

       q(x, u) = round(limit(x, -63 u, 63 u) (1 / u)), ties to even
       h = c_l + scale_h (W0_l q(x[t - d_l], u_l) + W1_l q(x, u_l))
       z = dil_byte_gate(h[0..R), h[R..2R))
       x = x + (br_l + scale_r (Wr_l q(z, v_l)))
       s = bs + scale_s (sum over l of Ws_l q(z, v_l))

   with the units u_l and v_l of DilUnits, each scale an output's own, and each
   scale and sum a fused multiply-add.  An output's scale makes its greatest
   weight 127; both taps share it, and so do the skips of all layers.

   The output wants more precision.  Its weights are whole numbers of 12 bits,
   -2047..2047, and its inputs, none of which is negative, have the greatest of
   them, m, as their scale of each step:

       p(x) = round(x (2047 / m)), ties to even
       y = relu(b1 + (scale_1 m / 2047) (P1 p(relu(s))))
       logits = b2 + (scale_2 m / 2047) (P2 p(y))
*/
#define DIL_MOST_WEIGHT     127
#define DIL_MOST_ACTIVATION 63
#define DIL_MOST_WORD       2047

static_assert(DIL_MOST_WORD * DIL_MOST_WORD <= INT32_MAX / (int)DIL_MAX_SKIP,
              "sums over the most skip channels fit");

/// How a layer counts one of its activations
typedef struct {
  float limit;   ///< The greatest that can be told from greater ones
  float inverse; ///< Of the unit
} DilByteRange;

static inline DilByteRange
dil_byte_range(const float unit)
{
  const DilByteRange range = {(float)DIL_MOST_ACTIVATION * unit, 1.0f / unit};
  return range;
}

/// 1.5 times 2^23: adding it rounds to whole numbers, the last bits
#define DIL_BYTE_MAGIC 12582912.0f

/// q(x, u): NaN counts as the least number
static inline int32_t
dil_byte_activation(const DilByteRange range, const float x)
{
  const float limited = dil_limit(x, -range.limit, range.limit);
  const float shifted = fmaf(limited, range.inverse, DIL_BYTE_MAGIC);
  return (int32_t)(dil_bits_from_float(shifted) -
                   dil_bits_from_float(DIL_BYTE_MAGIC));
}

/// How an output counts its inputs, the greatest of which is not negative
static inline DilByteRange
dil_word_range(const float greatest)
{
  const float limit = dil_max(greatest, 1e-30f);
  const DilByteRange range = {limit, (float)DIL_MOST_WORD / limit};
  return range;
}

/// The unit of what is counted so
static inline float
dil_word_unit(const DilByteRange range)
{
  return range.limit * (1.0f / (float)DIL_MOST_WORD);
}

/// p(x) for x from 0 to the greatest; 0 if that is infinite
static inline int16_t
dil_word_input(const DilByteRange range, const float x)
{
  const float shifted = fmaf(x, range.inverse, DIL_BYTE_MAGIC);
  return (int16_t)(dil_bits_from_float(shifted) & 0xFFFU);
}

/// Beyond it, hyperbolic tangents are as at it
#define DIL_BYTE_LIMIT 4.5f

/// Of tanh(x) / x for |x| <= DIL_BYTE_LIMIT, x2 = x x
static inline float
dil_byte_tanh_numerator(const float x2)
{
  return fmaf(0.0783599433f, x2, 0.997979757f);
}

static inline float
dil_byte_tanh_denominator(const float x2)
{
  return fmaf(fmaf(0.00585487f, x2, 0.406879187f), x2, 1.0f);
}

/// dil_tanh() with fewer coefficients, error at most 8e-4
static inline float
dil_byte_tanh(const float x)
{
  const float c = dil_limit(x, -DIL_BYTE_LIMIT, DIL_BYTE_LIMIT);
  const float c2 = c * c;
  return dil_byte_tanh_numerator(c2) * c / dil_byte_tanh_denominator(c2);
}

/**
   The gate tanh(a) sigmoid(b) by dil_byte_tanh() and one division; it is
   rounded to 7 bits and needs to be no better.
*/
static inline float
dil_byte_gate(const float a, const float b)
{
  const float ca = dil_limit(a, -DIL_BYTE_LIMIT, DIL_BYTE_LIMIT);
  const float cb = dil_limit(0.5f * b, -DIL_BYTE_LIMIT, DIL_BYTE_LIMIT);
  const float a2 = ca * ca;
  const float b2 = cb * cb;
  const float q = dil_byte_tanh_denominator(b2);
  const float sum = fmaf(dil_byte_tanh_numerator(b2), cb, q);

  return dil_byte_tanh_numerator(a2) * ca * sum /
         (2.0f * (dil_byte_tanh_denominator(a2) * q));
}

/// Layers of a network as bytes and its output, in one block of memory
typedef struct {
  int8_t* taps;           ///< [L][2R][2R]: a past input's weights, then W1's
  int8_t* residual;       ///< [L-1][R][R]
  int8_t* skip;           ///< [L][S][R]
  float* tap_scales;      ///< [L][2R], with the unit of the input
  float* residual_scales; ///< [L-1][R], with the unit of the gate
  float* skip_scales;     ///< [S], with the units of the gates
  int16_t* hidden;        ///< [S][S]
  int16_t* logits;        ///< [256][S]
  float* hidden_scales;   ///< [S]
  float* logits_scales;   ///< [256]
} DilByteLayers;

/**
   Round the layers of a network to bytes, and its output to words.

   @param network With units, see dil_network_has_units().
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_byte_layers_new(const DilNetwork* network, DilByteLayers** out);

/// Round another network of the same shape, with units
void
dil_byte_layers_update(DilByteLayers* layers, const DilNetwork* network);

/// Give the weights in `network`, of which they were made, the values that they
/// stand for
void
dil_byte_layers_expand(const DilByteLayers* layers, DilNetwork* network);

/// Free them; NULL is fine
void
dil_byte_layers_free(DilByteLayers* layers);

#endif // DIL_MODEL_BYTE_LAYERS_H
