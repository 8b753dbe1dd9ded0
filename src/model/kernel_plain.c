// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

/**
   The kernel that is the specification of the others: one lane after the other,
   one step after the other, sums as dil_affine() defines them.
*/

#include "affine.h"
#include "condition.h"
#include "elementary.h"
#include "kernel_table.h"
#include "lane_state.h"
#include "network.h"
#include "packed.h"
#include "predictor.h"
#include "queue.h"
#include "rng.h"
#include "sampler.h"

#include <string.h>

/// One lane's vectors of a step, in its scratch memory
typedef struct {
  float* vector; ///< [V] conditioning
  float* x;      ///< [R] input of a layer
  float* past;   ///< [R] its input d steps ago
  float* h;      ///< [2R] before the gate, then [R] after it
  float* sums;   ///< [R] to add to x
  float* skip;   ///< [S]
  float* hidden; ///< [S]
} Step;

static Step
step_in(const DilLane* const lane)
{
  const size_t r = lane->shape.n_residual;
  const size_t s = lane->shape.n_skip;
  Step step;
  step.vector = lane->scratch;
  step.x = step.vector + dil_shape_n_conditions(&lane->shape);
  step.past = step.x + r;
  step.h = step.past + r;
  step.sums = step.h + 2U * r;
  step.skip = step.sums + r;
  step.hidden = step.skip + s;
  return step;
}

/// sums = the bias, plus the map's weights times the inputs
static void
map(const DilNetwork* const network,
    const DilTensorId weights,
    const DilTensorId bias,
    const float* const inputs,
    float* const sums)
{
  const DilNetworkTensor* const t = &network->layout.tensors[weights];
  memcpy(sums, dil_network_tensor(network, bias), t->shape[0] * sizeof(*sums));
  dil_affine(t->shape[0],
             t->shape[1],
             dil_network_tensor(network, weights),
             inputs,
             sums);
}

static void
rectify(const size_t n, float* const values)
{
  for (size_t i = 0U; i < n; ++i) {
    values[i] = dil_max(values[i], 0.0f);
  }
}

static void
begin_step(const DilNetwork* const network,
           DilLane* const lane,
           const Step* const step)
{
  const size_t r = network->shape.n_residual;
  float inputs[DIL_N_INPUTS];

  if (lane->age % DIL_FRAME_STEPS == 0U) {
    const DilCondition condition = dil_lane_condition(lane);
    dil_condition_vector(&network->shape, &condition, step->vector);
    dil_condition_biases(network, step->vector, lane->biases);
  }

  dil_predictor_inputs(&lane->predictor, inputs);
  memcpy(step->x,
         dil_network_slice(network, DIL_EMBEDDING, lane->code),
         r * sizeof(float));
  dil_affine(
    r, DIL_N_INPUTS, dil_network_tensor(network, DIL_INPUT), inputs, step->x);
  memcpy(step->skip,
         dil_network_tensor(network, DIL_SKIP_BIAS),
         network->shape.n_skip * sizeof(float));
}

static void
run_layer(const DilNetwork* const network,
          const uint32_t layer,
          const DilLane* const lane,
          const Step* const step)
{
  const size_t r = network->shape.n_residual;
  const size_t s = network->shape.n_skip;
  const DilQueue* const queue = &lane->queues[layer];
  float* const h = step->h;
  float* const z = step->h;

  memcpy(h, lane->biases + layer * 2U * r, 2U * r * sizeof(*h));
  dil_queue_exchange(queue, lane->age, step->x, step->past);
  if (dil_queue_is_filled(queue, lane->age)) {
    const float* const weights = dil_network_slice(network, DIL_PAST, layer);
    dil_affine(2U * r, r, weights, step->past, h);
  }

  dil_affine(
    2U * r, r, dil_network_slice(network, DIL_CURRENT, layer), step->x, h);
  for (size_t c = 0U; c < r; ++c) {
    z[c] = dil_gate(h[c], h[r + c]);
  }

  dil_affine(s, r, dil_network_slice(network, DIL_SKIP, layer), z, step->skip);
  if (layer + 1U < network->shape.n_layers) {
    memcpy(step->sums,
           dil_network_slice(network, DIL_RESIDUAL_BIAS, layer),
           r * sizeof(float));
    dil_affine(
      r, r, dil_network_slice(network, DIL_RESIDUAL, layer), z, step->sums);
    for (size_t c = 0U; c < r; ++c) {
      step->x[c] += step->sums[c];
    }
  }
}

static void
make_logits(const DilNetwork* const network,
            DilLane* const lane,
            float* const logits)
{
  const Step step = step_in(lane);
  const size_t s = network->shape.n_skip;

  begin_step(network, lane, &step);
  for (uint32_t layer = 0U; layer < network->shape.n_layers; ++layer) {
    run_layer(network, layer, lane, &step);
  }

  rectify(s, step.skip);
  map(network, DIL_HIDDEN, DIL_HIDDEN_BIAS, step.skip, step.hidden);
  rectify(s, step.hidden);
  map(network, DIL_LOGITS, DIL_LOGITS_BIAS, step.hidden, logits);
}

static void
run(const DilWeights* const weights,
    DilLane* const* const lanes,
    const size_t n_lanes,
    const size_t n_steps,
    const uint8_t* const* const classes,
    float* const* const out)
{
  float drawn_from[DIL_N_CLASSES];

  for (size_t i = 0U; i < n_lanes; ++i) {
    DilLane* const lane = lanes[i];
    for (size_t t = 0U; t < n_steps; ++t) {
      float* const logits = classes ? out[i] + t * DIL_N_CLASSES : drawn_from;
      make_logits(weights->network, lane, logits);
      if (classes) {
        const uint32_t code = classes[i][t];
        dil_lane_push(lane, code, weights->mulaw[code]);
      } else {
        const uint64_t bits = dil_rng_bits(lane->rng, lane->age);
        const uint32_t code = dil_sampler_draw(
          &lane->sampling, lane->inverse_temperature, logits, bits);
        out[i][t] = dil_lane_push(lane, code, weights->mulaw[code]);
      }
    }
  }
}

const DilKernel dil_kernel_plain = {DIL_CPU_PLAIN, 1U, 0U, run};
