// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "held_out.h"

#include "material.h"
#include "rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Stream of the seed from which chance is drawn
enum { HELD_OUT_STREAM = 1 };

/// A recording in the order of keys
typedef struct {
  int key;
  int velocity;
  size_t index;
} Place;

static int
compare_places(const void* const left, const void* const right)
{
  const Place* const a = (const Place*)left;
  const Place* const b = (const Place*)right;
  return a->key != b->key ? (a->key > b->key ? 1 : -1)
         : a->velocity != b->velocity
           ? (a->velocity > b->velocity ? 1 : -1)
           : (a->index > b->index) - (a->index < b->index);
}

static size_t
count_held_out(const size_t n, const double share)
{
  const size_t wanted = (size_t)ceil(share * (double)n - 1e-9);
  const size_t least =
    wanted > DIL_LEAST_HELD_OUT ? wanted : DIL_LEAST_HELD_OUT;
  const size_t most = n / 3U ? n / 3U : n / 2U;
  return share > 0.0 ? (least < most ? least : most) : 0U;
}

/// Velocities below this one that recordings begin at, of all
static size_t
rank_of(const Place* const places, const size_t n, const int velocity)
{
  bool is_known[129] = {false};
  size_t rank = 0U;
  for (size_t i = 0U; i < n; ++i) {
    is_known[places[i].velocity] = true;
  }
  for (int v = 0; v < velocity; ++v) {
    rank += is_known[v];
  }

  return rank;
}

/// The recording of a stratum: of the dynamic whose turn it is, if it has one
static size_t
choose(const Place* const places,
       const size_t n,
       const size_t begin,
       const size_t end,
       const size_t turn,
       const double chance)
{
  const size_t n_layers = rank_of(places, n, 128);
  size_t n_fit = 0U;
  for (size_t i = begin; i < end; ++i) {
    n_fit += rank_of(places, n, places[i].velocity) == turn % n_layers;
  }
  if (!n_fit) {
    return begin + (size_t)(chance * (double)(end - begin));
  }

  size_t left = (size_t)(chance * (double)n_fit);
  size_t at = begin;
  while (rank_of(places, n, places[at].velocity) != turn % n_layers ||
         left-- > 0U) {
    ++at;
  }
  return at;
}

DilStatus
dil_hold_out(const DilSfzRegion* const regions,
             const size_t n,
             const double share,
             const uint64_t seed,
             bool* const is_held_out)
{
  const DilRng rng = dil_rng_stream(seed, HELD_OUT_STREAM);
  const size_t n_held_out = count_held_out(n, share);
  Place* const places = (Place*)calloc(n + 1U, sizeof(*places));
  if (!places) {
    return DIL_NO_MEMORY;
  }

  for (size_t i = 0U; i < n; ++i) {
    const Place place = {regions[i].key_center, regions[i].lo_velocity, i};
    places[i] = place;
    is_held_out[i] = false;
  }

  qsort(places, n, sizeof(*places), compare_places);
  for (size_t i = 0U; i < n_held_out; ++i) {
    const size_t begin = i * n / n_held_out;
    const size_t end = (i + 1U) * n / n_held_out;
    const double chance = (double)dil_rng_uniform(rng, i);
    is_held_out[places[choose(places, n, begin, end, i, chance)].index] = true;
  }

  free(places);
  return DIL_OK;
}

/// Whether a recording has the dynamic that is the middle of another's
static bool
plays_as(const DilSfzRegion* const region, const DilSfzRegion* const other)
{
  const int velocity = (other->lo_velocity + other->hi_velocity) / 2;
  return velocity >= region->lo_velocity && velocity <= region->hi_velocity;
}

/// The recording to be trained on that is nearest to a key of a held-out one,
/// or the index n; if one plays it already, that one
static size_t
find_nearest(const DilSfzRegion* const regions,
             const size_t n,
             const bool* const is_held_out,
             const DilSfzRegion* const held_out,
             const int key)
{
  size_t nearest = n;
  int distance = DIL_MAX_SHIFT + 1;
  for (size_t i = 0U; i < n; ++i) {
    const DilSfzRegion* const r = &regions[i];
    if (is_held_out[i] || !plays_as(r, held_out)) {
      continue;
    }
    if (key >= r->lo_key && key <= r->hi_key) {
      return i;
    }
    if (abs(r->key_center - key) < distance) {
      distance = abs(r->key_center - key);
      nearest = i;
    }
  }

  return nearest;
}

void
dil_cover_held_out(DilSfzRegion* const regions,
                   const size_t n,
                   const bool* const is_held_out)
{
  for (size_t i = 0U; i < n; ++i) {
    const int last = is_held_out[i] ? regions[i].hi_key : -1;
    for (int key = regions[i].lo_key; key <= last; ++key) {
      const size_t nearest =
        find_nearest(regions, n, is_held_out, &regions[i], key);
      if (nearest < n) {
        DilSfzRegion* const r = &regions[nearest];
        r->lo_key = key < r->lo_key ? key : r->lo_key;
        r->hi_key = key > r->hi_key ? key : r->hi_key;
      }
    }
  }
}
