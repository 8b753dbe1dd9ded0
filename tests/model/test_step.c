// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// The step with queues against the whole-sequence definition, in every bit, for
// every kernel that this processor can run, every format of floats and lane
// count; for bytes the plain kernel is the definition, see test_bytes.c

#include "support/test.h"

#include "condition.h"
#include "elementary.h"
#include "kernel.h"
#include "lane.h"
#include "network.h"
#include "predictor.h"
#include "random_network.h"
#include "rng.h"
#include "stack.h"
#include "weights.h"

#include <stdlib.h>
#include <string.h>

enum { max_steps = 260 };

/// Odd sizes, one layer, one channel, several panels of outputs
static const DilShape shapes[] = {{32U, 64U, 4U, 3U, 1U},
                                  {24U, 48U, 5U, 4U, 2U},
                                  {32U, 64U, 1U, 1U, 1U},
                                  {1U, 1U, 1U, 1U, 1U},
                                  {2U, 3U, 2U, 1U, 1U},
                                  {7U, 13U, 3U, 8U, 3U},
                                  {16U, 31U, 9U, 4U, 1U},
                                  {33U, 65U, 2U, 2U, 1U},
                                  {48U, 96U, 2U, 7U, 1U},
                                  {72U, 40U, 1U, 1U, 1U}};

static const size_t n_shapes = sizeof(shapes) / sizeof(shapes[0]);

/// A note's classes and what the definition says of them
typedef struct {
  DilLaneStart start;
  float mixture[64];
  uint32_t n_steps;
  uint32_t release_step;
  uint8_t classes[max_steps];
  float* logits; ///< [n_steps][DIL_N_CLASSES]
} Case;

static void*
checked(void* const memory)
{
  assert_non_null(memory);
  return memory;
}

/// Classes that are mostly near silence, now and then any
static uint8_t
random_class(const DilRng rng, const uint32_t step)
{
  const uint64_t bits = dil_rng_bits(rng, step);
  const uint32_t near = 96U + (uint32_t)(bits >> 58U);
  return (uint8_t)((bits & 15U) ? near : bits >> 8U);
}

/// Scalars of all steps, by the predictor alone
static void
fill_inputs(const Case* const note,
            const float* const table,
            uint8_t* const fed_back,
            float* const inputs)
{
  static DilPredictor predictor;
  const double frequency =
    dil_frequency(note->start.key, note->start.tuning_hz);
  dil_predictor_start(&predictor,
                      &note->start.coefficients,
                      (double)note->start.rate / frequency);
  for (uint32_t t = 0U; t < note->n_steps; ++t) {
    fed_back[t] = (uint8_t)(t ? note->classes[t - 1U] : DIL_SILENT_CLASS);
    dil_predictor_inputs(&predictor, inputs + t * (size_t)DIL_N_INPUTS);
    dil_predictor_push(&predictor, table[note->classes[t]]);
  }
}

static void
fill_biases(const DilNetwork* const network,
            const Case* const note,
            float* const biases)
{
  const size_t n =
    2U * (size_t)network->shape.n_residual * network->shape.n_layers;
  float vector[256];
  for (uint32_t age = 0U; age < note->n_steps; age += DIL_FRAME_STEPS) {
    const DilCondition condition = {.key = note->start.key,
                                    .velocity = note->start.velocity,
                                    .noise = note->start.sampling.noise,
                                    .age = age,
                                    .release_age = age >= note->release_step
                                                     ? age - note->release_step
                                                     : DIL_HELD,
                                    .rate = note->start.rate,
                                    .mixture = note->mixture};
    dil_condition_vector(&network->shape, &condition, vector);
    dil_condition_biases(network, vector, biases + age / DIL_FRAME_STEPS * n);
  }
}

static void
make_case(const DilNetwork* const rounded,
          const uint64_t seed,
          const uint32_t n_steps,
          Case* const note)
{
  float table[DIL_N_CLASSES];
  float* const inputs =
    (float*)checked(calloc(n_steps, DIL_N_INPUTS * sizeof(float)));
  float* const biases = (float*)checked(calloc(
    n_steps / DIL_FRAME_STEPS + 1U,
    2U * sizeof(float) * rounded->shape.n_residual * rounded->shape.n_layers));
  uint8_t fed_back[max_steps];

  note->start = random_note(&rounded->shape, seed, note->mixture);
  note->start.sampling.noise = 0.5f;
  note->n_steps = n_steps;
  note->release_step = 100U + (uint32_t)seed % 50U;
  note->logits =
    (float*)checked(calloc(n_steps, DIL_N_CLASSES * sizeof(float)));
  for (uint32_t t = 0U; t < n_steps; ++t) {
    note->classes[t] = random_class(note->start.rng, t);
  }

  dil_mulaw_table(table);
  fill_inputs(note, table, fed_back, inputs);
  fill_biases(rounded, note, biases);
  assert_int_equal(
    dil_stack_forward(rounded, n_steps, fed_back, inputs, biases, note->logits),
    DIL_OK);
  free(biases);
  free(inputs);
}

/// Lanes with a note each, run to the end in uneven calls
static void
assert_lanes_equal(const DilWeights* const weights,
                   const Case* const cases,
                   const size_t n_lanes)
{
  DilLane* lanes[DIL_MAX_LANES] = {NULL};
  float* logits[DIL_MAX_LANES] = {NULL};
  const uint32_t n_steps = cases[0].n_steps;
  for (size_t i = 0U; i < n_lanes; ++i) {
    assert_int_equal(dil_lane_new(dil_weights_shape(weights), &lanes[i]),
                     DIL_OK);
    dil_lane_start(lanes[i], weights, &cases[i].start);
    logits[i] = (float*)checked(calloc(n_steps, DIL_N_CLASSES * sizeof(float)));
  }

  for (uint32_t t = 0U, n = 1U; t < n_steps; t += n, n = n * 5U % 23U + 1U) {
    const uint8_t* classes[DIL_MAX_LANES] = {NULL};
    float* out[DIL_MAX_LANES] = {NULL};
    n = t + n > n_steps ? n_steps - t : n;
    for (size_t i = 0U; i < n_lanes; ++i) {
      const uint32_t release_step = cases[i].release_step;
      classes[i] = cases[i].classes + t;
      out[i] = logits[i] + (size_t)t * DIL_N_CLASSES;
      n = (t < release_step && t + n > release_step) ? release_step - t : n;
      if (t == release_step) {
        dil_lane_release(lanes[i]);
      }
    }
    dil_lanes_follow(weights, lanes, n_lanes, n, classes, out);
  }

  for (size_t i = 0U; i < n_lanes; ++i) {
    assert_memory_equal(logits[i],
                        cases[i].logits,
                        n_steps * (size_t)DIL_N_CLASSES * sizeof(float));
    free(logits[i]);
    dil_lane_free(lanes[i]);
  }
}

/// All kernels and some lane counts, which go round with the shapes
static void
check_format(const DilNetwork* const network,
             const DilWeightFormat format,
             const size_t n_cases,
             const size_t n_steps)
{
  static Case cases[DIL_MAX_LANES];
  DilNetwork* rounded = NULL;
  assert_int_equal(dil_weights_round(network, format, &rounded), DIL_OK);
  for (size_t i = 0U; i < n_cases; ++i) {
    make_case(rounded, i, (uint32_t)n_steps, &cases[i]);
  }

  for (size_t k = 0U; k < dil_n_kernels(); ++k) {
    const DilKernel* const kernel = dil_kernel_at(k);
    DilWeights* weights = NULL;
    if (dil_kernel_is_available(kernel)) {
      assert_int_equal(dil_weights_new(network, format, kernel, &weights),
                       DIL_OK);
      for (size_t n = 1U; n <= n_cases; ++n) {
        assert_lanes_equal(weights, cases, n);
      }
      dil_weights_free(weights);
    }
  }

  for (size_t i = 0U; i < n_cases; ++i) {
    free(cases[i].logits);
  }
  dil_network_free(rounded);
}

static void
steps_equal_the_forward_pass_for_every_shape(void** const state)
{
  (void)state;
  for (size_t i = 0U; i < n_shapes; ++i) {
    DilNetwork* const network = random_network(&shapes[i], i);
    for (uint32_t f = 0U; f < DIL_N_FLOAT_FORMATS; ++f) {
      check_format(network, (DilWeightFormat)f, 3U, 131U + i);
    }
    dil_network_free(network);
  }
}

static void
steps_equal_the_forward_pass_for_every_number_of_lanes(void** const state)
{
  (void)state;
  static const DilShape small = {12U, 20U, 3U, 3U, 1U};
  DilNetwork* const network = random_network(&small, 3U);
  for (uint32_t f = 0U; f < DIL_N_FLOAT_FORMATS; ++f) {
    check_format(network, (DilWeightFormat)f, DIL_MAX_LANES, 70U);
  }
  dil_network_free(network);
}

static void
steps_equal_the_forward_pass_beyond_the_longest_dilation(void** const state)
{
  (void)state;
  static const DilShape deep = {9U, 8U, 9U, 8U, 1U};
  DilNetwork* const network = random_network(&deep, 4U);
  check_format(network, DIL_WEIGHTS_BF16, 2U, 259U);
  dil_network_free(network);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(steps_equal_the_forward_pass_for_every_shape),
    cmocka_unit_test(steps_equal_the_forward_pass_for_every_number_of_lanes),
    cmocka_unit_test(steps_equal_the_forward_pass_beyond_the_longest_dilation),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
