// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "yardstick.h"

#include "arena.h"
#include "loops.h"
#include "network.h"
#include "preset_data.h"
#include "queue.h"
#include "stopwatch.h"

#include <cblas.h>
#include <stdlib.h>
#include <string.h>

struct DilYardstick {
  const DilNetwork* network;
  const DilLoops* loops;
  float* turned;    ///< Matrices by columns, or NULL
  uint32_t age;     ///< Steps made
  DilQueue* queues; ///< [L]
  float* frames;    ///< Of all queues
  float* x;         ///< [R] input of a layer
  float* past;      ///< [R] its input d steps ago
  float* h;         ///< [2R] before the gate
  float* z;         ///< [R] after it
  float* skip;      ///< [S]
  float* hidden;    ///< [S]
  float* biases;    ///< [L][2R] of a note, to measure with
  float* memory;    ///< Of all vectors
  float logits[DIL_N_CLASSES];
};

/// A matrix of a tensor, in its own layout or turned
static size_t
matrix_offset(const DilNetworkTensor* const t, const size_t index)
{
  return t->offset + (t->n_dims > 2U ? index * t->shape[1] * t->shape[2] : 0U);
}

/// y += W x
static void
add_product(const DilYardstick* const yardstick,
            const DilTensorId id,
            const size_t index,
            const float* const x,
            float* const y)
{
  const DilNetworkTensor* const t = &yardstick->network->layout.tensors[id];
  const blasint n_outputs = (blasint)t->shape[t->n_dims - 2U];
  const blasint n_inputs = (blasint)t->shape[t->n_dims - 1U];
  const bool is_turned = yardstick->turned;
  const float* const values =
    is_turned ? yardstick->turned : yardstick->network->values;
  cblas_sgemv(is_turned ? CblasColMajor : CblasRowMajor,
              CblasNoTrans,
              n_outputs,
              n_inputs,
              1.0f,
              values + matrix_offset(t, index),
              is_turned ? n_outputs : n_inputs,
              x,
              1,
              1.0f,
              y,
              1);
}

/// Turn all matrices of a tensor
static void
turn(const DilNetworkTensor* const t, const float* const from, float* const to)
{
  const size_t n_outputs = t->shape[t->n_dims - 2U];
  const size_t n_inputs = t->shape[t->n_dims - 1U];
  const size_t n = n_outputs * n_inputs;
  for (size_t at = t->offset; n && at < t->offset + t->n_values; at += n) {
    for (size_t o = 0U; o < n_outputs; ++o) {
      for (size_t i = 0U; i < n_inputs; ++i) {
        to[at + i * n_outputs + o] = from[at + o * n_inputs + i];
      }
    }
  }
}

static bool
turn_network(DilYardstick* const yardstick)
{
  const DilNetwork* const network = yardstick->network;
  const DilLayout* const layout = &network->layout;
  yardstick->turned = (float*)dil_allocate(layout->n_values * sizeof(float));
  for (size_t id = 0U; yardstick->turned && id < DIL_N_TENSORS; ++id) {
    if (layout->tensors[id].n_dims > 1U) {
      turn(&layout->tensors[id], network->values, yardstick->turned);
    }
  }

  return yardstick->turned;
}

/// Give out memory for `n` floats
static float*
take(float** const at, const size_t n)
{
  float* const result = *at;
  *at += n;
  return result;
}

static void
place(DilYardstick* const yardstick)
{
  const DilShape* const shape = &yardstick->network->shape;
  const size_t r = shape->n_residual;
  float* at = yardstick->memory;
  float* frames = yardstick->frames;
  yardstick->x = take(&at, r);
  yardstick->past = take(&at, r);
  yardstick->h = take(&at, 2U * r);
  yardstick->z = take(&at, r);
  yardstick->skip = take(&at, shape->n_skip);
  yardstick->hidden = take(&at, shape->n_skip);
  yardstick->biases = take(&at, 2U * r * shape->n_layers);
  for (uint32_t l = 0U; l < shape->n_layers; ++l) {
    const uint32_t dilation = dil_shape_dilation(shape, l);
    const DilQueue queue = {
      take(&frames, dilation * r), shape->n_residual, dilation};
    yardstick->queues[l] = queue;
  }
}

DilStatus
dil_yardstick_new(const DilPreset* const preset,
                  const bool is_turned,
                  DilYardstick** const out)
{
  const DilShape* const shape = &preset->network->shape;
  const size_t r = shape->n_residual;
  const size_t n_frames = dil_shape_receptive_field(shape) - 1U;
  const size_t n_floats =
    5U * r + 2U * (size_t)shape->n_skip + 2U * r * shape->n_layers;

  DilYardstick* const yardstick = (DilYardstick*)calloc(1U, sizeof(*yardstick));
  if (!yardstick) {
    return DIL_NO_MEMORY;
  }

  yardstick->network = preset->network;
  yardstick->loops = dil_loops_pick();
  yardstick->queues = (DilQueue*)calloc(shape->n_layers, sizeof(DilQueue));
  yardstick->frames = (float*)dil_allocate(n_frames * r * sizeof(float));
  yardstick->memory = (float*)dil_allocate(n_floats * sizeof(float));
  if (!yardstick->queues || !yardstick->frames || !yardstick->memory ||
      (is_turned && !turn_network(yardstick))) {
    dil_yardstick_free(yardstick);
    return DIL_NO_MEMORY;
  }

  openblas_set_num_threads(1);
  place(yardstick);
  *out = yardstick;
  return DIL_OK;
}

void
dil_yardstick_free(DilYardstick* const yardstick)
{
  if (yardstick) {
    free(yardstick->turned);
    free(yardstick->memory);
    free(yardstick->frames);
    free(yardstick->queues);
    free(yardstick);
  }
}

static void
run_layer(DilYardstick* const yardstick,
          const uint32_t l,
          const float* const biases)
{
  const DilNetwork* const network = yardstick->network;
  const size_t r = network->shape.n_residual;
  dil_queue_exchange(
    &yardstick->queues[l], yardstick->age, yardstick->x, yardstick->past);
  memcpy(yardstick->h, biases + l * 2U * r, 2U * r * sizeof(float));
  add_product(yardstick, DIL_PAST, l, yardstick->past, yardstick->h);
  add_product(yardstick, DIL_CURRENT, l, yardstick->x, yardstick->h);
  yardstick->loops->gates(1U, r, yardstick->h, yardstick->z);
  add_product(yardstick, DIL_SKIP, l, yardstick->z, yardstick->skip);
  if (l + 1U < network->shape.n_layers) {
    yardstick->loops->add(
      r, dil_network_slice(network, DIL_RESIDUAL_BIAS, l), yardstick->x);
    add_product(yardstick, DIL_RESIDUAL, l, yardstick->z, yardstick->x);
  }
}

const float*
dil_yardstick_step(DilYardstick* const yardstick,
                   const uint8_t code,
                   const float* const inputs,
                   const float* const biases)
{
  const DilNetwork* const network = yardstick->network;
  const DilLoops* const loops = yardstick->loops;
  const size_t n_x = network->shape.n_residual * sizeof(float);
  const size_t s = network->shape.n_skip;
  const size_t n_skip = s * sizeof(float);

  memcpy(yardstick->x, dil_network_slice(network, DIL_EMBEDDING, code), n_x);
  add_product(yardstick, DIL_INPUT, 0U, inputs, yardstick->x);
  memcpy(yardstick->skip, dil_network_tensor(network, DIL_SKIP_BIAS), n_skip);
  for (uint32_t l = 0U; l < network->shape.n_layers; ++l) {
    run_layer(yardstick, l, biases);
  }

  loops->relu(s, yardstick->skip);
  memcpy(
    yardstick->hidden, dil_network_tensor(network, DIL_HIDDEN_BIAS), n_skip);
  add_product(yardstick, DIL_HIDDEN, 0U, yardstick->skip, yardstick->hidden);
  loops->relu(s, yardstick->hidden);
  memcpy(yardstick->logits,
         dil_network_tensor(network, DIL_LOGITS_BIAS),
         sizeof(yardstick->logits));
  add_product(yardstick, DIL_LOGITS, 0U, yardstick->hidden, yardstick->logits);
  yardstick->age += 1U;
  return yardstick->logits;
}

void
dil_yardstick_run(DilYardstick* const yardstick, const size_t n_steps)
{
  static const float inputs[DIL_N_INPUTS] = {
    0.6f, 0.8f, 0.1f, 0.2f, -0.1f, 0.3f, -0.2f, 0.1f};

  // Classes as they might have been drawn, near silence
  for (size_t i = 0U; i < n_steps; ++i) {
    const uint8_t code = (uint8_t)(112U + yardstick->age * 7U % 32U);
    dil_yardstick_step(yardstick, code, inputs, yardstick->biases);
  }
}

const char*
dil_yardstick_core(void)
{
  return openblas_get_corename();
}

double
dil_yardstick_speed(DilYardstick* const yardstick, const double time_s)
{
  static const size_t n_steps = 64U;

  dil_yardstick_run(yardstick, n_steps);

  const double start = dil_thread_s();
  double elapsed = 0.0;
  double n_made = 0.0;
  do {
    dil_yardstick_run(yardstick, n_steps);
    n_made += (double)n_steps;
    elapsed = dil_thread_s() - start;
  } while (elapsed < time_s);

  return n_made / elapsed;
}
