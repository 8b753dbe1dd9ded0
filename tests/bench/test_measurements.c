// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/fault.h"
#include "support/test.h"
#include "support/tiny_preset.h"

#include "bench.h"
#include "kernel.h"
#include "peak.h"
#include "preset_data.h"
#include "stack.h"
#include "voices.h"
#include "yardstick.h"

#include <math.h>
#include <stdlib.h>

enum { N_STEPS = 200 };

/// Inputs of a network
typedef struct {
  uint8_t classes[N_STEPS];
  float inputs[N_STEPS][DIL_N_INPUTS];
  float* biases; ///< [frames][L][2R], the same in each
} Inputs;

static Inputs
make_inputs(const DilShape* const shape)
{
  const size_t n_biases = 2U * (size_t)shape->n_layers * shape->n_residual;
  const size_t n_frames = N_STEPS / DIL_FRAME_STEPS + 1U;
  Inputs inputs = {.biases =
                     (float*)calloc(n_frames * n_biases, sizeof(float))};
  assert_non_null(inputs.biases);
  for (size_t i = 0U; i < n_frames * n_biases; ++i) {
    inputs.biases[i] = 0.01f * (float)(i % n_biases % 50U) - 0.25f;
  }

  for (uint32_t t = 0U; t < N_STEPS; ++t) {
    inputs.classes[t] = (uint8_t)(100U + 37U * t % 56U);
    for (uint32_t i = 0U; i < DIL_N_INPUTS; ++i) {
      inputs.inputs[t][i] = 0.1f * (float)((t + 3U * i) % 11U) - 0.5f;
    }
  }

  return inputs;
}

/// The definition's logits of all steps
static void
make_logits(const DilPreset* const preset,
            const Inputs* const inputs,
            float logits[N_STEPS][DIL_N_CLASSES])
{
  assert_int_equal(dil_stack_forward(preset->network,
                                     N_STEPS,
                                     inputs->classes,
                                     inputs->inputs[0],
                                     inputs->biases,
                                     logits[0]),
                   DIL_OK);
}

static void
check_yardstick(const DilPreset* const preset, const bool is_turned)
{
  static float logits[N_STEPS][DIL_N_CLASSES];

  const DilShape* const shape = &preset->network->shape;
  const Inputs inputs = make_inputs(shape);
  make_logits(preset, &inputs, logits);

  DilYardstick* yardstick = NULL;
  assert_int_equal(dil_yardstick_new(preset, is_turned, &yardstick), DIL_OK);
  for (size_t t = 0U; t < N_STEPS; ++t) {
    const float* const found = dil_yardstick_step(
      yardstick, inputs.classes[t], inputs.inputs[t], inputs.biases);
    for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
      assert_true(fabsf(found[c] - logits[t][c]) < 1e-3f);
    }
  }

  dil_yardstick_free(yardstick);
  free(inputs.biases);
}

static void
the_yardstick_computes_the_network(void** state)
{
  (void)state;
  static const DilNetworkSize sizes[] = {{24U, 48U, 6U, 5U, 1U, 0U},
                                         {13U, 17U, 1U, 1U, 1U, 0U}};

  for (size_t i = 0U; i < 2U; ++i) {
    DilPreset* preset = NULL;
    assert_int_equal(dil_sample_preset_new(&sizes[i], 3U, &preset), DIL_OK);
    check_yardstick(preset, false);
    check_yardstick(preset, true);
    dil_preset_free(preset);
  }
}

static void
random_weights_make_ordinary_numbers(void** state)
{
  (void)state;
  static const DilNetworkSize size = {32U, 64U, 20U, 10U, 1U, 0U};
  static float logits[N_STEPS][DIL_N_CLASSES];

  DilPreset* preset = NULL;
  assert_int_equal(dil_sample_preset_new(&size, 1U, &preset), DIL_OK);
  const Inputs inputs = make_inputs(&preset->network->shape);
  make_logits(preset, &inputs, logits);
  for (size_t i = 0U; i < preset->network->layout.n_values; ++i) {
    const float weight = preset->network->values[i];
    assert_true(weight == 0.0f || isnormal(weight));
  }

  // Classes are drawn from some dozens of them, not from one and not from all
  for (size_t t = 0U; t < N_STEPS; ++t) {
    double max = -1e9;
    for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
      assert_true(isfinite(logits[t][c]));
      max = fmax(max, (double)logits[t][c]);
    }

    double total = 0.0;
    for (size_t c = 0U; c < DIL_N_CLASSES; ++c) {
      total += exp((double)logits[t][c] - max);
    }
    assert_true(total > 2.0 && total < 128.0);
  }

  dil_preset_free(preset);
  free(inputs.biases);
}

static void
a_size_that_is_no_network_is_refused(void** state)
{
  (void)state;
  static const DilNetworkSize size = {0U, 64U, 20U, 10U, 1U, 0U};
  DilPreset* preset = NULL;
  assert_int_equal(dil_sample_preset_new(&size, 1U, &preset), DIL_BAD_ARGUMENT);
}

static void
every_vector_kernel_has_a_peak(void** state)
{
  (void)state;
  for (size_t i = 0U; i < dil_n_kernels(); ++i) {
    const DilKernel* const kernel = dil_kernel_at(i);
    const char* const name = dil_kernel_name(kernel);
    const DilPeak* const peak = dil_peak_of(name);
    assert_int_equal(!peak, i == 0U);
    if (peak && dil_kernel_is_available(kernel)) {
      float values[512] = {0.5f};
      assert_true(dil_peak_products(peak, 0.0) > 0.0);
      assert_true(dil_peak_bandwidth(peak, values, 512U, 0.0) > 0.0);
    }
  }
}

/// How often it was called, and when to stop
typedef struct {
  uint32_t n_calls;
  uint32_t n_wanted;
  double done;
} Follower;

static bool
follow(void* const context, const double done, const char* const what)
{
  Follower* const follower = (Follower*)context;
  assert_non_null(what);
  assert_true(done >= follower->done && done <= 1.0 + 1e-9);
  follower->done = done;
  follower->n_calls += 1U;
  return follower->n_calls < follower->n_wanted;
}

/// Everything as short as it can be
static DilBenchSettings
shortest(const DilPreset* const preset, Follower* const follower)
{
  DilBenchSettings settings = dil_bench_defaults();
  settings.preset = preset;
  settings.n_rounds = 1U;
  settings.turn_s = 0.0;
  settings.n_blocks = 3U;
  settings.progress = follow;
  settings.context = follower;
  return settings;
}

static void
a_run_can_be_stopped_anywhere(void** state)
{
  const DilPreset* const preset = (const DilPreset*)*state;
  DilStatus status = DIL_CANCELLED;
  for (uint32_t n = 1U; status == DIL_CANCELLED; n += 1U + n / 6U) {
    DilBenchReport* report = NULL;
    Follower follower = {0U, n, 0.0};
    const DilBenchSettings settings = shortest(preset, &follower);
    status = dil_bench_run(&settings, &report, NULL);
    assert_int_equal(!report, status != DIL_OK);
    assert_int_equal(status == DIL_OK, follower.n_calls < n);
    free(report);
  }

  assert_int_equal(status, DIL_OK);
}

static DilStatus
measure_all(void* const context)
{
  DilBenchReport* report = NULL;
  Follower follower = {0U, UINT32_MAX, 0.0};
  const DilBenchSettings settings =
    shortest((const DilPreset*)context, &follower);
  const DilStatus status = dil_bench_run(&settings, &report, NULL);
  free(report);
  return status;
}

static void
a_run_survives_every_failing_allocation(void** state)
{
  assert_true(fault_for_each(measure_all, *state, DIL_NO_MEMORY) > 100U);
}

static int
load_tiny(void** state)
{
  TinyPreset description = tiny_preset_defaults();
  description.rate = 8000.0f; // A second of it takes a third of the time
  *state = tiny_preset_load(&description);
  return 0;
}

static int
free_tiny(void** state)
{
  dil_preset_free((DilPreset*)*state);
  return 0;
}

#define WITH_PRESET(name)                                                      \
  cmocka_unit_test_setup_teardown(name, load_tiny, free_tiny)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_yardstick_computes_the_network),
    cmocka_unit_test(random_weights_make_ordinary_numbers),
    cmocka_unit_test(a_size_that_is_no_network_is_refused),
    cmocka_unit_test(every_vector_kernel_has_a_peak),
    WITH_PRESET(a_run_can_be_stopped_anywhere),
    WITH_PRESET(a_run_survives_every_failing_allocation),
  };

  return cmocka_run_group_tests_name("measurements", tests, NULL, NULL);
}
