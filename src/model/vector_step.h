// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_VECTOR_STEP_H
#define DIL_MODEL_VECTOR_STEP_H

/**
   The step of lanes in lock-step, on vectors; kernel_plain.c shows it plainly.
   The file that includes this names it with VEC_RUN.
*/

#include "lane_state.h"
#include "packed.h"
#include "queue.h"
#include "tap.h"
#include "vector_draw.h"
#include "vector_few.h"
#include "vector_group.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/// Everything of a lane's step before the layers
static void
begin_step(const Group* const group, const size_t i)
{
  const DilWeights* const weights = group->weights;
  DilLane* const lane = group->lanes[i];

  if (lane->age % DIL_FRAME_STEPS == 0U) {
    begin_frame(group, lane);
    place_biases(group, i);
  }

  dil_predictor_inputs(&lane->predictor, row_of(group->inputs, i));
  copy_row(weights->r,
           weights->embedding + (size_t)lane->code * weights->r,
           row_of(group->x, i) + weights->r);
  copy_row(weights->s, weights->skip_bias, row_of(group->joint, i));
}

/// dil_queue_exchange() between the halves of a lane's row of x
static inline void
exchange(const DilQueue* const queue,
         const uint32_t age,
         const size_t r,
         float* const row)
{
  float* const slot = dil_queue_slot(queue, age);
  const bool is_filled = dil_queue_is_filled(queue, age);
  for (size_t c = 0U; c < r; c += VEC_WIDTH) {
    vec_store(row + c, is_filled ? vec_load(slot + c) : vec_set(0.0f));
    vec_store(slot + c, vec_load(row + r + c));
  }
}

/// Tell the cache of a row that the next layer will want
static inline void
fetch(const float* const row, const size_t r)
{
  for (size_t c = 0U; c < r; c += 64U / sizeof(*row)) {
    __builtin_prefetch(row + c);
  }
}

static inline void
gate_row(const size_t r, const float* const h, float* const z)
{
  for (size_t c = 0U; c < r; c += VEC_WIDTH) {
    vec_store(z + c, vec_gate(vec_load(h + c), vec_load(h + r + c)));
  }
}

static void
run_layer(const Group* const group, const uint32_t l)
{
  const DilPackedLayer* const layer = &group->step->layers[l];
  const size_t r = group->weights->r;
  const size_t s = group->weights->s;
  const size_t n = group->n_lanes;
  const int is_last = l + 1U == group->weights->shape.n_layers;
  const Rows biases = {group->biases + l * n * 2U * r, 2U * r};

  for (size_t i = 0U; i < n; ++i) {
    const DilLane* const lane = group->lanes[i];
    exchange(&lane->queues[l], lane->age, r, row_of(group->x, i));
  }

  if (layer->taps.words) {
    multiply(&layer->taps, group, group->x, biases, group->h);
  } else {
    multiply(&layer->past, group, group->x, biases, group->h);
    multiply(&layer->current, group, rows_at(group->x, r), group->h, group->h);
  }

  for (size_t i = 0U; i < n; ++i) {
    gate_row(r, row_of(group->h, i), row_of(group->z, i));
    if (!is_last) {
      const DilLane* const lane = group->lanes[i];
      fetch(dil_queue_slot(&lane->queues[l + 1U], lane->age), r);
      copy_row(r, layer->residual_bias, row_of(group->joint, i) + s);
    }
  }

  multiply(&layer->joint, group, group->z, group->joint, group->joint);
  for (size_t i = 0U; i < n && !is_last; ++i) {
    add_row(r, row_of(group->joint, i) + s, row_of(group->x, i) + r);
  }
}

static void
make_logits(const Group* const group, const Fused* const fused)
{
  const DilWeights* const weights = group->weights;
  const size_t n = group->n_lanes;
  const Rows x = rows_at(group->x, weights->r);

  for (size_t i = 0U; i < n; ++i) {
    begin_step(group, i);
  }

  multiply(&weights->input, group, group->inputs, x, x);
  if (weights->format == DIL_WEIGHTS_INT8) {
    weights->kernel->run_bytes(group);
    return;
  }

  if (fused) {
    fused->run(group);
  } else {
    for (uint32_t l = 0U; l < weights->shape.n_layers; ++l) {
      run_layer(group, l);
    }
  }

  for (size_t i = 0U; i < n; ++i) {
    rectify(weights->s, row_of(group->joint, i));
  }

  multiply(&group->step->hidden,
           group,
           group->joint,
           shared_row(weights->hidden_bias),
           group->hidden);
  for (size_t i = 0U; i < n; ++i) {
    rectify(weights->s, row_of(group->hidden, i));
  }

  multiply(&group->step->logits,
           group,
           group->hidden,
           shared_row(weights->logits_bias),
           group->logits);
}

/// End a step with classes that are told, and tell the logits
static void
follow(const Group* const group,
       const size_t t,
       const uint8_t* const* const classes,
       float* const* const out)
{
  for (size_t i = 0U; i < group->n_lanes; ++i) {
    const uint32_t code = classes[i][t];
    dil_lane_push(group->lanes[i], code, group->weights->mulaw[code]);
    memcpy(out[i] + t * DIL_N_CLASSES,
           row_of(group->logits, i),
           DIL_N_CLASSES * sizeof(float));
  }
}

/// End a step with classes that are drawn
static void
draw_all(const Group* const group, const size_t t, float* const* const out)
{
  Odds odds[DIL_MAX_LANES];

  // All lanes' first, so that one's can be waited for while others are drawn
  for (size_t i = 0U; i < group->n_lanes; ++i) {
    weigh(group->lanes[i], row_of(group->logits, i), &odds[i]);
  }

  for (size_t i = 0U; i < group->n_lanes; ++i) {
    DilLane* const lane = group->lanes[i];
    const float* const logits = row_of(group->logits, i);
    const uint32_t code = draw(lane, logits, &odds[i]);
    out[i][t] = dil_lane_push(lane, code, group->weights->mulaw[code]);
    if (lane->tap) {
      dil_tap_step(lane, logits, out[i][t]);
    }
  }
}

void
VEC_RUN(const DilWeights* const weights,
        DilLane* const* const lanes,
        const size_t n_lanes,
        const size_t n_steps,
        const uint8_t* const* const classes,
        float* const* const out)
{
  const Group group = make_group(weights, lanes, n_lanes);
  const Fused* const fused = find_fused(weights, n_lanes);

  for (size_t t = 0U; t < n_steps; ++t) {
    make_logits(&group, fused);
    if (classes) {
      follow(&group, t, classes, out);
    } else {
      draw_all(&group, t, out);
    }
  }
}

#endif // DIL_MODEL_VECTOR_STEP_H
