// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "condition.h"

#include "random_network.h"
#include "support/test.h"

#include <math.h>

enum {
  keys = 4,
  onset = keys + 128,
  release = onset + (int)DIL_N_DECAYS,
  mixture = release + (int)DIL_N_DECAYS
};

static const DilShape shape = {8U, 8U, 3U, 2U, 3U};
static const float mixed[3] = {0.25f, 0.5f, 0.25f};

static DilCondition
a_condition(void)
{
  const DilCondition condition = {.key = 60.0,
                                  .velocity = 80.0f,
                                  .noise = 0.0f,
                                  .age = 0U,
                                  .release_age = DIL_HELD,
                                  .rate = 24000.0f,
                                  .mixture = mixed};
  return condition;
}

static void
a_key_between_two_is_shared_by_them(void** const state)
{
  (void)state;
  float vector[256];
  DilCondition condition = a_condition();
  condition.key = 60.25;
  dil_condition_vector(&shape, &condition, vector);
  assert_true(vector[0] == -3.75f / 24.0f);
  for (int k = 0; k < 128; ++k) {
    const float share = k == 60 ? 0.75f : k == 61 ? 0.25f : 0.0f;
    assert_true(vector[keys + k] == share);
  }
}

static void
keys_beyond_the_last_go_to_the_last(void** const state)
{
  (void)state;
  static const double cases[][2] = {
    {-7.5, 0.0}, {0.0, 0.0}, {127.0, 127.0}, {140.25, 127.0}};
  for (size_t i = 0U; i < 4U; ++i) {
    float vector[256];
    DilCondition condition = a_condition();
    condition.key = cases[i][0];
    dil_condition_vector(&shape, &condition, vector);
    for (int k = 0; k < 128; ++k) {
      assert_true(vector[keys + k] == (k == (int)cases[i][1] ? 1.0f : 0.0f));
    }
  }
}

static void
decays_follow_their_time_constants(void** const state)
{
  (void)state;
  static const double times_ms[] = {
    5.0, 20.0, 80.0, 320.0, 1280.0, 5120.0, 20480.0};
  for (uint32_t age = 0U; age < 200000U; age += 6400U) {
    float vector[256];
    DilCondition condition = a_condition();
    condition.age = age + 640U;
    condition.release_age = age;
    dil_condition_vector(&shape, &condition, vector);
    for (int i = 0; i < (int)DIL_N_DECAYS; ++i) {
      const double since_onset = (age + 640.0) / 24.0;
      const double since_release = age / 24.0;
      assert_true(fabs((double)vector[onset + i] -
                       exp(-since_onset / times_ms[i])) < 1e-6);
      assert_true(fabs((double)vector[release + i] -
                       exp(-since_release / times_ms[i])) < 1e-6);
    }
  }
}

static void
a_held_note_has_its_gate_up_and_no_release(void** const state)
{
  (void)state;
  float vector[256];
  DilCondition condition = a_condition();
  dil_condition_vector(&shape, &condition, vector);
  assert_true(vector[2] == 1.0f);
  for (int i = 0; i < (int)DIL_N_DECAYS; ++i) {
    assert_true(vector[onset + i] == 1.0f && vector[release + i] == 0.0f);
  }

  condition.release_age = 0U;
  dil_condition_vector(&shape, &condition, vector);
  assert_true(vector[2] == 0.0f);
  for (int i = 0; i < (int)DIL_N_DECAYS; ++i) {
    assert_true(vector[release + i] == 1.0f);
  }
}

static void
velocity_noise_and_mixture_are_passed_on(void** const state)
{
  (void)state;
  float vector[256];
  DilCondition condition = a_condition();
  condition.velocity = 100.0f;
  condition.noise = 1.5f;
  dil_condition_vector(&shape, &condition, vector);
  assert_true(vector[1] == 0.5f && vector[3] == 0.5f);
  for (int i = 0; i < 3; ++i) {
    assert_true(vector[mixture + i] == mixed[i]);
  }
  assert_int_equal(dil_shape_n_conditions(&shape), mixture + 3);
}

/// One layer in double precision
static void
map(const DilNetwork* const network,
    const DilTensorId weights,
    const DilTensorId bias,
    const size_t n_inputs,
    const size_t n_outputs,
    const double* const in,
    double* const out)
{
  const float* const w = dil_network_tensor(network, weights);
  const float* const b = dil_network_tensor(network, bias);
  for (size_t o = 0U; o < n_outputs; ++o) {
    out[o] = (double)b[o];
    for (size_t i = 0U; i < n_inputs; ++i) {
      out[o] += (double)w[o * n_inputs + i] * in[i];
    }
  }
}

static void
biases_are_those_of_two_tanh_layers_and_a_linear_one(void** const state)
{
  (void)state;
  DilNetwork* const network = random_network(&shape, 2U);
  const size_t n_conditions = dil_shape_n_conditions(&shape);
  float vector[256];
  float biases[48];
  double in[256];
  double first[64];
  double second[64];
  double expected[48];
  const DilCondition condition = a_condition();

  dil_condition_vector(&shape, &condition, vector);
  dil_condition_biases(network, vector, biases);
  for (size_t i = 0U; i < n_conditions; ++i) {
    in[i] = (double)vector[i];
  }
  map(network,
      DIL_CONDITION_0,
      DIL_CONDITION_0_BIAS,
      n_conditions,
      64U,
      in,
      first);
  for (size_t i = 0U; i < 64U; ++i) {
    first[i] = tanh(first[i]);
  }
  map(network, DIL_CONDITION_1, DIL_CONDITION_1_BIAS, 64U, 64U, first, second);
  for (size_t i = 0U; i < 64U; ++i) {
    second[i] = tanh(second[i]);
  }
  map(
    network, DIL_CONDITION_2, DIL_CONDITION_2_BIAS, 64U, 48U, second, expected);

  for (size_t i = 0U; i < 48U; ++i) {
    assert_true(fabs((double)biases[i] - expected[i]) < 1e-5);
  }
  dil_network_free(network);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_key_between_two_is_shared_by_them),
    cmocka_unit_test(keys_beyond_the_last_go_to_the_last),
    cmocka_unit_test(decays_follow_their_time_constants),
    cmocka_unit_test(a_held_note_has_its_gate_up_and_no_release),
    cmocka_unit_test(velocity_noise_and_mixture_are_passed_on),
    cmocka_unit_test(biases_are_those_of_two_tanh_layers_and_a_linear_one),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
