// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "network.h"

#include "arena.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char* const tensor_names[DIL_N_TENSORS] = {
  "embedding.weight",
  "input.weight",
  "past.weight",
  "current.weight",
  "residual.weight",
  "residual.bias",
  "skip.weight",
  "skip.bias",
  "hidden.weight",
  "hidden.bias",
  "logits.weight",
  "logits.bias",
  "condition.0.weight",
  "condition.0.bias",
  "condition.1.weight",
  "condition.1.bias",
  "condition.2.weight",
  "condition.2.bias",
};

static const char* const input_names[DIL_N_INPUTS] = {
  "sine",        "cosine",          "sample",       "prediction",   "lagged",
  "next_lagged", "lagged_residual", "residual",     "ahead.1",      "ahead.2",
  "fast_memory", "slow_memory",     "slow_ahead.1", "slow_ahead.2", "sine.2",
  "cosine.2",    "sine.4",          "cosine.4",     "sine.8",       "cosine.8",
  "sine.16",     "cosine.16",       "sine.32",      "cosine.32"};

const char*
dil_input_name(const uint32_t input)
{
  return input_names[input];
}

static int
is_between(const uint32_t value, const uint32_t low, const uint32_t high)
{
  return value >= low && value <= high;
}

DilStatus
dil_shape_check(const DilShape* const shape)
{
  const int is_good = is_between(shape->n_residual, 1U, 256U) &&
                      is_between(shape->n_skip, 1U, DIL_MAX_SKIP) &&
                      is_between(shape->n_layers, 1U, DIL_MAX_LAYERS) &&
                      is_between(shape->cycle, 1U, 12U) &&
                      is_between(shape->n_instruments, 1U, 64U);

  return is_good ? DIL_OK : DIL_BAD_ARGUMENT;
}

size_t
dil_shape_n_conditions(const DilShape* const shape)
{
  return DIL_CONDITION_INSTRUMENTS + shape->n_instruments;
}

uint32_t
dil_shape_dilation(const DilShape* const shape, const uint32_t layer)
{
  return 1U << (layer % shape->cycle);
}

uint32_t
dil_shape_receptive_field(const DilShape* const shape)
{
  uint32_t field = 1U;
  for (uint32_t layer = 0U; layer < shape->n_layers; ++layer) {
    field += dil_shape_dilation(shape, layer);
  }

  return field;
}

size_t
dil_shape_n_products(const DilShape* const shape)
{
  const size_t r = shape->n_residual;
  const size_t s = shape->n_skip;
  const size_t l = shape->n_layers;
  return r * DIL_N_INPUTS + l * (4U * r * r + s * r) + (l - 1U) * r * r +
         s * s + s * DIL_N_CLASSES;
}

static DilNetworkTensor
tensor(const size_t first, const size_t second, const size_t third)
{
  const DilNetworkTensor result = {
    NULL, {first, second, third}, 1U + (second > 0U) + (third > 0U), 0U, 0U};

  return result;
}

static void
set_shapes(const DilShape* const shape, DilNetworkTensor* const t)
{
  const size_t r = shape->n_residual;
  const size_t s = shape->n_skip;
  const size_t l = shape->n_layers;
  const size_t v = dil_shape_n_conditions(shape);

  t[DIL_EMBEDDING] = tensor(DIL_N_CLASSES, r, 0U);
  t[DIL_INPUT] = tensor(r, DIL_N_INPUTS, 0U);
  t[DIL_PAST] = tensor(l, 2U * r, r);
  t[DIL_CURRENT] = tensor(l, 2U * r, r);
  t[DIL_RESIDUAL] = tensor(l - 1U, r, r);
  t[DIL_RESIDUAL_BIAS] = tensor(l - 1U, r, 0U);
  t[DIL_SKIP] = tensor(l, s, r);
  t[DIL_SKIP_BIAS] = tensor(s, 0U, 0U);
  t[DIL_HIDDEN] = tensor(s, s, 0U);
  t[DIL_HIDDEN_BIAS] = tensor(s, 0U, 0U);
  t[DIL_LOGITS] = tensor(DIL_N_CLASSES, s, 0U);
  t[DIL_LOGITS_BIAS] = tensor(DIL_N_CLASSES, 0U, 0U);
  t[DIL_CONDITION_0] = tensor(DIL_N_HIDDEN, v, 0U);
  t[DIL_CONDITION_0_BIAS] = tensor(DIL_N_HIDDEN, 0U, 0U);
  t[DIL_CONDITION_1] = tensor(DIL_N_HIDDEN, DIL_N_HIDDEN, 0U);
  t[DIL_CONDITION_1_BIAS] = tensor(DIL_N_HIDDEN, 0U, 0U);
  t[DIL_CONDITION_2] = tensor(l, 2U * r, DIL_N_HIDDEN);
  t[DIL_CONDITION_2_BIAS] = tensor(l, 2U * r, 0U);
}

DilLayout
dil_layout(const DilShape* const shape)
{
  assert(!dil_shape_check(shape));

  DilLayout layout = {0};
  set_shapes(shape, layout.tensors);
  for (size_t i = 0U; i < DIL_N_TENSORS; ++i) {
    DilNetworkTensor* const t = &layout.tensors[i];
    t->name = tensor_names[i];
    t->offset = layout.n_values;
    t->n_values = t->shape[0] * (t->n_dims > 1U ? t->shape[1] : 1U) *
                  (t->n_dims > 2U ? t->shape[2] : 1U);
    layout.n_values += t->n_values;
  }

  return layout;
}

DilStatus
dil_network_new(const DilShape* const shape, DilNetwork** const out)
{
  if (dil_shape_check(shape)) {
    return DIL_BAD_ARGUMENT;
  }

  const DilLayout layout = dil_layout(shape);
  DilNetwork* const network = (DilNetwork*)calloc(1U, sizeof(*network));
  float* const values = (float*)dil_allocate(layout.n_values * sizeof(*values));
  if (!network || !values) {
    free(values);
    free(network);
    return DIL_NO_MEMORY;
  }

  network->shape = *shape;
  network->layout = layout;
  network->values = values;
  *out = network;
  return DIL_OK;
}

static bool
is_unit(const float unit)
{
  return unit >= DIL_LEAST_UNIT && unit <= DIL_GREATEST_UNIT;
}

bool
dil_network_has_units(const DilNetwork* const network)
{
  uint32_t l = 0U;
  while (l < network->shape.n_layers && is_unit(network->units.input[l]) &&
         is_unit(network->units.gate[l])) {
    ++l;
  }

  return l == network->shape.n_layers;
}

void
dil_network_free(DilNetwork* const network)
{
  if (network) {
    free(network->values);
    free(network);
  }
}

const float*
dil_network_tensor(const DilNetwork* const network, const DilTensorId id)
{
  return network->values + network->layout.tensors[id].offset;
}

const float*
dil_network_slice(const DilNetwork* const network,
                  const DilTensorId id,
                  const size_t index)
{
  const DilNetworkTensor* const t = &network->layout.tensors[id];
  assert(index < t->shape[0]);
  return network->values + t->offset + index * (t->n_values / t->shape[0]);
}
