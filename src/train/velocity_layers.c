// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "velocity_layers.h"

#include "sort.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/// Velocity of the loudest layer that is heard
static const double loudest_velocity = 112.0;

/// Layers are at least this far apart, in dB, and leave this share of variance
static const double apart_db = 5.0;
static const double least_gain = 0.25;

/// Levels of notes, freed of how they go with the key, as layers
typedef struct {
  const DilDynamic* notes;
  size_t n;
  double* levels; ///< [n]
  double* sorted; ///< [n]
  size_t n_layers;
  double middles[DIL_MAX_HEARD_LAYERS]; ///< Ascending
  double variance;                      ///< About the middles
} Parting;

static void
level_keys(const Parting* const p)
{
  double key = 0.0;
  double level = 0.0;
  double moment = 0.0;
  double inertia = 1e-9;
  for (size_t i = 0U; i < p->n; ++i) {
    key += (double)p->notes[i].key / (double)p->n;
    level += p->notes[i].level_db / (double)p->n;
  }
  for (size_t i = 0U; i < p->n; ++i) {
    const double x = (double)p->notes[i].key - key;
    moment += x * (p->notes[i].level_db - level);
    inertia += x * x;
  }
  for (size_t i = 0U; i < p->n; ++i) {
    const double x = (double)p->notes[i].key - key;
    p->levels[i] = p->notes[i].level_db - x * moment / inertia;
  }
}

static size_t
nearest_middle(const Parting* const p, const double level)
{
  size_t nearest = 0U;
  for (size_t k = 1U; k < p->n_layers; ++k) {
    if (fabs(level - p->middles[k]) < fabs(level - p->middles[nearest])) {
      nearest = k;
    }
  }

  return nearest;
}

/// Part the levels by k means, begun with even shares (Lloyd, "Least Squares
/// Quantization in PCM", IEEE Trans. Information Theory 28, 1982)
static void
part(Parting* const p, const size_t n_layers)
{
  p->n_layers = n_layers;
  for (size_t k = 0U; k < n_layers; ++k) {
    p->middles[k] = p->sorted[(2U * k + 1U) * p->n / (2U * n_layers)];
  }

  for (int round = 0; round < 50; ++round) {
    double sums[DIL_MAX_HEARD_LAYERS] = {0.0};
    size_t counts[DIL_MAX_HEARD_LAYERS] = {0U};
    p->variance = 1e-6;
    for (size_t i = 0U; i < p->n; ++i) {
      const size_t k = nearest_middle(p, p->sorted[i]);
      const double away = p->sorted[i] - p->middles[k];
      p->variance += away * away / (double)p->n;
      sums[k] += p->sorted[i];
      ++counts[k];
    }
    for (size_t k = 0U; k < n_layers; ++k) {
      p->middles[k] = counts[k] ? sums[k] / (double)counts[k] : p->middles[k];
    }
  }
}

/// Whether layers are far apart and some key has two of them
static bool
is_good(const Parting* const p)
{
  for (size_t k = 1U; k < p->n_layers; ++k) {
    if (p->middles[k] - p->middles[k - 1U] < apart_db) {
      return false;
    }
  }

  for (size_t i = 0U; i < p->n; ++i) {
    for (size_t k = i + 1U; k < p->n; ++k) {
      if (p->notes[i].key == p->notes[k].key &&
          nearest_middle(p, p->levels[i]) != nearest_middle(p, p->levels[k])) {
        return true;
      }
    }
  }

  return p->n_layers == 1U;
}

static void
find_parting(Parting* const p)
{
  level_keys(p);
  memcpy(p->sorted, p->levels, p->n * sizeof(*p->sorted));
  dil_sort(p->sorted, p->n);
  part(p, 1U);
  Parting best = *p;
  for (size_t k = 2U; k <= DIL_MAX_HEARD_LAYERS && k <= p->n; ++k) {
    part(p, k);
    if (is_good(p) && p->variance < least_gain * best.variance) {
      best = *p;
    }
  }
  *p = best;
}

static DilStatus
hear_velocities(DilDynamic* const notes, const size_t n, int* const velocities)
{
  Parting p = {.notes = notes, .n = n};
  p.levels = (double*)calloc(2U * n, sizeof(*p.levels));
  if (!p.levels) {
    return DIL_NO_MEMORY;
  }

  p.sorted = p.levels + n;
  find_parting(&p);
  for (size_t i = 0U; i < n; ++i) {
    const size_t k = nearest_middle(&p, p.levels[i]);
    const double away = p.middles[k] - p.middles[p.n_layers - 1U];
    const double velocity = loudest_velocity * pow(10.0, away / 40.0);
    velocities[i] = (int)fmax(velocity + 0.5, (double)k + 1.0);
  }

  free(p.levels);
  return DIL_OK;
}

/// The velocities that a layer is for: as far as half way to its neighbours
static void
take_ranges(DilDynamic* const notes,
            const size_t n,
            const int* const velocities)
{
  for (size_t i = 0U; i < n; ++i) {
    int below = -1;
    int above = 128;
    for (size_t k = 0U; k < n; ++k) {
      const int v = velocities[k];
      below = v < velocities[i] && v > below ? v : below;
      above = v > velocities[i] && v < above ? v : above;
    }
    notes[i].lo_velocity = below < 0 ? 1 : (below + velocities[i]) / 2 + 1;
    notes[i].hi_velocity = above > 127 ? 127 : (velocities[i] + above) / 2;
  }
}

static void
count_takes(DilDynamic* const notes, const size_t n)
{
  for (size_t i = 0U; i < n; ++i) {
    notes[i].take = 0U;
    notes[i].n_takes = 0U;
    for (size_t k = 0U; k < n; ++k) {
      if (notes[k].key == notes[i].key &&
          notes[k].lo_velocity == notes[i].lo_velocity) {
        notes[i].take += k < i;
        ++notes[i].n_takes;
      }
    }
  }
}

DilStatus
dil_velocity_layers(DilDynamic* const notes, const size_t n)
{
  bool is_named = true;
  int* const velocities = (int*)calloc(n + 1U, sizeof(*velocities));
  if (!velocities) {
    return DIL_NO_MEMORY;
  }

  for (size_t i = 0U; i < n; ++i) {
    is_named = is_named && notes[i].velocity > 0;
    velocities[i] = notes[i].velocity;
  }

  const DilStatus status =
    is_named ? DIL_OK : hear_velocities(notes, n, velocities);
  if (!status) {
    take_ranges(notes, n, velocities);
    count_takes(notes, n);
  }

  free(velocities);
  return status;
}
