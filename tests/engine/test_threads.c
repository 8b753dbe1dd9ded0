// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "band.h"
#include "helper_threads.h"
#include "thread.h"
#include "tune.h"

#include "dilaton/render.h"

#include "support/fault.h"
#include "support/test.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define N_RUNS 3000U

/// Plain counters, so that the thread sanitizer sees what is not ordered
typedef struct {
  size_t run;
  size_t n_done[DIL_MAX_HELPER_TASKS];
  float values[DIL_MAX_HELPER_TASKS];
} Tally;

static void
count(void* const context, const size_t task)
{
  Tally* const tally = (Tally*)context;
  tally->n_done[task] += 1U;
  tally->values[task] += (float)(tally->run * task % 7U);
}

static void
every_task_is_done_once_and_before_the_run_returns(void** state)
{
  (void)state;

  for (uint32_t n_helpers = 1U; n_helpers <= 4U; n_helpers += 3U) {
    Tally tally = {0};
    DilHelperThreads* threads = NULL;
    assert_int_equal(
      dil_helper_threads_new(n_helpers, 0U, count, &tally, &threads), DIL_OK);
    size_t n_expected[DIL_MAX_HELPER_TASKS] = {0};
    for (size_t run = 0U; run < N_RUNS; ++run) {
      const size_t n_tasks = 1U + run % DIL_MAX_HELPER_TASKS;
      tally.run = run;
      dil_helper_threads_run(threads, n_tasks);
      for (size_t task = 0U; task < n_tasks; ++task) {
        n_expected[task] += 1U;
        assert_int_equal(tally.n_done[task], n_expected[task]);
      }
    }
    dil_helper_threads_free(threads);
  }
}

static void
teams_come_and_go(void** state)
{
  (void)state;

  for (size_t i = 0U; i < 50U; ++i) {
    Tally tally = {0};
    DilHelperThreads* threads = NULL;
    assert_int_equal(dil_helper_threads_new(2U, 0U, count, &tally, &threads),
                     DIL_OK);
    if (i % 2U) {
      dil_helper_threads_run(threads, 5U);
    }
    dil_helper_threads_free(threads);
    assert_int_equal(tally.n_done[4], i % 2U);
  }
}

/// A run of two tasks that are done at the same time, so by two threads
typedef struct {
  pthread_t owner;
  atomic_uint n_begun;
  int policy;   ///< Of the thread that is not the owner
  int priority; ///< Of the thread that is not the owner
} Meeting;

static void
meet(void* const context, const size_t task)
{
  (void)task;

  Meeting* const meeting = (Meeting*)context;
  if (!pthread_equal(pthread_self(), meeting->owner)) {
    struct sched_param parameters = {0};
    (void)pthread_getschedparam(pthread_self(), &meeting->policy, &parameters);
    meeting->priority = parameters.sched_priority;
  }

  atomic_fetch_add(&meeting->n_begun, 1U);
  while (atomic_load(&meeting->n_begun) < 2U) {
    sched_yield();
  }
}

static void*
do_nothing(void* const context)
{
  return context;
}

static void
helpers_have_the_priority_that_was_asked_for(void** state)
{
  (void)state;
  enum { PRIORITY = 7 };

  // What one thread is not allowed, helpers are not either
  pthread_t thread;
  int error = 0;
  assert_int_equal(
    dil_thread_start(&thread, PRIORITY, do_nothing, NULL, &error), 0);
  pthread_join(thread, NULL);

  for (int wanted = 0; wanted <= PRIORITY; wanted += PRIORITY) {
    Meeting meeting = {.owner = pthread_self(), .policy = -1};
    DilHelperThreads* threads = NULL;
    assert_int_equal(
      dil_helper_threads_new(1U, (uint32_t)wanted, meet, &meeting, &threads),
      DIL_OK);
    dil_helper_threads_run(threads, 2U);
    dil_helper_threads_free(threads);
    assert_int_equal(meeting.policy,
                     wanted && !error ? SCHED_FIFO : sched_getscheduler(0));
    assert_int_equal(meeting.priority, error ? 0 : wanted);
  }
}

static void
helpers_make_no_difference_to_the_sound(void** state)
{
  (void)state;

  DilEvent events[40];
  for (uint32_t i = 0U; i < 40U; ++i) {
    events[i] =
      band_event(100U * i, DIL_EVENT_NOTE_ON, (uint8_t)(40U + i), 60.0f);
  }

  Band* const band = band_new(24000.0f);
  DilEngineSettings settings = band_settings(48000U);
  settings.max_voices = 32U;
  settings.parameters[DIL_PARAMETER_VOICES] = 32.0f;
  band_play(band, &settings, events, 40U, 64U, 12000U);
  assert_int_equal(dil_engine_counts(band->engine).n_voices, 32U);
  assert_int_equal(dil_engine_counts(band->engine).n_stolen, 8U);
  float* const expected = band_copy(band);
  for (settings.n_threads = 2U; settings.n_threads <= 5U;
       settings.n_threads += 3U) {
    band_play(band, &settings, events, 40U, 256U, 12000U);
    assert_memory_equal(band->out[0], expected, 12000U * sizeof(float));
    assert_memory_equal(
      band->out[1], expected + 12000U, 12000U * sizeof(float));
  }

  free(expected);
  band_free(band);
}

/// A rendering in memory
typedef struct {
  float frames[2U * 250000U];
  size_t n_frames;
} Tape;

static DilStatus
record(void* const context,
       const float* const frames,
       const size_t n_frames,
       DilMessage* const message)
{
  (void)message;

  Tape* const tape = (Tape*)context;
  assert_true(tape->n_frames + n_frames <= 250000U);
  memcpy(
    tape->frames + 2U * tape->n_frames, frames, 2U * n_frames * sizeof(float));
  tape->n_frames += n_frames;
  return DIL_OK;
}

static void
threads_make_no_difference_to_a_rendering(void** state)
{
  (void)state;

  static Tape tapes[2];
  Band* const band = band_new(16000.0f);
  DilScore* const score = tune_piece(1U);
  DilRenderSettings settings = dil_render_defaults();
  settings.sink = record;
  settings.max_samples = 20000U;
  for (uint32_t i = 0U; i < 2U; ++i) {
    settings.n_threads = 1U + 3U * i;
    settings.n_lanes = 8U >> i;
    settings.context = &tapes[i];
    assert_int_equal(
      dil_render_score(band->presets, 1U, score, &settings, NULL, NULL),
      DIL_OK);
  }

  assert_int_equal(tapes[0].n_frames, tapes[1].n_frames);
  assert_memory_equal(
    tapes[0].frames, tapes[1].frames, 2U * tapes[0].n_frames * sizeof(float));
  dil_score_free(score);
  band_free(band);
}

static DilStatus
make_team(void* const context)
{
  DilHelperThreads* threads = NULL;
  const DilStatus status =
    dil_helper_threads_new(1U, 0U, count, context, &threads);
  dil_helper_threads_free(threads);
  return status;
}

static void
failed_allocations_are_reported(void** state)
{
  (void)state;

  Tally tally = {0};
  assert_true(fault_for_each(make_team, &tally, DIL_NO_MEMORY) >= 1U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_task_is_done_once_and_before_the_run_returns),
    cmocka_unit_test(teams_come_and_go),
    cmocka_unit_test(helpers_have_the_priority_that_was_asked_for),
    cmocka_unit_test(helpers_make_no_difference_to_the_sound),
    cmocka_unit_test(threads_make_no_difference_to_a_rendering),
    cmocka_unit_test(failed_allocations_are_reported),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
