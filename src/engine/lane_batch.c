// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "lane_batch.h"

#include "denormal.h"
#include "lane_plan.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/// More than any machine that this runs on has processors
#define MAX_THREADS 64U

/// Lanes of one part that no note has
typedef struct {
  DilLane** lanes; ///< [n_lanes] of `max_lanes`
  size_t n_lanes;
  size_t max_lanes;
} Shelf;

struct DilLaneBatch {
  const DilPart* parts;
  size_t n_parts;
  pthread_mutex_t lock; ///< Guards the shelves
  Shelf shelves[DIL_MAX_PRESETS];
  DilLanePlan plan;
  float* samples; ///< [max_samples] of the latest work
  size_t max_samples;
  atomic_uint_fast64_t n_made;     ///< Steps of the current work
  atomic_uint_fast64_t n_restarts; ///< In all
  atomic_int status;               ///< DilStatus of the current work
  DilLaneBatchProgress progress;
  void* context;
};

/// A thread that makes notes of the batch
typedef struct {
  DilLaneBatch* batch;
  DilLaneShare share;
  bool is_first; ///< The calling thread, which reports
} Group;

DilStatus
dil_lane_batch_new(const DilPart* const parts,
                   const size_t n_parts,
                   const uint32_t n_threads,
                   const uint32_t n_lanes,
                   DilLaneBatch** const out)
{
  DilLaneBatch* const batch = (DilLaneBatch*)calloc(1U, sizeof(*batch));
  if (!batch) {
    return DIL_NO_MEMORY;
  }
  const uint32_t n = (n_threads < MAX_THREADS) ? n_threads : MAX_THREADS;
  const DilStatus status =
    dil_lane_plan_init(&batch->plan, n_parts, n, n_lanes);
  if (status) {
    free(batch);
    return status;
  }
  if (pthread_mutex_init(&batch->lock, NULL)) {
    dil_lane_plan_finish(&batch->plan);
    free(batch);
    return DIL_NO_MEMORY;
  }

  batch->parts = parts;
  batch->n_parts = n_parts;
  *out = batch;
  return DIL_OK;
}

void
dil_lane_batch_free(DilLaneBatch* const batch)
{
  if (batch) {
    for (size_t p = 0U; p < batch->n_parts; ++p) {
      for (size_t i = 0U; i < batch->shelves[p].n_lanes; ++i) {
        dil_lane_free(batch->shelves[p].lanes[i]);
      }
      free((void*)batch->shelves[p].lanes);
    }

    pthread_mutex_destroy(&batch->lock);
    dil_lane_plan_finish(&batch->plan);
    free(batch->samples);
    free(batch);
  }
}

/// A lane from the shelf, or a new one for which the shelf has a place
static DilLane*
take_lane(DilLaneBatch* const batch, const size_t part)
{
  Shelf* const shelf = &batch->shelves[part];
  DilLane* lane = NULL;
  pthread_mutex_lock(&batch->lock);
  if (shelf->n_lanes) {
    lane = shelf->lanes[--shelf->n_lanes];
  } else {
    // One place more than lanes on the way, so that putting back never fails
    const size_t n = shelf->max_lanes + 1U;
    DilLane** const larger =
      (DilLane**)realloc((void*)shelf->lanes, n * sizeof(DilLane*));
    shelf->lanes = larger ? larger : shelf->lanes;
    const DilShape* const shape = dil_weights_shape(batch->parts[part].weights);
    if (larger && !dil_lane_new(shape, &lane)) {
      shelf->max_lanes = n;
    }
  }
  pthread_mutex_unlock(&batch->lock);
  return lane;
}

static void
put_lane(DilLaneBatch* const batch, DilPlannedNote* const note)
{
  Shelf* const shelf = &batch->shelves[note->part];
  pthread_mutex_lock(&batch->lock);
  shelf->lanes[shelf->n_lanes++] = note->watched.lane;
  pthread_mutex_unlock(&batch->lock);
  note->watched.lane = NULL;
}

void
dil_lane_batch_collect(DilLaneBatch* const batch, DilNotes* const notes)
{
  for (DilPlannedNote* note = notes->first; note; note = note->next) {
    if (note->watched.lane) {
      put_lane(batch, note);
    }
  }
}

/// Give a note its lane if it has none yet; false if there is no memory
static bool
begin(DilLaneBatch* const batch, DilPlannedNote* const note)
{
  if (!note->watched.lane) {
    note->watched.lane = take_lane(batch, note->part);
    if (!note->watched.lane) {
      return false;
    }
    dil_watched_lane_start(
      &note->watched, &batch->parts[note->part], &note->start);
  }

  return true;
}

/// Give all notes of a share their lanes; false if there is no memory
static bool
begin_all(const Group* const group)
{
  for (size_t i = 0U; i < group->share.n_notes; ++i) {
    if (!begin(group->batch, group->share.notes[i])) {
      return false;
    }
  }

  return true;
}

/// Advance all notes of the share as far as the first of them can go, but not
/// further than told; the number of steps
static uint32_t
run_hand(Group* const group, const uint32_t n_most)
{
  DilWatchedLane* watched[DIL_MAX_LANES] = {NULL};
  float* samples[DIL_MAX_LANES] = {NULL};
  DilLaneShare* const share = &group->share;
  uint32_t n_steps = n_most;
  for (size_t i = 0U; i < share->n_notes; ++i) {
    DilPlannedNote* const note = share->notes[i];
    dil_planned_note_order(note);
    const uint32_t n = dil_planned_note_limit(note);
    n_steps = (n < n_steps) ? n : n_steps;
    watched[i] = &note->watched;
    samples[i] = note->samples + (note->n_made - note->first);
  }

  const uint32_t n_restarts =
    dil_watched_lanes_run(watched, share->n_notes, n_steps, samples);
  for (size_t i = 0U; i < share->n_notes; ++i) {
    share->notes[i]->n_made += n_steps;
  }

  share->n_made += (uint64_t)n_steps * share->n_notes;
  atomic_fetch_add_explicit(
    &group->batch->n_restarts, n_restarts, memory_order_relaxed);
  return n_steps;
}

/// Drop the notes that have all their steps
static void
drop_finished(Group* const group)
{
  DilLaneShare* const share = &group->share;
  size_t n_kept = 0U;
  for (size_t i = 0U; i < share->n_notes; ++i) {
    DilPlannedNote* const note = share->notes[i];
    if (note->n_made < note->n_planned) {
      share->notes[n_kept++] = note;
    } else if (note->is_planned) {
      put_lane(group->batch, note);
    }
  }

  share->n_finished += share->n_notes - n_kept;
  share->n_notes = n_kept;
}

/// Make some steps, or fewer if a note is finished before
static void
make_steps(Group* const group)
{
  uint32_t n_left = DIL_MAX_RUN;
  while (n_left && !group->share.n_finished) {
    n_left -= run_hand(group, n_left);
    drop_finished(group);
  }

  atomic_fetch_add_explicit(
    &group->batch->n_made, group->share.n_made, memory_order_relaxed);
}

static void
stop(DilLaneBatch* const batch, const DilStatus status)
{
  int none = DIL_OK;
  atomic_compare_exchange_strong(&batch->status, &none, (int)status);
  dil_lane_plan_end(&batch->plan);
}

static void
report(const Group* const group)
{
  DilLaneBatch* const batch = group->batch;
  if (group->is_first && batch->progress) {
    const uint64_t n_made =
      atomic_load_explicit(&batch->n_made, memory_order_relaxed);
    if (!batch->progress(batch->context, n_made)) {
      stop(batch, DIL_CANCELLED);
    }
  }
}

static void
work(Group* const group)
{
  DilLaneBatch* const batch = group->batch; // NOLINT: set by every caller
  while (dil_lane_plan_trade(&batch->plan, &group->share)) {
    if (!group->share.n_notes) {
      dil_lane_plan_wait(&batch->plan);
    } else if (begin_all(group)) {
      make_steps(group);
    } else {
      stop(batch, DIL_NO_MEMORY);
    }
    report(group);
  }
}

static void*
work_on_thread(void* const context)
{
  const uint64_t mode = dil_denormals_off();
  work((Group*)context);
  dil_denormals_restore(mode);
  return NULL;
}

/// Have room for all samples that are planned and not made
static DilStatus
make_room(DilLaneBatch* const batch, const size_t n_samples)
{
  if (n_samples > batch->max_samples) {
    // More than asked, for blocks that grew by a little would leave holes
    const size_t n = n_samples + n_samples / 4U;
    free(batch->samples);
    batch->samples = (float*)malloc(n * sizeof(*batch->samples));
    batch->max_samples = batch->samples ? n : 0U;
  }

  return (n_samples <= batch->max_samples) ? DIL_OK : DIL_NO_MEMORY;
}

/// Give each note that is to be made its place for samples
static void
place_notes(DilLaneBatch* const batch, const DilNotes* const notes)
{
  float* samples = batch->samples;
  for (DilPlannedNote* note = notes->first; note; note = note->next) {
    const size_t n_unmade = note->n_planned - note->n_made;
    if (n_unmade) {
      note->first = note->n_made;
      note->samples = samples;
      samples += n_unmade;
    }
  }
}

/// Work on all threads; where one cannot be had, the others do its share
static void
work_together(DilLaneBatch* const batch)
{
  pthread_t threads[MAX_THREADS];
  Group groups[MAX_THREADS];
  const uint32_t n_wanted = batch->plan.n_threads;
  uint32_t n_threads = 1U;
  for (uint32_t i = 0U; i < n_wanted; ++i) {
    const Group group = {.batch = batch, .is_first = i == 0U};
    groups[i] = group;
  }
  while (n_threads < n_wanted &&
         !pthread_create(
           &threads[n_threads], NULL, work_on_thread, &groups[n_threads])) {
    ++n_threads;
  }

  work_on_thread(&groups[0]);
  for (uint32_t i = 1U; i < n_threads; ++i) {
    pthread_join(threads[i], NULL);
  }
}

DilStatus
dil_lane_batch_make(DilLaneBatch* const batch,
                    DilNotes* const notes,
                    const DilLaneBatchProgress progress,
                    void* const context)
{
  DilStatus status = make_room(batch, notes->n_unmade);
  status = status ? status : dil_lane_plan_start(&batch->plan, notes);
  if (status) {
    return status;
  }

  place_notes(batch, notes);
  atomic_store(&batch->n_made, 0U);
  atomic_store(&batch->status, DIL_OK);
  batch->progress = progress;
  batch->context = context;
  work_together(batch);
  notes->n_unmade = 0U;
  return (DilStatus)atomic_load(&batch->status);
}

uint64_t
dil_lane_batch_n_restarts(const DilLaneBatch* const batch)
{
  return atomic_load(&batch->n_restarts);
}
