// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "work.h"

#include "denormal.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/// Runs between two calls of the progress function
#define RUNS_A_REPORT 64U

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
  uint32_t n_threads;
  uint32_t n_lanes;
  pthread_mutex_t lock; ///< Guards the shelves
  Shelf shelves[DIL_MAX_PRESETS];
  float* samples; ///< [max_samples] of the latest work
  size_t max_samples;
  DilPlannedNote** tasks; ///< [n_tasks], longest first in each part
  size_t n_tasks;
  size_t max_tasks;
  size_t part_ends[DIL_MAX_PRESETS];   ///< Task after the part's last
  atomic_size_t next[DIL_MAX_PRESETS]; ///< Task to be taken
  atomic_uint_fast64_t n_made;         ///< Steps of the current work
  atomic_uint_fast64_t n_restarts;     ///< In all
  atomic_int status;                   ///< DilStatus of the current work
  DilWorkProgress progress;
  void* context;
};

/// A thread's notes in lock-step
typedef struct {
  DilCrew* crew;
  DilPlannedNote* notes[DIL_MAX_LANES];
  size_t n_notes;
  size_t part;
  bool is_first; ///< The calling thread, which reports
  uint32_t n_runs;
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
  if (pthread_mutex_init(&crew->lock, NULL)) {
    free(crew);
    return DIL_NO_MEMORY;
  }

  crew->parts = parts;
  crew->n_parts = n_parts;
  crew->n_threads = (n_threads < MAX_THREADS) ? n_threads : MAX_THREADS;
  crew->n_lanes = n_lanes;
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
    free((void*)crew->tasks);
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

/// Take tasks until the group is full; false if there is no memory
static bool
fill_group(Group* const group)
{
  DilCrew* const crew = group->crew;
  while (group->n_notes < crew->n_lanes) {
    const size_t task = atomic_fetch_add_explicit(
      &crew->next[group->part], 1U, memory_order_relaxed);
    if (task >= crew->part_ends[group->part]) {
      return true;
    }
    if (!begin(crew, crew->tasks[task])) {
      return false;
    }
    group->notes[group->n_notes++] = crew->tasks[task];
  }

  return true;
}

/// Advance all notes of the group as far as the first of them can go
static void
run_group(Group* const group)
{
  DilGuard* guards[DIL_MAX_LANES] = {NULL};
  float* samples[DIL_MAX_LANES] = {NULL};
  uint32_t n_steps = DIL_MAX_RUN;
  for (size_t i = 0U; i < group->n_notes; ++i) {
    DilPlannedNote* const note = group->notes[i];
    dil_planned_note_order(note);
    const uint32_t n = dil_planned_note_limit(note);
    n_steps = (n < n_steps) ? n : n_steps;
    guards[i] = &note->guard;
    samples[i] = note->samples + (note->n_made - note->first);
  }

  const uint32_t n_restarts =
    dil_guards_run(guards, group->n_notes, n_steps, samples);
  for (size_t i = 0U; i < group->n_notes; ++i) {
    group->notes[i]->n_made += n_steps;
  }

  atomic_fetch_add_explicit(
    &group->crew->n_restarts, n_restarts, memory_order_relaxed);
  atomic_fetch_add_explicit(&group->crew->n_made,
                            (uint64_t)n_steps * group->n_notes,
                            memory_order_relaxed);
}

/// Drop the notes that have all their steps
static void
drop_finished(Group* const group)
{
  size_t n_kept = 0U;
  for (size_t i = 0U; i < group->n_notes; ++i) {
    DilPlannedNote* const note = group->notes[i];
    if (note->n_made < note->n_planned) {
      group->notes[n_kept++] = note;
    } else if (note->is_planned) {
      put_lane(group->crew, note);
    }
  }

  group->n_notes = n_kept;
}

static void
stop(DilCrew* const crew, const DilStatus status)
{
  int none = DIL_OK;
  atomic_compare_exchange_strong(&crew->status, &none, (int)status);
}

static void
report(Group* const group)
{
  DilCrew* const crew = group->crew;
  group->n_runs += 1U;
  if (group->is_first && crew->progress &&
      group->n_runs % RUNS_A_REPORT == 0U) {
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
  for (group->part = 0U; group->part < crew->n_parts; ++group->part) {
    for (;;) {
      if (!fill_group(group)) {
        stop(crew, DIL_NO_MEMORY);
      }
      if (atomic_load(&crew->status)) {
        return;
      }
      if (!group->n_notes) {
        break;
      }

      run_group(group);
      drop_finished(group);
      report(group);
    }
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

static size_t
n_unmade(const DilPlannedNote* const note)
{
  return note->n_planned - note->n_made;
}

/// By part, then longest first, then by start
static int
compare_tasks(const void* const a, const void* const b)
{
  const DilPlannedNote* const x = *(DilPlannedNote* const*)a;
  const DilPlannedNote* const y = *(DilPlannedNote* const*)b;
  if (x->part != y->part) {
    return x->part < y->part ? -1 : 1;
  }
  return (n_unmade(x) < n_unmade(y)) - (n_unmade(x) > n_unmade(y));
}

/// Make room for as many tasks and samples as the notes have to be made
static DilStatus
make_room(DilCrew* const crew, const DilNotes* const notes)
{
  size_t n_tasks = 0U;
  size_t n_samples = 0U;
  for (const DilPlannedNote* note = notes->first; note; note = note->next) {
    n_tasks += n_unmade(note) > 0U;
    n_samples += n_unmade(note);
  }

  if (n_tasks > crew->max_tasks) {
    free((void*)crew->tasks);
    crew->tasks = (DilPlannedNote**)calloc(n_tasks, sizeof(*crew->tasks));
    crew->max_tasks = crew->tasks ? n_tasks : 0U;
  }
  if (n_samples > crew->max_samples) {
    // More than asked, for blocks that grew by a little would leave holes
    const size_t n = n_samples + n_samples / 4U;
    free(crew->samples);
    crew->samples = (float*)malloc(n * sizeof(*crew->samples));
    crew->max_samples = crew->samples ? n : 0U;
  }
  return (n_tasks <= crew->max_tasks && n_samples <= crew->max_samples)
           ? DIL_OK
           : DIL_NO_MEMORY;
}

static void
collect_tasks(DilCrew* const crew, const DilNotes* const notes)
{
  float* samples = crew->samples;
  crew->n_tasks = 0U;
  for (DilPlannedNote* note = notes->first; note; note = note->next) {
    if (n_unmade(note)) {
      note->first = note->n_made;
      note->samples = samples;
      samples += n_unmade(note);
      crew->tasks[crew->n_tasks++] = note;
    }
  }

  if (crew->n_tasks) {
    qsort(
      (void*)crew->tasks, crew->n_tasks, sizeof(*crew->tasks), compare_tasks);
  }

  size_t task = 0U;
  for (size_t p = 0U; p < crew->n_parts; ++p) {
    atomic_store(&crew->next[p], task);
    while (task < crew->n_tasks && crew->tasks[task]->part == p) {
      ++task;
    }
    crew->part_ends[p] = task;
  }
}

/// Work on all threads; where one cannot be had, the others do its share
static void
work_together(DilCrew* const crew)
{
  pthread_t threads[MAX_THREADS];
  Group groups[MAX_THREADS];
  uint32_t n_threads = 1U;
  for (uint32_t i = 0U; i < crew->n_threads; ++i) {
    const Group group = {.crew = crew, .is_first = i == 0U};
    groups[i] = group;
  }
  while (n_threads < crew->n_threads &&
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
  const DilStatus status = make_room(crew, notes);
  if (status) {
    return status;
  }

  collect_tasks(crew, notes);
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
