// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

/**
   The kernel that is the specification of the others: one lane after the other,
   one step after the other, sums as dil_affine() defines them.  make_logits()
   is the network on one page.
*/

#include "affine.h"
#include "byte_layers.h"
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

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/// Most residual channels, and half of the most skip channels
#define MAX_CHANNELS 256U

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

/// x = E[q_{t-1}] + Win u_t                            [R], after begin_frame()
static void
begin_step(const DilNetwork* const n, DilLane* const lane, const Step* const v)
{
  float inputs[DIL_N_INPUTS];

  begin_frame(n, lane, v->vector);
  dil_predictor_inputs(&lane->predictor, inputs);
  dil_begin_sums(n, DIL_EMBEDDING, lane->code, v->x);
  dil_add_map(n, DIL_INPUT, 0U, inputs, v->x);
}

/// logits = b2 + P2 relu(b1 + P1 relu(s))              [256]
static void
finish_step(const DilNetwork* const n, const Step* const v, float* const logits)
{
  dil_rectify_all(n->shape.n_skip, v->skip);
  dil_map(n, DIL_HIDDEN, 0U, v->skip, v->hidden);
  dil_rectify_all(n->shape.n_skip, v->hidden);
  dil_map(n, DIL_LOGITS, 0U, v->hidden, logits);
}

/**
   One step of the network, on one page; run() draws a class and pushes it.

       x = E[q_{t-1}] + Win u_t                           [R], in begin_step()
       h = c_l + W0_l x[t - d_l] + W1_l x                 [2R], of each layer l
       z = tanh(h[0..R)) sigmoid(h[R..2R))                [R]
       x = x + (br_l + Wr_l z)                            [R], but the last
       s = bs + sum over l of Ws_l z                      [S]
       logits = b2 + P2 relu(b1 + P1 relu(s))             [256], finish_step()

   @param logits [DIL_N_CLASSES] result.
*/
static void
make_logits(const DilNetwork* const n, DilLane* const lane, float* const logits)
{
  const size_t r = n->shape.n_residual;
  const Step v = step_in(lane);

  begin_step(n, lane, &v);
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

  finish_step(n, &v, logits);
}

/// z [n] = gates of h [2n], which may be in place
static void
gate_counted(const size_t n, const float* const h, float* const z)
{
  for (size_t c = 0U; c < n; ++c) {
    z[c] = dil_byte_gate(h[c], h[n + c]);
  }
}

/// q [n] = activations of x [n]
static void
count_all(const size_t n,
          const float unit,
          const float* const x,
          int8_t* const q)
{
  const DilByteRange range = dil_byte_range(unit);
  for (size_t c = 0U; c < n; ++c) {
    q[c] = (int8_t)dil_byte_activation(range, x[c]);
  }
}

/// sums [n_outputs] += W q, where W is [n_outputs][n_inputs]
static void
add_counts(const size_t n_outputs,
           const size_t n_inputs,
           const int8_t* const weights,
           const int8_t* const q,
           int32_t* const sums)
{
  for (size_t o = 0U; o < n_outputs; ++o) {
    for (size_t i = 0U; i < n_inputs; ++i) {
      sums[o] += weights[o * n_inputs + i] * q[i];
    }
  }
}

/// out [n] += scales [n] sums [n]
static void
add_scaled(const size_t n,
           const float* const scales,
           const int32_t* const sums,
           float* const out)
{
  for (size_t o = 0U; o < n; ++o) {
    out[o] = fmaf((float)sums[o], scales[o], out[o]);
  }
}

/// out [n_outputs] += scales [n_outputs] (W q)
static void
add_byte_map(const size_t n_outputs,
             const size_t n_inputs,
             const int8_t* const weights,
             const float* const scales,
             const int8_t* const q,
             float* const out)
{
  int32_t sums[2U * MAX_CHANNELS] = {0};
  add_counts(n_outputs, n_inputs, weights, q, sums);
  add_scaled(n_outputs, scales, sums, out);
}

/// out [n_outputs] += scales (W p(relu(x [n_inputs]))), relu in place
static void
map_words(const size_t n_outputs,
          const size_t n_inputs,
          const int16_t* const weights,
          const float* const scales,
          float* const x,
          float* const out)
{
  float greatest = 0.0f;
  dil_rectify_all(n_inputs, x);
  for (size_t i = 0U; i < n_inputs; ++i) {
    greatest = dil_max(x[i], greatest);
  }

  const DilByteRange range = dil_word_range(greatest);
  const float unit = dil_word_unit(range);
  for (size_t o = 0U; o < n_outputs; ++o) {
    int32_t sum = 0;
    for (size_t i = 0U; i < n_inputs; ++i) {
      sum += weights[o * n_inputs + i] * dil_word_input(range, x[i]);
    }
    out[o] = fmaf((float)sum, scales[o] * unit, out[o]);
  }
}

/// finish_step() where the weights of the output are words
static void
finish_byte_step(const DilNetwork* const n,
                 const DilByteLayers* const bytes,
                 const Step* const v,
                 float* const logits)
{
  const size_t s = n->shape.n_skip;
  dil_begin_sums(n, DIL_HIDDEN_BIAS, 0U, v->hidden);
  map_words(s, s, bytes->hidden, bytes->hidden_scales, v->skip, v->hidden);
  dil_begin_sums(n, DIL_LOGITS_BIAS, 0U, logits);
  map_words(
    DIL_N_CLASSES, s, bytes->logits, bytes->logits_scales, v->hidden, logits);
}

/**
   The step where the weights of the layers are bytes, as byte_layers.h defines
   it; make_logits() with other products and gates.

       h = c_l + scale_h ([W0_l W1_l] [q(x[t - d_l]) q(x)])
       x = x + (br_l + scale_r (Wr_l q(z)))
       s = bs + scale_s (sum over l of Ws_l q(z))
*/
static void
make_byte_logits(const DilNetwork* const n,
                 const DilByteLayers* const bytes,
                 DilLane* const lane,
                 float* const logits)
{
  const size_t r = n->shape.n_residual;
  const size_t s = n->shape.n_skip;
  const DilUnits* const units = &n->units;
  const Step v = step_in(lane);
  int8_t q[2U * MAX_CHANNELS];
  int32_t skip[2U * MAX_CHANNELS] = {0};

  begin_step(n, lane, &v);
  for (uint32_t l = 0U; l < n->shape.n_layers; ++l) {
    const size_t first = l * 2U * r; // Tap of the layer
    dil_queue_exchange(&lane->queues[l], lane->age, v.x, v.past);
    count_all(r, units->input[l], v.past, q);
    count_all(r, units->input[l], v.x, q + r);
    memcpy(v.h, lane->biases + first, 2U * r * sizeof(float));
    add_byte_map(2U * r,
                 2U * r,
                 bytes->taps + first * 2U * r,
                 bytes->tap_scales + first,
                 q,
                 v.h);
    gate_counted(r, v.h, v.z);
    count_all(r, units->gate[l], v.z, q);
    add_counts(s, r, bytes->skip + l * s * r, q, skip);
    if (l + 1U < n->shape.n_layers) {
      dil_begin_sums(n, DIL_RESIDUAL_BIAS, l, v.sums);
      add_byte_map(r,
                   r,
                   bytes->residual + l * r * r,
                   bytes->residual_scales + l * r,
                   q,
                   v.sums);
      dil_add_all(r, v.x, v.sums, v.x);
    }
  }

  dil_begin_sums(n, DIL_SKIP_BIAS, 0U, v.skip);
  add_scaled(s, bytes->skip_scales, skip, v.skip);
  finish_byte_step(n, bytes, &v, logits);
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
      if (weights->bytes) {
        make_byte_logits(weights->network, weights->bytes, lane, logits);
      } else {
        make_logits(weights->network, lane, logits);
      }
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

const DilKernel dil_kernel_plain = {DIL_CPU_PLAIN, 1U, 0U, 0U, run, NULL};
