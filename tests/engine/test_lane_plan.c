// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "lane_plan.h"

#include "support/fault.h"
#include "support/test.h"

#include "rng.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define MAX_NOTES   200U
#define MAX_THREADS 4U

/// Time that a thread takes for a step of its notes, and more for each of them,
/// about as the AVX-512 kernel does
#define STEP_TIME 0.14
#define NOTE_TIME 0.19

/// Threads that are played here, one run after another
typedef struct {
  DilPlannedNote notes[MAX_NOTES];
  size_t n_notes;
  DilNotes list;
  DilLanePlan plan;
  DilLaneShare shares[MAX_THREADS];
  double times[MAX_THREADS]; ///< Until which each has worked
  uint32_t n_lanes;
  size_t n_parts;
} Table;

static void
set_up(Table* const table,
       const size_t n_parts,
       const uint32_t n_threads,
       const uint32_t n_lanes)
{
  static const Table none;

  *table = none;
  table->n_lanes = n_lanes;
  table->n_parts = n_parts;
  assert_int_equal(
    dil_lane_plan_init(&table->plan, n_parts, n_threads, n_lanes), DIL_OK);
}

static void
add(Table* const table, const size_t part, const uint32_t n_steps)
{
  assert_true(table->n_notes < MAX_NOTES);
  DilPlannedNote* const note = &table->notes[table->n_notes++];
  note->part = part;
  note->n_planned = n_steps;
  note->next = table->list.first;
  table->list.first = note;
}

/// Whether a note is in a share, which may be so once
static bool
is_held(const Table* const table, const DilPlannedNote* const note)
{
  size_t n = 0U;
  for (uint32_t h = 0U; h < table->plan.n_threads; ++h) {
    for (size_t i = 0U; i < table->shares[h].n_notes; ++i) {
      n += table->shares[h].notes[i] == note;
    }
  }

  assert_true(n < 2U);
  return n;
}

/// Notes are in one share at most, and few are begun and not finished
static void
check_notes(const Table* const table)
{
  size_t n_begun[DIL_MAX_PRESETS] = {0U};
  for (size_t i = 0U; i < table->n_notes; ++i) {
    const DilPlannedNote* const note = &table->notes[i];
    const bool is_begun = is_held(table, note) || note->n_made;
    n_begun[note->part] += is_begun && note->n_made < note->n_planned;
  }
  for (size_t p = 0U; p < table->n_parts; ++p) {
    assert_true(n_begun[p] <= (size_t)table->plan.n_threads * table->n_lanes);
  }
}

static void
check_hand(const Table* const table, const DilLaneShare* const share)
{
  assert_true(share->n_notes <= table->n_lanes);
  for (size_t i = 0U; i < share->n_notes; ++i) {
    const DilPlannedNote* const note = share->notes[i];
    assert_int_equal(note->part, share->part);
    assert_true(note->n_made < note->n_planned);
    assert_true(!i || note->n_planned - note->n_made <=
                        share->notes[i - 1U]->n_planned -
                          share->notes[i - 1U]->n_made);
  }
}

/// Make steps of a share as the batch does; the number
static uint32_t
run(DilLaneShare* const share)
{
  uint32_t n_steps = DIL_MAX_RUN;
  size_t n_kept = 0U;
  for (size_t i = 0U; i < share->n_notes; ++i) {
    const uint32_t n = share->notes[i]->n_planned - share->notes[i]->n_made;
    n_steps = (n < n_steps) ? n : n_steps;
  }
  for (size_t i = 0U; i < share->n_notes; ++i) {
    DilPlannedNote* const note = share->notes[i];
    note->n_made += n_steps;
    share->notes[n_kept] = note;
    n_kept += note->n_made < note->n_planned;
  }

  share->n_made = (uint64_t)n_steps * share->n_notes;
  share->n_finished = share->n_notes - n_kept;
  share->n_notes = n_kept;
  return n_steps;
}

/// Thread that is to go on: the earliest, and those with notes before others
static uint32_t
earliest(const Table* const table)
{
  uint32_t best = 0U;
  for (uint32_t h = 1U; h < table->plan.n_threads; ++h) {
    const bool is_first =
      table->times[h] < table->times[best] ||
      (table->times[h] == table->times[best] && table->shares[h].n_notes);
    best = is_first ? h : best;
  }

  return best;
}

/// Time of the next thread with notes, at which one without may look again
static double
next_time(const Table* const table)
{
  double time = 1e300;
  for (uint32_t h = 0U; h < table->plan.n_threads; ++h) {
    if (table->shares[h].n_notes && table->times[h] < time) {
      time = table->times[h];
    }
  }

  return time;
}

static void
begin(Table* const table)
{
  assert_int_equal(dil_lane_plan_start(&table->plan, &table->list), DIL_OK);
  for (uint32_t h = 0U; h < table->plan.n_threads; ++h) {
    assert_true(dil_lane_plan_trade(&table->plan, &table->shares[h]));
  }
}

/// Make all steps of all notes; the time until the last thread has finished
static double
play(Table* const table)
{
  double end = 0.0;
  begin(table);
  for (bool goes_on = true; goes_on;) {
    const uint32_t h = earliest(table);
    DilLaneShare* const share = &table->shares[h];
    const double n = (double)share->n_notes;
    if (share->n_notes) {
      table->times[h] += (STEP_TIME + NOTE_TIME * n) * (double)run(share);
      end = (table->times[h] > end) ? table->times[h] : end;
    }

    goes_on = dil_lane_plan_trade(&table->plan, share);
    check_hand(table, share);
    check_notes(table);
    if (goes_on && !share->n_notes) {
      assert_true(next_time(table) < 1e300);
      table->times[h] = next_time(table);
    }
  }

  for (size_t i = 0U; i < table->n_notes; ++i) {
    assert_int_equal(table->notes[i].n_made, table->notes[i].n_planned);
  }
  return end;
}

static void
clear_up(Table* const table)
{
  dil_lane_plan_finish(&table->plan);
}

/// Time below which no threads can make these notes
static double
least_time(const Table* const table)
{
  double n_steps = 0.0;
  double n_longest = 0.0;
  const double n_lanes = (double)table->n_lanes;
  for (size_t i = 0U; i < table->n_notes; ++i) {
    const double n = (double)table->notes[i].n_planned;
    n_steps += n;
    n_longest = (n > n_longest) ? n : n_longest;
  }

  const double together = n_steps * (STEP_TIME + NOTE_TIME * n_lanes) /
                          (n_lanes * (double)table->plan.n_threads);
  const double alone = n_longest * (STEP_TIME + NOTE_TIME);
  return (together > alone) ? together : alone;
}

/// A number below `n`, the next of a stream
static uint32_t
draw(const DilRng chance, uint64_t* const index, const size_t n)
{
  return (uint32_t)(dil_rng_bits(chance, (*index)++) % n);
}

static void
all_steps_are_made_whatever_the_notes_are(void** state)
{
  (void)state;

  static Table table;
  const DilRng chance = dil_rng_stream(1U, 1U);
  uint64_t index = 0U;
  for (uint32_t round = 0U; round < 60U; ++round) {
    const uint32_t n_notes = 1U + draw(chance, &index, MAX_NOTES);
    set_up(&table,
           1U + round % 3U,
           1U + round % MAX_THREADS,
           1U + round * 7U % DIL_MAX_LANES);
    for (uint32_t i = 0U; i < n_notes; ++i) {
      const uint32_t n_most = 1U << draw(chance, &index, 16U);
      add(&table,
          draw(chance, &index, table.n_parts),
          1U + draw(chance, &index, n_most));
    }
    play(&table);
    clear_up(&table);
  }
}

static void
few_notes_are_shared_out_evenly(void** state)
{
  (void)state;

  static Table table;
  set_up(&table, 1U, 2U, 8U);
  add(&table, 0U, 3000U);
  add(&table, 0U, 3000U);
  add(&table, 0U, 3000U);
  begin(&table);
  assert_int_equal(table.shares[0].n_notes, 2U);
  assert_int_equal(table.shares[1].n_notes, 1U);

  // A thread that has no more takes one of the other's, when that lays it down
  while (table.shares[1].n_notes) {
    run(&table.shares[1]);
    assert_true(dil_lane_plan_trade(&table.plan, &table.shares[1]));
  }
  assert_true(dil_lane_plan_trade(&table.plan, &table.shares[0]));
  assert_int_equal(table.shares[0].n_notes, 1U);
  assert_true(dil_lane_plan_trade(&table.plan, &table.shares[1]));
  assert_int_equal(table.shares[1].n_notes, 1U);
  assert_true(table.shares[0].notes[0] != table.shares[1].notes[0]);
  clear_up(&table);
}

static void
a_note_as_long_as_all_others_is_made_alone(void** state)
{
  (void)state;

  static Table table;
  set_up(&table, 1U, 2U, 8U);
  for (uint32_t i = 0U; i < 100U; ++i) {
    add(&table, 0U, 1000U);
  }
  add(&table, 0U, 100000U);
  begin(&table);
  assert_int_equal(table.shares[0].n_notes, 1U);
  assert_int_equal(table.shares[0].notes[0]->n_planned, 100000U);
  assert_int_equal(table.shares[1].n_notes, 8U);
  clear_up(&table);
}

static void
threads_are_busy_to_the_end(void** state)
{
  (void)state;

  // Notes of about a second, and of 10 s among them, as if of a slow chord
  static Table table;
  const DilRng chance = dil_rng_stream(2U, 1U);
  uint64_t index = 0U;
  for (uint32_t round = 0U; round < 24U; ++round) {
    const uint32_t n_notes = 1U + 8U * (round % 12U);
    set_up(&table, 1U, 1U + round % MAX_THREADS, 8U);
    for (uint32_t i = 0U; i < n_notes; ++i) {
      add(&table, 0U, 10000U + draw(chance, &index, 20000U));
    }
    for (uint32_t i = 0U; i < round % 5U; ++i) {
      add(&table, 0U, 240000U);
    }

    const double least = least_time(&table);
    const double time = play(&table);
    assert_true(time >= 0.99 * least && time < 1.5 * least);
    clear_up(&table);
  }
}

static void
presets_take_turns(void** state)
{
  (void)state;

  static Table table;
  set_up(&table, 2U, 2U, 8U);
  for (uint32_t i = 0U; i < 8U; ++i) {
    add(&table, i % 2U, 1000U + 1000U * (i % 2U));
  }

  // The thread that is free takes the longest notes there are
  begin(&table);
  assert_int_equal(table.shares[0].part, 1U);
  assert_int_equal(table.shares[0].n_notes, 3U);
  assert_int_equal(table.shares[1].part, 1U);
  assert_int_equal(table.shares[1].n_notes, 1U);
  while (table.shares[1].n_notes && table.shares[1].part == 1U) {
    run(&table.shares[1]);
    assert_true(dil_lane_plan_trade(&table.plan, &table.shares[1]));
  }
  assert_int_equal(table.shares[1].part, 0U);
  assert_int_equal(table.shares[1].n_notes, 4U);
  clear_up(&table);
}

static void
nobody_waits_for_nothing(void** state)
{
  (void)state;

  static Table table;
  DilLaneShare none = {.n_notes = 0U};
  set_up(&table, 1U, 2U, 8U);
  dil_lane_plan_wait(&table.plan);
  assert_false(dil_lane_plan_trade(&table.plan, &none));
  add(&table, 0U, 1000U);
  add(&table, 0U, 1000U);
  assert_int_equal(dil_lane_plan_start(&table.plan, &table.list), DIL_OK);
  dil_lane_plan_wait(&table.plan);
  assert_true(dil_lane_plan_trade(&table.plan, &table.shares[0]));
  assert_true(dil_lane_plan_trade(&table.plan, &table.shares[1]));
  assert_int_equal(table.shares[1].n_notes, 1U);
  dil_lane_plan_end(&table.plan);
  dil_lane_plan_wait(&table.plan);
  assert_false(dil_lane_plan_trade(&table.plan, &table.shares[1]));
  clear_up(&table);
}

static DilStatus
start(void* const context)
{
  const Table* const table = (const Table*)context;
  DilLanePlan plan;
  DilStatus status = dil_lane_plan_init(&plan, 1U, 2U, 8U);
  if (!status) {
    status = dil_lane_plan_start(&plan, &table->list);
    dil_lane_plan_finish(&plan);
  }
  return status;
}

static void
failed_allocations_are_reported(void** state)
{
  (void)state;

  static Table table;
  set_up(&table, 1U, 2U, 8U);
  add(&table, 0U, 1000U);
  assert_true(fault_for_each(start, &table, DIL_NO_MEMORY) >= 1U);
  clear_up(&table);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(all_steps_are_made_whatever_the_notes_are),
    cmocka_unit_test(few_notes_are_shared_out_evenly),
    cmocka_unit_test(a_note_as_long_as_all_others_is_made_alone),
    cmocka_unit_test(threads_are_busy_to_the_end),
    cmocka_unit_test(presets_take_turns),
    cmocka_unit_test(nobody_waits_for_nothing),
    cmocka_unit_test(failed_allocations_are_reported),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
