// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "lane_plan.h"

#include <stdlib.h>
#include <time.h>

#define WAIT_NS   100000000L
#define SECOND_NS 1000000000L

/// Make the lock and the signal; false if there is no memory
static bool
make_lock(DilLanePlan* const plan)
{
  pthread_condattr_t attributes;
  if (pthread_condattr_init(&attributes)) {
    return false;
  }

  bool is_ready = !pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) &&
                  !pthread_cond_init(&plan->change, &attributes);
  pthread_condattr_destroy(&attributes);
  if (is_ready && pthread_mutex_init(&plan->lock, NULL)) {
    pthread_cond_destroy(&plan->change);
    is_ready = false;
  }
  return is_ready;
}

DilStatus
dil_lane_plan_init(DilLanePlan* const plan,
                   const size_t n_parts,
                   const uint32_t n_threads,
                   const uint32_t n_lanes)
{
  static const DilLanePlan none = {.is_over = true};

  *plan = none;
  plan->n_parts = n_parts;
  plan->n_threads = n_threads;
  plan->n_lanes = n_lanes;
  return make_lock(plan) ? DIL_OK : DIL_NO_MEMORY;
}

void
dil_lane_plan_finish(DilLanePlan* const plan)
{
  pthread_mutex_destroy(&plan->lock);
  pthread_cond_destroy(&plan->change);
  free((void*)plan->tasks);
}

static size_t
n_unmade(const DilPlannedNote* const note)
{
  return note->n_planned - note->n_made;
}

/// By part, then longest first
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

/// Make room for as many tasks as there are unmade notes
static DilStatus
make_room(DilLanePlan* const plan, const DilNotes* const notes)
{
  size_t n_tasks = 0U;
  for (const DilPlannedNote* note = notes->first; note; note = note->next) {
    n_tasks += n_unmade(note) > 0U;
  }

  if (n_tasks > plan->max_tasks) {
    free((void*)plan->tasks);
    plan->tasks = (DilPlannedNote**)calloc(n_tasks, sizeof(*plan->tasks));
    plan->max_tasks = plan->tasks ? n_tasks : 0U;
  }
  return (n_tasks <= plan->max_tasks) ? DIL_OK : DIL_NO_MEMORY;
}

/// Find where each part's tasks are
static void
divide(DilLanePlan* const plan)
{
  size_t task = 0U;
  for (size_t p = 0U; p < plan->n_parts; ++p) {
    plan->nexts[p] = task;
    while (task < plan->n_left && plan->tasks[task]->part == p) {
      ++task;
    }
    plan->ends[p] = task;
  }
}

DilStatus
dil_lane_plan_start(DilLanePlan* const plan, const DilNotes* const notes)
{
  const DilStatus status = make_room(plan, notes);
  if (status) {
    return status;
  }

  plan->n_left = 0U;
  plan->n_unmade = 0U;
  for (DilPlannedNote* note = notes->first; note; note = note->next) {
    if (n_unmade(note)) {
      plan->tasks[plan->n_left++] = note;
      plan->n_unmade += n_unmade(note);
    }
  }

  plan->is_over = !plan->n_left;
  if (plan->n_left) {
    qsort(
      (void*)plan->tasks, plan->n_left, sizeof(*plan->tasks), compare_tasks);
  }
  divide(plan);
  return DIL_OK;
}

/// Most notes that a share should have now, at least 1: only so many that in
/// the time of its longest all threads could make all steps that are left
static size_t
limit(const DilLanePlan* const plan, const DilLaneShare* const share)
{
  if (!share->n_notes) {
    return 1U;
  }

  const uint64_t n_longest = n_unmade(share->notes[0]);
  const uint64_t n_steps = n_longest * plan->n_threads;
  const uint64_t n = (plan->n_unmade + n_steps - 1U) / n_steps;
  return (n < plan->n_lanes) ? (size_t)n : plan->n_lanes;
}

/// Add a note to a share in order
static void
hold(DilLaneShare* const share, DilPlannedNote* const note)
{
  size_t place = share->n_notes++;
  while (place && n_unmade(share->notes[place - 1U]) < n_unmade(note)) {
    share->notes[place] = share->notes[place - 1U];
    --place;
  }

  share->notes[place] = note;
}

/// Number of steps of a part's next task, or 0
static size_t
n_next(const DilLanePlan* const plan, const size_t part)
{
  const size_t task = plan->nexts[part];
  return (task < plan->ends[part]) ? n_unmade(plan->tasks[task]) : 0U;
}

/// Part of which an empty share should take notes
static size_t
longest_part(const DilLanePlan* const plan)
{
  size_t longest = 0U;
  for (size_t p = 1U; p < plan->n_parts; ++p) {
    longest = (n_next(plan, p) > n_next(plan, longest)) ? p : longest;
  }

  return longest;
}

bool
dil_lane_plan_trade(DilLanePlan* const plan, DilLaneShare* const share)
{
  pthread_mutex_lock(&plan->lock);
  plan->n_unmade -= share->n_made;
  plan->n_left -= share->n_finished;
  plan->is_over = plan->is_over || !plan->n_left;
  share->n_made = 0U;
  share->n_finished = 0U;

  // Into the places of those that were taken
  const bool has_too_many = share->n_notes > limit(plan, share);
  while (share->n_notes > limit(plan, share)) {
    plan->tasks[--plan->nexts[share->part]] = share->notes[--share->n_notes];
  }

  share->part = share->n_notes ? share->part : longest_part(plan);
  while (n_next(plan, share->part) && share->n_notes < limit(plan, share)) {
    hold(share, plan->tasks[plan->nexts[share->part]++]);
  }

  const bool is_over = plan->is_over;
  if (is_over || has_too_many) {
    pthread_cond_broadcast(&plan->change);
  }
  pthread_mutex_unlock(&plan->lock);
  return !is_over;
}

static bool
has_tasks(const DilLanePlan* const plan)
{
  bool has_some = false;
  for (size_t p = 0U; p < plan->n_parts; ++p) {
    has_some = has_some || n_next(plan, p);
  }

  return has_some;
}

void
dil_lane_plan_wait(DilLanePlan* const plan)
{
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += WAIT_NS;
  until.tv_sec += until.tv_nsec / SECOND_NS;
  until.tv_nsec %= SECOND_NS;

  int status = 0;
  pthread_mutex_lock(&plan->lock);
  while (!status && !plan->is_over && !has_tasks(plan)) {
    status = pthread_cond_timedwait(&plan->change, &plan->lock, &until);
  }
  pthread_mutex_unlock(&plan->lock);
}

void
dil_lane_plan_end(DilLanePlan* const plan)
{
  pthread_mutex_lock(&plan->lock);
  plan->is_over = true;
  pthread_cond_broadcast(&plan->change);
  pthread_mutex_unlock(&plan->lock);
}
