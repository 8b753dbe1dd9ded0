// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_PACKED_H
#define DIL_MODEL_PACKED_H

#include "arena.h"
#include "byte_layers.h"
#include "kernel_table.h"
#include "network.h"
#include "weights.h"

#include <stddef.h>
#include <stdint.h>

/**
   A matrix as vector kernels read it: from front to back.

   The outputs are cut into panels of `panel` of them, the last one narrower.  A
   panel is a row for each pair of inputs.  In F32 and F16 a row has the weights
   of all its outputs for the even input, then those for the odd one.  In BF16
   it has a word for each output, the even input's weight in the lower half.  In
   INT8 a row is for four inputs, with a word of four bytes for each output; the
   output's, of 16 bits, is for two.

   Inputs beyond the last weigh -0, which changes no sum as long as they are 0.
*/
typedef struct {
  const uint32_t* words;  ///< First panel
  DilWeightFormat format; ///< Of the values
  uint32_t n_pairs;       ///< Rows: of pairs of inputs, the last one padded
  uint32_t n_outputs;     ///< Padded to whole vectors
  uint32_t panel;         ///< Outputs of a full panel
} DilMatrix;

/**
   What is packed for one layer.

   The taps lead to r outputs for tanh and r for sigmoid: from the frame d steps
   ago, then from the current one, in one chain.  Lanes together have both in
   one matrix, a lone lane has them apart, so that it can make the first part
   early; and so have a few lanes that share its weights.
*/
typedef struct {
  DilMatrix taps;    ///< Of lanes together, the past frame padded to r inputs
  DilMatrix past;    ///< Of a lone lane
  DilMatrix current; ///< Of a lone lane
  DilMatrix joint;   ///< To s outputs for the skip sum, then r residual ones
  float* residual_bias; ///< [r], NULL in the last layer
} DilPackedLayer;

/// What is packed for one layer of bytes, for any number of lanes
typedef struct {
  DilMatrix taps;         ///< From r bytes of the past and r of now to 2r sums
  DilMatrix residual;     ///< To r sums
  DilMatrix skip;         ///< To s sums
  int32_t* tap_starts;    ///< [2r], which undo the offset of the activations
  float* tap_scales;      ///< [2r]
  int32_t* starts;        ///< [r] of the residual sums
  float* residual_scales; ///< [r]
  float* residual_bias;   ///< [r]
  DilByteRange input;     ///< Of the activations that enter
  DilByteRange gate;      ///< Of those behind the gate
} DilPackedByteLayer;

/// The layers of bytes, and the output of words
typedef struct {
  DilPackedByteLayer* layers; ///< [n_layers]
  int32_t* skip_starts;       ///< [s], for all layers
  float* skip_scales;         ///< [s]
  uint8_t* silence;           ///< [r] activations of zero
  DilMatrix hidden;           ///< Of words, to s sums
  DilMatrix logits;           ///< Of words, to 256 sums
  float* hidden_scales;       ///< [s]
  float* logits_scales;       ///< [256]
} DilPackedBytes;

/// The matrices that come in a format of floats
typedef struct {
  DilPackedLayer* layers; ///< [n_layers]
  DilMatrix hidden;       ///< To s outputs
  DilMatrix logits;       ///< To 256 outputs
} DilPackedStep;

/**
   A network's weights.

   r and s are the residual and skip channels padded to whole vectors; weights
   and biases of the channels between are zero, and so is all they carry.  The
   plain kernel has no padding and reads only `network`, `bytes` and `mulaw`.
*/
struct DilWeights {
  const DilKernel* kernel;
  DilShape shape;
  DilWeightFormat format;
  uint32_t r;                 ///< Residual channels in memory
  uint32_t s;                 ///< Skip channels in memory
  DilNetwork* network;        ///< Rounded to the format; NULL if packed
  DilByteLayers* bytes;       ///< Or NULL, also if packed
  DilPackedBytes layers;      ///< If the format is INT8, else the two below
  DilPackedStep alone;        ///< In the format, for one lane or a few
  DilPackedStep together;     ///< In F32: many lanes wait for arithmetic
  DilMatrix input;            ///< Always F32
  DilMatrix condition[3];     ///< Always F32; outputs of the last: [L][2r]
  float* embedding;           ///< [256][r]
  float* skip_bias;           ///< [s]
  float* hidden_bias;         ///< [s]
  float* logits_bias;         ///< [256]
  float* condition_bias[3];   ///< Of the last: [L][2r]
  float mulaw[DIL_N_CLASSES]; ///< Value of each class
};

/// 32-bit words of an output's pair of inputs
static inline size_t
dil_words_per_pair(const DilWeightFormat format)
{
  return format == DIL_WEIGHTS_F32 ? 2U : 1U;
}

/**
   Fill the packed members of `weights` from `network`, or with NULL memory only
   count what they need.

   @param network Of the shape and already rounded to the format.
   @param bytes Its layers as bytes if the format is INT8, else NULL.
   @param memory Zeroed memory, or NULL.
   @return Bytes needed.
*/
size_t
dil_weights_pack(DilWeights* weights,
                 const DilNetwork* network,
                 const DilByteLayers* bytes,
                 void* memory);

/// The part of dil_weights_pack() for layers of bytes; memory from the arena
void
dil_pack_bytes(DilWeights* weights,
               const DilNetwork* network,
               const DilByteLayers* bytes,
               DilArena* arena);

#endif // DIL_MODEL_PACKED_H
