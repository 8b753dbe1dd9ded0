// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

/**
   The kernel that is the specification of the others: one lane after the other,
   one step after the other, sums as dil_affine() defines them.  make_logits()
   is the network on one page.
*/

#include "affine.h"
#include "condition.h"
#include "kernel_table.h"
#include "lane_state.h"
#include "network.h"
#include "packed.h"
#include "predictor.h"
#include "queue.h"
#include "rng.h"
#include "sampler.h"
#include "tap.h"

#include <string.h>

/// One lane's vectors of a step, in its scratch memory
typedef struct {
  float* vector; ///< [V] conditioning
  float* x;      ///< [R] input of a layer
  float* past;   ///< [R] its input d steps ago
  float* h;      ///< [2R] before the gate
  float* z;      ///< [R] after it, in its place
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
  step.z = step.h;
  step.sums = step.h + 2U * r;
  step.skip = step.sums + r;
  step.hidden = step.skip + s;
  return step;
}

/// The conditioning biases c_l of all layers, new in each frame
static void
begin_frame(const DilNetwork* const network,
            DilLane* const lane,
            float* const vector)
{
  if (lane->age % DIL_FRAME_STEPS == 0U) {
    const DilCondition condition = dil_lane_condition(lane);
    dil_condition_vector(&network->shape, &condition, vector);
    dil_condition_biases(network, vector, lane->biases);
  }
}

/**
   One step of the network, on one page; run() draws a class and pushes it.

       x = E[q_{t-1}] + Win u_t                           [R]
       h = c_l + W0_l x[t - d_l] + W1_l x                 [2R], of each layer l
       z = tanh(h[0..R)) sigmoid(h[R..2R))                [R]
       x = x + (br_l + Wr_l z)                            [R], but the last
       s = bs + sum over l of Ws_l z                      [S]
       logits = b2 + P2 relu(b1 + P1 relu(s))             [256]

   @param logits [DIL_N_CLASSES] result.
*/
static void
make_logits(const DilNetwork* const n, DilLane* const lane, float* const logits)
{
  const size_t r = n->shape.n_residual;
  const size_t s = n->shape.n_skip;
  const Step v = step_in(lane);
  float inputs[DIL_N_INPUTS];

  begin_frame(n, lane, v.vector);
  dil_predictor_inputs(&lane->predictor, inputs);
  dil_begin_sums(n, DIL_EMBEDDING, lane->code, v.x);
  dil_add_map(n, DIL_INPUT, 0U, inputs, v.x);
  dil_begin_sums(n, DIL_SKIP_BIAS, 0U, v.skip);
  for (uint32_t l = 0U; l < n->shape.n_layers; ++l) {
    dil_queue_exchange(&lane->queues[l], lane->age, v.x, v.past);
    memcpy(v.h, lane->biases + l * 2U * r, 2U * r * sizeof(float));
    dil_add_map(n, DIL_PAST, l, v.past, v.h);
    dil_add_map(n, DIL_CURRENT, l, v.x, v.h);
    dil_gate_all(r, v.h, v.z);
    dil_add_map(n, DIL_SKIP, l, v.z, v.skip);
    if (l + 1U < n->shape.n_layers) {
      dil_map(n, DIL_RESIDUAL, l, v.z, v.sums);
      dil_add_all(r, v.x, v.sums, v.x);
    }
  }

  dil_rectify_all(s, v.skip);
  dil_map(n, DIL_HIDDEN, 0U, v.skip, v.hidden);
  dil_rectify_all(s, v.hidden);
  dil_map(n, DIL_LOGITS, 0U, v.hidden, logits);
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
        if (lane->tap) {
          dil_tap_step(lane, logits, out[i][t]);
        }
      }
    }
  }
}

const DilKernel dil_kernel_plain = {DIL_CPU_PLAIN, 1U, 0U, run};
