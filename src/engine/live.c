// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "live.h"

#include "arena.h"
#include "guard.h"

#include <stdlib.h>

struct DilLive {
  const DilPart* parts;
  size_t n_parts;
  size_t n_slots;
  DilGuard* guards; ///< [n_slots], each borrowing the lane of its part
  DilLane** lanes;  ///< [n_parts][n_slots]
  float* samples;   ///< [n_slots][DIL_MAX_RUN]
  uint64_t n_restarts;
};

static void
start(void* const self,
      const size_t slot,
      const size_t part,
      const uint64_t note,
      const DilLaneStart* const lane_start)
{
  (void)note;

  DilLive* const live = (DilLive*)self;
  DilGuard* const guard = &live->guards[slot];
  guard->lane = live->lanes[part * live->n_slots + slot];
  dil_guard_start(guard, &live->parts[part], lane_start);
}

static void
set_key(void* const self,
        const size_t slot,
        const double key,
        const double tuning_hz)
{
  const DilLive* const live = (const DilLive*)self;
  dil_guard_set_key(&live->guards[slot], key, tuning_hz);
}

static void
set_sampling(void* const self,
             const size_t slot,
             const DilSampling* const sampling)
{
  const DilLive* const live = (const DilLive*)self;
  dil_guard_set_sampling(&live->guards[slot], sampling);
}

static void
set_mixture(void* const self, const size_t slot, const float* const mixture)
{
  const DilLive* const live = (const DilLive*)self;
  dil_guard_set_mixture(&live->guards[slot], mixture);
}

static void
release(void* const self, const size_t slot)
{
  const DilLive* const live = (const DilLive*)self;
  dil_guard_release(&live->guards[slot]);
}

static void
end(void* const self, const size_t slot)
{
  (void)self;
  (void)slot;
}

static uint32_t
limit(void* const self, const size_t slot)
{
  const DilLive* const live = (const DilLive*)self;
  return dil_guard_limit(&live->guards[slot]);
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
  for (size_t first = 0U; first < n_slots; first += DIL_MAX_LANES) {
    const size_t n_left = n_slots - first;
    const size_t n = (n_left < DIL_MAX_LANES) ? n_left : DIL_MAX_LANES;
    DilGuard* guards[DIL_MAX_LANES] = {NULL};
    float* outputs[DIL_MAX_LANES] = {NULL};
    for (size_t i = 0U; i < n; ++i) {
      const size_t slot = slots[first + i];
      guards[i] = &live->guards[slot];
      outputs[i] = live->samples + slot * DIL_MAX_RUN;
      samples[first + i] = outputs[i];
    }

    live->n_restarts += dil_guards_run(guards, n, n_steps, outputs);
  }
}

const DilSource dil_live_source =
  {start, set_key, set_sampling, set_mixture, release, end, limit, run};

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
             DilLive** const out)
{
  DilLive* const live = (DilLive*)calloc(1U, sizeof(*live));
  if (!live) {
    return DIL_NO_MEMORY;
  }

  live->parts = parts;
  live->n_parts = n_parts;
  live->n_slots = n_slots;
  live->guards = (DilGuard*)calloc(n_slots + 1U, sizeof(DilGuard));
  live->lanes = (DilLane**)calloc(n_parts * n_slots + 1U, sizeof(DilLane*));
  live->samples = (float*)dil_allocate(n_slots * DIL_MAX_RUN * sizeof(float));
  if (!live->guards || !live->lanes || !live->samples || make_lanes(live)) {
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
    for (size_t i = 0U; live->lanes && i < live->n_parts * live->n_slots; ++i) {
      dil_lane_free(live->lanes[i]);
    }

    free(live->samples);
    free((void*)live->lanes);
    free(live->guards);
    free(live);
  }
}

uint64_t
dil_live_n_restarts(const DilLive* const live)
{
  return live->n_restarts;
}
