// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "deal.h"

#include <stdlib.h>
#include <time.h>

#define WAIT_NS   100000000L
#define SECOND_NS 1000000000L

/// Make the lock and the signal; false if there is no memory
static bool
make_lock(DilDeal* const deal)
{
  pthread_condattr_t attributes;
  if (pthread_condattr_init(&attributes)) {
    return false;
  }

  bool is_ready = !pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) &&
                  !pthread_cond_init(&deal->change, &attributes);
  pthread_condattr_destroy(&attributes);
  if (is_ready && pthread_mutex_init(&deal->lock, NULL)) {
    pthread_cond_destroy(&deal->change);
    is_ready = false;
  }
  return is_ready;
}

DilStatus
dil_deal_init(DilDeal* const deal,
              const size_t n_parts,
              const uint32_t n_threads,
              const uint32_t n_lanes)
{
  static const DilDeal none = {.is_over = true};

  *deal = none;
  deal->n_parts = n_parts;
  deal->n_threads = n_threads;
  deal->n_lanes = n_lanes;
  return make_lock(deal) ? DIL_OK : DIL_NO_MEMORY;
}

void
dil_deal_finish(DilDeal* const deal)
{
  pthread_mutex_destroy(&deal->lock);
  pthread_cond_destroy(&deal->change);
  free((void*)deal->tasks);
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
make_room(DilDeal* const deal, const DilNotes* const notes)
{
  size_t n_tasks = 0U;
  for (const DilPlannedNote* note = notes->first; note; note = note->next) {
    n_tasks += n_unmade(note) > 0U;
  }

  if (n_tasks > deal->max_tasks) {
    free((void*)deal->tasks);
    deal->tasks = (DilPlannedNote**)calloc(n_tasks, sizeof(*deal->tasks));
    deal->max_tasks = deal->tasks ? n_tasks : 0U;
  }
  return (n_tasks <= deal->max_tasks) ? DIL_OK : DIL_NO_MEMORY;
}

/// Find where each part's tasks are
static void
divide(DilDeal* const deal)
{
  size_t task = 0U;
  for (size_t p = 0U; p < deal->n_parts; ++p) {
    deal->nexts[p] = task;
    while (task < deal->n_left && deal->tasks[task]->part == p) {
      ++task;
    }
    deal->ends[p] = task;
  }
}

DilStatus
dil_deal_start(DilDeal* const deal, const DilNotes* const notes)
{
  const DilStatus status = make_room(deal, notes);
  if (status) {
    return status;
  }

  deal->n_left = 0U;
  deal->n_unmade = 0U;
  for (DilPlannedNote* note = notes->first; note; note = note->next) {
    if (n_unmade(note)) {
      deal->tasks[deal->n_left++] = note;
      deal->n_unmade += n_unmade(note);
    }
  }

  deal->is_over = !deal->n_left;
  if (deal->n_left) {
    qsort(
      (void*)deal->tasks, deal->n_left, sizeof(*deal->tasks), compare_tasks);
  }
  divide(deal);
  return DIL_OK;
}

/// Most notes that a hand should have now, at least 1: only so many that in the
/// time of its longest all threads could make all steps that are left
static size_t
limit(const DilDeal* const deal, const DilHand* const hand)
{
  if (!hand->n_notes) {
    return 1U;
  }

  const uint64_t n_longest = n_unmade(hand->notes[0]);
  const uint64_t n_steps = n_longest * deal->n_threads;
  const uint64_t n = (deal->n_unmade + n_steps - 1U) / n_steps;
  return (n < deal->n_lanes) ? (size_t)n : deal->n_lanes;
}

/// Add a note to a hand in order
static void
hold(DilHand* const hand, DilPlannedNote* const note)
{
  size_t place = hand->n_notes++;
  while (place && n_unmade(hand->notes[place - 1U]) < n_unmade(note)) {
    hand->notes[place] = hand->notes[place - 1U];
    --place;
  }

  hand->notes[place] = note;
}

/// Number of steps of a part's next task, or 0
static size_t
n_next(const DilDeal* const deal, const size_t part)
{
  const size_t task = deal->nexts[part];
  return (task < deal->ends[part]) ? n_unmade(deal->tasks[task]) : 0U;
}

/// Part of which an empty hand should take notes
static size_t
longest_part(const DilDeal* const deal)
{
  size_t longest = 0U;
  for (size_t p = 1U; p < deal->n_parts; ++p) {
    longest = (n_next(deal, p) > n_next(deal, longest)) ? p : longest;
  }

  return longest;
}

bool
dil_deal_trade(DilDeal* const deal, DilHand* const hand)
{
  pthread_mutex_lock(&deal->lock);
  deal->n_unmade -= hand->n_made;
  deal->n_left -= hand->n_finished;
  deal->is_over = deal->is_over || !deal->n_left;
  hand->n_made = 0U;
  hand->n_finished = 0U;

  // Into the places of those that were taken
  const bool has_too_many = hand->n_notes > limit(deal, hand);
  while (hand->n_notes > limit(deal, hand)) {
    deal->tasks[--deal->nexts[hand->part]] = hand->notes[--hand->n_notes];
  }

  hand->part = hand->n_notes ? hand->part : longest_part(deal);
  while (n_next(deal, hand->part) && hand->n_notes < limit(deal, hand)) {
    hold(hand, deal->tasks[deal->nexts[hand->part]++]);
  }

  const bool is_over = deal->is_over;
  if (is_over || has_too_many) {
    pthread_cond_broadcast(&deal->change);
  }
  pthread_mutex_unlock(&deal->lock);
  return !is_over;
}

static bool
has_tasks(const DilDeal* const deal)
{
  bool has_some = false;
  for (size_t p = 0U; p < deal->n_parts; ++p) {
    has_some = has_some || n_next(deal, p);
  }

  return has_some;
}

void
dil_deal_wait(DilDeal* const deal)
{
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += WAIT_NS;
  until.tv_sec += until.tv_nsec / SECOND_NS;
  until.tv_nsec %= SECOND_NS;

  int status = 0;
  pthread_mutex_lock(&deal->lock);
  while (!status && !deal->is_over && !has_tasks(deal)) {
    status = pthread_cond_timedwait(&deal->change, &deal->lock, &until);
  }
  pthread_mutex_unlock(&deal->lock);
}

void
dil_deal_end(DilDeal* const deal)
{
  pthread_mutex_lock(&deal->lock);
  deal->is_over = true;
  pthread_cond_broadcast(&deal->change);
  pthread_mutex_unlock(&deal->lock);
}
