// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "weights.h"

#include "elementary.h"
#include "kernel.h"
#include "network.h"
#include "random_network.h"
#include "support/fault.h"
#include "support/test.h"

#include <math.h>
#include <string.h>

static const DilShape shape = {7U, 9U, 3U, 2U, 2U};

static const DilTensorId rounded_ids[] =
  {DIL_PAST, DIL_CURRENT, DIL_RESIDUAL, DIL_SKIP, DIL_HIDDEN, DIL_LOGITS};

/// A network and what a format makes of it
typedef struct {
  DilNetwork* network;
  DilNetwork* rounded;
} Pair;

static Pair
make_pair(const DilWeightFormat format)
{
  Pair pair = {random_network(&shape, 9U), NULL};

  // Some that are hard: zeros, both signs of tiny ones, and beyond fp16's range
  float* const values = pair.network->values;
  const size_t at = pair.network->layout.tensors[DIL_SKIP].offset;
  values[at] = 0.0f;
  values[at + 1U] = 0.0f;
  values[at + 2U] = -1e-9f;
  values[at + 3U] = 3e-8f;
  values[at + 4U] = 1e5f;
  values[at + 5U] = -1e5f;
  assert_int_equal(dil_weights_round(pair.network, format, &pair.rounded),
                   DIL_OK);
  return pair;
}

static void
free_pair(const Pair pair)
{
  dil_network_free(pair.network);
  dil_network_free(pair.rounded);
}

static bool
is_rounded(const DilTensorId id)
{
  for (size_t i = 0U; i < 6U; ++i) {
    if (rounded_ids[i] == id) {
      return true;
    }
  }

  return false;
}

typedef void (*RowCheck)(size_t n, const float* row, const float* rounded);

/// Look at every row of the matrices that are rounded
static void
check_rows(const Pair pair, const RowCheck check)
{
  for (size_t i = 0U; i < 6U; ++i) {
    const DilNetworkTensor* const t =
      &pair.network->layout.tensors[rounded_ids[i]];
    const size_t n = t->shape[t->n_dims - 1U];
    for (size_t at = 0U; at < t->n_values; at += n) {
      check(n,
            pair.network->values + t->offset + at,
            pair.rounded->values + t->offset + at);
    }
  }
}

static void
f32_keeps_every_weight(void** const state)
{
  (void)state;
  const Pair pair = make_pair(DIL_WEIGHTS_F32);
  assert_memory_equal(pair.network->values,
                      pair.rounded->values,
                      pair.network->layout.n_values * sizeof(float));
  free_pair(pair);
}

static void
only_the_matrices_of_layers_and_output_are_rounded(void** const state)
{
  (void)state;
  for (uint32_t f = 0U; f < DIL_N_WEIGHT_FORMATS; ++f) {
    const Pair pair = make_pair((DilWeightFormat)f);
    for (size_t id = 0U; id < DIL_N_TENSORS; ++id) {
      const DilNetworkTensor* const t = &pair.network->layout.tensors[id];
      if (!is_rounded((DilTensorId)id)) {
        assert_memory_equal(pair.network->values + t->offset,
                            pair.rounded->values + t->offset,
                            t->n_values * sizeof(float));
      }
    }
    free_pair(pair);
  }
}

static void
check_halves(const size_t n, const float* const row, const float* const rounded)
{
  for (size_t i = 0U; i < n; ++i) {
    const double wanted = fmin(fmax((double)row[i], -65504.0), 65504.0);
    const double unit = fmax(fabs(wanted), 0x1p-14) * 0x1p-11;
    assert_true(fabs((double)rounded[i] - wanted) <= unit);
    assert_int_equal(dil_bits_from_float(rounded[i]) & 0xFFFU, 0U);
  }
}

static void
f16_is_off_by_half_a_unit_at_most(void** const state)
{
  (void)state;
  const Pair pair = make_pair(DIL_WEIGHTS_F16);
  check_rows(pair, check_halves);
  free_pair(pair);
}

static void
check_even(const size_t n, const float* const row, const float* const rounded)
{
  for (size_t i = 0U; i < n; i += 2U) {
    const double error = fabs((double)rounded[i] - (double)row[i]);
    assert_int_equal(dil_bits_from_float(rounded[i]) & 0xFFFFU, 0U);
    assert_true(error <= fabs((double)row[i]) * 0x1p-8);
  }
}

static void
check_odd(const size_t n, const float* const row, const float* const rounded)
{
  for (size_t i = 1U; i < n; i += 2U) {
    const uint32_t low = dil_bits_from_float(rounded[i - 1U]) >> 16U;
    const double error = fabs((double)rounded[i] - (double)row[i]);
    assert_int_equal(dil_bits_from_float(rounded[i]) & 0xFFFFU, low);
    assert_true(error <= fabs((double)row[i]) * 0x1p-8 + 1e-40);

    // No word with the same lower half is nearer
    for (uint32_t high = 0U; high < 0x10000U; high += 1U) {
      const float other = dil_float_from_bits((high << 16U) | low);
      assert_false(fabs((double)other - (double)row[i]) < error);
    }
  }
}

static void
bf16_is_the_nearest_word_to_both_of_its_weights(void** const state)
{
  (void)state;
  const Pair pair = make_pair(DIL_WEIGHTS_BF16);
  check_rows(pair, check_even);
  check_rows(pair, check_odd);
  free_pair(pair);
}

static DilStatus
round_weights(void* const context)
{
  DilNetwork* rounded = NULL;
  const DilStatus status =
    dil_weights_round((const DilNetwork*)context, DIL_WEIGHTS_BF16, &rounded);
  dil_network_free(rounded);
  return status;
}

static DilStatus
pack_weights(void* const context)
{
  for (size_t k = 0U; k < dil_n_kernels(); ++k) {
    const DilKernel* const kernel = dil_kernel_at(k);
    DilWeights* weights = NULL;
    const DilStatus status = dil_weights_new(
      (const DilNetwork*)context, DIL_WEIGHTS_BF16, kernel, &weights);
    dil_weights_free(weights);
    if (status) {
      return status;
    }
  }

  return DIL_OK;
}

static void
weights_survive_every_failing_allocation(void** const state)
{
  (void)state;
  DilNetwork* const network = random_network(&shape, 1U);
  assert_true(fault_for_each(round_weights, network, DIL_NO_MEMORY) > 0U);
  assert_true(fault_for_each(pack_weights, network, DIL_NO_MEMORY) > 0U);
  dil_network_free(network);
}

static void
weights_know_their_shape(void** const state)
{
  (void)state;
  DilNetwork* const network = random_network(&shape, 1U);
  const DilKernel* const kernel = dil_kernel_pick("plain");
  DilWeights* weights = NULL;
  assert_int_equal(dil_weights_new(network, DIL_WEIGHTS_F32, kernel, &weights),
                   DIL_OK);
  assert_memory_equal(dil_weights_shape(weights), &shape, sizeof(shape));
  dil_weights_free(weights);
  dil_weights_free(NULL);
  dil_network_free(network);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(f32_keeps_every_weight),
    cmocka_unit_test(only_the_matrices_of_layers_and_output_are_rounded),
    cmocka_unit_test(f16_is_off_by_half_a_unit_at_most),
    cmocka_unit_test(bf16_is_the_nearest_word_to_both_of_its_weights),
    cmocka_unit_test(weights_survive_every_failing_allocation),
    cmocka_unit_test(weights_know_their_shape),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
