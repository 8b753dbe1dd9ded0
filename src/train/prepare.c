// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/prepare.h"

#include "corpus.h"
#include "held_out.h"
#include "key_name.h"
#include "lines.h"
#include "material.h"
#include "material_listen.h"
#include "message.h"
#include "note_shape.h"
#include "phase_lock.h"
#include "steady_takes.h"
#include "take.h"
#include "takes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Keys without a recording between two that have one, from which on it is said
#define WIDE_GAP 7

/// Fewest notes, and shortest held ones in seconds, that nothing is said of
#define FEW_NOTES 5U
static const double short_s = 0.5;

/// Seed that trainings have unless told
static const uint64_t usual_seed = 1U;

static int
compare_takes(const void* const left, const void* const right)
{
  const DilTake* const a = (const DilTake*)left;
  const DilTake* const b = (const DilTake*)right;
  const DilSfzRegion* const r = &a->region;
  const DilSfzRegion* const s = &b->region;
  return a->is_used != b->is_used ? (a->is_used ? -1 : 1)
         : r->key_center != s->key_center
           ? (r->key_center > s->key_center) - (r->key_center < s->key_center)
         : r->lo_velocity != s->lo_velocity
           ? (r->lo_velocity > s->lo_velocity) -
               (r->lo_velocity < s->lo_velocity)
         : r->seq_position != s->seq_position
           ? (r->seq_position > s->seq_position) -
               (r->seq_position < s->seq_position)
           : strcmp(a->name ? a->name : "", b->name ? b->name : "");
}

static DilPreparedNote
describe(const DilTake* const take, const bool is_sustained)
{
  const double rate = (double)(take->audio.rate ? take->audio.rate : 1U);
  const size_t end = is_sustained ? take->held_end : take->sound_end;
  const DilPreparedNote note = {.name = take->name,
                                .is_used = take->is_used,
                                .key = take->region.key_center,
                                .told_key = take->told_key,
                                .is_wrong = take->verdict == DIL_KEY_WRONG,
                                .pitch = take->audio.samples ? take->heard.key
                                                             : (double)NAN,
                                .lo_key = take->region.lo_key,
                                .hi_key = take->region.hi_key,
                                .lo_velocity = take->region.lo_velocity,
                                .hi_velocity = take->region.hi_velocity,
                                .take = take->region.seq_position,
                                .onset_s = take->onset_s,
                                .length_s = (double)end / rate,
                                .release_s = take->release_s,
                                .slope_db_s = take->slope_db_s,
                                .level_db = take->level_db,
                                .floor_db = take->cleaning.noise.floor_db,
                                .looped_s = take->cleaning.looped_s,
                                .clipped = take->cleaning.clipped,
                                .rate = take->cleaning.rate,
                                .n_channels = take->cleaning.n_channels,
                                .is_turned = take->cleaning.mix != DIL_MIX_MEAN,
                                .is_gated = take->cleaning.noise.is_gated};
  return note;
}

static DilStatus
judge_sustained(const DilTakes* const takes,
                const DilSustained told,
                bool* const is_sustained)
{
  double* const slopes = (double*)calloc(takes->n, sizeof(*slopes));
  size_t n = 0U;
  if (!slopes) {
    return DIL_NO_MEMORY;
  }

  for (size_t i = 0U; i < takes->n; ++i) {
    if (takes->takes[i].is_used && !isnan(takes->takes[i].slope_db_s)) {
      slopes[n++] = takes->takes[i].slope_db_s;
    }
  }
  *is_sustained = told == DIL_SUSTAINED_HEARD ? dil_is_sustained(slopes, n)
                                              : told == DIL_SUSTAINED_YES;
  free(slopes);
  return DIL_OK;
}

/// Mark the notes that a training does not learn
static DilStatus
mark_held_out(const DilTakes* const takes, DilPreparation* const p)
{
  DilSfzRegion* const regions =
    (DilSfzRegion*)calloc(takes->n, sizeof(*regions));
  bool* const is_held_out = (bool*)calloc(takes->n, sizeof(*is_held_out));
  DilStatus status = regions && is_held_out ? DIL_OK : DIL_NO_MEMORY;
  size_t n = 0U;
  for (size_t i = 0U; !status && i < takes->n; ++i) {
    if (takes->takes[i].is_used) {
      regions[n++] = takes->takes[i].region;
    }
  }

  status =
    status
      ? status
      : dil_hold_out(regions, n, DIL_HELD_OUT_SHARE, usual_seed, is_held_out);
  for (size_t i = 0U; !status && i < n; ++i) {
    p->notes[i].is_held_out = is_held_out[i]; // Those used are the first
  }

  free(is_held_out);
  free(regions);
  return status;
}

/// Say what of the whole will not work well
static DilStatus
warn_of_whole(const char* const name,
              const DilPreparation* const p,
              DilLines* const lines)
{
  DilStatus status = DIL_OK;
  size_t n_used = 0U;
  size_t n_short = 0U;
  for (size_t i = 0U; i < p->n_notes && p->notes[i].is_used; ++i) {
    n_short += p->notes[i].length_s < short_s;
    ++n_used;
  }
  for (size_t i = 1U; i < n_used && !status; ++i) {
    char below[8];
    char above[8];
    dil_key_print(p->notes[i - 1U].key, below);
    dil_key_print(p->notes[i].key, above);
    if (p->notes[i].key - p->notes[i - 1U].key > WIDE_GAP) {
      status = dil_lines_add(
        lines, "%s: has no note between %s and %s", name, below, above);
    }
  }

  if (!status && n_used < FEW_NOTES) {
    status = dil_lines_add(lines,
                           "%s: %zu note%s to learn; an instrument wants a "
                           "dozen or more",
                           name,
                           n_used,
                           n_used > 1U ? "s" : "");
  }
  if (!status && p->is_sustained && 2U * n_short > n_used) {
    status = dil_lines_add(lines,
                           "%s: most notes are shorter than %.1f s, so long "
                           "ones will be guessed",
                           name,
                           short_s);
  }

  return status;
}

/// Describe takes; from here on they belong to the preparation
static DilStatus
describe_all(const DilTrainingSource* const source,
             DilTakes* const takes,
             DilPreparation* const p)
{
  qsort(takes->takes, takes->n, sizeof(*takes->takes), compare_takes);
  p->notes = (DilPreparedNote*)calloc(takes->n, sizeof(*p->notes));
  if (!p->notes ||
      judge_sustained(takes, source->sustained, &p->is_sustained)) {
    return DIL_NO_MEMORY;
  }

  p->n_notes = takes->n;
  for (size_t i = 0U; i < takes->n; ++i) {
    p->notes[i] = describe(&takes->takes[i], p->is_sustained);
  }

  DilStatus status = mark_held_out(takes, p);
  status = status ? status : warn_of_whole(source->path, p, &takes->lines);
  p->lines = takes->lines.texts;
  p->n_lines = takes->lines.n;
  return status;
}

static DilStatus
gather(DilMaterial* const material,
       const uint32_t n_threads,
       const DilPreparationCallback callback,
       void* const user,
       DilTakes* const takes,
       DilMessage* const message)
{
  if (material->takes.n) {
    *takes = material->takes;
    memset(&material->takes, 0, sizeof(material->takes));
    return DIL_OK;
  }

  DilStatus status = dil_material_lines(material, &takes->lines)
                       ? dil_fail_memory(message)
                       : dil_material_listen(
                           material, n_threads, callback, user, takes, message);
  for (size_t i = 0U; i < takes->n; ++i) {
    takes->takes[i].region.sample = NULL; // The material's
  }
  return status;
}

/// Bring the takes to a steady pitch if that is wanted
static DilStatus
lock_all(const DilTrainingSource* const source,
         const uint32_t n_threads,
         DilTakes* const takes,
         DilPreparation* const p)
{
  p->is_locked = dil_wants_lock(source->phase_lock, p->is_sustained);
  return p->is_locked ? dil_takes_steady(takes, n_threads, &p->vibrato)
                      : DIL_OK;
}

DilStatus
dil_prepare(const DilTrainingSource* const source,
            const uint32_t n_threads,
            const DilPreparationCallback callback,
            void* const user,
            DilPreparation** const out,
            DilMessage* const message)
{
  DilMaterial material = {0};
  DilStatus status = dil_material_open(source, n_threads, &material, message);
  if (status) {
    return status;
  }

  DilPreparation* const p = (DilPreparation*)calloc(1U, sizeof(*p));
  DilTakes* const takes = (DilTakes*)calloc(1U, sizeof(*takes));
  status = p && takes
             ? gather(&material, n_threads, callback, user, takes, message)
             : dil_fail_memory(message);
  if (!status && (describe_all(source, takes, p) ||
                  lock_all(source, n_threads, takes, p))) {
    status = dil_fail_memory(message);
  }
  if (!status && !p->notes[0].is_used) {
    status = dil_fail(message,
                      DIL_BAD_FILE,
                      "%s: nothing to learn: %s",
                      source->path,
                      p->n_lines ? p->lines[0] : "no notes");
  }

  dil_material_close(&material);
  if (p) {
    p->sound = takes;
  } else {
    free(takes);
  }
  if (status) {
    dil_preparation_free(p);
  } else {
    *out = p;
  }

  return status;
}

void
dil_preparation_free(DilPreparation* const preparation)
{
  if (!preparation) {
    return;
  }

  DilTakes* const takes = (DilTakes*)preparation->sound;
  if (takes) {
    dil_takes_clear(takes);
  }
  free(takes);
  free(preparation->notes);
  free(preparation);
}
