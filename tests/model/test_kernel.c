// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "kernel.h"

#include "lane.h"
#include "network.h"
#include "random_network.h"
#include "support/test.h"
#include "weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { n_steps = 200, max_lanes = 6 };

typedef float Samples[max_lanes][n_steps];

static void
the_plain_kernel_is_first_and_always_available(void** const state)
{
  (void)state;
  assert_string_equal(dil_kernel_name(dil_kernel_at(0U)), "plain");
  assert_true(dil_kernel_is_available(dil_kernel_at(0U)));
  assert_ptr_equal(dil_kernel_pick("plain"), dil_kernel_at(0U));
}

static void
kernels_are_picked_by_name_if_available(void** const state)
{
  (void)state;
  for (size_t i = 0U; i < dil_n_kernels(); ++i) {
    const DilKernel* const kernel = dil_kernel_at(i);
    const DilKernel* const picked = dil_kernel_pick(dil_kernel_name(kernel));
    assert_ptr_equal(picked, dil_kernel_is_available(kernel) ? kernel : NULL);
  }

  assert_null(dil_kernel_pick("no such kernel"));
}

static void
the_last_available_kernel_is_picked_without_a_name(void** const state)
{
  (void)state;
  const DilKernel* last = NULL;
  for (size_t i = 0U; i < dil_n_kernels(); ++i) {
    const DilKernel* const kernel = dil_kernel_at(i);
    last = dil_kernel_is_available(kernel) ? kernel : last;
  }

  unsetenv("DILATON_KERNEL");
  assert_ptr_equal(dil_kernel_pick(NULL), last);
  setenv("DILATON_KERNEL", "", 1);
  assert_ptr_equal(dil_kernel_pick(NULL), last);
  unsetenv("DILATON_KERNEL");
}

static void
the_environment_names_the_kernel_to_pick(void** const state)
{
  (void)state;
  setenv("DILATON_KERNEL", "plain", 1);
  assert_ptr_equal(dil_kernel_pick(NULL), dil_kernel_at(0U));
  setenv("DILATON_KERNEL", "abacus", 1);
  assert_null(dil_kernel_pick(NULL));
  unsetenv("DILATON_KERNEL");
}

/// Draw from each lane in another way
static void
set_samplings(DilLane* const* const lanes)
{
  static const DilSampling samplings[max_lanes] = {
    {1.0f, 1.0f, 256U, false, 0.0f},
    {0.6f, 1.0f, 256U, false, 1.0f},
    {1.3f, 0.9f, 256U, false, 0.0f},
    {1.0f, 1.0f, 25U, false, 3.0f},
    {0.9f, 0.5f, 100U, false, 0.0f},
    {1.0f, 1.0f, 256U, true, 0.5f},
  };
  for (size_t i = 0U; i < max_lanes; ++i) {
    dil_lane_set_sampling(lanes[i], &samplings[i]);
  }
}

static void
run_freely(const DilNetwork* const network,
           const DilWeightFormat format,
           const DilKernel* const kernel,
           Samples samples)
{
  DilWeights* weights = NULL;
  DilLane* lanes[max_lanes] = {NULL};
  float* out[max_lanes] = {NULL};
  assert_int_equal(dil_weights_new(network, format, kernel, &weights), DIL_OK);
  for (size_t i = 0U; i < max_lanes; ++i) {
    lanes[i] = random_lane(weights, i);
    out[i] = samples[i];
  }

  set_samplings(lanes);
  dil_lanes_run(weights, lanes, max_lanes, n_steps, out);
  for (size_t i = 0U; i < max_lanes; ++i) {
    dil_lane_free(lanes[i]);
  }
  dil_weights_free(weights);
}

/// Whether samples are numbers in range, and not all alike
static void
assert_is_sound(Samples samples)
{
  bool is_alive = false;
  for (size_t i = 0U; i < max_lanes; ++i) {
    for (size_t t = 0U; t < n_steps; ++t) {
      assert_true(samples[i][t] >= -1.0f && samples[i][t] <= 1.0f);
      is_alive = is_alive || samples[i][t] != samples[i][0];
    }
  }

  assert_true(is_alive);
}

static void
kernels_agree_in_every_bit_however_classes_are_drawn(void** const state)
{
  (void)state;
  static const DilShape shape = {16U, 24U, 3U, 3U, 2U};
  static Samples expected;
  static Samples samples;
  DilNetwork* const network = random_network(&shape, 8U);
  for (uint32_t f = 0U; f < DIL_N_WEIGHT_FORMATS; ++f) {
    run_freely(network, (DilWeightFormat)f, dil_kernel_at(0U), expected);
    assert_is_sound(expected);
    for (size_t k = 1U; k < dil_n_kernels(); ++k) {
      const DilKernel* const kernel = dil_kernel_at(k);
      if (dil_kernel_is_available(kernel)) {
        run_freely(network, (DilWeightFormat)f, kernel, samples);
        assert_memory_equal(samples, expected, sizeof(expected));
      }
    }
  }
  dil_network_free(network);
}

/// Blow up a network's tensor until its outputs are beyond all numbers
static void
scale(DilNetwork* const network, const DilTensorId id, const float factor)
{
  const DilNetworkTensor* const t = &network->layout.tensors[id];
  for (size_t i = 0U; i < t->n_values; ++i) {
    network->values[t->offset + i] *= factor;
  }
}

static void
outrageous_weights_give_numbers_and_the_same_ones(void** const state)
{
  (void)state;
  static const DilShape shape = {9U, 10U, 2U, 2U, 1U};
  static const DilTensorId ids[] = {
    DIL_SKIP, DIL_LOGITS, DIL_CURRENT, DIL_RESIDUAL, DIL_CONDITION_2};
  // A sum of 0.7^i, where the note has that emphasis
  static const float loudest = 3.34f;
  static Samples expected;
  static Samples samples;
  for (size_t i = 0U; i < 5U; ++i) {
    DilNetwork* const network = random_network(&shape, i);
    scale(network, ids[i], 1e37f);
    run_freely(network, DIL_WEIGHTS_F32, dil_kernel_at(0U), expected);
    for (size_t lane = 0U; lane < max_lanes; ++lane) {
      for (size_t t = 0U; t < n_steps; ++t) {
        assert_true(fabsf(expected[lane][t]) <= loudest);
      }
    }
    for (size_t k = 1U; k < dil_n_kernels(); ++k) {
      if (dil_kernel_is_available(dil_kernel_at(k))) {
        run_freely(network, DIL_WEIGHTS_F32, dil_kernel_at(k), samples);
        assert_memory_equal(samples, expected, sizeof(expected));
      }
    }
    dil_network_free(network);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_plain_kernel_is_first_and_always_available),
    cmocka_unit_test(kernels_are_picked_by_name_if_available),
    cmocka_unit_test(the_last_available_kernel_is_picked_without_a_name),
    cmocka_unit_test(the_environment_names_the_kernel_to_pick),
    cmocka_unit_test(kernels_agree_in_every_bit_however_classes_are_drawn),
    cmocka_unit_test(outrageous_weights_give_numbers_and_the_same_ones),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
