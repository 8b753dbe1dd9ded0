// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "notes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/// Make room for more items in a block that grows; false if there is no memory
static bool
make_room(void** const block,
          size_t* const max_items,
          const size_t n_items,
          const size_t size)
{
  if (n_items <= *max_items) {
    return true;
  }

  const size_t wanted = n_items + n_items / 2U + 8U;
  void* const larger =
    (wanted > SIZE_MAX / size) ? NULL : realloc(*block, wanted * size);
  if (larger) {
    *block = larger;
    *max_items = wanted;
  }
  return larger;
}

DilStatus
dil_notes_reserve(DilNotes* const notes, const size_t n_slots)
{
  if (n_slots <= notes->n_slots) {
    return DIL_OK;
  }

  size_t max_planning = notes->n_slots;
  size_t max_playing = notes->n_slots;
  void* planning = (void*)notes->planning;
  void* playing = (void*)notes->playing;
  const size_t size = sizeof(DilPlannedNote*);
  const bool is_ready = make_room(&planning, &max_planning, n_slots, size) &&
                        make_room(&playing, &max_playing, n_slots, size);
  notes->planning = (DilPlannedNote**)planning;
  notes->playing = (DilPlannedNote**)playing;
  notes->n_slots = is_ready ? n_slots : notes->n_slots;
  return is_ready ? DIL_OK : DIL_NO_MEMORY;
}

static void
free_note(DilPlannedNote* const note)
{
  free(note->mixtures);
  free(note->orders);
  free(note);
}

void
dil_notes_tidy(DilNotes* const notes)
{
  DilPlannedNote** link = &notes->first;
  notes->last = NULL;
  while (*link) {
    DilPlannedNote* const note = *link;
    if (note->is_played) {
      *link = note->next;
      free_note(note);
    } else {
      notes->last = note;
      link = &note->next;
    }
  }
}

void
dil_notes_finish(DilNotes* const notes)
{
  while (notes->first) {
    DilPlannedNote* const note = notes->first;
    notes->first = note->next;
    free_note(note);
  }

  free((void*)notes->planning);
  free((void*)notes->playing);
}

/// The next order for the note in a slot, or NULL
static DilOrder*
add_order(DilNotes* const notes, const size_t slot, const DilOrderType type)
{
  DilPlannedNote* const note = notes->planning[slot];
  void* orders = note ? note->orders : NULL;
  if (!note ||
      !make_room(
        &orders, &note->max_orders, note->n_orders + 1U, sizeof(DilOrder))) {
    notes->status = DIL_NO_MEMORY;
    return NULL;
  }

  note->orders = (DilOrder*)orders;
  DilOrder* const order = &note->orders[note->n_orders++];
  order->type = type;
  order->age = note->n_planned;
  return order;
}

static void
plan_start(void* const self,
           const size_t slot,
           const size_t part,
           const uint64_t index,
           const DilLaneStart* const start)
{
  (void)index;

  DilNotes* const notes = (DilNotes*)self;
  DilPlannedNote* const note = (DilPlannedNote*)calloc(1U, sizeof(*note));
  notes->planning[slot] = note;
  if (!note) {
    notes->status = DIL_NO_MEMORY;
    return;
  }

  note->part = part;
  note->start = *start;
  note->start.mixture = note->first_mixture;
  memcpy(note->first_mixture,
         start->mixture,
         notes->parts[part].n_instruments * sizeof(float));
  if (notes->last) {
    notes->last->next = note;
  } else {
    notes->first = note;
  }
  notes->last = note;
  notes->to_play = notes->to_play ? notes->to_play : note;
}

static void
plan_key(void* const self,
         const size_t slot,
         const double key,
         const double tuning_hz)
{
  DilOrder* const order = add_order((DilNotes*)self, slot, DIL_ORDER_KEY);
  if (order) {
    order->to.pitch.key = key;
    order->to.pitch.tuning_hz = tuning_hz;
  }
}

static void
plan_sampling(void* const self,
              const size_t slot,
              const DilSampling* const sampling)
{
  DilOrder* const order = add_order((DilNotes*)self, slot, DIL_ORDER_SAMPLING);
  if (order) {
    order->to.sampling = *sampling;
  }
}

static void
plan_mixture(void* const self, const size_t slot, const float* const mixture)
{
  DilNotes* const notes = (DilNotes*)self;
  DilOrder* const order = add_order(notes, slot, DIL_ORDER_MIXTURE);
  if (!order) {
    return;
  }

  DilPlannedNote* const note = notes->planning[slot];
  const size_t n = notes->parts[note->part].n_instruments;
  void* mixtures = note->mixtures;
  if (!make_room(
        &mixtures, &note->max_mixtures, note->n_mixtures + n, sizeof(float))) {
    note->n_orders -= 1U;
    notes->status = DIL_NO_MEMORY;
    return;
  }

  note->mixtures = (float*)mixtures;
  memcpy(note->mixtures + note->n_mixtures, mixture, n * sizeof(float));
  order->to.mixture = note->n_mixtures;
  note->n_mixtures += n;
}

static void
plan_stretch(void* const self, const size_t slot, const double semitones)
{
  DilOrder* const order = add_order((DilNotes*)self, slot, DIL_ORDER_STRETCH);
  if (order) {
    order->to.semitones = semitones;
  }
}

static void
plan_release(void* const self, const size_t slot)
{
  (void)add_order((DilNotes*)self, slot, DIL_ORDER_RELEASE);
}

static void
plan_end(void* const self, const size_t slot)
{
  DilNotes* const notes = (DilNotes*)self;
  DilPlannedNote* const note = notes->planning[slot];
  if (note) {
    note->is_planned = true;
    notes->ends[note->part] = notes->planner->steps[note->part];
  }
}

static uint32_t
no_limit(void* const self, const size_t slot)
{
  (void)self;
  (void)slot;
  return DIL_MAX_RUN;
}

static void
plan_run(void* const self,
         const size_t part,
         const size_t* const slots,
         const size_t n_slots,
         const size_t n_steps,
         const float** const samples)
{
  (void)part;
  (void)samples;

  DilNotes* const notes = (DilNotes*)self;
  for (size_t i = 0U; i < n_slots; ++i) {
    DilPlannedNote* const note = notes->planning[slots[i]];
    if (note) {
      note->n_planned += (uint32_t)n_steps;
      notes->n_unmade += n_steps;
      notes->n_steps += n_steps;
    }
  }
}

const DilSource dil_planning_source = {plan_start,
                                       plan_key,
                                       plan_sampling,
                                       plan_mixture,
                                       plan_stretch,
                                       plan_release,
                                       plan_end,
                                       no_limit,
                                       plan_run};

static void
play_start(void* const self,
           const size_t slot,
           const size_t part,
           const uint64_t index,
           const DilLaneStart* const start)
{
  (void)part;
  (void)index;
  (void)start;

  // Both players begin the same notes in the same order
  DilNotes* const notes = (DilNotes*)self;
  assert(notes->to_play && notes->to_play->part == part);
  notes->playing[slot] = notes->to_play;
  notes->to_play = notes->to_play->next;
}

static void
play_key(void* const self,
         const size_t slot,
         const double key,
         const double tuning_hz)
{
  (void)self;
  (void)slot;
  (void)key;
  (void)tuning_hz;
}

static void
play_sampling(void* const self,
              const size_t slot,
              const DilSampling* const sampling)
{
  (void)self;
  (void)slot;
  (void)sampling;
}

static void
play_mixture(void* const self, const size_t slot, const float* const mixture)
{
  (void)self;
  (void)slot;
  (void)mixture;
}

static void
play_stretch(void* const self, const size_t slot, const double semitones)
{
  (void)self;
  (void)slot;
  (void)semitones;
}

static void
play_release(void* const self, const size_t slot)
{
  (void)self;
  (void)slot;
}

static void
play_end(void* const self, const size_t slot)
{
  const DilNotes* const notes = (const DilNotes*)self;
  notes->playing[slot]->is_played = true;
}

static void
play_run(void* const self,
         const size_t part,
         const size_t* const slots,
         const size_t n_slots,
         const size_t n_steps,
         const float** const samples)
{
  (void)part;

  const DilNotes* const notes = (const DilNotes*)self;
  for (size_t i = 0U; i < n_slots; ++i) {
    DilPlannedNote* const note = notes->playing[slots[i]];
    assert(note->n_played + n_steps <= note->n_made);
    samples[i] = note->samples + (note->n_played - note->first);
    note->n_played += (uint32_t)n_steps;
  }
}

const DilSource dil_playing_source = {play_start,
                                      play_key,
                                      play_sampling,
                                      play_mixture,
                                      play_stretch,
                                      play_release,
                                      play_end,
                                      no_limit,
                                      play_run};
