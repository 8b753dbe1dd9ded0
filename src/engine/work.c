// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "work.h"

#include "deal.h"
#include "denormal.h"

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

struct DilCrew {
  const DilPart* parts;
  size_t n_parts;
  pthread_mutex_t lock; ///< Guards the shelves
  Shelf shelves[DIL_MAX_PRESETS];
  DilDeal deal;
  float* samples; ///< [max_samples] of the latest work
  size_t max_samples;
  atomic_uint_fast64_t n_made;     ///< Steps of the current work
  atomic_uint_fast64_t n_restarts; ///< In all
  atomic_int status;               ///< DilStatus of the current work
  DilWorkProgress progress;
  void* context;
};

/// A thread of the crew
typedef struct {
  DilCrew* crew;
  DilHand hand;
  bool is_first; ///< The calling thread, which reports
} Group;

DilStatus
dil_crew_new(const DilPart* const parts,
             const size_t n_parts,
             const uint32_t n_threads,
             const uint32_t n_lanes,
             DilCrew** const out)
{
  DilCrew* const crew = (DilCrew*)calloc(1U, sizeof(*crew));
  if (!crew) {
    return DIL_NO_MEMORY;
  }
  const uint32_t n = (n_threads < MAX_THREADS) ? n_threads : MAX_THREADS;
  const DilStatus status = dil_deal_init(&crew->deal, n_parts, n, n_lanes);
  if (status) {
    free(crew);
    return status;
  }
  if (pthread_mutex_init(&crew->lock, NULL)) {
    dil_deal_finish(&crew->deal);
    free(crew);
    return DIL_NO_MEMORY;
  }

  crew->parts = parts;
  crew->n_parts = n_parts;
  *out = crew;
  return DIL_OK;
}

void
dil_crew_free(DilCrew* const crew)
{
  if (crew) {
    for (size_t p = 0U; p < crew->n_parts; ++p) {
      for (size_t i = 0U; i < crew->shelves[p].n_lanes; ++i) {
        dil_lane_free(crew->shelves[p].lanes[i]);
      }
      free((void*)crew->shelves[p].lanes);
    }

    pthread_mutex_destroy(&crew->lock);
    dil_deal_finish(&crew->deal);
    free(crew->samples);
    free(crew);
  }
}

/// A lane from the shelf, or a new one for which the shelf has a place
static DilLane*
take_lane(DilCrew* const crew, const size_t part)
{
  Shelf* const shelf = &crew->shelves[part];
  DilLane* lane = NULL;
  pthread_mutex_lock(&crew->lock);
  if (shelf->n_lanes) {
    lane = shelf->lanes[--shelf->n_lanes];
  } else {
    // One place more than lanes on the way, so that putting back never fails
    const size_t n = shelf->max_lanes + 1U;
    DilLane** const larger =
      (DilLane**)realloc((void*)shelf->lanes, n * sizeof(DilLane*));
    shelf->lanes = larger ? larger : shelf->lanes;
    const DilShape* const shape = dil_weights_shape(crew->parts[part].weights);
    if (larger && !dil_lane_new(shape, &lane)) {
      shelf->max_lanes = n;
    }
  }
  pthread_mutex_unlock(&crew->lock);
  return lane;
}

static void
put_lane(DilCrew* const crew, DilPlannedNote* const note)
{
  Shelf* const shelf = &crew->shelves[note->part];
  pthread_mutex_lock(&crew->lock);
  shelf->lanes[shelf->n_lanes++] = note->guard.lane;
  pthread_mutex_unlock(&crew->lock);
  note->guard.lane = NULL;
}

void
dil_crew_collect(DilCrew* const crew, DilNotes* const notes)
{
  for (DilPlannedNote* note = notes->first; note; note = note->next) {
    if (note->guard.lane) {
      put_lane(crew, note);
    }
  }
}

/// Give a note its lane if it has none yet; false if there is no memory
static bool
begin(DilCrew* const crew, DilPlannedNote* const note)
{
  if (!note->guard.lane) {
    note->guard.lane = take_lane(crew, note->part);
    if (!note->guard.lane) {
      return false;
    }
    dil_guard_start(&note->guard, &crew->parts[note->part], &note->start);
  }

  return true;
}

/// Give all notes of a hand their lanes; false if there is no memory
static bool
begin_all(const Group* const group)
{
  for (size_t i = 0U; i < group->hand.n_notes; ++i) {
    if (!begin(group->crew, group->hand.notes[i])) {
      return false;
    }
  }

  return true;
}

/// Advance all notes of the hand as far as the first of them can go, but not
/// further than told; the number of steps
static uint32_t
run_hand(Group* const group, const uint32_t n_most)
{
  DilGuard* guards[DIL_MAX_LANES] = {NULL};
  float* samples[DIL_MAX_LANES] = {NULL};
  DilHand* const hand = &group->hand;
  uint32_t n_steps = n_most;
  for (size_t i = 0U; i < hand->n_notes; ++i) {
    DilPlannedNote* const note = hand->notes[i];
    dil_planned_note_order(note);
    const uint32_t n = dil_planned_note_limit(note);
    n_steps = (n < n_steps) ? n : n_steps;
    guards[i] = &note->guard;
    samples[i] = note->samples + (note->n_made - note->first);
  }

  const uint32_t n_restarts =
    dil_guards_run(guards, hand->n_notes, n_steps, samples);
  for (size_t i = 0U; i < hand->n_notes; ++i) {
    hand->notes[i]->n_made += n_steps;
  }

  hand->n_made += (uint64_t)n_steps * hand->n_notes;
  atomic_fetch_add_explicit(
    &group->crew->n_restarts, n_restarts, memory_order_relaxed);
  return n_steps;
}

/// Drop the notes that have all their steps
static void
drop_finished(Group* const group)
{
  DilHand* const hand = &group->hand;
  size_t n_kept = 0U;
  for (size_t i = 0U; i < hand->n_notes; ++i) {
    DilPlannedNote* const note = hand->notes[i];
    if (note->n_made < note->n_planned) {
      hand->notes[n_kept++] = note;
    } else if (note->is_planned) {
      put_lane(group->crew, note);
    }
  }

  hand->n_finished += hand->n_notes - n_kept;
  hand->n_notes = n_kept;
}

/// Make some steps, or fewer if a note is finished before
static void
make_steps(Group* const group)
{
  uint32_t n_left = DIL_MAX_RUN;
  while (n_left && !group->hand.n_finished) {
    n_left -= run_hand(group, n_left);
    drop_finished(group);
  }

  atomic_fetch_add_explicit(
    &group->crew->n_made, group->hand.n_made, memory_order_relaxed);
}

static void
stop(DilCrew* const crew, const DilStatus status)
{
  int none = DIL_OK;
  atomic_compare_exchange_strong(&crew->status, &none, (int)status);
  dil_deal_end(&crew->deal);
}

static void
report(const Group* const group)
{
  DilCrew* const crew = group->crew;
  if (group->is_first && crew->progress) {
    const uint64_t n_made =
      atomic_load_explicit(&crew->n_made, memory_order_relaxed);
    if (!crew->progress(crew->context, n_made)) {
      stop(crew, DIL_CANCELLED);
    }
  }
}

static void
work(Group* const group)
{
  DilCrew* const crew = group->crew; // NOLINT: set by every caller
  while (dil_deal_trade(&crew->deal, &group->hand)) {
    if (!group->hand.n_notes) {
      dil_deal_wait(&crew->deal);
    } else if (begin_all(group)) {
      make_steps(group);
    } else {
      stop(crew, DIL_NO_MEMORY);
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
make_room(DilCrew* const crew, const size_t n_samples)
{
  if (n_samples > crew->max_samples) {
    // More than asked, for blocks that grew by a little would leave holes
    const size_t n = n_samples + n_samples / 4U;
    free(crew->samples);
    crew->samples = (float*)malloc(n * sizeof(*crew->samples));
    crew->max_samples = crew->samples ? n : 0U;
  }

  return (n_samples <= crew->max_samples) ? DIL_OK : DIL_NO_MEMORY;
}

/// Give each note that is to be made its place for samples
static void
place_notes(DilCrew* const crew, const DilNotes* const notes)
{
  float* samples = crew->samples;
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
work_together(DilCrew* const crew)
{
  pthread_t threads[MAX_THREADS];
  Group groups[MAX_THREADS];
  const uint32_t n_wanted = crew->deal.n_threads;
  uint32_t n_threads = 1U;
  for (uint32_t i = 0U; i < n_wanted; ++i) {
    const Group group = {.crew = crew, .is_first = i == 0U};
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
dil_crew_make(DilCrew* const crew,
              DilNotes* const notes,
              const DilWorkProgress progress,
              void* const context)
{
  DilStatus status = make_room(crew, notes->n_unmade);
  status = status ? status : dil_deal_start(&crew->deal, notes);
  if (status) {
    return status;
  }

  place_notes(crew, notes);
  atomic_store(&crew->n_made, 0U);
  atomic_store(&crew->status, DIL_OK);
  crew->progress = progress;
  crew->context = context;
  work_together(crew);
  notes->n_unmade = 0U;
  return (DilStatus)atomic_load(&crew->status);
}

uint64_t
dil_crew_n_restarts(const DilCrew* const crew)
{
  return atomic_load(&crew->n_restarts);
}
