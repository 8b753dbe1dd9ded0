// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_NOTES_H
#define DIL_ENGINE_NOTES_H

#include "part.h"
#include "player.h"
#include "source.h"
#include "watched_lane.h"

#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a lane is told
typedef enum {
  DIL_ORDER_KEY,
  DIL_ORDER_SAMPLING,
  DIL_ORDER_MIXTURE,
  DIL_ORDER_STRETCH,
  DIL_ORDER_RELEASE
} DilOrderType;

/// What a note's lane is told before it makes the step of some age
typedef struct {
  DilOrderType type;
  uint32_t age;
  union {
    struct {
      double key;
      double tuning_hz;
    } pitch;
    DilSampling sampling;
    size_t mixture;   ///< First weight in DilPlannedNote.mixtures
    double semitones; ///< Of a stretch
  } to;
} DilOrder;

/// A note of a rendering, made by itself from the orders written down for it
typedef struct DilPlannedNote {
  struct DilPlannedNote* next; ///< In the order of starts
  size_t part;
  DilLaneStart start; ///< With `first_mixture`
  float first_mixture[DIL_MAX_INSTRUMENTS];
  DilOrder* orders; ///< [n_orders], by age, owned
  size_t n_orders;
  size_t max_orders;
  size_t n_given;  ///< Orders that the lane has had
  float* mixtures; ///< [n_mixtures], owned
  size_t n_mixtures;
  size_t max_mixtures;
  DilWatchedLane watched; ///< Its lane is there while it is made
  uint32_t n_planned;     ///< Steps planned since the onset
  uint32_t n_made;        ///< Steps made since the onset
  uint32_t n_played;      ///< Steps mixed since the onset
  float* samples;         ///< Of the steps to be played, borrowed
  uint32_t first;         ///< Age of samples[0]
  bool is_planned;        ///< Its end has been planned
  bool is_played;         ///< It has been mixed to its end
} DilPlannedNote;

/// All notes that are planned and not yet played to their end
typedef struct {
  const DilPart* parts;      ///< Borrowed
  const DilPlayer* planner;  ///< Borrowed; the player that plans
  DilPlannedNote* first;     ///< Oldest; owned, as all
  DilPlannedNote* last;      ///< Latest
  DilPlannedNote* to_play;   ///< Next to be started by the source that plays
  DilPlannedNote** planning; ///< [n_slots] of the source that plans
  DilPlannedNote** playing;  ///< [n_slots] of the source that plays
  size_t n_slots;
  uint64_t n_unmade;              ///< Steps planned and not made
  uint64_t n_steps;               ///< Steps planned in all
  uint64_t ends[DIL_MAX_PRESETS]; ///< Step at which each part's last one ended
  DilStatus status;               ///< DIL_NO_MEMORY once an order was lost
} DilNotes;

/// Writes down what voices are told; its `self` is a DilNotes
extern const DilSource dil_planning_source;

/// Gives the samples of notes that have been made; its `self` is a DilNotes
extern const DilSource dil_playing_source;

/// Have at least that many slots, notes keeping theirs
DIL_NODISCARD DilStatus
dil_notes_reserve(DilNotes* notes, size_t n_slots);

/// Drop what has been played
void
dil_notes_tidy(DilNotes* notes);

/// Free all notes, whose lanes the caller has taken back
void
dil_notes_finish(DilNotes* notes);

/// Give the lane the orders for its next step
void
dil_planned_note_order(DilPlannedNote* note);

/// Steps until the lane needs another order or has made all that is planned
uint32_t
dil_planned_note_limit(const DilPlannedNote* note);

#endif // DIL_ENGINE_NOTES_H
