// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "free_run.h"

#include "blends.h"
#include "denormal.h"
#include "elementary.h"
#include "envelope.h"
#include "lane.h"
#include "level_hold.h"
#include "rng.h"

#include <stdbool.h>
#include <stdint.h>

/// Notes being played
typedef struct {
  const DilFreeRunner* runner;
  const DilWeights* weights;
  const DilPerformance* performances; ///< [n]
  size_t n;
  size_t n_steps;
  float* out; ///< [n][n_steps]
} Notes;

static DilStatus
start_lanes(const Notes* const notes,
            const DilSampling* const sampling,
            DilLane** const lanes)
{
  const DilFreeRunner* const runner = notes->runner;
  for (size_t i = 0U; i < notes->n; ++i) {
    const DilPerformance* const performance = &notes->performances[i];
    float mixture[64];
    dil_tone_mixture(
      performance->tone, runner->network->shape.n_instruments, mixture);
    const DilLaneStart start = {.coefficients = runner->coefficients,
                                .rate = (float)runner->corpus->rate,
                                .rng = dil_rng_stream(1U, i),
                                .key = performance->tone->key,
                                .tuning_hz = DIL_TONE_A4_HZ,
                                .velocity = performance->velocity,
                                .mixture = mixture,
                                .sampling = *sampling};
    if (dil_lane_new(&runner->network->shape, &lanes[i])) {
      return DIL_NO_MEMORY;
    }
    dil_lane_start(lanes[i], notes->weights, &start);
  }

  return DIL_OK;
}

/// Play all notes, frame after frame; DIL_OK or DIL_CANCELLED
static DilStatus
run_lanes(const Notes* const notes, DilLane** const lanes)
{
  bool is_going_on = dil_free_run_is_wanted(notes->runner);
  const uint64_t mode = dil_denormals_off();
  for (size_t t = 0U; t < notes->n_steps && is_going_on; t += DIL_FRAME_STEPS) {
    const size_t left = notes->n_steps - t;
    float* places[DIL_MAX_LANES];
    for (size_t i = 0U; i < notes->n; ++i) {
      places[i] = notes->out + i * notes->n_steps + t;
      if (t >= notes->performances[i].n_held) {
        dil_lane_release(lanes[i]);
      }
    }

    dil_lanes_run(notes->weights,
                  lanes,
                  notes->n,
                  left < DIL_FRAME_STEPS ? left : DIL_FRAME_STEPS,
                  places);
    is_going_on = dil_free_run_is_wanted(notes->runner);
  }

  dil_denormals_restore(mode);
  return is_going_on ? DIL_OK : DIL_CANCELLED;
}

/// Hold the level of a note's waves, as who plays it does
static void
hold_level(const Notes* const notes, const size_t i, const float wave_db)
{
  const float rate = (float)notes->runner->corpus->rate;
  float* const x = notes->out + i * notes->n_steps;
  DilLevelHold hold;
  dil_level_hold_start(&hold, (float)dil_gain((double)(2.0f * wave_db)), 1.0f);
  for (size_t t = 0U; t < notes->n_steps; ++t) {
    dil_level_hold_hear(&hold, x[t]);
    x[t] *= hold.gain;
    if ((t + 1U) % DIL_FRAME_STEPS == 0U) {
      dil_level_hold_look(&hold,
                          DIL_FRAME_STEPS,
                          (float)(t + 1U) / rate,
                          (float)DIL_FRAME_STEPS / rate,
                          t < notes->performances[i].n_held);
    }
  }
}

static void
hold_levels(const Notes* const notes)
{
  const DilCorpus* const corpus = notes->runner->corpus;
  for (size_t i = 0U; i < notes->n && corpus->envelopes; ++i) {
    const uint32_t instrument = notes->performances[i].tone->instrument;
    if (!corpus->instruments[instrument].is_sustained) {
      hold_level(notes, i, corpus->envelopes[instrument].wave_db);
    }
  }
}

DilStatus
dil_free_run(const DilFreeRunner* const runner,
             const DilWeights* const weights,
             const DilPerformance* const performances,
             const size_t n_notes,
             const DilSampling* const sampling,
             const size_t n_steps,
             float* const out)
{
  const Notes notes = {runner, weights, performances, n_notes, n_steps, out};
  DilLane* lanes[DIL_MAX_LANES] = {NULL};
  DilStatus status = start_lanes(&notes, sampling, lanes);
  status = status ? status : run_lanes(&notes, lanes);
  if (!status) {
    hold_levels(&notes);
  }

  for (size_t i = 0U; i < n_notes; ++i) {
    dil_lane_free(lanes[i]);
  }
  return status;
}
