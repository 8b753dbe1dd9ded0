// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "lane.h"

#include "arena.h"
#include "elementary.h"
#include "kernel_table.h"
#include "lane_state.h"
#include "mulaw.h"
#include "packed.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const double standard_tuning_hz = 440.0;

static size_t
padded(const uint32_t n_channels)
{
  return (n_channels + (size_t)DIL_MAX_WIDTH - 1U) / DIL_MAX_WIDTH *
         DIL_MAX_WIDTH;
}

/// Take all of a lane's memory, or count it while the arena has none
static DilLane*
carve(DilArena* const arena, const DilShape* const shape)
{
  const size_t r = padded(shape->n_residual);
  const size_t s = padded(shape->n_skip);
  const uint32_t n_layers = shape->n_layers;
  const size_t n_frames = dil_shape_receptive_field(shape) - 1U;
  const size_t n_scratch = dil_lane_n_scratch(shape, DIL_MAX_LANES, r, s);

  DilLane* const lane = (DilLane*)dil_arena_take(arena, 1U, sizeof(*lane));
  float* const mixture =
    (float*)dil_arena_take(arena, shape->n_instruments, sizeof(float));
  DilQueue* const queues =
    (DilQueue*)dil_arena_take(arena, n_layers, sizeof(DilQueue));
  float* const biases =
    (float*)dil_arena_take(arena, 2U * r * n_layers, sizeof(float));
  float* const scratch =
    (float*)dil_arena_take(arena, n_scratch, sizeof(float));
  float* const frames =
    (float*)dil_arena_take(arena, n_frames * r, sizeof(float));

  if (lane) {
    lane->shape = *shape;
    lane->mixture = mixture;
    lane->queues = queues;
    lane->biases = biases;
    lane->scratch = scratch;
    lane->queues[0].frames = frames;
  }

  return lane;
}

DilStatus
dil_lane_new(const DilShape* const shape, DilLane** const out)
{
  if (dil_shape_check(shape)) {
    return DIL_BAD_ARGUMENT;
  }

  DilArena arena = {NULL, 0U, 0U};
  carve(&arena, shape);
  arena.base = (char*)dil_allocate(arena.used);
  if (!arena.base) {
    return DIL_NO_MEMORY;
  }

  arena.capacity = arena.used;
  arena.used = 0U;
  *out = carve(&arena, shape);
  return DIL_OK;
}

void
dil_lane_free(DilLane* const lane)
{
  free(lane);
}

/// Divide the memory of the frames, which the first queue has, among the layers
static void
place_queues(DilLane* const lane, const uint32_t n_channels)
{
  float* frames = lane->queues[0].frames;
  for (uint32_t layer = 0U; layer < lane->shape.n_layers; ++layer) {
    DilQueue* const queue = &lane->queues[layer];
    queue->frames = frames;
    queue->n_channels = n_channels;
    queue->dilation = dil_shape_dilation(&lane->shape, layer);
    frames += (size_t)queue->dilation * n_channels;
  }
}

static double
period(const DilLane* const lane, const double key, const double tuning_hz)
{
  return (double)lane->condition.rate / dil_frequency(key, tuning_hz);
}

/// The key that has the same pitch at the standard tuning
static double
tuned_key(const double key, const double tuning_hz)
{
  const double ratio = tuning_hz / standard_tuning_hz;
  return key + 12.0 * (double)dil_log2((float)ratio);
}

void
dil_lane_start(DilLane* const lane,
               const DilWeights* const weights,
               const DilLaneStart* const start)
{
  assert(!memcmp(&lane->shape, &weights->shape, sizeof(lane->shape)));

  place_queues(lane, weights->r);
  lane->rng = start->rng;
  lane->age = 0U;
  lane->release_step = DIL_HELD;
  lane->code = DIL_SILENT_CLASS;
  lane->condition.rate = start->rate;
  lane->condition.velocity = start->velocity;
  lane->condition.mixture = lane->mixture;
  lane->condition.key = tuned_key(start->key, start->tuning_hz);
  dil_lane_set_mixture(lane, start->mixture);
  dil_lane_set_sampling(lane, &start->sampling);
  dil_predictor_start(&lane->predictor,
                      &start->coefficients,
                      period(lane, start->key, start->tuning_hz));
}

void
dil_lane_set_key(DilLane* const lane, const double key, const double tuning_hz)
{
  lane->condition.key = tuned_key(key, tuning_hz);
  dil_predictor_set_period(&lane->predictor, period(lane, key, tuning_hz));
}

void
dil_lane_set_sampling(DilLane* const lane, const DilSampling* const sampling)
{
  const uint32_t top_k = sampling->top_k;

  lane->sampling = *sampling;
  lane->sampling.temperature = dil_limit(sampling->temperature, 0.05f, 2.0f);
  lane->sampling.top_p = dil_limit(sampling->top_p, 0.0f, 1.0f);
  lane->sampling.top_k = (top_k < 1U)              ? 1U
                         : (top_k > DIL_N_CLASSES) ? DIL_N_CLASSES
                                                   : top_k;
  lane->inverse_temperature = 1.0f / lane->sampling.temperature;
  lane->condition.noise = dil_limit(sampling->noise, 0.0f, DIL_MAX_NOISE);
}

void
dil_lane_set_mixture(DilLane* const lane, const float* const mixture)
{
  memcpy(lane->mixture, mixture, lane->shape.n_instruments * sizeof(*mixture));
}

void
dil_lane_set_tap(DilLane* const lane, DilTap* const tap)
{
  lane->tap = tap;
}

void
dil_lane_release(DilLane* const lane)
{
  if (lane->release_step == DIL_HELD) {
    lane->release_step = lane->age;
  }
}

void
dil_lanes_run(const DilWeights* const weights,
              DilLane* const* const lanes,
              const size_t n_lanes,
              const size_t n_steps,
              float* const* const out)
{
  weights->kernel->run(weights, lanes, n_lanes, n_steps, NULL, out);
}

void
dil_lanes_follow(const DilWeights* const weights,
                 DilLane* const* const lanes,
                 const size_t n_lanes,
                 const size_t n_steps,
                 const uint8_t* const* const classes,
                 float* const* const logits)
{
  weights->kernel->run(weights, lanes, n_lanes, n_steps, classes, logits);
}
