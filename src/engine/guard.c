// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "guard.h"

#include "elementary.h"
#include "source.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define LOUD_ENERGY 0.5f  ///< Mean square; notes are trained to peak at 0.8
#define LOUD_S      0.05f ///< Time at that before it counts as runaway
#define OFFSET      0.1f  ///< Mean that counts as a constant
#define OFFSET_S    0.3f  ///< Time at that
#define MEAN_S      0.15f ///< Time constant of the mean
#define SILENCE     1e-4f ///< Peak that counts as silence
#define COLLAPSED_S 0.5f  ///< Time at that, having stopped within some ms
#define NEVER_S     1.0f  ///< Time at that, not having sounded at all
#define SOUND       1e-2f ///< Level before a silence that is no decay
#define LEVEL_S     0.005f
#define FADE_S      0.005f

static_assert(DIL_MEND_STEPS > DIL_MAX_RUN, "mending must be known in time");

void
dil_guard_start(DilGuard* const guard,
                const DilPart* const part,
                const DilLaneStart* const start)
{
  static const DilWatch fresh = {0};

  guard->part = part;
  guard->start = *start;
  guard->start.mixture = guard->mixture;
  memcpy(guard->mixture, start->mixture, part->n_instruments * sizeof(float));
  guard->watch = fresh;
  guard->age = 0U;
  guard->restart_at = UINT32_MAX;
  guard->n_restarts = 0U;
  guard->is_held = true;
  guard->is_muted = false;
  dil_lane_start(guard->lane, part->weights, &guard->start);
}

void
dil_guard_set_key(DilGuard* const guard,
                  const double key,
                  const double tuning_hz)
{
  guard->start.key = key;
  guard->start.tuning_hz = tuning_hz;
  dil_lane_set_key(guard->lane, key, tuning_hz);
}

void
dil_guard_set_sampling(DilGuard* const guard, const DilSampling* const sampling)
{
  guard->start.sampling = *sampling;
  dil_lane_set_sampling(guard->lane, sampling);
}

void
dil_guard_set_mixture(DilGuard* const guard, const float* const mixture)
{
  memcpy(guard->mixture, mixture, guard->part->n_instruments * sizeof(float));
  dil_lane_set_mixture(guard->lane, mixture);
}

void
dil_guard_release(DilGuard* const guard)
{
  guard->is_held = false;
  dil_lane_release(guard->lane);
}

uint32_t
dil_guard_limit(const DilGuard* const guard)
{
  const uint32_t n_left = guard->restart_at - guard->age;
  return n_left < DIL_MAX_RUN ? n_left : DIL_MAX_RUN;
}

static float
frames_in(const DilGuard* const guard, const float seconds)
{
  return seconds * (float)guard->part->rate / (float)DIL_FRAME_STEPS;
}

/// Share of a smoothed value that a frame leaves, for a time constant
static float
decay(const DilGuard* const guard, const float seconds)
{
  return dil_exp(-1.0f / frames_in(guard, seconds));
}

static void
end_frame(DilGuard* const guard)
{
  DilWatch* const w = &guard->watch;
  const float n = (float)DIL_FRAME_STEPS;
  const float kept = decay(guard, MEAN_S);
  w->mean = kept * w->mean + (1.0f - kept) * (w->sum / n);
  w->n_loud = (w->energy > LOUD_ENERGY * n) ? w->n_loud + 1U : 0U;
  w->n_offset = (fabsf(w->mean) > OFFSET) ? w->n_offset + 1U : 0U;
  if (w->peak >= SILENCE) {
    w->n_silent = 0U;
    w->has_sounded = true;
  } else {
    w->before = w->n_silent ? w->before : w->level;
    w->n_silent += 1U;
  }

  w->level = dil_max(w->peak, w->level * decay(guard, LEVEL_S));
  w->sum = 0.0f;
  w->energy = 0.0f;
  w->peak = 0.0f;
}

static bool
is_stuck(const DilGuard* const guard)
{
  const DilWatch* const w = &guard->watch;
  const float n_silent = (float)w->n_silent;
  const bool has_collapsed =
    w->before > SOUND && n_silent > frames_in(guard, COLLAPSED_S);
  const bool is_dead = !w->has_sounded && n_silent > frames_in(guard, NEVER_S);
  return (float)w->n_loud > frames_in(guard, LOUD_S) ||
         (float)w->n_offset > frames_in(guard, OFFSET_S) ||
         (guard->is_held && (has_collapsed || is_dead));
}

static void
mend(DilGuard* const guard)
{
  static const DilWatch fresh = {0};

  guard->restart_at = UINT32_MAX;
  guard->n_restarts += 1U;
  guard->is_muted = !guard->is_held || guard->n_restarts > DIL_MAX_RESTARTS;
  if (!guard->is_muted) {
    guard->start.rng = dil_rng_stream(guard->start.rng.key, guard->n_restarts);
    guard->watch = fresh;
    dil_lane_start(guard->lane, guard->part->weights, &guard->start);
  }
}

static float
watch_step(DilGuard* const guard, const float x)
{
  DilWatch* const w = &guard->watch;
  w->sum += x;
  w->energy += x * x;
  w->peak = dil_max(fabsf(x), w->peak);
  guard->age += 1U;
  if (guard->age % DIL_FRAME_STEPS == 0U) {
    end_frame(guard);
    if (!guard->is_muted && guard->restart_at == UINT32_MAX &&
        is_stuck(guard)) {
      guard->restart_at = guard->age + DIL_MEND_STEPS;
    }
  }

  return guard->is_muted ? 0.0f : x;
}

/// Fade over the steps just watched, as far as the restart is near
static void
fade(const DilGuard* const guard, float* const samples, const size_t n_steps)
{
  const float n_fade = FADE_S * (float)guard->part->rate;
  for (size_t i = 0U; i < n_steps; ++i) {
    const float n_left =
      (float)(guard->restart_at - guard->age) + (float)(n_steps - 1U - i);
    samples[i] *= dil_min(n_left / n_fade, 1.0f);
  }
}

bool
dil_guard_watch(DilGuard* const guard,
                float* const samples,
                const size_t n_steps)
{
  assert(n_steps <= dil_guard_limit(guard));

  for (size_t i = 0U; i < n_steps; ++i) {
    samples[i] = watch_step(guard, samples[i]);
  }
  if (guard->restart_at == UINT32_MAX) {
    return false;
  }

  fade(guard, samples, n_steps);
  if (guard->age < guard->restart_at) {
    return false;
  }

  mend(guard);
  return true;
}

uint32_t
dil_guards_run(DilGuard* const* const guards,
               const size_t n_guards,
               const size_t n_steps,
               float* const* const samples)
{
  DilLane* lanes[DIL_MAX_LANES] = {NULL};
  for (size_t i = 0U; i < n_guards; ++i) {
    lanes[i] = guards[i]->lane;
  }

  dil_lanes_run(guards[0]->part->weights, lanes, n_guards, n_steps, samples);
  uint32_t n_restarts = 0U;
  for (size_t i = 0U; i < n_guards; ++i) {
    n_restarts += dil_guard_watch(guards[i], samples[i], n_steps);
  }
  return n_restarts;
}
