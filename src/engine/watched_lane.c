// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "watched_lane.h"

#include "elementary.h"
#include "source.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define LOUD_ENERGY  0.5f  ///< Mean square; notes are trained to peak at 0.8
#define LOUD_S       0.05f ///< Time at that before it counts as runaway
#define OFFSET       0.1f  ///< Mean that counts as a constant
#define OFFSET_SHARE 0.95f ///< ... if it is more than this of the power
#define OFFSET_S     0.3f  ///< Time at that
#define MEAN_S       0.15f ///< Time constant of the mean
#define SILENCE      1e-4f ///< Peak that counts as silence
#define COLLAPSED_S  0.5f  ///< Time at that, having stopped within some ms
#define NEVER_S      1.0f  ///< Time at that, not having sounded at all
#define SOUND        1e-2f ///< Level before a silence that is no decay
#define LEVEL_S      0.005f
#define FADE_S       0.005f
#define LASTING_S    5.0f ///< Time that a restart was not in vain
#define MAX_ROUND    64U  ///< Steps that stretched lanes make in one go

static_assert(DIL_MEND_STEPS > DIL_MAX_RUN, "mending must be known in time");

void
dil_watched_lane_start(DilWatchedLane* const watched,
                       const DilPart* const part,
                       const DilLaneStart* const start)
{
  static const DilWatch fresh = {0};

  watched->part = part;
  watched->start = *start;
  watched->start.mixture = watched->mixture;
  memcpy(watched->mixture, start->mixture, part->n_instruments * sizeof(float));
  watched->watch = fresh;
  watched->age = 0U;
  watched->restart_at = UINT32_MAX;
  watched->begun_at = 0U;
  watched->n_restarts = 0U;
  watched->n_failures = 0U;
  watched->is_held = true;
  watched->is_muted = false;
  dil_stretch_start(&watched->stretch);
  dil_lane_start(watched->lane, part->weights, &watched->start);
}

void
dil_watched_lane_set_key(DilWatchedLane* const watched,
                         const double key,
                         const double tuning_hz)
{
  watched->start.key = key;
  watched->start.tuning_hz = tuning_hz;
  dil_lane_set_key(watched->lane, key, tuning_hz);
}

void
dil_watched_lane_set_sampling(DilWatchedLane* const watched,
                              const DilSampling* const sampling)
{
  watched->start.sampling = *sampling;
  dil_lane_set_sampling(watched->lane, sampling);
}

void
dil_watched_lane_set_mixture(DilWatchedLane* const watched,
                             const float* const mixture)
{
  memcpy(
    watched->mixture, mixture, watched->part->n_instruments * sizeof(float));
  dil_lane_set_mixture(watched->lane, mixture);
}

void
dil_watched_lane_set_stretch(DilWatchedLane* const watched,
                             const double semitones)
{
  dil_stretch_set(&watched->stretch, semitones);
}

void
dil_watched_lane_release(DilWatchedLane* const watched)
{
  watched->is_held = false;
  dil_lane_release(watched->lane);
}

/// Steps of its own that the lane may make, at least 1
static uint32_t
lane_limit(const DilWatchedLane* const watched)
{
  const uint32_t n_left = watched->restart_at - watched->age;
  return n_left < DIL_MAX_RUN ? n_left : DIL_MAX_RUN;
}

uint32_t
dil_watched_lane_limit(const DilWatchedLane* const watched)
{
  // A stretched lane's steps are not those of its run, which heeds its limit
  return watched->stretch.is_on ? DIL_MAX_RUN : lane_limit(watched);
}

static float
frames_in(const DilWatchedLane* const watched, const float seconds)
{
  return seconds * (float)watched->part->rate / (float)DIL_FRAME_STEPS;
}

/// Share of a smoothed value that a frame leaves, for a time constant
static float
decay(const DilWatchedLane* const watched, const float seconds)
{
  return dil_exp(-1.0f / frames_in(watched, seconds));
}

static void
end_frame(DilWatchedLane* const watched)
{
  DilWatch* const w = &watched->watch;
  const float n = (float)DIL_FRAME_STEPS;
  const float kept = decay(watched, MEAN_S);
  w->mean = kept * w->mean + (1.0f - kept) * (w->sum / n);
  w->n_loud = (w->energy > LOUD_ENERGY * n) ? w->n_loud + 1U : 0U;
  w->power = kept * w->power + (1.0f - kept) * (w->energy / n);
  const bool is_constant =
    fabsf(w->mean) > OFFSET && w->mean * w->mean > OFFSET_SHARE * w->power;
  w->n_offset = is_constant ? w->n_offset + 1U : 0U;
  if (w->peak >= SILENCE) {
    w->n_silent = 0U;
    w->has_sounded = true;
  } else {
    w->before = w->n_silent ? w->before : w->level;
    w->n_silent += 1U;
  }

  w->level = dil_max(w->peak, w->level * decay(watched, LEVEL_S));
  w->sum = 0.0f;
  w->energy = 0.0f;
  w->peak = 0.0f;
}

/// Whether any of the instruments that sound keeps its level: of one that dies
/// away, silence is the end, and it must not be struck again
static bool
keeps_level(const DilWatchedLane* const watched)
{
  bool result = false;
  for (uint32_t i = 0U; i < watched->part->n_instruments; ++i) {
    const DilInstrument* const info =
      dil_preset_instrument(watched->part->preset, i);
    result = result || (info->is_sustained && watched->mixture[i] > 0.0f);
  }

  return result;
}

static bool
is_stuck(const DilWatchedLane* const watched)
{
  const DilWatch* const w = &watched->watch;
  const float n_silent = (float)w->n_silent;
  const bool has_collapsed =
    w->before > SOUND && n_silent > frames_in(watched, COLLAPSED_S);
  const bool is_dead =
    !w->has_sounded && n_silent > frames_in(watched, NEVER_S);
  return (float)w->n_loud > frames_in(watched, LOUD_S) ||
         (float)w->n_offset > frames_in(watched, OFFSET_S) ||
         (watched->is_held &&
          (is_dead || (has_collapsed && keeps_level(watched))));
}

static void
mend(DilWatchedLane* const watched)
{
  static const DilWatch fresh = {0};

  const float lasted =
    (float)(watched->age - watched->begun_at) / (float)watched->part->rate;
  watched->restart_at = UINT32_MAX;
  watched->begun_at = watched->age;
  watched->n_restarts += 1U;
  watched->n_failures = lasted > LASTING_S ? 1U : watched->n_failures + 1U;
  watched->is_muted =
    !watched->is_held || watched->n_failures > DIL_MAX_RESTARTS;
  if (!watched->is_muted) {
    watched->start.rng =
      dil_rng_stream(watched->start.rng.key, watched->n_restarts);
    watched->watch = fresh;
    dil_lane_start(watched->lane, watched->part->weights, &watched->start);
  }
}

static float
watch_step(DilWatchedLane* const watched, const float x)
{
  DilWatch* const w = &watched->watch;
  w->sum += x;
  w->energy += x * x;
  w->peak = dil_max(fabsf(x), w->peak);
  watched->age += 1U;
  if (watched->age % DIL_FRAME_STEPS == 0U) {
    end_frame(watched);
    if (!watched->is_muted && watched->restart_at == UINT32_MAX &&
        is_stuck(watched)) {
      watched->restart_at = watched->age + DIL_MEND_STEPS;
    }
  }

  return watched->is_muted ? 0.0f : x;
}

/// Fade over the steps just watched, as far as the restart is near
static void
fade(const DilWatchedLane* const watched,
     float* const samples,
     const size_t n_steps)
{
  const float n_fade = FADE_S * (float)watched->part->rate;
  for (size_t i = 0U; i < n_steps; ++i) {
    const float n_left =
      (float)(watched->restart_at - watched->age) + (float)(n_steps - 1U - i);
    samples[i] *= dil_min(n_left / n_fade, 1.0f);
  }
}

bool
dil_watched_lane_watch(DilWatchedLane* const watched,
                       float* const samples,
                       const size_t n_steps)
{
  assert(n_steps <= lane_limit(watched));

  for (size_t i = 0U; i < n_steps; ++i) {
    samples[i] = watch_step(watched, samples[i]);
  }
  if (watched->restart_at == UINT32_MAX) {
    return false;
  }

  fade(watched, samples, n_steps);
  if (watched->age < watched->restart_at) {
    return false;
  }

  mend(watched);
  return true;
}

/// Run lanes, watch them, and keep what they have made for stretching
static uint32_t
run_together(DilWatchedLane* const* const watched,
             const size_t n_guards,
             const size_t n_steps,
             float* const* const samples)
{
  DilLane* lanes[DIL_MAX_LANES] = {NULL};
  for (size_t i = 0U; i < n_guards; ++i) {
    lanes[i] = watched[i]->lane;
  }

  dil_lanes_run(watched[0]->part->weights, lanes, n_guards, n_steps, samples);
  uint32_t n_restarts = 0U;
  for (size_t i = 0U; i < n_guards; ++i) {
    n_restarts += dil_watched_lane_watch(watched[i], samples[i], n_steps);
    dil_stretch_hear(&watched[i]->stretch, samples[i], n_steps);
  }
  return n_restarts;
}

/// Lanes of which each must make some steps of its own
typedef struct {
  DilWatchedLane* const* watched; ///< [n_guards]
  float* outputs[DIL_MAX_LANES];  ///< Of those that are not stretched
  size_t n_left[DIL_MAX_LANES];   ///< Steps to make
} Errand;

/// Advance all lanes that have steps left as far as the first of them can go;
/// false once none has
static bool
run_round(Errand* const errand, const size_t n_guards, uint32_t* const n_mended)
{
  float scratch[DIL_MAX_LANES][MAX_ROUND];
  DilWatchedLane* watched[DIL_MAX_LANES] = {NULL};
  float* samples[DIL_MAX_LANES] = {NULL};
  size_t picked[DIL_MAX_LANES] = {0U};
  size_t n_picked = 0U;
  size_t n = MAX_ROUND;
  for (size_t i = 0U; i < n_guards; ++i) {
    if (errand->n_left[i]) {
      DilWatchedLane* const lane = errand->watched[i];
      const size_t n_limit = lane_limit(lane);
      n = (errand->n_left[i] < n) ? errand->n_left[i] : n;
      n = (n_limit < n) ? n_limit : n;
      watched[n_picked] = lane;
      samples[n_picked] =
        lane->stretch.is_on ? scratch[n_picked] : errand->outputs[i];
      picked[n_picked++] = i;
    }
  }
  if (!n_picked) {
    return false;
  }

  *n_mended += run_together(watched, n_picked, n, samples);
  for (size_t k = 0U; k < n_picked; ++k) {
    errand->n_left[picked[k]] -= n;
    errand->outputs[picked[k]] += watched[k]->stretch.is_on ? 0U : n;
  }
  return true;
}

/// Run a few steps of lanes of which some are stretched
static uint32_t
run_piece(DilWatchedLane* const* const watched,
          const size_t n_guards,
          const size_t first,
          const size_t n_steps,
          float* const* const samples)
{
  Errand errand = {.watched = watched};
  uint32_t n_restarts = 0U;
  for (size_t i = 0U; i < n_guards; ++i) {
    const DilStretch* const stretch = &watched[i]->stretch;
    errand.outputs[i] = samples[i] + first;
    errand.n_left[i] =
      stretch->is_on ? dil_stretch_needs(stretch, n_steps) : n_steps;
  }

  while (run_round(&errand, n_guards, &n_restarts)) {
  }
  for (size_t i = 0U; i < n_guards; ++i) {
    if (watched[i]->stretch.is_on) {
      dil_stretch_take(&watched[i]->stretch,
                       watched[i]->part->stretch_table,
                       samples[i] + first,
                       n_steps);
    }
  }
  return n_restarts;
}

uint32_t
dil_watched_lanes_run(DilWatchedLane* const* const watched,
                      const size_t n_guards,
                      const size_t n_steps,
                      float* const* const samples)
{
  bool is_stretched = false;
  for (size_t i = 0U; i < n_guards; ++i) {
    is_stretched = is_stretched || watched[i]->stretch.is_on;
  }
  if (!is_stretched) {
    return run_together(watched, n_guards, n_steps, samples);
  }

  uint32_t n_restarts = 0U;
  for (size_t first = 0U; first < n_steps; first += DIL_MAX_TAKEN) {
    const size_t n_left = n_steps - first;
    const size_t n = (n_left < DIL_MAX_TAKEN) ? n_left : DIL_MAX_TAKEN;
    n_restarts += run_piece(watched, n_guards, first, n, samples);
  }
  return n_restarts;
}
