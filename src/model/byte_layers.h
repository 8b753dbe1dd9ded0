// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_BYTE_LAYERS_H
#define DIL_MODEL_BYTE_LAYERS_H

#include "elementary.h"
#include "network.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>

/**
   Layers whose weights are bytes: the definition of DIL_WEIGHTS_INT8.

   A weight is a whole number w in -127..127 times the scale of its output, an
   activation a whole number q in -63..63 times its unit, and their products
   are summed in 32 bits, exactly, so that the order does not matter.  Products
   of two pairs of neighbours fit into 16 bits with a sign, even when an offset
   of 64 has made the activations positive, as some processors want them.

       q(x, u) = round(limit(x, -63 u, 63 u) (1 / u)), ties to even
       h = c_l + scale_h (W0_l q(x[t - d_l], u_l) + W1_l q(x, u_l))
       x = x + (br_l + scale_r (Wr_l q(z, v_l)))
       s = bs + scale_s (sum over l of Ws_l q(z, v_l))

   with the units u_l and v_l of DilUnits, each scale an output's own, and each
   scale and sum a fused multiply-add.  An output's scale makes its greatest
   weight 127; both taps share it, and so do the skips of all layers.
*/
#define DIL_MOST_WEIGHT     127
#define DIL_MOST_ACTIVATION 63

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

/// Layers of a network as bytes, in one block of memory
typedef struct {
  int8_t* taps;           ///< [L][2R][2R]: a past input's weights, then W1's
  int8_t* residual;       ///< [L-1][R][R]
  int8_t* skip;           ///< [L][S][R]
  float* tap_scales;      ///< [L][2R], with the unit of the input
  float* residual_scales; ///< [L-1][R], with the unit of the gate
  float* skip_scales;     ///< [S], with the units of the gates
} DilByteLayers;

/**
   Round the layers of a network to bytes.

   @param network With units, see dil_network_has_units().
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_byte_layers_new(const DilNetwork* network, DilByteLayers** out);

/// Round the layers of another network of the same shape, with units
void
dil_byte_layers_update(DilByteLayers* layers, const DilNetwork* network);

/// Give the layers' weights in `network`, of which they were made, the values
/// that they stand for
void
dil_byte_layers_expand(const DilByteLayers* layers, DilNetwork* network);

/// Free them; NULL is fine
void
dil_byte_layers_free(DilByteLayers* layers);

#endif // DIL_MODEL_BYTE_LAYERS_H
