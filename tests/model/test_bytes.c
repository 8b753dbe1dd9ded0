// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// Layers of bytes and their output: how they are rounded, and that every kernel
// computes what the plain one defines, in every bit

#include "byte_layers.h"

#include "kernel.h"
#include "lane.h"
#include "mulaw.h"
#include "network.h"
#include "random_network.h"
#include "support/fault.h"
#include "support/test.h"
#include "weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { max_steps = TIMES(3000, 500), max_lanes = 8 };

/// Those that ship, odd ones, several panels, one channel
static const DilShape shapes[] = {{32U, 64U, 4U, 3U, 1U},
                                  {24U, 48U, 3U, 8U, 1U},
                                  {48U, 96U, 2U, 2U, 1U},
                                  {1U, 1U, 1U, 1U, 1U},
                                  {7U, 13U, 5U, 4U, 2U},
                                  {33U, 65U, 2U, 2U, 1U},
                                  {72U, 40U, 2U, 1U, 1U}};

static const size_t n_shapes = sizeof(shapes) / sizeof(shapes[0]);

typedef float Samples[max_lanes][max_steps];

static DilWeights*
make_weights(const DilNetwork* const network, const DilKernel* const kernel)
{
  DilWeights* weights = NULL;
  assert_int_equal(dil_weights_new(network, DIL_WEIGHTS_INT8, kernel, &weights),
                   DIL_OK);
  return weights;
}

/// Lanes from `first` on that feed on what they draw, together
static void
run_lanes(const DilNetwork* const network,
          const DilKernel* const kernel,
          const size_t first,
          const size_t n_lanes,
          const size_t n_steps,
          Samples samples)
{
  DilWeights* const weights = make_weights(network, kernel);
  DilLane* lanes[max_lanes] = {NULL};
  float* out[max_lanes] = {NULL};
  for (size_t i = 0U; i < n_lanes; ++i) {
    lanes[i] = random_lane(weights, first + i);
    out[i] = samples[first + i];
  }

  dil_lanes_run(weights, lanes, n_lanes, n_steps, out);
  for (size_t i = 0U; i < n_lanes; ++i) {
    dil_lane_free(lanes[i]);
  }
  dil_weights_free(weights);
}

/// One lane alone, and the rest together
static void
check_kernel(const DilNetwork* const network,
             const DilKernel* const kernel,
             const size_t n_lanes,
             const size_t n_steps,
             Samples expected)
{
  static Samples samples;
  run_lanes(network, kernel, 0U, 1U, n_steps, samples);
  run_lanes(network, kernel, 1U, n_lanes - 1U, n_steps, samples);
  for (size_t i = 0U; i < n_lanes; ++i) {
    assert_memory_equal(samples[i], expected[i], n_steps * sizeof(float));
  }
}

static void
check_kernels(const DilNetwork* const network,
              const size_t n_lanes,
              const size_t n_steps)
{
  static Samples expected;
  run_lanes(network, dil_kernel_at(0U), 0U, n_lanes, n_steps, expected);
  for (size_t i = 0U; i < n_lanes; ++i) {
    for (size_t t = 0U; t < n_steps; ++t) {
      assert_true(fabsf(expected[i][t]) <= 1.0f);
    }
  }

  for (size_t k = 1U; k < dil_n_kernels(); ++k) {
    const DilKernel* const kernel = dil_kernel_at(k);
    if (dil_kernel_is_available(kernel)) {
      check_kernel(network, kernel, n_lanes, n_steps, expected);
    }
  }
}

static void
kernels_agree_over_a_long_time_that_feeds_on_itself(void** const state)
{
  (void)state;
  for (size_t i = 0U; i < n_shapes; ++i) {
    DilNetwork* const network = random_network(&shapes[i], i);
    check_kernels(network, 2U + i % 2U, max_steps);
    dil_network_free(network);
  }
}

static void
kernels_agree_at_every_number_of_lanes(void** const state)
{
  (void)state;
  for (size_t i = 0U; i < 5U; i += 4U) {
    DilNetwork* const network = random_network(&shapes[i], 4U);
    for (size_t n = 2U; n <= max_lanes; ++n) {
      check_kernels(network, n, 100U);
    }
    dil_network_free(network);
  }
}

/// Set all units of a network
static void
set_units(DilNetwork* const network, const float input, const float gate)
{
  for (uint32_t l = 0U; l < network->shape.n_layers; ++l) {
    network->units.input[l] = input;
    network->units.gate[l] = gate;
  }
}

static void
kernels_agree_when_activations_are_beyond_their_range(void** const state)
{
  (void)state;
  static const float units[][2] = {{DIL_LEAST_UNIT, DIL_LEAST_UNIT},
                                   {DIL_GREATEST_UNIT, DIL_GREATEST_UNIT},
                                   {1e-3f, 1e-3f}};
  for (size_t i = 0U; i < sizeof(units) / sizeof(units[0]); ++i) {
    DilNetwork* const network = random_network(&shapes[0], i);
    set_units(network, units[i][0], units[i][1]);
    check_kernels(network, 3U, 200U);
    dil_network_free(network);
  }
}

static void
kernels_agree_when_weights_are_beyond_all_numbers(void** const state)
{
  (void)state;
  static const DilTensorId ids[] = {
    DIL_SKIP, DIL_CURRENT, DIL_RESIDUAL, DIL_INPUT};
  for (size_t i = 0U; i < sizeof(ids) / sizeof(ids[0]); ++i) {
    DilNetwork* const network = random_network(&shapes[4], i);
    const DilNetworkTensor* const t = &network->layout.tensors[ids[i]];
    for (size_t at = 0U; at < t->n_values; ++at) {
      network->values[t->offset + at] *= 1e37f;
    }
    set_units(network, 100.0f, 100.0f);
    check_kernels(network, 3U, 150U);
    dil_network_free(network);
  }
}

static void
activations_are_whole_numbers_of_7_bits(void** const state)
{
  (void)state;
  const DilByteRange range = dil_byte_range(0.1f);
  static const struct {
    float x;
    int32_t q;
  } cases[] = {{0.0f, 0},
               {-0.0f, 0},
               {0.149f, 1},
               {-0.151f, -2},
               {6.3f, 63},
               {6.5f, 63},
               {-6.4f, -63},
               {1e30f, 63},
               {-INFINITY, -63},
               {INFINITY, 63},
               {NAN, -63}};
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    assert_int_equal(dil_byte_activation(range, cases[i].x), cases[i].q);
  }

  // Halves go to the even neighbour
  const DilByteRange halves = dil_byte_range(2.0f);
  assert_int_equal(dil_byte_activation(halves, 1.0f), 0);
  assert_int_equal(dil_byte_activation(halves, 3.0f), 2);
  assert_int_equal(dil_byte_activation(halves, -5.0f), -2);
}

/// Weights are their bytes times the scale to half a unit, and one is 127
static void
check_row(const size_t n,
          const float* const weights,
          const int8_t* const bytes,
          const double scale,
          int* const most)
{
  for (size_t i = 0U; i < n; ++i) {
    const double error = fabs((double)bytes[i] * scale - (double)weights[i]);
    assert_true(error <= 0.5001 * scale);
    *most = abs(bytes[i]) > *most ? abs(bytes[i]) : *most;
  }
}

static void
both_taps_of_an_output_share_a_scale_that_fits_them(void** const state)
{
  (void)state;
  DilNetwork* const network = random_network(&shapes[4], 1U);
  DilByteLayers* layers = NULL;
  assert_int_equal(dil_byte_layers_new(network, &layers), DIL_OK);
  const size_t r = network->shape.n_residual;
  for (uint32_t l = 0U; l < network->shape.n_layers; ++l) {
    for (size_t o = 0U; o < 2U * r; ++o) {
      const size_t row = l * 2U * r + o;
      const int8_t* const bytes = layers->taps + row * 2U * r;
      const double scale =
        (double)layers->tap_scales[row] / (double)network->units.input[l];
      int most = 0;
      check_row(r,
                dil_network_slice(network, DIL_PAST, l) + o * r,
                bytes,
                scale,
                &most);
      check_row(r,
                dil_network_slice(network, DIL_CURRENT, l) + o * r,
                bytes + r,
                scale,
                &most);
      assert_int_equal(most, DIL_MOST_WEIGHT);
    }
  }

  dil_byte_layers_free(layers);
  dil_network_free(network);
}

static void
skips_of_all_layers_share_a_scale_an_output(void** const state)
{
  (void)state;
  DilNetwork* const network = random_network(&shapes[4], 2U);
  DilByteLayers* layers = NULL;
  assert_int_equal(dil_byte_layers_new(network, &layers), DIL_OK);
  const size_t r = network->shape.n_residual;
  const size_t s = network->shape.n_skip;
  for (size_t o = 0U; o < s; ++o) {
    int most = 0;
    for (uint32_t l = 0U; l < network->shape.n_layers; ++l) {
      check_row(r,
                dil_network_slice(network, DIL_SKIP, l) + o * r,
                layers->skip + (l * s + o) * r,
                (double)layers->skip_scales[o] / (double)network->units.gate[l],
                &most);
    }
    assert_int_equal(most, DIL_MOST_WEIGHT);
  }

  dil_byte_layers_free(layers);
  dil_network_free(network);
}

static void
gates_are_those_of_floats_to_a_fraction_of_a_unit(void** const state)
{
  (void)state;
  for (float a = -20.0f; a <= 20.0f; a += 0.03125f) {
    for (float b = -20.0f; b <= 20.0f; b += 0.25f) {
      const double gate = (double)dil_byte_gate(a, b);
      const double by_tanh = (double)dil_byte_tanh(a) *
                             (0.5 + 0.5 * (double)dil_byte_tanh(0.5f * b));
      assert_true(fabs(gate - (double)dil_gate(a, b)) < 1.2e-3);
      assert_true(fabs(gate - by_tanh) < 1e-6);
    }
  }
}

/// Weights of an output are its words times the scale to half a unit
static void
check_words(const DilNetwork* const network,
            const DilTensorId id,
            const int16_t* const words,
            const float* const scales)
{
  const DilNetworkTensor* const t = &network->layout.tensors[id];
  const float* const weights = dil_network_tensor(network, id);
  for (size_t i = 0U; i < t->n_values; ++i) {
    const double scale = (double)scales[i / t->shape[1]];
    const double error = (double)words[i] * scale - (double)weights[i];
    assert_true(fabs(error) <= 0.5001 * scale);
    assert_true(abs(words[i]) <= DIL_MOST_WORD);
  }
}

static void
weights_of_the_output_are_words(void** const state)
{
  (void)state;
  DilNetwork* const network = random_network(&shapes[4], 2U);
  DilByteLayers* layers = NULL;
  assert_int_equal(dil_byte_layers_new(network, &layers), DIL_OK);
  check_words(network, DIL_HIDDEN, layers->hidden, layers->hidden_scales);
  check_words(network, DIL_LOGITS, layers->logits, layers->logits_scales);
  dil_byte_layers_free(layers);
  dil_network_free(network);
}

static void
inputs_of_the_output_are_parts_of_the_greatest(void** const state)
{
  (void)state;
  const DilByteRange range = dil_word_range(3.0f);
  assert_int_equal(dil_word_input(range, 0.0f), 0);
  assert_int_equal(dil_word_input(range, 3.0f), DIL_MOST_WORD);
  assert_int_equal(dil_word_input(range, 1.0f), 682);
  assert_int_equal(dil_word_input(dil_word_range(0.0f), 0.0f), 0);
  assert_int_equal(dil_word_input(dil_word_range(INFINITY), INFINITY), 0);
}

static void
an_output_without_weights_is_its_bias(void** const state)
{
  (void)state;
  DilNetwork* const network = random_network(&shapes[4], 3U);
  const DilNetworkTensor* const t = &network->layout.tensors[DIL_RESIDUAL];
  memset(network->values + t->offset, 0, t->n_values * sizeof(float));
  DilByteLayers* layers = NULL;
  assert_int_equal(dil_byte_layers_new(network, &layers), DIL_OK);
  for (size_t i = 0U; i < t->n_values; ++i) {
    assert_int_equal(layers->residual[i], 0);
  }
  for (size_t i = 0U; i < t->n_values / network->shape.n_residual; ++i) {
    assert_true(layers->residual_scales[i] == 0.0f);
  }

  dil_byte_layers_free(layers);
  dil_network_free(network);
}

/// Logits of some steps that are told their classes
static void
follow(const DilNetwork* const network,
       const DilWeightFormat format,
       const size_t n_steps,
       float* const logits)
{
  uint8_t classes[64];
  const uint8_t* const given[] = {classes};
  float* const out[] = {logits};
  DilWeights* weights = NULL;
  assert_int_equal(
    dil_weights_new(network, format, dil_kernel_pick(NULL), &weights), DIL_OK);
  DilLane* lane = random_lane(weights, 1U);
  for (size_t t = 0U; t < n_steps; ++t) {
    classes[t] = (uint8_t)(DIL_SILENT_CLASS + t * 37U % 41U - 20U);
  }

  dil_lanes_follow(weights, &lane, 1U, n_steps, given, out);
  dil_lane_free(lane);
  dil_weights_free(weights);
}

static void
bytes_stand_for_the_weights_that_they_were_made_of(void** const state)
{
  (void)state;
  enum { n_steps = 40, n = n_steps * DIL_N_CLASSES };
  static float exact[n];
  static float rounded[n];
  DilNetwork* const network = random_network(&shapes[0], 7U);
  set_units(network, 0.06f, 1.0f / 63.0f);
  follow(network, DIL_WEIGHTS_F32, n_steps, exact);
  follow(network, DIL_WEIGHTS_INT8, n_steps, rounded);
  double error = 0.0;
  double power = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    const double bias =
      (double)dil_network_tensor(network, DIL_LOGITS_BIAS)[i % DIL_N_CLASSES];
    error += pow((double)rounded[i] - (double)exact[i], 2.0);
    power += pow((double)exact[i] - bias, 2.0);
  }

  assert_true(error > 0.0);
  assert_true(sqrt(error / power) < 0.08);
  dil_network_free(network);
}

static void
a_network_has_units_only_if_all_are_in_range(void** const state)
{
  (void)state;
  static const float bad[] = {0.0f, -1.0f, NAN, INFINITY, 1e-7f, 1e7f};
  DilNetwork* const network = random_network(&shapes[0], 1U);
  assert_true(dil_network_has_units(network));
  for (size_t i = 0U; i < sizeof(bad) / sizeof(bad[0]); ++i) {
    const uint32_t l = (uint32_t)i % network->shape.n_layers;
    float* const unit =
      i % 2U ? &network->units.gate[l] : &network->units.input[l];
    const float good = *unit;
    *unit = bad[i];
    assert_false(dil_network_has_units(network));
    *unit = good;
  }
  dil_network_free(network);
}

static DilStatus
pack_weights(void* const context)
{
  DilStatus status = DIL_OK;
  for (size_t k = 0U; k < dil_n_kernels() && !status; ++k) {
    DilWeights* weights = NULL;
    status = dil_weights_new(
      (const DilNetwork*)context, DIL_WEIGHTS_INT8, dil_kernel_at(k), &weights);
    dil_weights_free(weights);
  }

  return status;
}

static void
bytes_survive_every_failing_allocation(void** const state)
{
  (void)state;
  DilNetwork* const network = random_network(&shapes[4], 1U);
  assert_true(fault_for_each(pack_weights, network, DIL_NO_MEMORY) > 0U);
  dil_network_free(network);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(kernels_agree_over_a_long_time_that_feeds_on_itself),
    cmocka_unit_test(kernels_agree_at_every_number_of_lanes),
    cmocka_unit_test(kernels_agree_when_activations_are_beyond_their_range),
    cmocka_unit_test(kernels_agree_when_weights_are_beyond_all_numbers),
    cmocka_unit_test(activations_are_whole_numbers_of_7_bits),
    cmocka_unit_test(both_taps_of_an_output_share_a_scale_that_fits_them),
    cmocka_unit_test(skips_of_all_layers_share_a_scale_an_output),
    cmocka_unit_test(gates_are_those_of_floats_to_a_fraction_of_a_unit),
    cmocka_unit_test(weights_of_the_output_are_words),
    cmocka_unit_test(inputs_of_the_output_are_parts_of_the_greatest),
    cmocka_unit_test(an_output_without_weights_is_its_bias),
    cmocka_unit_test(bytes_stand_for_the_weights_that_they_were_made_of),
    cmocka_unit_test(a_network_has_units_only_if_all_are_in_range),
    cmocka_unit_test(bytes_survive_every_failing_allocation),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
