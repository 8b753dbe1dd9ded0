// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "notes.h"

static void
give(DilPlannedNote* const note, const DilOrder* const order)
{
  switch (order->type) {
  case DIL_ORDER_KEY:
    dil_watched_lane_set_key(
      &note->watched, order->to.pitch.key, order->to.pitch.tuning_hz);
    break;
  case DIL_ORDER_SAMPLING:
    dil_watched_lane_set_sampling(&note->watched, &order->to.sampling);
    break;
  case DIL_ORDER_MIXTURE:
    dil_watched_lane_set_mixture(&note->watched,
                                 note->mixtures + order->to.mixture);
    break;
  case DIL_ORDER_STRETCH:
    dil_watched_lane_set_stretch(&note->watched, order->to.semitones);
    break;
  case DIL_ORDER_RELEASE:
    dil_watched_lane_release(&note->watched);
    break;
  }
}

void
dil_planned_note_order(DilPlannedNote* const note)
{
  while (note->n_given < note->n_orders &&
         note->orders[note->n_given].age == note->n_made) {
    give(note, &note->orders[note->n_given++]);
  }
  if (note->n_given == note->n_orders) {
    note->n_given = 0U;
    note->n_orders = 0U;
    note->n_mixtures = 0U;
  }
}

uint32_t
dil_planned_note_limit(const DilPlannedNote* const note)
{
  const uint32_t end = (note->n_given < note->n_orders)
                         ? note->orders[note->n_given].age
                         : note->n_planned;
  const uint32_t n = end - note->n_made;
  const uint32_t n_watched = dil_watched_lane_limit(&note->watched);
  return (n < n_watched) ? n : n_watched;
}
