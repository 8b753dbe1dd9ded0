// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "live.h"

#include "arena.h"
#include "helper_threads.h"
#include "tap.h"
#include "watched_lane.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

/// Steps of all voices together for which it pays to call for help
#define STEPS_FOR_HELP 64U

/// Voices that a thread is given at least, for they are cheaper together
#define VOICES_A_TASK 2U

/// No slot
#define NO_SLOT SIZE_MAX

struct DilLive {
  const DilPart* parts;
  size_t n_parts;
  size_t n_slots;
  DilWatchedLane* watched; ///< [n_slots], each borrowing the lane of its part
  DilLane** lanes;         ///< [n_parts][n_slots]
  float* samples;          ///< [n_slots][DIL_MAX_RUN]
  atomic_uint_fast64_t n_restarts;
  uint32_t n_threads;
  DilHelperThreads* threads; ///< Or NULL for one thread
  const size_t* slots;       ///< [n_running] of the current run
  size_t n_running;
  size_t n_steps;  ///< Of the current run
  size_t n_tasks;  ///< Of the current run
  uint64_t* notes; ///< [n_slots] number of the slot's note plus 1, 0 if free
  DilTap tap;      ///< Its ring is NULL while nobody watches
  size_t tapped;   ///< Slot whose lane has the tap, or NO_SLOT
};

/// Give the tap to the lane of a slot, or to none
static void
tap_slot(DilLive* const live, const size_t slot)
{
  if (live->tapped != NO_SLOT) {
    dil_lane_set_tap(live->watched[live->tapped].lane, NULL);
  }

  live->tapped = slot;
  if (slot != NO_SLOT) {
    live->tap.note = live->notes[slot] - 1U;
    dil_lane_set_tap(live->watched[slot].lane, &live->tap);
  }
}

/// Give the tap to the note that began last of those that sound
static void
tap_latest(DilLive* const live)
{
  size_t latest = NO_SLOT;
  for (size_t slot = 0U; slot < live->n_slots && live->tap.ring; ++slot) {
    if (live->notes[slot] &&
        (latest == NO_SLOT || live->notes[slot] > live->notes[latest])) {
      latest = slot;
    }
  }

  tap_slot(live, latest);
}

static void
start(void* const self,
      const size_t slot,
      const size_t part,
      const uint64_t note,
      const DilLaneStart* const lane_start)
{
  DilLive* const live = (DilLive*)self;
  DilWatchedLane* const watched = &live->watched[slot];
  watched->lane = live->lanes[part * live->n_slots + slot];
  dil_watched_lane_start(watched, &live->parts[part], lane_start);
  live->notes[slot] = note + 1U;
  if (live->tap.ring) {
    tap_slot(live, slot);
  }
}

static void
set_key(void* const self,
        const size_t slot,
        const double key,
        const double tuning_hz)
{
  const DilLive* const live = (const DilLive*)self;
  dil_watched_lane_set_key(&live->watched[slot], key, tuning_hz);
}

static void
set_sampling(void* const self,
             const size_t slot,
             const DilSampling* const sampling)
{
  const DilLive* const live = (const DilLive*)self;
  dil_watched_lane_set_sampling(&live->watched[slot], sampling);
}

static void
set_mixture(void* const self, const size_t slot, const float* const mixture)
{
  const DilLive* const live = (const DilLive*)self;
  dil_watched_lane_set_mixture(&live->watched[slot], mixture);
}

static void
set_stretch(void* const self, const size_t slot, const double semitones)
{
  const DilLive* const live = (const DilLive*)self;
  dil_watched_lane_set_stretch(&live->watched[slot], semitones);
}

static void
release(void* const self, const size_t slot)
{
  const DilLive* const live = (const DilLive*)self;
  dil_watched_lane_release(&live->watched[slot]);
}

static void
end(void* const self, const size_t slot)
{
  DilLive* const live = (DilLive*)self;
  live->notes[slot] = 0U;
  if (slot == live->tapped) {
    tap_latest(live);
  }
}

static uint32_t
limit(void* const self, const size_t slot)
{
  const DilLive* const live = (const DilLive*)self;
  return dil_watched_lane_limit(&live->watched[slot]);
}

/// Run at most DIL_MAX_LANES slots in lock-step
static void
run_together(DilLive* const live, const size_t* const slots, const size_t n)
{
  DilWatchedLane* watched[DIL_MAX_LANES] = {NULL};
  float* outputs[DIL_MAX_LANES] = {NULL};
  for (size_t i = 0U; i < n; ++i) {
    watched[i] = &live->watched[slots[i]];
    outputs[i] = live->samples + slots[i] * DIL_MAX_RUN;
  }

  const uint32_t n_restarts =
    dil_watched_lanes_run(watched, n, live->n_steps, outputs);
  if (n_restarts) {
    atomic_fetch_add_explicit(
      &live->n_restarts, n_restarts, memory_order_relaxed);
  }
}

/// Run a task's share of the slots: the partition depends on nothing but counts
static void
run_share(void* const context, const size_t task)
{
  DilLive* const live = (DilLive*)context;
  const size_t end = live->n_running * (task + 1U) / live->n_tasks;
  size_t first = live->n_running * task / live->n_tasks;
  while (first < end) {
    const size_t n =
      (end - first < DIL_MAX_LANES) ? end - first : DIL_MAX_LANES;
    run_together(live, live->slots + first, n);
    first += n;
  }
}

/// Tasks that the current run is divided into
static size_t
count_tasks(const DilLive* const live)
{
  const size_t n = live->n_running / VOICES_A_TASK;
  const bool is_small = live->n_running * live->n_steps < STEPS_FOR_HELP;
  if (!live->threads || is_small || n < 2U) {
    return 1U;
  }

  return n < live->n_threads ? n : live->n_threads;
}

static void
run(void* const self,
    const size_t part,
    const size_t* const slots,
    const size_t n_slots,
    const size_t n_steps,
    const float** const samples)
{
  (void)part;

  DilLive* const live = (DilLive*)self;
  live->slots = slots;
  live->n_running = n_slots;
  live->n_steps = n_steps;
  live->n_tasks = count_tasks(live);
  for (size_t i = 0U; i < n_slots; ++i) {
    samples[i] = live->samples + slots[i] * DIL_MAX_RUN;
  }
  if (live->n_tasks > 1U) {
    dil_helper_threads_run(live->threads, live->n_tasks);
  } else {
    run_share(live, 0U);
  }
}

const DilSource dil_live_source = {start,
                                   set_key,
                                   set_sampling,
                                   set_mixture,
                                   set_stretch,
                                   release,
                                   end,
                                   limit,
                                   run};

static DilStatus
make_lanes(DilLive* const live)
{
  for (size_t p = 0U; p < live->n_parts; ++p) {
    const DilShape* const shape = dil_weights_shape(live->parts[p].weights);
    for (size_t slot = 0U; slot < live->n_slots; ++slot) {
      DilLane** const lane = &live->lanes[p * live->n_slots + slot];
      if (dil_lane_new(shape, lane)) {
        return DIL_NO_MEMORY;
      }
    }
  }

  return DIL_OK;
}

DilStatus
dil_live_new(const DilPart* const parts,
             const size_t n_parts,
             const size_t n_slots,
             const uint32_t n_threads,
             const uint32_t priority,
             DilLive** const out)
{
  DilLive* const live = (DilLive*)calloc(1U, sizeof(*live));
  if (!live) {
    return DIL_NO_MEMORY;
  }

  live->parts = parts;
  live->n_parts = n_parts;
  live->n_slots = n_slots;
  live->n_threads = n_threads;
  live->tapped = NO_SLOT;
  atomic_init(&live->n_restarts, 0U);
  live->watched = (DilWatchedLane*)calloc(n_slots + 1U, sizeof(DilWatchedLane));
  live->lanes = (DilLane**)calloc(n_parts * n_slots + 1U, sizeof(DilLane*));
  live->notes = (uint64_t*)calloc(n_slots + 1U, sizeof(uint64_t));
  live->samples = (float*)dil_allocate(n_slots * DIL_MAX_RUN * sizeof(float));
  if (!live->watched || !live->lanes || !live->notes || !live->samples ||
      make_lanes(live) ||
      (n_threads > 1U &&
       dil_helper_threads_new(
         n_threads - 1U, priority, run_share, live, &live->threads))) {
    dil_live_free(live);
    return DIL_NO_MEMORY;
  }

  *out = live;
  return DIL_OK;
}

void
dil_live_free(DilLive* const live)
{
  if (live) {
    dil_helper_threads_free(live->threads);
    for (size_t i = 0U; live->lanes && i < live->n_parts * live->n_slots; ++i) {
      dil_lane_free(live->lanes[i]);
    }

    free(live->samples);
    free(live->notes);
    free((void*)live->lanes);
    free(live->watched);
    free(live);
  }
}

uint64_t
dil_live_n_restarts(const DilLive* const live)
{
  return atomic_load_explicit(&live->n_restarts, memory_order_relaxed);
}

void
dil_live_watch(DilLive* const live, DilRing* const ring)
{
  live->tap.ring = ring;
  tap_latest(live);
}
