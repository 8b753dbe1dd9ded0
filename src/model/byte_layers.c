// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "byte_layers.h"

#include "arena.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/// Outputs of which no weight is greater weigh nothing: their scale would have
/// no inverse
static const float least_weight = 1e-30f;

/// Some inputs of an output: weights, times their unit, and where they go
typedef struct {
  const float* weights;
  float unit;
  size_t n;
  int8_t* bytes;
} Row;

static float
greatest(const Row* const row, const float so_far)
{
  float most = so_far;
  for (size_t i = 0U; i < row->n; ++i) {
    most = dil_max(fabsf(row->weights[i] * row->unit), most);
  }

  return most;
}

static float
round_weight(const float value, const float most)
{
  return (dil_limit(value, -most, most) + DIL_BYTE_MAGIC) - DIL_BYTE_MAGIC;
}

static void
round_row(const Row* const row, const float inverse)
{
  for (size_t i = 0U; i < row->n; ++i) {
    const float value = row->weights[i] * row->unit * inverse;
    row->bytes[i] = (int8_t)round_weight(value, (float)DIL_MOST_WEIGHT);
  }
}

/// Round all of an output's weights by one scale, which is the result
static float
round_output(const size_t n_rows, const Row* const rows)
{
  float most = 0.0f;
  for (size_t i = 0U; i < n_rows; ++i) {
    most = greatest(&rows[i], most);
  }

  const bool is_nothing = !(most >= least_weight);
  const float inverse = is_nothing ? 0.0f : (float)DIL_MOST_WEIGHT / most;
  for (size_t i = 0U; i < n_rows; ++i) {
    round_row(&rows[i], inverse);
  }

  return is_nothing ? 0.0f : most / (float)DIL_MOST_WEIGHT;
}

static void
round_taps(const DilNetwork* const network,
           const uint32_t l,
           DilByteLayers* const layers)
{
  const size_t r = network->shape.n_residual;
  const float* const past = dil_network_slice(network, DIL_PAST, l);
  const float* const current = dil_network_slice(network, DIL_CURRENT, l);
  int8_t* const bytes = layers->taps + l * 4U * r * r;
  for (size_t o = 0U; o < 2U * r; ++o) {
    const Row rows[] = {{past + o * r, 1.0f, r, bytes + o * 2U * r},
                        {current + o * r, 1.0f, r, bytes + o * 2U * r + r}};
    layers->tap_scales[l * 2U * r + o] =
      round_output(2U, rows) * network->units.input[l];
  }
}

static void
round_residual(const DilNetwork* const network,
               const uint32_t l,
               DilByteLayers* const layers)
{
  const size_t r = network->shape.n_residual;
  const float* const weights = dil_network_slice(network, DIL_RESIDUAL, l);
  int8_t* const bytes = layers->residual + l * r * r;
  for (size_t o = 0U; o < r; ++o) {
    const Row row = {weights + o * r, 1.0f, r, bytes + o * r};
    layers->residual_scales[l * r + o] =
      round_output(1U, &row) * network->units.gate[l];
  }
}

/// One scale for all layers, so that their sums can be added before it
static void
round_skips(const DilNetwork* const network, DilByteLayers* const layers)
{
  const size_t r = network->shape.n_residual;
  const size_t s = network->shape.n_skip;
  for (size_t o = 0U; o < s; ++o) {
    Row rows[DIL_MAX_LAYERS];
    for (uint32_t l = 0U; l < network->shape.n_layers; ++l) {
      const Row row = {dil_network_slice(network, DIL_SKIP, l) + o * r,
                       network->units.gate[l],
                       r,
                       layers->skip + (l * s + o) * r};
      rows[l] = row;
    }
    layers->skip_scales[o] = round_output(network->shape.n_layers, rows);
  }
}

/// A matrix of the output, [n_outputs][n_inputs]
static void
round_words(const DilNetwork* const network,
            const DilTensorId id,
            int16_t* const words,
            float* const scales)
{
  const DilNetworkTensor* const t = &network->layout.tensors[id];
  const size_t n_inputs = t->shape[1];
  const float* weights = dil_network_tensor(network, id);
  for (size_t o = 0U; o < t->shape[0]; ++o, weights += n_inputs) {
    const Row row = {weights, 1.0f, n_inputs, NULL};
    const float most = greatest(&row, 0.0f);
    const bool is_nothing = !(most >= least_weight);
    const float inverse = is_nothing ? 0.0f : (float)DIL_MOST_WORD / most;
    scales[o] = is_nothing ? 0.0f : most / (float)DIL_MOST_WORD;
    for (size_t i = 0U; i < n_inputs; ++i) {
      words[o * n_inputs + i] =
        (int16_t)round_weight(weights[i] * inverse, (float)DIL_MOST_WORD);
    }
  }
}

/// Take all memory, or count it while the arena has none
static DilByteLayers*
carve(DilArena* const arena, const DilShape* const shape)
{
  const size_t r = shape->n_residual;
  const size_t s = shape->n_skip;
  const size_t l = shape->n_layers;
  DilByteLayers* const layers =
    (DilByteLayers*)dil_arena_take(arena, 1U, sizeof(*layers));
  const DilByteLayers parts = {
    (int8_t*)dil_arena_take(arena, l * 4U * r * r, 1U),
    (int8_t*)dil_arena_take(arena, (l - 1U) * r * r, 1U),
    (int8_t*)dil_arena_take(arena, l * s * r, 1U),
    (float*)dil_arena_take(arena, l * 2U * r, sizeof(float)),
    (float*)dil_arena_take(arena, (l - 1U) * r, sizeof(float)),
    (float*)dil_arena_take(arena, s, sizeof(float)),
    (int16_t*)dil_arena_take(arena, s * s, sizeof(int16_t)),
    (int16_t*)dil_arena_take(arena, DIL_N_CLASSES * s, sizeof(int16_t)),
    (float*)dil_arena_take(arena, s, sizeof(float)),
    (float*)dil_arena_take(arena, DIL_N_CLASSES, sizeof(float))};
  if (layers) {
    *layers = parts;
  }

  return layers;
}

void
dil_byte_layers_update(DilByteLayers* const layers,
                       const DilNetwork* const network)
{
  for (uint32_t l = 0U; l < network->shape.n_layers; ++l) {
    round_taps(network, l, layers);
    if (l + 1U < network->shape.n_layers) {
      round_residual(network, l, layers);
    }
  }

  round_skips(network, layers);
  round_words(network, DIL_HIDDEN, layers->hidden, layers->hidden_scales);
  round_words(network, DIL_LOGITS, layers->logits, layers->logits_scales);
}

DilStatus
dil_byte_layers_new(const DilNetwork* const network, DilByteLayers** const out)
{
  assert(dil_network_has_units(network));

  DilArena arena = {NULL, 0U, 0U};
  carve(&arena, &network->shape);
  arena.base = (char*)dil_allocate(arena.used);
  if (!arena.base) {
    return DIL_NO_MEMORY;
  }

  arena.capacity = arena.used;
  arena.used = 0U;
  DilByteLayers* const layers = carve(&arena, &network->shape);
  dil_byte_layers_update(layers, network);
  *out = layers;
  return DIL_OK;
}

/// One output's weights of a tensor's row from its bytes
static void
expand_row(DilNetwork* const network,
           const DilTensorId id,
           const size_t row,
           const int8_t* const bytes,
           const float scale)
{
  const size_t r = network->shape.n_residual;
  float* const weights =
    network->values + network->layout.tensors[id].offset + row * r;
  for (size_t i = 0U; i < r; ++i) {
    weights[i] = (float)bytes[i] * scale;
  }
}

static void
expand_words(DilNetwork* const network,
             const DilTensorId id,
             const int16_t* const words,
             const float* const scales)
{
  const DilNetworkTensor* const t = &network->layout.tensors[id];
  const size_t n_inputs = t->shape[1];
  float* const weights = network->values + t->offset;
  for (size_t i = 0U; i < t->n_values; ++i) {
    weights[i] = (float)words[i] * scales[i / n_inputs];
  }
}

void
dil_byte_layers_expand(const DilByteLayers* const layers,
                       DilNetwork* const network)
{
  const DilUnits* const units = &network->units;
  const size_t r = network->shape.n_residual;
  const size_t s = network->shape.n_skip;
  for (uint32_t l = 0U; l < network->shape.n_layers; ++l) {
    for (size_t row = l * 2U * r; row < (l + 1U) * 2U * r; ++row) {
      const float scale = layers->tap_scales[row] / units->input[l];
      const int8_t* const bytes = layers->taps + row * 2U * r;
      expand_row(network, DIL_PAST, row, bytes, scale);
      expand_row(network, DIL_CURRENT, row, bytes + r, scale);
    }
    for (size_t o = 0U; o < s; ++o) {
      const float scale = layers->skip_scales[o] / units->gate[l];
      const size_t row = l * s + o;
      expand_row(network, DIL_SKIP, row, layers->skip + row * r, scale);
    }
    for (size_t row = l * r;
         l + 1U < network->shape.n_layers && row < (l + 1U) * r;
         ++row) {
      const float scale = layers->residual_scales[row] / units->gate[l];
      expand_row(network, DIL_RESIDUAL, row, layers->residual + row * r, scale);
    }
  }

  expand_words(network, DIL_HIDDEN, layers->hidden, layers->hidden_scales);
  expand_words(network, DIL_LOGITS, layers->logits, layers->logits_scales);
}

void
dil_byte_layers_free(DilByteLayers* const layers)
{
  free(layers);
}
