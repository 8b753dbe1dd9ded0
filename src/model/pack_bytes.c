// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "packed.h"

#include "arena.h"

#include <string.h>

/// A packing in progress
typedef struct {
  DilWeights* weights;
  const DilNetwork* network;
  const DilByteLayers* bytes;
  DilArena* arena;
} Packer;

/// Weights of outputs that follow each other, and where they go in a matrix
typedef struct {
  const int8_t* rows; ///< First weight
  size_t stride;      ///< Bytes from one output's weights to the next's
  size_t n_outputs;
  size_t n_inputs;
  size_t first_output;
  size_t first_input;
} Block;

/// A matrix of zeros; both sizes are padded to whole vectors
static uint8_t*
take_matrix(const Packer* const packer,
            const size_t n_outputs,
            const size_t n_inputs,
            DilMatrix* const matrix)
{
  const DilKernel* const kernel = packer->weights->kernel;
  const size_t n_words = n_outputs * n_inputs / 4U;
  uint32_t* const words =
    (uint32_t*)dil_arena_take(packer->arena, n_words, sizeof(*words));

  matrix->words = words;
  matrix->format = DIL_WEIGHTS_INT8;
  matrix->n_pairs = (uint32_t)n_inputs / 4U;
  matrix->n_outputs = (uint32_t)n_outputs;
  matrix->panel = kernel->width * kernel->n_vectors;
  return (uint8_t*)words;
}

/// Place a block, and take what the offset of the activations adds to the sums
/// from their starts
static void
set_block(const Packer* const packer,
          const DilMatrix* const matrix,
          const Block block,
          uint8_t* const bytes,
          int32_t* const starts)
{
  const int32_t zero = (int32_t)packer->weights->kernel->zero_byte;
  for (size_t i = 0U; i < block.n_outputs; ++i) {
    const size_t output = block.first_output + i;
    const size_t panel = output / matrix->panel * matrix->panel;
    const size_t rest = matrix->n_outputs - panel;
    const size_t n_columns = rest < matrix->panel ? rest : matrix->panel;
    const size_t first_word = panel * matrix->n_pairs + (output - panel);
    for (size_t k = 0U; k < block.n_inputs; ++k) {
      const size_t input = block.first_input + k;
      const size_t word = first_word + input / 4U * n_columns;
      const int8_t weight = block.rows[i * block.stride + k];
      bytes[4U * word + input % 4U] = (uint8_t)weight;
      starts[output] -= zero * weight;
    }
  }
}

static float*
take_row(const Packer* const packer,
         const float* const values,
         const size_t n,
         const size_t width,
         float* const row)
{
  float* const result =
    row ? row : (float*)dil_arena_take(packer->arena, width, sizeof(*result));
  if (result) {
    memcpy(result, values, n * sizeof(*values));
  }

  return result;
}

static int32_t*
take_starts(const Packer* const packer, const size_t n)
{
  return (int32_t*)dil_arena_take(packer->arena, n, sizeof(int32_t));
}

/// Both taps, whose outputs and inputs have two halves, each padded to r
static void
pack_taps(const Packer* const packer,
          const uint32_t l,
          DilPackedByteLayer* const layer)
{
  const size_t n = packer->weights->shape.n_residual;
  const size_t r = packer->weights->r;
  const int8_t* const rows = packer->bytes->taps + l * 4U * n * n;
  const float* const scales = packer->bytes->tap_scales + l * 2U * n;
  uint8_t* const bytes = take_matrix(packer, 2U * r, 2U * r, &layer->taps);
  layer->tap_starts = take_starts(packer, 2U * r);
  layer->tap_scales = take_row(packer, scales, n, 2U * r, NULL);
  for (size_t half = 0U; bytes && half < 4U; ++half) {
    const size_t out = half / 2U;
    const size_t in = half % 2U;
    const Block block = {
      rows + out * n * 2U * n + in * n, 2U * n, n, n, out * r, in * r};
    set_block(packer, &layer->taps, block, bytes, layer->tap_starts);
  }
  if (bytes) {
    take_row(packer, scales + n, n, r, layer->tap_scales + r);
  }
}

static void
pack_residual(const Packer* const packer,
              const uint32_t l,
              DilPackedByteLayer* const layer)
{
  const size_t n = packer->weights->shape.n_residual;
  const size_t r = packer->weights->r;
  const float* const biases =
    dil_network_slice(packer->network, DIL_RESIDUAL_BIAS, l);
  const Block block = {packer->bytes->residual + l * n * n, n, n, n, 0U, 0U};
  uint8_t* const bytes = take_matrix(packer, r, r, &layer->residual);
  layer->starts = take_starts(packer, r);
  layer->residual_scales =
    take_row(packer, packer->bytes->residual_scales + l * n, n, r, NULL);
  layer->residual_bias = take_row(packer, biases, n, r, NULL);
  if (bytes) {
    set_block(packer, &layer->residual, block, bytes, layer->starts);
  }
}

static void
pack_skip(const Packer* const packer,
          const uint32_t l,
          int32_t* const starts,
          DilPackedByteLayer* const layer)
{
  const size_t n = packer->weights->shape.n_residual;
  const size_t s = packer->weights->shape.n_skip;
  const Block block = {packer->bytes->skip + l * s * n, n, s, n, 0U, 0U};
  uint8_t* const bytes =
    take_matrix(packer, packer->weights->s, packer->weights->r, &layer->skip);
  if (bytes) {
    set_block(packer, &layer->skip, block, bytes, starts);
  }
}

static DilPackedByteLayer
pack_layer(const Packer* const packer,
           const uint32_t l,
           int32_t* const skip_starts)
{
  const DilUnits* const units = &packer->network->units;
  DilPackedByteLayer layer = {0};
  layer.input = dil_byte_range(units->input[l]);
  layer.gate = dil_byte_range(units->gate[l]);
  pack_taps(packer, l, &layer);
  if (l + 1U < packer->weights->shape.n_layers) {
    pack_residual(packer, l, &layer);
  }

  pack_skip(packer, l, skip_starts, &layer);
  return layer;
}

/// A matrix of the output; of two inputs the even one is in the lower half
static void
pack_words(const Packer* const packer,
           const int16_t* const words,
           const size_t n_outputs,
           DilMatrix* const matrix)
{
  const DilKernel* const kernel = packer->weights->kernel;
  const size_t width = kernel->width;
  const size_t n = packer->weights->shape.n_skip;
  const size_t n_padded = (n_outputs + width - 1U) / width * width;
  uint16_t* const places = (uint16_t*)(void*)take_matrix(
    packer, n_padded, 2U * (size_t)packer->weights->s, matrix);
  for (size_t o = 0U; places && o < n_outputs; ++o) {
    const size_t panel = o / matrix->panel * matrix->panel;
    const size_t rest = n_padded - panel;
    const size_t n_columns = rest < matrix->panel ? rest : matrix->panel;
    const size_t first = panel * matrix->n_pairs + (o - panel);
    for (size_t i = 0U; i < n; ++i) {
      places[2U * (first + i / 2U * n_columns) + i % 2U] =
        (uint16_t)words[o * n + i];
    }
  }
}

static void
pack_output(const Packer* const packer, DilPackedBytes* const packed)
{
  const DilByteLayers* const bytes = packer->bytes;
  const size_t n = packer->weights->shape.n_skip;
  pack_words(packer, bytes->hidden, n, &packed->hidden);
  pack_words(packer, bytes->logits, DIL_N_CLASSES, &packed->logits);
  packed->hidden_scales =
    take_row(packer, bytes->hidden_scales, n, packer->weights->s, NULL);
  packed->logits_scales =
    take_row(packer, bytes->logits_scales, DIL_N_CLASSES, DIL_N_CLASSES, NULL);
}

void
dil_pack_bytes(DilWeights* const weights,
               const DilNetwork* const network,
               const DilByteLayers* const bytes,
               DilArena* const arena)
{
  const Packer packer = {weights, network, bytes, arena};
  const uint32_t n_layers = weights->shape.n_layers;
  DilPackedBytes* const packed = &weights->layers;

  packed->layers = (DilPackedByteLayer*)dil_arena_take(
    arena, n_layers, sizeof(*packed->layers));
  packed->silence = (uint8_t*)dil_arena_take(arena, weights->r, 1U);
  packed->skip_starts = take_starts(&packer, weights->s);
  packed->skip_scales = take_row(
    &packer, bytes->skip_scales, weights->shape.n_skip, weights->s, NULL);
  if (packed->silence) {
    memset(packed->silence, (int)weights->kernel->zero_byte, weights->r);
  }

  for (uint32_t l = 0U; l < n_layers; ++l) {
    const DilPackedByteLayer layer =
      pack_layer(&packer, l, packed->skip_starts);
    if (packed->layers) {
      packed->layers[l] = layer;
    }
  }

  pack_output(&packer, packed);
}
