// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/fault.h"
#include "support/test.h"

#include "note_shape.h"
#include "rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RATE      24000.0
#define N_SAMPLES 120000U

/// A recorded note: what there is to find in it
typedef struct {
  double hz;
  double onset_s;
  double attack_s;   ///< Time in which it grows to its level
  double slope_db_s; ///< Of the held part
  double release_at_s;
  double release_db_s; ///< Loss after it
  double hiss_db;      ///< Level of noise, against the note's
} Recorded;

static float samples[N_SAMPLES];

static void
record(const Recorded* const r)
{
  const DilRng rng = dil_rng_stream(2U, 1U);
  const double hiss = pow(10.0, r->hiss_db / 20.0);
  for (size_t t = 0U; t < N_SAMPLES; ++t) {
    const double age = (double)t / RATE - r->onset_s;
    double level_db = r->slope_db_s * age;
    if (age > r->release_at_s) {
      level_db -= r->release_db_s * (age - r->release_at_s);
    }
    const double gain =
      age < 0.0 ? 0.0
                : fmin(age / r->attack_s, 1.0) * pow(10.0, level_db / 20.0);
    const double wave = sin(6.283185307179586 * r->hz * age);
    samples[t] = (float)(0.3 * (gain * wave + hiss * dil_rng_normal(rng, t)));
  }
}

static DilNoteShape
shape_of(const Recorded* const r)
{
  DilNoteShape shape;
  record(r);
  assert_int_equal(dil_note_shape(samples, N_SAMPLES, RATE, &shape), DIL_OK);
  return shape;
}

// hz, onset, attack, slope, release at, release, hiss
static const Recorded recorded[] = {
  {440.0, 0.0, 0.005, 0.0, 3.0, 60.0, -90.0},
  {440.0, 1.0, 0.005, -1.3, 3.0, 40.0, -70.0},
  {55.0, 1.0, 0.25, 0.5, 3.2, 50.0, -60.0},
  {36.7, 0.3, 0.1, 0.0, 3.5, 80.0, -80.0},
  {2093.0, 0.05, 0.02, -2.0, 2.0, 100.0, -65.0},
  {220.0, 0.2, 0.002, -12.0, 9.0, 0.0, -80.0},
  {110.0, 0.0, 0.002, -30.0, 9.0, 0.0, -90.0},
};

#define N_RECORDED (sizeof(recorded) / sizeof(recorded[0]))

static void
the_onset_is_found_ahead_of_the_attack(void** const state)
{
  (void)state;
  for (size_t i = 0U; i < N_RECORDED; ++i) {
    const DilNoteShape shape = shape_of(&recorded[i]);
    const double late_s = (double)shape.onset / RATE - recorded[i].onset_s;
    assert_true(late_s <= 0.05 * recorded[i].attack_s + 0.002);
    assert_true(late_s >= -0.008);
  }
}

static void
the_onset_of_what_is_struck_is_the_stroke(void** const state)
{
  (void)state;
  static const double strokes_s[] = {0.008, 0.02, 0.045};
  for (size_t i = 0U; i < 3U; ++i) {
    // A finger on the string, 25 dB below the note, then the stroke
    const Recorded struck = {220.0, 0.2, 0.002, -12.0, 9.0, 0.0, -90.0};
    const DilRng rng = dil_rng_stream(3U, i);
    const size_t stroke = (size_t)(0.2 * RATE);
    const size_t n_finger = (size_t)(strokes_s[i] * RATE);
    record(&struck);
    for (size_t t = stroke - n_finger; t < stroke; ++t) {
      samples[t] += (float)(0.012 * dil_rng_normal(rng, t));
    }
    DilNoteShape shape;
    assert_int_equal(dil_note_shape(samples, N_SAMPLES, RATE, &shape), DIL_OK);
    const double early_s = (double)stroke / RATE - (double)shape.onset / RATE;
    assert_true(early_s > 0.0 && early_s < 0.006);
  }
}

static void
the_slope_is_that_of_the_held_part(void** const state)
{
  (void)state;
  for (size_t i = 0U; i < N_RECORDED; ++i) {
    const double slope = shape_of(&recorded[i]).slope_db_s;
    const double tolerance = 0.5 + 0.1 * fabs(recorded[i].slope_db_s);
    assert_true(fabs(slope - recorded[i].slope_db_s) < tolerance);
  }
}

static void
the_release_is_taken_apart_from_the_held_part(void** const state)
{
  (void)state;
  for (size_t i = 0U; i < 5U; ++i) {
    const Recorded* const r = &recorded[i];
    const double end_s = (double)shape_of(r).held_end / RATE - r->onset_s;
    assert_true(end_s > r->release_at_s - 0.02);
    assert_true(end_s < r->release_at_s + 10.0 / r->release_db_s + 0.05);
  }
}

static void
a_note_without_a_quiet_moment_is_whole(void** const state)
{
  (void)state;
  const Recorded steady = {440.0, -1.0, 0.01, 0.0, 99.0, 0.0, -90.0};
  const DilNoteShape shape = shape_of(&steady);
  assert_int_equal(shape.onset, 0U);
  assert_int_equal(shape.held_end, N_SAMPLES);
}

static void
silence_and_what_is_too_short_have_no_shape(void** const state)
{
  (void)state;
  memset(samples, 0, sizeof(samples));
  static const size_t lengths[] = {0U, 1U, 100U, 1200U, N_SAMPLES};
  for (size_t i = 0U; i < sizeof(lengths) / sizeof(lengths[0]); ++i) {
    DilNoteShape shape;
    assert_int_equal(dil_note_shape(samples, lengths[i], RATE, &shape), DIL_OK);
    assert_int_equal(shape.onset, 0U);
    assert_int_equal(shape.held_end, lengths[i]);
    assert_true(isnan(shape.slope_db_s));
  }
}

static DilStatus
find_shape(void* const context)
{
  DilNoteShape shape;
  (void)context;
  return dil_note_shape(samples, N_SAMPLES, RATE, &shape);
}

static void
lack_of_memory_is_told(void** const state)
{
  (void)state;
  record(&recorded[0]);
  assert_int_equal(fault_for_each(find_shape, NULL, DIL_NO_MEMORY), 1U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_onset_is_found_ahead_of_the_attack),
    cmocka_unit_test(the_onset_of_what_is_struck_is_the_stroke),
    cmocka_unit_test(the_slope_is_that_of_the_held_part),
    cmocka_unit_test(the_release_is_taken_apart_from_the_held_part),
    cmocka_unit_test(a_note_without_a_quiet_moment_is_whole),
    cmocka_unit_test(silence_and_what_is_too_short_have_no_shape),
    cmocka_unit_test(lack_of_memory_is_told),
  };

  return cmocka_run_group_tests_name("note_shape", tests, NULL, NULL);
}
