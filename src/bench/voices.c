// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "voices.h"

#include "kernel.h"
#include "lane.h"
#include "mulaw.h"
#include "preset_data.h"
#include "rng.h"
#include "sample_preset.h"
#include "series.h"
#include "sort.h"
#include "stopwatch.h"
#include "weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Steps of one call: what an engine asks for at once
#define N_STEPS 64U

/// Steps whose logits fit into the first cache
#define N_TOLD 8U

struct DilVoices {
  DilWeights* weights;
  DilLane* lanes[DIL_MAX_LANES];
  float samples[DIL_MAX_LANES][N_STEPS];
};

static void
start_lane(const DilPreset* const preset,
           const DilWeights* const weights,
           const uint32_t index,
           DilLane* const lane)
{
  const DilInstrument* const instrument = &preset->instruments[0];
  const double span = (double)(instrument->hi_key - instrument->lo_key);
  float mixture[64] = {1.0f};
  const DilLaneStart start = {.coefficients = preset->settings.coefficients,
                              .rate = preset->settings.rate,
                              .rng = dil_rng_stream(1U, index),
                              .key = (double)instrument->lo_key +
                                     span * (double)index / 16.0,
                              .tuning_hz = 440.0,
                              .velocity = 90.0f,
                              .mixture = mixture,
                              .sampling = preset->settings.sampling};

  dil_lane_start(lane, weights, &start);
}

/// Pack a network, with units that it may lack
static DilStatus
pack(const DilNetwork* const network,
     const char* const kernel,
     const DilWeightFormat format,
     DilWeights** const out)
{
  DilNetwork* copy = NULL;
  DilStatus status = dil_weights_round(network, DIL_WEIGHTS_F32, &copy);
  if (status) {
    return status;
  }

  for (uint32_t l = 0U;
       !dil_network_has_units(network) && l < network->shape.n_layers;
       ++l) {
    copy->units.input[l] = 0.05f;
    copy->units.gate[l] = 0.016f;
  }

  status = dil_weights_new(copy, format, dil_kernel_pick(kernel), out);
  dil_network_free(copy);
  return status;
}

DilStatus
dil_voices_new(const DilPreset* const preset,
               const char* const kernel,
               const uint32_t format,
               DilVoices** const out)
{
  DilVoices* const voices = (DilVoices*)calloc(1U, sizeof(*voices));
  DilStatus status =
    voices
      ? pack(preset->network, kernel, (DilWeightFormat)format, &voices->weights)
      : DIL_NO_MEMORY;
  for (uint32_t i = 0U; !status && i < DIL_MAX_LANES; ++i) {
    status = dil_lane_new(&preset->network->shape, &voices->lanes[i]);
    if (!status) {
      start_lane(preset, voices->weights, i, voices->lanes[i]);
    }
  }

  if (status) {
    dil_voices_free(voices);
  } else {
    *out = voices;
  }
  return status;
}

void
dil_voices_free(DilVoices* const voices)
{
  if (voices) {
    for (size_t i = 0U; i < DIL_MAX_LANES; ++i) {
      dil_lane_free(voices->lanes[i]);
    }
    dil_weights_free(voices->weights);
    free(voices);
  }
}

void
dil_voices_run(DilVoices* const voices, const size_t n, const size_t n_frames)
{
  float* out[DIL_MAX_LANES];
  for (size_t i = 0U; i < DIL_MAX_LANES; ++i) {
    out[i] = voices->samples[i];
  }

  for (size_t i = 0U; i < n_frames; ++i) {
    dil_lanes_run(voices->weights, voices->lanes, n, N_STEPS, out);
  }
}

double
dil_voices_speed(DilVoices* const voices, const size_t n, const double time_s)
{
  dil_voices_run(voices, n, 1U);

  const double start = dil_thread_s();
  double elapsed = 0.0;
  double n_made = 0.0;
  do {
    dil_voices_run(voices, n, 1U);
    n_made += (double)n * (double)N_STEPS;
    elapsed = dil_thread_s() - start;
  } while (elapsed < time_s);

  return n_made / elapsed;
}

/// What dil_voices_draw_time() compares, in the order in which it takes turns
enum { DRAWING, TOLD, COPYING, N_WAYS };

/// Buffers of dil_voices_draw_time()
typedef struct {
  uint8_t classes[N_TOLD];
  float logits[N_TOLD][DIL_N_CLASSES];
  float copy[N_TOLD][DIL_N_CLASSES];
} Told;

/// N_TOLD steps of the first voice, or so many copies
static void
make_steps(DilVoices* const voices, const int way, Told* const told)
{
  const uint8_t* const classes[] = {told->classes};
  float* const samples[] = {voices->samples[0]};
  float* const logits[] = {told->logits[0]};
  if (way == DRAWING) {
    dil_lanes_run(voices->weights, voices->lanes, 1U, N_TOLD, samples);
  } else if (way == TOLD) {
    dil_lanes_follow(
      voices->weights, voices->lanes, 1U, N_TOLD, classes, logits);
  } else {
    for (size_t i = 0U; i < N_TOLD; ++i) {
      memcpy(told->copy[i], told->logits[i], sizeof(told->copy[i]));
      __asm__ volatile("" : : "r"(told->copy[i]) : "memory");
    }
  }
}

/// Seconds of a step
static double
time_steps(DilVoices* const voices,
           const int way,
           const size_t n_calls,
           Told* const told)
{
  const double start = dil_thread_s();
  for (size_t i = 0U; i < n_calls; ++i) {
    make_steps(voices, way, told);
  }

  return (dil_thread_s() - start) / (double)(n_calls * N_TOLD);
}

/// Median of what drawing costs, over short turns
static double
compare_ways(DilVoices* const voices, const double time_s)
{
  static const size_t n_calls = 128U;

  double costs[DIL_MAX_ROUNDS];
  Told told = {.classes = {DIL_SILENT_CLASS}};
  const double start = dil_thread_s();
  uint32_t n = 0U;
  do {
    double times[N_WAYS];
    for (int way = 0; way < N_WAYS; ++way) {
      times[way] = time_steps(voices, way, n_calls, &told);
    }
    costs[n++] = times[DRAWING] - times[TOLD] + times[COPYING];
  } while (n < DIL_MAX_ROUNDS && dil_thread_s() - start < time_s);

  dil_sort(costs, n);

  // Where little was timed, drawing may seem to have taken less than nothing
  return fmax(costs[n / 2U], 0.0);
}

DilStatus
dil_voices_draw_time(const char* const kernel,
                     const double time_s,
                     double* const draw_s)
{
  static const DilNetworkSize size = {8U, 16U, 1U, 1U, 1U, 0U};

  DilPreset* preset = NULL;
  DilVoices* voices = NULL;
  DilStatus status = dil_sample_preset_new(&size, 1U, &preset);
  status = status ? status : dil_voices_new(preset, kernel, 0U, &voices);
  if (!status) {
    *draw_s = compare_ways(voices, time_s);
  }

  dil_voices_free(voices);
  dil_preset_free(preset);
  return status;
}
