// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "lane.h"

#include "condition.h"
#include "kernel.h"
#include "lane_state.h"
#include "network.h"
#include "random_network.h"
#include "support/fault.h"
#include "support/test.h"
#include "weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { n_notes = 24, max_steps = 420 };

static const DilShape shape = {12U, 20U, 4U, 4U, 2U};

/// Notes of different lengths, each played by a lone lane
typedef struct {
  DilNetwork* network;
  DilWeights* weights;
  uint32_t n_steps[n_notes];
  float samples[n_notes][max_steps];
} Notes;

static uint32_t
release_step(const size_t note)
{
  return 30U + 17U * (uint32_t)note % 100U;
}

/// Run lanes to a step, with the keys going up on their way
static void
run_to_end(const DilWeights* const weights,
           DilLane* const lane,
           const uint32_t n_steps,
           const size_t note,
           float* const samples)
{
  float* out = samples;
  const uint32_t at = release_step(note);
  dil_lanes_run(weights, &lane, 1U, at < n_steps ? at : n_steps, &out);
  if (at < n_steps) {
    dil_lane_release(lane);
    out = samples + at;
    dil_lanes_run(weights, &lane, 1U, n_steps - at, &out);
  }
}

static Notes*
play_notes(const DilKernel* const kernel)
{
  Notes* const notes = (Notes*)calloc(1U, sizeof(*notes));
  assert_non_null(notes);
  notes->network = random_network(&shape, 11U);
  assert_int_equal(
    dil_weights_new(notes->network, DIL_WEIGHTS_BF16, kernel, &notes->weights),
    DIL_OK);
  for (size_t i = 0U; i < n_notes; ++i) {
    DilLane* const lane = random_lane(notes->weights, i);
    notes->n_steps[i] = 60U + 97U * (uint32_t)i % (max_steps - 60U);
    run_to_end(notes->weights, lane, notes->n_steps[i], i, notes->samples[i]);
    dil_lane_free(lane);
  }

  return notes;
}

static void
free_notes(Notes* const notes)
{
  dil_weights_free(notes->weights);
  dil_network_free(notes->network);
  free(notes);
}

/// Lanes that take one note after the other
typedef struct {
  DilLane* lanes[DIL_MAX_LANES];
  size_t notes[DIL_MAX_LANES];
  float samples[n_notes][max_steps];
  size_t n_lanes;
  size_t next; ///< Note that no lane has taken
} Band;

static void
start_note(const Notes* const notes, Band* const band, const size_t lane)
{
  float mixture[64];
  const DilLaneStart start = random_note(&shape, band->next, mixture);
  dil_lane_start(band->lanes[lane], notes->weights, &start);
  band->notes[lane] = band->next++;
}

/// Steps until something happens to one of the lanes
static uint32_t
steps_to_event(const Notes* const notes, const Band* const band)
{
  uint32_t n = 23U;
  for (size_t i = 0U; i < band->n_lanes; ++i) {
    const uint32_t age = band->lanes[i]->age;
    const uint32_t up = release_step(band->notes[i]);
    const uint32_t left = notes->n_steps[band->notes[i]] - age;
    n = left < n ? left : n;
    n = (age < up && up - age < n) ? up - age : n;
  }

  return n;
}

/// Let the keys go up that shall, and lanes leave that have come to their end
static void
do_events(const Notes* const notes, Band* const band)
{
  for (size_t i = 0U; i < band->n_lanes; ++i) {
    const uint32_t age = band->lanes[i]->age;
    if (age == release_step(band->notes[i])) {
      dil_lane_release(band->lanes[i]);
    }
    if (age == notes->n_steps[band->notes[i]] && band->next < n_notes) {
      start_note(notes, band, i);
    } else if (age == notes->n_steps[band->notes[i]]) {
      --band->n_lanes;
      DilLane* const lane = band->lanes[i];
      band->lanes[i] = band->lanes[band->n_lanes];
      band->notes[i] = band->notes[band->n_lanes];
      band->lanes[band->n_lanes] = lane;
      --i;
    }
  }
}

static void
play_together(const Notes* const notes, const size_t n_lanes)
{
  static Band band;
  band.n_lanes = n_lanes;
  band.next = 0U;
  for (size_t i = 0U; i < n_lanes; ++i) {
    assert_int_equal(dil_lane_new(&shape, &band.lanes[i]), DIL_OK);
    start_note(notes, &band, i);
  }

  while (band.n_lanes) {
    const uint32_t n = steps_to_event(notes, &band);
    float* out[DIL_MAX_LANES] = {NULL};
    for (size_t i = 0U; i < band.n_lanes; ++i) {
      out[i] = band.samples[band.notes[i]] + band.lanes[i]->age;
    }
    dil_lanes_run(notes->weights, band.lanes, band.n_lanes, n, out);
    do_events(notes, &band);
  }

  for (size_t i = 0U; i < n_notes; ++i) {
    assert_memory_equal(
      band.samples[i], notes->samples[i], notes->n_steps[i] * sizeof(float));
  }
  for (size_t i = 0U; i < n_lanes; ++i) {
    dil_lane_free(band.lanes[i]);
  }
}

static void
lanes_join_and_leave_without_disturbing_the_others(void** const state)
{
  (void)state;
  for (size_t k = 0U; k < dil_n_kernels(); ++k) {
    const DilKernel* const kernel = dil_kernel_at(k);
    if (dil_kernel_is_available(kernel)) {
      Notes* const notes = play_notes(kernel);
      play_together(notes, 2U);
      play_together(notes, 5U);
      play_together(notes, DIL_MAX_LANES);
      free_notes(notes);
    }
  }
}

static void
it_does_not_matter_how_steps_are_divided_into_calls(void** const state)
{
  (void)state;
  static const uint32_t blocks[] = {1U, 7U, 63U, 64U, 65U, 200U};
  Notes* const notes = play_notes(dil_kernel_pick(NULL));
  for (size_t b = 0U; b < 6U; ++b) {
    DilLane* const lane = random_lane(notes->weights, 1U);
    float samples[max_steps];
    const uint32_t end = release_step(1U);
    for (uint32_t t = 0U; t < end;) {
      const uint32_t n = end - t < blocks[b] ? end - t : blocks[b];
      float* out = samples + t;
      dil_lanes_run(notes->weights, &lane, 1U, n, &out);
      dil_lanes_run(notes->weights, &lane, 1U, 0U, &out);
      t += n;
    }
    assert_memory_equal(samples, notes->samples[1], end * sizeof(float));
    dil_lane_free(lane);
  }
  free_notes(notes);
}

static void
an_emphasis_changes_but_what_the_network_is_heard_as(void** const state)
{
  (void)state;
  static const DilCoefficients emphasised = {0.85f, 0.8f, 0.9f, 4.0f};
  DilNetwork* const network = random_network(&shape, 3U);
  DilWeights* weights = NULL;
  assert_int_equal(
    dil_weights_new(network, DIL_WEIGHTS_F32, dil_kernel_pick(NULL), &weights),
    DIL_OK);
  float samples[2][max_steps];
  for (size_t i = 0U; i < 2U; ++i) {
    float mixture[64];
    float* out = samples[i];
    DilLaneStart start = random_note(&shape, 2U, mixture);
    DilLane* lane = NULL;
    start.coefficients = i ? emphasised : start.coefficients;
    assert_int_equal(dil_lane_new(&shape, &lane), DIL_OK);
    dil_lane_start(lane, weights, &start);
    dil_lanes_run(weights, &lane, 1U, max_steps, &out);
    dil_lane_free(lane);
  }

  float sound = 0.0f;
  for (size_t t = 0U; t < max_steps; ++t) {
    sound = fmaf(0.9f, sound, 0.25f * samples[0][t]);
    assert_true(samples[1][t] == sound);
  }
  dil_weights_free(weights);
  dil_network_free(network);
}

static void
a_lane_forgets_the_note_before(void** const state)
{
  (void)state;
  Notes* const notes = play_notes(dil_kernel_pick(NULL));
  DilLane* const lane = random_lane(notes->weights, 5U);
  float samples[max_steps];
  for (size_t i = n_notes; i-- > 0U;) {
    float mixture[64];
    const DilLaneStart start = random_note(&shape, i, mixture);
    dil_lane_start(lane, notes->weights, &start);
    assert_int_equal(lane->age, 0U);
    assert_int_equal(lane->release_step, DIL_HELD);
    run_to_end(notes->weights, lane, notes->n_steps[i], i, samples);
    assert_memory_equal(
      samples, notes->samples[i], notes->n_steps[i] * sizeof(float));
  }
  dil_lane_free(lane);
  free_notes(notes);
}

static void
a_lane_may_change_to_weights_of_another_kernel(void** const state)
{
  (void)state;
  Notes* const notes = play_notes(dil_kernel_at(0U));
  DilLane* const lane = random_lane(notes->weights, 3U);
  float samples[max_steps];
  for (size_t k = 0U; k < dil_n_kernels(); ++k) {
    float mixture[64];
    DilWeights* weights = NULL;
    const DilLaneStart start = random_note(&shape, 2U, mixture);
    if (dil_kernel_is_available(dil_kernel_at(k))) {
      assert_int_equal(
        dil_weights_new(
          notes->network, DIL_WEIGHTS_BF16, dil_kernel_at(k), &weights),
        DIL_OK);
      dil_lane_start(lane, weights, &start);
      run_to_end(weights, lane, notes->n_steps[2], 2U, samples);
      assert_memory_equal(
        samples, notes->samples[2], notes->n_steps[2] * sizeof(float));
      dil_weights_free(weights);
    }
  }
  dil_lane_free(lane);
  free_notes(notes);
}

/// Steps until two lanes with the same note differ, or the number given
static uint32_t
steps_alike(const DilWeights* const weights,
            DilLane* const a,
            DilLane* const b,
            const uint32_t n_steps)
{
  float first[max_steps];
  float second[max_steps];
  float* out[] = {first, second};
  DilLane* const lanes[] = {a, b};
  uint32_t n = 0U;
  dil_lanes_run(weights, lanes, 2U, n_steps, out);
  while (n < n_steps && first[n] == second[n]) {
    ++n;
  }

  return n;
}

typedef void (*Change)(DilLane* lane);

static void
bend(DilLane* const lane)
{
  dil_lane_set_key(lane, 71.5, 440.0);
}

static void
retune(DilLane* const lane)
{
  dil_lane_set_key(lane, 60.0, 452.0);
}

static void
turn_greedy(DilLane* const lane)
{
  const DilSampling sampling = {1.0f, 1.0f, 256U, true, 0.0f};
  dil_lane_set_sampling(lane, &sampling);
}

static void
expect_noise(DilLane* const lane)
{
  const DilSampling sampling = {1.0f, 1.0f, 256U, false, 3.0f};
  dil_lane_set_sampling(lane, &sampling);
}

static void
morph(DilLane* const lane)
{
  static const float mixture[] = {0.0f, 1.0f};
  dil_lane_set_mixture(lane, mixture);
}

/// Two lanes with the same note of key 60, one of which is changed at a step
static uint32_t
steps_alike_after(const DilWeights* const weights,
                  const Change change,
                  const uint32_t step)
{
  DilLane* const a = random_lane(weights, 4U);
  DilLane* const b = random_lane(weights, 4U);
  dil_lane_set_key(a, 60.0, 440.0);
  dil_lane_set_key(b, 60.0, 440.0);
  assert_int_equal(steps_alike(weights, a, b, step), step);
  change(a);
  const uint32_t result = steps_alike(weights, a, b, 300U);
  dil_lane_free(b);
  dil_lane_free(a);
  return result;
}

static void
changes_are_heard_from_their_step_or_frame_on(void** const state)
{
  (void)state;
  DilNetwork* const network = random_network(&shape, 12U);
  DilWeights* weights = NULL;
  assert_int_equal(
    dil_weights_new(network, DIL_WEIGHTS_F32, dil_kernel_pick(NULL), &weights),
    DIL_OK);

  // Step 100 lies in the frame of steps 64 to 127
  assert_true(steps_alike_after(weights, bend, 100U) < 28U);
  assert_true(steps_alike_after(weights, retune, 100U) < 28U);
  assert_true(steps_alike_after(weights, turn_greedy, 100U) < 28U);
  assert_in_range(
    steps_alike_after(weights, dil_lane_release, 100U), 28U, 200U);
  assert_in_range(steps_alike_after(weights, expect_noise, 100U), 28U, 200U);
  assert_in_range(steps_alike_after(weights, morph, 100U), 28U, 200U);
  assert_true(steps_alike_after(weights, dil_lane_release, 128U) < 28U);

  dil_weights_free(weights);
  dil_network_free(network);
}

static void
a_key_goes_up_once(void** const state)
{
  (void)state;
  Notes* const notes = play_notes(dil_kernel_pick(NULL));
  DilLane* const lane = random_lane(notes->weights, 6U);
  float samples[max_steps];
  float* out = samples;
  const uint32_t at = release_step(6U);
  dil_lanes_run(notes->weights, &lane, 1U, at, &out);
  dil_lane_release(lane);
  assert_int_equal(lane->release_step, at);
  for (uint32_t t = at; t < notes->n_steps[6]; ++t) {
    out = samples + t;
    dil_lane_release(lane);
    dil_lanes_run(notes->weights, &lane, 1U, 1U, &out);
  }
  assert_int_equal(lane->age, notes->n_steps[6]);
  assert_memory_equal(
    samples, notes->samples[6], notes->n_steps[6] * sizeof(float));
  dil_lane_free(lane);
  free_notes(notes);
}

static void
samplings_out_of_range_are_limited(void** const state)
{
  (void)state;
  static const DilSampling cases[][2] = {
    {{9.0f, 4.0f, 1000U, false, 7.0f}, {2.0f, 1.0f, 256U, false, 6.0f}},
    {{-1.0f, 1.0f, 256U, false, -2.0f}, {0.05f, 1.0f, 256U, false, 0.0f}},
    {{NAN, 1.0f, 256U, false, NAN}, {0.05f, 1.0f, 256U, false, 0.0f}},
    {{1.0f, -1.0f, 0U, false, 0.0f}, {1.0f, 0.0f, 1U, false, 0.0f}},
  };
  Notes* const notes = play_notes(dil_kernel_pick(NULL));
  for (size_t i = 0U; i < 4U; ++i) {
    DilLane* const a = random_lane(notes->weights, i);
    DilLane* const b = random_lane(notes->weights, i);
    dil_lane_set_sampling(a, &cases[i][0]);
    dil_lane_set_sampling(b, &cases[i][1]);
    assert_int_equal(steps_alike(notes->weights, a, b, 200U), 200U);
    dil_lane_free(b);
    dil_lane_free(a);
  }
  free_notes(notes);
}

static void
unsupported_shapes_are_refused(void** const state)
{
  (void)state;
  static const DilShape bad[] = {{0U, 8U, 1U, 1U, 1U},
                                 {8U, 0U, 1U, 1U, 1U},
                                 {8U, 8U, 0U, 1U, 1U},
                                 {8U, 8U, 1U, 0U, 1U},
                                 {8U, 8U, 1U, 1U, 0U},
                                 {257U, 8U, 1U, 1U, 1U},
                                 {8U, 513U, 1U, 1U, 1U}};
  for (size_t i = 0U; i < 7U; ++i) {
    DilLane* lane = NULL;
    assert_int_equal(dil_lane_new(&bad[i], &lane), DIL_BAD_ARGUMENT);
    assert_null(lane);
  }
}

static void
the_largest_and_the_smallest_shape_run(void** const state)
{
  (void)state;
  static const DilShape extremes[] = {{256U, 512U, 2U, 12U, 64U},
                                      {1U, 1U, 1U, 1U, 1U}};
  for (size_t i = 0U; i < 2U; ++i) {
    DilNetwork* const network = random_network(&extremes[i], i);
    DilWeights* weights = NULL;
    DilLane* lanes[DIL_MAX_LANES] = {NULL};
    float samples[DIL_MAX_LANES][3];
    float* out[DIL_MAX_LANES] = {NULL};
    assert_int_equal(
      dil_weights_new(
        network, DIL_WEIGHTS_BF16, dil_kernel_pick(NULL), &weights),
      DIL_OK);
    for (size_t n = 0U; n < DIL_MAX_LANES; ++n) {
      lanes[n] = random_lane(weights, n);
      out[n] = samples[n];
    }
    dil_lanes_run(weights, lanes, DIL_MAX_LANES, 3U, out);
    for (size_t n = 0U; n < DIL_MAX_LANES; ++n) {
      assert_true(fabsf(samples[n][2]) <= 1.0f);
      dil_lane_free(lanes[n]);
    }
    dil_weights_free(weights);
    dil_network_free(network);
  }
}

static DilStatus
make_lane(void* const context)
{
  DilLane* lane = NULL;
  const DilStatus status = dil_lane_new((const DilShape*)context, &lane);
  dil_lane_free(lane);
  return status;
}

static void
making_a_lane_survives_every_failing_allocation(void** const state)
{
  (void)state;
  DilShape copy = shape;
  assert_int_equal(fault_for_each(make_lane, &copy, DIL_NO_MEMORY), 1U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(lanes_join_and_leave_without_disturbing_the_others),
    cmocka_unit_test(it_does_not_matter_how_steps_are_divided_into_calls),
    cmocka_unit_test(an_emphasis_changes_but_what_the_network_is_heard_as),
    cmocka_unit_test(a_lane_forgets_the_note_before),
    cmocka_unit_test(a_lane_may_change_to_weights_of_another_kernel),
    cmocka_unit_test(changes_are_heard_from_their_step_or_frame_on),
    cmocka_unit_test(a_key_goes_up_once),
    cmocka_unit_test(samplings_out_of_range_are_limited),
    cmocka_unit_test(unsupported_shapes_are_refused),
    cmocka_unit_test(the_largest_and_the_smallest_shape_run),
    cmocka_unit_test(making_a_lane_survives_every_failing_allocation),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
