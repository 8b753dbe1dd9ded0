// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "band.h"
#include "kernel.h"

#include "dilaton/watch.h"

#include "support/fault.h"
#include "support/test.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define N_FRAMES 12000U
#define BLOCK    200U
#define N_STEPS  16384U

static int
setup(void** state)
{
  *state = band_new(24000.0f);
  return 0;
}

static int
teardown(void** state)
{
  band_free((Band*)*state);
  return 0;
}

/// Steps that were read
typedef struct {
  DilStep steps[N_STEPS];
  size_t n_steps;
} Course;

/// Render blocks with events at their start, reading what is watched
static void
play(DilEngine* const engine,
     const DilEvent* const events,
     const size_t n_events,
     const size_t n_frames,
     float* const left,
     Course* const course)
{
  float right[BLOCK];
  size_t n_done = 0U;
  for (size_t first = 0U; first < n_frames; first += BLOCK) {
    DilEvent now[64] = {{0}};
    size_t n = 0U;
    while (n_done < n_events && n < 64U &&
           events[n_done].frame < first + BLOCK) {
      now[n] = events[n_done++];
      now[n].frame =
        (now[n].frame < first) ? 0U : now[n].frame - (uint32_t)first;
      ++n;
    }
    float* const out[2] = {left + first, right};
    dil_engine_render(engine, now, n, out, BLOCK);
    if (course) {
      course->n_steps += dil_engine_read_steps(
        engine, course->steps + course->n_steps, N_STEPS - course->n_steps);
    }
  }
}

static void
watching_changes_no_bit_of_the_sound(void** state)
{
  static Course course;
  static float plain[N_FRAMES];
  static float watched[N_FRAMES];
  Band* const band = (Band*)*state;
  const size_t n_frames = 3000U;
  DilEvent* const events = band_random_events(4U, 150U, (uint32_t)n_frames);
  for (size_t k = 0U; k < dil_n_kernels(); ++k) {
    const DilKernel* const kernel = dil_kernel_at(k);
    for (uint32_t n_threads = 1U;
         n_threads <= 3U && dil_kernel_is_available(kernel);
         n_threads += 2U) {
      DilEngineSettings settings = band_settings(24000U);
      settings.kernel = dil_kernel_name(kernel);
      settings.n_threads = n_threads;
      band_engine(band, &settings);
      play(band->engine, events, 150U, n_frames, plain, NULL);
      band_engine(band, &settings);
      course.n_steps = 0U;
      assert_int_equal(dil_engine_watch(band->engine, true), DIL_OK);
      play(band->engine, events, 150U, n_frames, watched, &course);
      assert_memory_equal(plain, watched, n_frames * sizeof(float));
      assert_true(course.n_steps > 1000U);
    }
  }

  free(events);
}

static void
steps_are_those_of_the_note_that_began_last(void** state)
{
  static Course course;
  static float left[N_FRAMES];
  const DilEvent events[] = {
    band_event(0U, DIL_EVENT_NOTE_ON, 60U, 90.0f),
    band_event(2000U, DIL_EVENT_NOTE_ON, 64U, 90.0f),
    band_event(4000U, DIL_EVENT_NOTE_ON, 67U, 90.0f),
    band_event(6000U, DIL_EVENT_NOTE_OFF, 67U, 0.0f),
  };
  Band* const band = (Band*)*state;
  const DilEngineSettings settings = band_settings(24000U);
  band_engine(band, &settings);
  course.n_steps = 0U;
  assert_int_equal(dil_engine_watch(band->engine, true), DIL_OK);
  play(band->engine, events, 4U, N_FRAMES, left, &course);
  assert_int_equal(course.n_steps, N_FRAMES);

  // From the third note's end on, the second is the latest that sounds
  static const float keys[] = {60.0f, 64.0f, 67.0f};
  bool has_returned = false;
  for (size_t i = 0U; i < N_FRAMES; ++i) {
    const DilStep* const step = &course.steps[i];
    const uint64_t expected = (i < 2000U) ? 0U : (i < 4000U) ? 1U : 2U;
    has_returned = has_returned || (i > 6000U && step->note == 1U);
    assert_int_equal(step->note, has_returned ? 1U : expected);
    assert_int_equal(step->age, i - 2000U * step->note);
    assert_true(fabsf(step->key - keys[step->note]) < 1e-4f);
    assert_true(step->rate == 24000.0f);
  }
  assert_true(has_returned);
}

static void
nothing_is_published_while_nobody_watches(void** state)
{
  static Course course;
  static float left[N_FRAMES];
  Band* const band = (Band*)*state;
  const DilEvent on = band_event(0U, DIL_EVENT_NOTE_ON, 60U, 90.0f);
  const DilEngineSettings settings = band_settings(24000U);
  band_engine(band, &settings);
  course.n_steps = 0U;
  play(band->engine, &on, 1U, 2000U, left, &course);
  assert_int_equal(course.n_steps, 0U);

  // A note that sounds already is watched, without what was before
  for (size_t i = 0U; i < 2U; ++i) {
    assert_int_equal(dil_engine_watch(band->engine, true), DIL_OK);
    course.n_steps = 0U;
    play(band->engine, NULL, 0U, 2000U, left, &course);
    assert_int_equal(course.n_steps, 2000U);
    assert_int_equal(course.steps[0].age, 2000U + 4000U * i);
    assert_int_equal(dil_engine_watch(band->engine, false), DIL_OK);
    course.n_steps = 0U;
    play(band->engine, NULL, 0U, 2000U, left, &course);
    assert_int_equal(course.n_steps, 0U);
  }
}

static void
steps_that_nobody_reads_are_lost_and_the_gap_is_seen(void** state)
{
  static Course course;
  static float left[N_FRAMES];
  Band* const band = (Band*)*state;
  const DilEvent on = band_event(0U, DIL_EVENT_NOTE_ON, 60U, 90.0f);
  const DilEngineSettings settings = band_settings(24000U);
  band_engine(band, &settings);
  assert_int_equal(dil_engine_watch(band->engine, true), DIL_OK);
  play(band->engine, &on, 1U, 8000U, left, NULL);
  course.n_steps = 0U;
  play(band->engine, NULL, 0U, BLOCK, left, &course);
  assert_true(course.n_steps >= 4096U);
  assert_int_equal(course.steps[course.n_steps - 1U].age,
                   course.n_steps == 4096U ? 4095U : 8000U + BLOCK - 1U);
  course.n_steps = 0U;
  play(band->engine, NULL, 0U, BLOCK, left, &course);
  assert_int_equal(course.steps[0].age, 8000U + BLOCK);
}

static void
a_new_bank_is_watched_and_the_old_one_no_more(void** state)
{
  static Course course;
  static float left[N_FRAMES];
  Band* const band = (Band*)*state;
  const DilEvent on = band_event(0U, DIL_EVENT_NOTE_ON, 60U, 90.0f);
  const DilEngineSettings settings = band_settings(24000U);
  band_engine(band, &settings);
  assert_int_equal(dil_engine_watch(band->engine, true), DIL_OK);
  course.n_steps = 0U;
  play(band->engine, &on, 1U, 1000U, left, &course);
  DilBank* bank = NULL;
  assert_int_equal(dil_bank_new(&settings, band->presets, 1U, &bank, NULL),
                   DIL_OK);
  assert_true(dil_engine_send_bank(band->engine, bank));
  play(band->engine, NULL, 0U, 1000U, left, &course);
  assert_int_equal(course.n_steps, 2000U);
  for (size_t i = 0U; i < 2000U; ++i) {
    assert_int_equal(course.steps[i].note, i / 1000U);
    assert_int_equal(course.steps[i].age, i % 1000U);
  }
  dil_bank_free(dil_engine_collect_bank(band->engine));
}

static bool
is_held(const DilEngineCounts* const counts, const unsigned key)
{
  return counts->keys[key / 64U] >> (key % 64U) & 1U;
}

static void
keys_are_shown_while_they_or_a_pedal_are_down(void** state)
{
  static float left[N_FRAMES];
  Band* const band = (Band*)*state;
  const DilEngineSettings settings = band_settings(24000U);
  const struct {
    DilEvent event;
    bool is_low;  ///< Key 40 is shown after it
    bool is_high; ///< Key 100 is
  } scene[] = {
    {band_event(0U, DIL_EVENT_NOTE_ON, 40U, 90.0f), true, false},
    {band_event(0U, DIL_EVENT_NOTE_ON, 100U, 90.0f), true, true},
    {band_event(0U, DIL_EVENT_NOTE_OFF, 40U, 0.0f), false, true},
    {band_event(0U, DIL_EVENT_CONTROL, 64U, 127.0f), false, true},
    {band_event(0U, DIL_EVENT_NOTE_OFF, 100U, 0.0f), false, true},
    {band_event(0U, DIL_EVENT_CONTROL, 64U, 0.0f), false, false},
  };
  band_engine(band, &settings);
  for (size_t i = 0U; i < sizeof(scene) / sizeof(scene[0]); ++i) {
    play(band->engine, &scene[i].event, 1U, BLOCK, left, NULL);
    const DilEngineCounts counts = dil_engine_counts(band->engine);
    for (unsigned key = 0U; key < 128U; ++key) {
      assert_int_equal(is_held(&counts, key),
                       (key == 40U && scene[i].is_low) ||
                         (key == 100U && scene[i].is_high));
    }
  }
}

static void
peaks_are_the_greatest_since_they_were_taken(void** state)
{
  static float left[N_FRAMES];
  Band* const band = (Band*)*state;
  const DilEngineSettings settings = band_settings(24000U);
  const DilEvent on = band_event(0U, DIL_EVENT_NOTE_ON, 60U, 110.0f);
  band_engine(band, &settings);
  for (size_t i = 0U; i < 3U; ++i) {
    play(band->engine, &on, i ? 0U : 1U, 2000U, left, NULL);
    float expected = 0.0f;
    for (size_t k = 0U; k < 2000U; ++k) {
      expected = fmaxf(expected, fabsf(left[k]));
    }
    float peaks[2] = {-1.0f, -1.0f};
    dil_engine_take_peaks(band->engine, peaks);
    assert_true(expected > 0.0f && peaks[0] == expected);
    dil_engine_take_peaks(band->engine, peaks);
    assert_true(peaks[0] == 0.0f && peaks[1] == 0.0f);
  }
}

/// A control thread that watches, reads and looks
typedef struct {
  DilEngine* engine;
  atomic_bool is_over;
} Watcher;

static void*
watch(void* const context)
{
  Watcher* const watcher = (Watcher*)context;
  static DilStep steps[512];
  for (size_t i = 0U; !atomic_load(&watcher->is_over); ++i) {
    float peaks[2];
    assert_int_equal(dil_engine_watch(watcher->engine, i % 64U < 60U), DIL_OK);
    const size_t n = dil_engine_read_steps(watcher->engine, steps, 512U);
    for (size_t k = 1U; k < n; ++k) {
      assert_true(steps[k].note != steps[k - 1U].note ||
                  steps[k].age > steps[k - 1U].age);
    }
    dil_engine_take_peaks(watcher->engine, peaks);
    (void)dil_engine_counts(watcher->engine);
  }

  return NULL;
}

static void
a_thread_may_watch_while_another_renders(void** state)
{
  static float left[N_FRAMES];
  Band* const band = (Band*)*state;
  DilEngineSettings settings = band_settings(24000U);
  settings.n_threads = 2U;
  band_engine(band, &settings);
  Watcher watcher = {.engine = band->engine};
  atomic_init(&watcher.is_over, false);
  DilEvent* const events = band_random_events(9U, 300U, N_FRAMES);
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, watch, &watcher), 0);
  play(band->engine, events, 300U, N_FRAMES, left, NULL);
  atomic_store(&watcher.is_over, true);
  assert_int_equal(pthread_join(thread, NULL), 0);
  free(events);
}

static void
without_memory_nothing_is_watched_and_playing_goes_on(void** state)
{
  static float left[N_FRAMES];
  Band* const band = (Band*)*state;
  const DilEngineSettings settings = band_settings(24000U);
  const DilEvent on = band_event(0U, DIL_EVENT_NOTE_ON, 60U, 90.0f);
  band_engine(band, &settings);
  fault_arm(1U);
  assert_int_equal(dil_engine_watch(band->engine, true), DIL_NO_MEMORY);
  (void)fault_disarm();
  DilStep step;
  play(band->engine, &on, 1U, 1000U, left, NULL);
  assert_int_equal(dil_engine_read_steps(band->engine, &step, 1U), 0U);
  assert_int_equal(dil_engine_counts(band->engine).n_voices, 1U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(watching_changes_no_bit_of_the_sound),
    cmocka_unit_test(steps_are_those_of_the_note_that_began_last),
    cmocka_unit_test(nothing_is_published_while_nobody_watches),
    cmocka_unit_test(steps_that_nobody_reads_are_lost_and_the_gap_is_seen),
    cmocka_unit_test(a_new_bank_is_watched_and_the_old_one_no_more),
    cmocka_unit_test(keys_are_shown_while_they_or_a_pedal_are_down),
    cmocka_unit_test(peaks_are_the_greatest_since_they_were_taken),
    cmocka_unit_test(a_thread_may_watch_while_another_renders),
    cmocka_unit_test(without_memory_nothing_is_watched_and_playing_goes_on),
  };

  return cmocka_run_group_tests(tests, setup, teardown);
}
