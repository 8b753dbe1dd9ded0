// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "tap.h"

#include "kernel.h"
#include "lane.h"
#include "random_network.h"
#include "weights.h"

#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { n_lanes = 5, n_steps = 300 };

static const DilShape shape = {12U, 20U, 4U, 4U, 2U};

/// Lanes together, of which one may be tapped
typedef struct {
  DilNetwork* network;
  DilWeights* weights;
  DilLane* lanes[n_lanes];
  float samples[n_lanes][n_steps];
} Group;

static void
begin(Group* const group, const DilKernel* const kernel)
{
  group->network = random_network(&shape, 11U);
  assert_int_equal(
    dil_weights_new(group->network, DIL_WEIGHTS_BF16, kernel, &group->weights),
    DIL_OK);
  for (size_t i = 0U; i < n_lanes; ++i) {
    group->lanes[i] = random_lane(group->weights, i);
  }
}

static void
end(Group* const group)
{
  for (size_t i = 0U; i < n_lanes; ++i) {
    dil_lane_free(group->lanes[i]);
  }
  dil_weights_free(group->weights);
  dil_network_free(group->network);
}

/// Make steps of the first lanes, in pieces
static void
run(Group* const group, const size_t n_together)
{
  for (size_t first = 0U; first < n_steps; first += 50U) {
    float* out[n_lanes] = {NULL};
    for (size_t i = 0U; i < n_together; ++i) {
      out[i] = group->samples[i] + first;
    }
    dil_lanes_run(group->weights, group->lanes, n_together, 50U, out);
  }
}

/// Odds as the network's own logits make them, the classes being known
static void
expect_odds(const DilWeights* const weights,
            const size_t seed,
            const DilStep* const steps)
{
  float* const logits = (float*)calloc(n_steps * DIL_N_CLASSES, sizeof(float));
  uint8_t classes[n_steps];
  assert_non_null(logits);
  for (size_t t = 0U; t < n_steps; ++t) {
    classes[t] = steps[t].code;
  }

  DilLane* lane = random_lane(weights, seed);
  const uint8_t* const given = classes;
  float* out = logits;
  dil_lanes_follow(weights, &lane, 1U, n_steps, &given, &out);
  for (size_t t = 0U; t < n_steps; ++t) {
    const float* const row = logits + t * DIL_N_CLASSES;
    float max = row[0];
    for (size_t c = 1U; c < DIL_N_CLASSES; ++c) {
      max = fmaxf(row[c], max);
    }
    for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
      const float nats = (row[c] - max) / steps[t].temperature;
      const float expected = fmaxf(255.0f + 20.0f * nats, 0.0f);
      assert_true(fabsf((float)steps[t].odds[c] - expected) < 0.51f);
    }
  }

  dil_lane_free(lane);
  free(logits);
}

static void
a_tap_tells_what_was_drawn_and_changes_nothing(void** state)
{
  (void)state;

  static Group plain;
  static Group tapped;
  static DilStep steps[n_steps + 1U];
  for (size_t k = 0U; k < dil_n_kernels(); ++k) {
    const DilKernel* const kernel = dil_kernel_at(k);
    if (!dil_kernel_is_available(kernel)) {
      continue;
    }

    for (size_t n = 1U; n <= n_lanes; n += 4U) {
      DilTap tap = {NULL, 77U};
      assert_int_equal(dil_ring_new(n_steps + 1U, sizeof(DilStep), &tap.ring),
                       DIL_OK);
      begin(&plain, kernel);
      begin(&tapped, kernel);
      dil_lane_set_tap(tapped.lanes[n - 1U], &tap);
      run(&plain, n);
      run(&tapped, n);
      assert_memory_equal(
        plain.samples, tapped.samples, n * sizeof(plain.samples[0]));
      assert_int_equal(dil_ring_read(tap.ring, steps, n_steps + 1U), n_steps);
      for (uint32_t t = 0U; t < n_steps; ++t) {
        assert_int_equal(steps[t].note, 77U);
        assert_int_equal(steps[t].age, t);
        assert_true(steps[t].sample == tapped.samples[n - 1U][t]);
        assert_true(steps[t].odds[steps[t].code] > 0U);
      }
      expect_odds(tapped.weights, n - 1U, steps);
      end(&plain);
      end(&tapped);
      dil_ring_free(tap.ring);
    }
  }
}

static void
a_full_ring_loses_the_newest_steps_and_nothing_else(void** state)
{
  (void)state;

  static Group plain;
  static Group tapped;
  DilTap tap = {NULL, 0U};
  DilStep steps[64];
  assert_int_equal(dil_ring_new(64U, sizeof(DilStep), &tap.ring), DIL_OK);
  begin(&plain, dil_kernel_pick(NULL));
  begin(&tapped, dil_kernel_pick(NULL));
  dil_lane_set_tap(tapped.lanes[0], &tap);
  run(&plain, 1U);
  run(&tapped, 1U);
  assert_memory_equal(
    plain.samples[0], tapped.samples[0], sizeof(plain.samples[0]));
  assert_int_equal(dil_ring_read(tap.ring, steps, 64U), 64U);
  assert_int_equal(steps[63].age, 63U);
  end(&plain);
  end(&tapped);
  dil_ring_free(tap.ring);
}

static void
logits_without_sense_have_no_odds(void** state)
{
  (void)state;

  static const float odd[] = {NAN, INFINITY, -INFINITY, 0.0f, 1e30f};
  float logits[DIL_N_CLASSES];
  uint8_t odds[DIL_N_CLASSES];
  for (size_t first = 0U; first < 5U; ++first) {
    for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
      logits[c] = odd[first];
    }
    logits[200] = odd[(first + 1U) % 5U];
    dil_tap_odds(logits, 20.0f, odds);
    for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
      assert_true(!isnan(logits[c]) || odds[c] == 0U);
    }
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_tap_tells_what_was_drawn_and_changes_nothing),
    cmocka_unit_test(a_full_ring_loses_the_newest_steps_and_nothing_else),
    cmocka_unit_test(logits_without_sense_have_no_odds),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
