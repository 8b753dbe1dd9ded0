// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_WEIGHTS_H
#define DIL_MODEL_WEIGHTS_H

#include "kernel.h"
#include "network.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

/// How the weights of the layers and of the output are held in memory
typedef enum {
  DIL_WEIGHTS_F32,  ///< As trained
  DIL_WEIGHTS_BF16, ///< 8 bits of precision, fp32's range; half the size
  DIL_WEIGHTS_F16,  ///< 11 bits of precision, IEEE half; half the size
  DIL_WEIGHTS_INT8  ///< Layers in bytes, the output in words: byte_layers.h
} DilWeightFormat;

#define DIL_N_WEIGHT_FORMATS 4U
#define DIL_N_FLOAT_FORMATS  3U ///< The first ones, whose sums are in fp32

/**
   A network's weights as a kernel reads them: rounded to a format and packed.

   Immutable, so that any number of threads may use one.
*/
typedef struct DilWeights DilWeights;

/**
   Pack a network for a kernel.

   @param network Copied; for DIL_WEIGHTS_INT8 with units, see
   dil_network_has_units().
   @param kernel One that is available; from dil_kernel_pick().
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_weights_new(const DilNetwork* network,
                DilWeightFormat format,
                const DilKernel* kernel,
                DilWeights** out);

/// Free weights; NULL is fine
void
dil_weights_free(DilWeights* weights);

/// The shape of the network
const DilShape*
dil_weights_shape(const DilWeights* weights);

/**
   Copy a network, its weights rounded to what `format` holds.

   This defines the formats of floats: a kernel with weights of such a format
   computes exactly what dil_stack_forward() gives for this network.  Rounded
   are the matrices of the layers and of the output (both taps, residual, skip,
   hidden, logits); embedding, input map, biases and conditioning stay as they
   are.

   F16 rounds to the nearest half, ties to even, limited to its largest number.
   BF16 holds the weights of two neighbouring inputs in one word.  The even one
   is the low half with 16 zero bits after it, the nearest such number.  The odd
   one is the whole word, low half included, the nearest of those, so that
   reading it takes no instruction.  INT8 rounds nothing here:
   dil_byte_layers_new() makes bytes and words of the weights.

   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_weights_round(const DilNetwork* network,
                  DilWeightFormat format,
                  DilNetwork** out);

#endif // DIL_MODEL_WEIGHTS_H
