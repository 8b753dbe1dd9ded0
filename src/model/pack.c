// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "packed.h"

#include "arena.h"
#include "elementary.h"
#include "half.h"

#include <string.h>

/// A tensor's slice, and where it goes in a packed matrix
typedef struct {
  const float* rows; ///< [n_outputs][n_inputs]
  size_t n_outputs;
  size_t n_inputs;
  size_t first_output;
  size_t first_input;
} Block;

/// A packing in progress
typedef struct {
  DilWeights* weights;
  const DilNetwork* network;
  DilArena arena;
} Packer;

static size_t
round_up(const size_t n, const size_t unit)
{
  return (n + unit - 1U) / unit * unit;
}

static uint32_t*
take_matrix(Packer* const packer,
            const DilWeightFormat format,
            const size_t n_outputs,
            const size_t n_inputs,
            DilMatrix* const matrix)
{
  const DilKernel* const kernel = packer->weights->kernel;
  const size_t n_padded = round_up(n_outputs, kernel->width);
  const size_t n_pairs = round_up(n_inputs, 2U) / 2U;
  const size_t n_words = n_padded * n_pairs * dil_words_per_pair(format);
  uint32_t* const words =
    (uint32_t*)dil_arena_take(&packer->arena, n_words, sizeof(*words));

  matrix->words = words;
  matrix->format = format;
  matrix->n_pairs = (uint32_t)n_pairs;
  matrix->n_outputs = (uint32_t)n_padded;
  matrix->panel = kernel->width * kernel->n_vectors;
  return words;
}

/// Put one weight in its place, which is zero before
static void
set_weight(const DilMatrix* const matrix,
           uint32_t* const words,
           const size_t output,
           const size_t input,
           const float value)
{
  const size_t panel = output / matrix->panel * matrix->panel;
  const size_t column = output - panel;
  const size_t rest = matrix->n_outputs - panel;
  const size_t n_columns = rest < matrix->panel ? rest : matrix->panel;
  const size_t n_words = dil_words_per_pair(matrix->format);
  const size_t is_odd = input % 2U;
  const size_t place = is_odd * n_columns + column;
  const uint32_t bits = dil_bits_from_float(value);
  uint32_t* const row =
    words + (panel * matrix->n_pairs + input / 2U * n_columns) * n_words;

  if (matrix->format == DIL_WEIGHTS_F32) {
    row[place] = bits;
  } else if (matrix->format == DIL_WEIGHTS_F16) {
    row[place / 2U] |= (uint32_t)dil_half_from_float(value)
                       << (16U * (place % 2U));
  } else {
    row[column] |= is_odd ? bits & 0xFFFF0000U : bits >> 16U;
  }
}

/// Place a block; the inputs after it up to `end_input` weigh nothing
static void
set_block(const DilMatrix* const matrix,
          uint32_t* const words,
          const Block block,
          const size_t end_input)
{
  for (size_t o = 0U; o < block.n_outputs; ++o) {
    const float* const row = block.rows + o * block.n_inputs;
    for (size_t i = block.first_input; i < end_input; ++i) {
      const size_t input = i - block.first_input;
      const float value = input < block.n_inputs ? row[input] : -0.0f;
      set_weight(matrix, words, block.first_output + o, i, value);
    }
  }
}

/// Pack a matrix that is one tensor
static void
pack_tensor(Packer* const packer,
            const DilTensorId id,
            const DilWeightFormat format,
            DilMatrix* const matrix)
{
  const DilNetworkTensor* const t = &packer->network->layout.tensors[id];
  uint32_t* const words =
    take_matrix(packer, format, t->shape[0], t->shape[1], matrix);
  const Block block = {
    dil_network_tensor(packer->network, id), t->shape[0], t->shape[1], 0U, 0U};

  if (words) {
    set_block(matrix, words, block, 2U * (size_t)matrix->n_pairs);
  }
}

/// Pack rows of values, each padded with zeros to `width`
static float*
pack_rows(Packer* const packer,
          const float* const rows,
          const size_t n_rows,
          const size_t n_values,
          const size_t width)
{
  float* const result =
    (float*)dil_arena_take(&packer->arena, n_rows * width, sizeof(*result));
  for (size_t i = 0U; result && i < n_rows; ++i) {
    memcpy(result + i * width, rows + i * n_values, n_values * sizeof(*result));
  }

  return result;
}

static float*
pack_bias(Packer* const packer, const DilTensorId id)
{
  const size_t n = packer->network->layout.tensors[id].n_values;
  return pack_rows(packer,
                   dil_network_tensor(packer->network, id),
                   1U,
                   n,
                   round_up(n, packer->weights->kernel->width));
}

/// One of the taps [2n][n], or after `first_input` its part of a joint chain
static void
set_tap(const Packer* const packer,
        const DilTensorId id,
        const uint32_t layer,
        const size_t first_input,
        const size_t end_input,
        const DilMatrix* const matrix,
        uint32_t* const words)
{
  const size_t n = packer->weights->shape.n_residual;
  const float* const rows = dil_network_slice(packer->network, id, layer);
  for (size_t half = 0U; half < 2U; ++half) {
    const Block block = {
      rows + half * n * n, n, n, half * packer->weights->r, first_input};
    set_block(matrix, words, block, end_input);
  }
}

/// Pack both taps as one chain
static void
pack_taps(Packer* const packer,
          const DilWeightFormat format,
          const uint32_t layer,
          DilMatrix* const matrix)
{
  const size_t n = packer->weights->shape.n_residual;
  const size_t r = packer->weights->r;
  uint32_t* const words = take_matrix(packer, format, 2U * r, r + n, matrix);
  if (words) {
    const size_t end = 2U * (size_t)matrix->n_pairs;
    set_tap(packer, DIL_PAST, layer, 0U, r, matrix, words);
    set_tap(packer, DIL_CURRENT, layer, r, end, matrix, words);
  }
}

/// Pack one of the taps
static void
pack_tap(Packer* const packer,
         const DilWeightFormat format,
         const DilTensorId id,
         const uint32_t layer,
         DilMatrix* const matrix)
{
  const size_t n = packer->weights->shape.n_residual;
  const size_t r = packer->weights->r;
  uint32_t* const words = take_matrix(packer, format, 2U * r, n, matrix);
  if (words) {
    const size_t end = 2U * (size_t)matrix->n_pairs;
    set_tap(packer, id, layer, 0U, end, matrix, words);
  }
}

static void
pack_joint(Packer* const packer,
           const DilWeightFormat format,
           const uint32_t layer,
           DilMatrix* const matrix)
{
  const DilWeights* const weights = packer->weights;
  const size_t n = weights->shape.n_residual;
  const size_t s = weights->s;
  const int is_last = layer + 1U == weights->shape.n_layers;
  uint32_t* const words =
    take_matrix(packer, format, is_last ? s : s + weights->r, n, matrix);
  if (!words) {
    return;
  }

  const size_t end = 2U * (size_t)matrix->n_pairs;
  const Block skip = {dil_network_slice(packer->network, DIL_SKIP, layer),
                      weights->shape.n_skip,
                      n,
                      0U,
                      0U};
  set_block(matrix, words, skip, end);
  if (!is_last) {
    const Block residual = {
      dil_network_slice(packer->network, DIL_RESIDUAL, layer), n, n, s, 0U};
    set_block(matrix, words, residual, end);
  }
}

static float*
pack_residual_bias(Packer* const packer, const uint32_t layer)
{
  const DilWeights* const weights = packer->weights;
  return layer + 1U < weights->shape.n_layers
           ? pack_rows(
               packer,
               dil_network_slice(packer->network, DIL_RESIDUAL_BIAS, layer),
               1U,
               weights->shape.n_residual,
               weights->r)
           : NULL;
}

/// Pack the layers for lanes together, in the order in which a step reads them
static void
pack_layers_together(Packer* const packer, DilPackedLayer* const layers)
{
  for (uint32_t i = 0U; i < packer->weights->shape.n_layers; ++i) {
    DilPackedLayer layer = {0};
    pack_taps(packer, DIL_WEIGHTS_F32, i, &layer.taps);
    pack_joint(packer, DIL_WEIGHTS_F32, i, &layer.joint);
    layer.residual_bias = pack_residual_bias(packer, i);
    if (layers) {
      layers[i] = layer;
    }
  }
}

/// Pack the layers for a lone lane, whose past taps are read a layer ahead
static void
pack_layers_alone(Packer* const packer, DilPackedLayer* const layers)
{
  const uint32_t n_layers = packer->weights->shape.n_layers;
  const DilWeightFormat format = packer->weights->format;
  DilMatrix past = {0};

  pack_tap(packer, format, DIL_PAST, 0U, &past);
  for (uint32_t i = 0U; i < n_layers; ++i) {
    DilPackedLayer layer = {.past = past};
    pack_tap(packer, format, DIL_CURRENT, i, &layer.current);
    if (i + 1U < n_layers) {
      pack_tap(packer, format, DIL_PAST, i + 1U, &past);
    }
    pack_joint(packer, format, i, &layer.joint);
    layer.residual_bias = pack_residual_bias(packer, i);
    if (layers) {
      layers[i] = layer;
    }
  }
}

/// Packs all layers, or with NULL only counts what they need
typedef void (*PackLayers)(Packer* packer, DilPackedLayer* layers);

static void
pack_step(Packer* const packer,
          const DilWeightFormat format,
          const PackLayers pack_layers,
          DilPackedStep* const step)
{
  step->layers = (DilPackedLayer*)dil_arena_take(
    &packer->arena, packer->weights->shape.n_layers, sizeof(*step->layers));
  pack_layers(packer, step->layers);
  pack_tensor(packer, DIL_HIDDEN, format, &step->hidden);
  pack_tensor(packer, DIL_LOGITS, format, &step->logits);
}

/// Pack the last map of the conditioning, whose outputs are those of all layers
static void
pack_frame_biases(Packer* const packer)
{
  DilWeights* const weights = packer->weights;
  const size_t n = weights->shape.n_residual;
  const size_t r = weights->r;
  const size_t n_halves = 2U * (size_t)weights->shape.n_layers;
  const float* const rows =
    dil_network_tensor(packer->network, DIL_CONDITION_2);
  uint32_t* const words = take_matrix(packer,
                                      DIL_WEIGHTS_F32,
                                      n_halves * r,
                                      DIL_N_HIDDEN,
                                      &weights->condition[2]);

  for (size_t i = 0U; words && i < n_halves; ++i) {
    const Block block = {
      rows + i * n * DIL_N_HIDDEN, n, DIL_N_HIDDEN, i * r, 0U};
    set_block(&weights->condition[2], words, block, DIL_N_HIDDEN);
  }

  weights->condition_bias[2] =
    pack_rows(packer,
              dil_network_tensor(packer->network, DIL_CONDITION_2_BIAS),
              n_halves,
              n,
              r);
}

size_t
dil_weights_pack(DilWeights* const weights,
                 const DilNetwork* const network,
                 const DilByteLayers* const bytes,
                 void* const memory)
{
  Packer packer = {
    weights, network, {(char*)memory, 0U, memory ? SIZE_MAX : 0U}};

  weights->embedding = pack_rows(&packer,
                                 dil_network_tensor(network, DIL_EMBEDDING),
                                 DIL_N_CLASSES,
                                 weights->shape.n_residual,
                                 weights->r);
  pack_tensor(&packer, DIL_INPUT, DIL_WEIGHTS_F32, &weights->input);
  weights->skip_bias = pack_bias(&packer, DIL_SKIP_BIAS);
  weights->hidden_bias = pack_bias(&packer, DIL_HIDDEN_BIAS);
  weights->logits_bias = pack_bias(&packer, DIL_LOGITS_BIAS);
  if (bytes) {
    dil_pack_bytes(weights, network, bytes, &packer.arena);
  } else {
    pack_step(&packer, weights->format, pack_layers_alone, &weights->alone);
    pack_step(
      &packer, DIL_WEIGHTS_F32, pack_layers_together, &weights->together);
  }

  pack_tensor(
    &packer, DIL_CONDITION_0, DIL_WEIGHTS_F32, &weights->condition[0]);
  weights->condition_bias[0] = pack_bias(&packer, DIL_CONDITION_0_BIAS);
  pack_tensor(
    &packer, DIL_CONDITION_1, DIL_WEIGHTS_F32, &weights->condition[1]);
  weights->condition_bias[1] = pack_bias(&packer, DIL_CONDITION_1_BIAS);
  pack_frame_biases(&packer);
  return packer.arena.used;
}
