// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_NETWORK_H
#define DIL_MODEL_NETWORK_H

#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIL_N_CLASSES   256U ///< Classes of the mu-law residual
#define DIL_N_HIDDEN    64U  ///< Units of each conditioning layer
#define DIL_FRAME_STEPS 64U  ///< Steps that share one conditioning vector
#define DIL_N_DECAYS    7U   ///< Time constants of the conditioning
#define DIL_N_KEYS      128U ///< MIDI keys
#define DIL_MAX_LAYERS  64U  ///< Layers of a network at most
#define DIL_MAX_SKIP    512U ///< Skip channels at most

/// The size of a network, from which all tensor shapes follow
typedef struct {
  uint32_t n_residual;    ///< Residual channels R
  uint32_t n_skip;        ///< Skip channels S
  uint32_t n_layers;      ///< Gated layers L
  uint32_t cycle;         ///< Layer l has dilation 2^(l mod cycle)
  uint32_t n_instruments; ///< Instruments, at least 1
} DilShape;

/// Octaves above the fundamental whose phase the network is told
#define DIL_N_OCTAVES 5U

/// What the network is told at each step, in the order of the columns of Win;
/// filled by dil_predictor_inputs(), named by dil_input_name()
typedef enum {
  DIL_INPUT_SINE,            ///< Of the fundamental's phase since the onset
  DIL_INPUT_COSINE,          ///< Likewise
  DIL_INPUT_SAMPLE,          ///< x[t-1], like all up to the octaves companded
  DIL_INPUT_PREDICTION,      ///< p_t
  DIL_INPUT_LAGGED,          ///< (1-b) u[t-T]
  DIL_INPUT_NEXT_LAGGED,     ///< (1-b) u[t-T-P]
  DIL_INPUT_LAGGED_RESIDUAL, ///< e[t-T]
  DIL_INPUT_RESIDUAL,        ///< e[t-2]
  DIL_INPUT_AHEAD_1,         ///< (1-b) u[t-T+1]
  DIL_INPUT_AHEAD_2,         ///< (1-b) u[t-T+2]
  DIL_INPUT_FAST_MEMORY,     ///< (1-b) c[t-T], c the mean of some 3 periods
  DIL_INPUT_SLOW_MEMORY,     ///< (1-b) d[t-T], d the mean of some 10 periods
  DIL_INPUT_SLOW_AHEAD_1,    ///< (1-b) d[t-T+1]
  DIL_INPUT_SLOW_AHEAD_2,    ///< (1-b) d[t-T+2]
  DIL_INPUT_OCTAVES,         ///< Sine and cosine of 2, 4 ... 32 times the phase
  DIL_N_INPUTS = DIL_INPUT_OCTAVES + 2 * (int)DIL_N_OCTAVES
} DilInput;

/// Name of an input in a preset file, `input` below DIL_N_INPUTS
const char*
dil_input_name(uint32_t input);

/// The parameters by purpose, in the order in which they are stored
typedef enum {
  DIL_EMBEDDING,        ///< E [256][R]
  DIL_INPUT,            ///< Win [R][DIL_N_INPUTS]
  DIL_PAST,             ///< W0 [L][2R][R], the tap at t - d
  DIL_CURRENT,          ///< W1 [L][2R][R], the tap at t
  DIL_RESIDUAL,         ///< Wr [L-1][R][R]
  DIL_RESIDUAL_BIAS,    ///< br [L-1][R]
  DIL_SKIP,             ///< Ws [L][S][R]
  DIL_SKIP_BIAS,        ///< bs [S]
  DIL_HIDDEN,           ///< P1 [S][S]
  DIL_HIDDEN_BIAS,      ///< b1 [S]
  DIL_LOGITS,           ///< P2 [256][S]
  DIL_LOGITS_BIAS,      ///< b2 [256]
  DIL_CONDITION_0,      ///< [64][V], V = dil_shape_n_conditions()
  DIL_CONDITION_0_BIAS, ///< [64]
  DIL_CONDITION_1,      ///< [64][64]
  DIL_CONDITION_1_BIAS, ///< [64]
  DIL_CONDITION_2,      ///< [L][2R][64]
  DIL_CONDITION_2_BIAS, ///< [L][2R]
  DIL_N_TENSORS
} DilTensorId;

/// Where a tensor lies in the one array of parameters
typedef struct {
  const char* name; ///< Name in a preset file
  size_t shape[3];  ///< Row major, the last `n_dims` describe it
  uint32_t n_dims;  ///< 1 to 3
  size_t offset;    ///< First float in the array
  size_t n_values;  ///< Product of the shape
} DilNetworkTensor;

/// All tensors of a network
typedef struct {
  DilNetworkTensor tensors[DIL_N_TENSORS];
  size_t n_values; ///< Floats in the array of parameters
} DilLayout;

/**
   The units in which layers count their activations where weights are bytes.

   They are found in training, not learned; a network without them, in which
   they are 0, cannot have its weights as bytes.
*/
typedef struct {
  float input[DIL_MAX_LAYERS]; ///< [n_layers] of each layer's input
  float gate[DIL_MAX_LAYERS];  ///< [n_layers] of what comes out of its gates
} DilUnits;

/// The least and the greatest unit of an activation
#define DIL_LEAST_UNIT    1e-6f
#define DIL_GREATEST_UNIT 1e6f

/**
   A network: its shape and its parameters in fp32, in one array.

   Source: van den Oord et al., "WaveNet", arXiv:1609.03499, section 2.
*/
typedef struct {
  DilShape shape;
  DilLayout layout;
  DilUnits units;
  float* values; ///< [layout.n_values], owned
} DilNetwork;

/// DIL_OK when every size is in the range that kernels and files support
DIL_NODISCARD DilStatus
dil_shape_check(const DilShape* shape);

/// First columns of the keys, the decays and the instruments in the
/// conditioning vector: see dil_condition_vector()
#define DIL_CONDITION_KEYS        4U
#define DIL_CONDITION_DECAYS      (DIL_CONDITION_KEYS + DIL_N_KEYS)
#define DIL_CONDITION_INSTRUMENTS (DIL_CONDITION_DECAYS + 2U * DIL_N_DECAYS)

/// Length V of the conditioning vector: see dil_condition_vector()
size_t
dil_shape_n_conditions(const DilShape* shape);

/// Steps in which an input can reach an output, 1 + the sum of dilations
uint32_t
dil_shape_receptive_field(const DilShape* shape);

/// Multiply-adds of one step, without the conditioning network
size_t
dil_shape_n_products(const DilShape* shape);

/// Dilation in steps of `layer`
uint32_t
dil_shape_dilation(const DilShape* shape, uint32_t layer);

/// Lay out the tensors of a checked shape
DilLayout
dil_layout(const DilShape* shape);

/// Make a network of zeros; DIL_BAD_ARGUMENT for a shape that is not supported
DIL_NODISCARD DilStatus
dil_network_new(const DilShape* shape, DilNetwork** out);

/// Whether all units of the activations are there and in range
bool
dil_network_has_units(const DilNetwork* network);

/// Free a network; NULL is fine
void
dil_network_free(DilNetwork* network);

/// The first value of a tensor
const float*
dil_network_tensor(const DilNetwork* network, DilTensorId id);

/// The first value of a tensor's slice `index` along its first dimension
const float*
dil_network_slice(const DilNetwork* network, DilTensorId id, size_t index);

#endif // DIL_MODEL_NETWORK_H
