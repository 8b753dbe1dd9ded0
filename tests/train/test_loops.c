// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/test.h"

#include "cpu.h"
#include "loops.h"
#include "rng.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define N_ROWS     37U
#define N_CHANNELS 13U
#define N_CLASSES  256U

/// Runs one loop of `loops` on fixed random input and gives what it computed
typedef void (*Run)(const DilLoops* loops, float* out);

#define N_OUT (N_ROWS * N_CLASSES + 64U)

static void
fill(const uint64_t stream, const size_t n, float* const values)
{
  const DilRng rng = dil_rng_stream(21U, stream);
  for (size_t i = 0U; i < n; ++i) {
    values[i] = (float)(3.0 * dil_rng_normal(rng, i));
  }
}

static void
run_gates(const DilLoops* const loops, float* const out)
{
  float* const z = out + N_ROWS * 2U * N_CHANNELS;
  float dz[N_ROWS * N_CHANNELS];
  fill(1U, N_ROWS * 2U * N_CHANNELS, out);
  fill(2U, N_ROWS * N_CHANNELS, dz);
  loops->gates(N_ROWS, N_CHANNELS, out, z);
  loops->gates_again(N_ROWS, N_CHANNELS, out, z + N_ROWS * N_CHANNELS);
  loops->gates_gradient(N_ROWS, N_CHANNELS, out, dz);
}

static void
run_byte_gates(const DilLoops* const loops, float* const out)
{
  fill(1U, N_ROWS * 2U * N_CHANNELS, out);
  loops->byte_gates(N_ROWS, N_CHANNELS, out, out + N_ROWS * 2U * N_CHANNELS);
}

static void
run_cross_entropy(const DilLoops* const loops, float* const out)
{
  uint8_t targets[N_ROWS];
  for (uint32_t t = 0U; t < N_ROWS; ++t) {
    targets[t] = (uint8_t)(t * 7U);
  }
  fill(3U, N_ROWS * N_CLASSES, out);
  out[N_ROWS * N_CLASSES] =
    (float)loops->cross_entropy(N_ROWS, out, targets, 0.25f);
}

static void
run_element_wise(const DilLoops* const loops, float* const out)
{
  const size_t n = 1001U;
  fill(4U, 4U * n, out);
  loops->relu(n, out);
  loops->relu_gradient(n, out, out + n);
  loops->tanh(n, out + 2U * n);
  loops->tanh_gradient(n, out + 2U * n, out + 3U * n);
  loops->add(n, out, out + 3U * n);
  loops->sum_rows(77U, N_CHANNELS, out, out + 4U * n);
  out[5U * n] = (float)loops->sum_squares(n, out);
}

static void
run_adam(const DilLoops* const loops, float* const out)
{
  const size_t n = 1001U;
  const DilAdam adam = {0.01f, 0.9f, 0.99f, 3.0f, 0.5f, 0.999f};
  fill(5U, 5U * n, out);
  for (size_t i = 0U; i < n; ++i) {
    out[2U * n + i] = fabsf(out[2U * n + i]);
  }
  loops->adam(n, &adam, out, out + n, out + 2U * n, out + 3U * n, out + 4U * n);
}

/// A product of some size, by double precision; all its arrays are random
static void
hold_product(const DilLoops* const loops,
             const DilProduct* const sizes,
             const bool is_turned,
             const bool is_fresh)
{
  const size_t n_left = sizes->n_rows * sizes->n_inner;
  const size_t n_right = sizes->n_inner * sizes->n_columns;
  const size_t n_result = sizes->n_rows * sizes->n_columns;
  float* const values =
    (float*)calloc(n_left + n_right + 2U * n_result, sizeof(float));
  fill(8U, n_left + n_right + 2U * n_result, values);

  DilProduct p = *sizes;
  float* const result = values + n_left + n_right;
  float* const before = result + n_result;
  memcpy(before, result, n_result * sizeof(float));
  p.left = values;
  p.left_step = is_turned ? p.n_rows : p.n_inner;
  p.right = values + n_left;
  p.right_step = p.n_columns;
  p.initial = is_fresh ? p.right : NULL;
  p.result = result;
  p.result_step = p.n_columns;
  (is_turned ? loops->multiply_turned : loops->multiply)(&p);

  for (size_t i = 0U; i < n_result; ++i) {
    const size_t row = i / p.n_columns;
    const size_t column = i % p.n_columns;
    double sum = (double)(is_fresh ? p.right[column] : before[i]);
    double size = fabs(sum);
    for (size_t k = 0U; k < p.n_inner; ++k) {
      const size_t place = is_turned ? k * p.n_rows + row : row * p.n_inner + k;
      const double term =
        (double)p.left[place] * (double)p.right[k * p.n_columns + column];
      sum += term;
      size += fabs(term);
    }

    // Each term is rounded at most twice
    const double tolerance = 2.0 * (double)(p.n_inner + 1U) * 0x1p-24 * size;
    assert_true(fabs((double)result[i] - sum) <= tolerance);
  }

  free(values);
}

static void
hold_products(const DilLoops* const loops)
{
  for (size_t n_rows = 1U; n_rows <= 21U; ++n_rows) {
    for (size_t n_vectors = 1U; n_vectors <= 3U; ++n_vectors) {
      for (size_t n_inner = 0U; n_inner <= 9U; n_inner += 3U) {
        DilProduct sizes = {0};
        sizes.n_rows = n_rows;
        sizes.n_columns = n_vectors * loops->n_lanes;
        sizes.n_inner = n_inner;
        for (unsigned kind = 0U; kind < 4U; ++kind) {
          // With nothing to sum there is no row to start from either
          const bool is_fresh = (kind & 2U) && n_inner;
          hold_product(loops, &sizes, kind & 1U, is_fresh);
        }
      }
    }
  }
}

static void
products_of_all_sizes_are_sums_of_products(void** state)
{
  (void)state;

  hold_products(&dil_loops_plain);
  hold_products(dil_loops_pick());
#if defined(__x86_64__)
  if (dil_cpu_has(DIL_CPU_AVX2)) {
    hold_products(&dil_loops_avx2);
  }
#endif
}

static const Run runs[] = {run_gates,
                           run_byte_gates,
                           run_cross_entropy,
                           run_element_wise,
                           run_adam};

static void
hold_equal(const DilLoops* const loops)
{
  float* const expected = (float*)calloc(N_OUT, sizeof(float));
  float* const got = (float*)calloc(N_OUT, sizeof(float));
  for (size_t i = 0U; i < sizeof(runs) / sizeof(runs[0]); ++i) {
    memset(expected, 0, N_OUT * sizeof(float));
    memset(got, 0, N_OUT * sizeof(float));
    runs[i](&dil_loops_plain, expected);
    runs[i](loops, got);
    assert_memory_equal(got, expected, N_OUT * sizeof(float));
  }

  free(got);
  free(expected);
}

static void
every_instruction_set_gives_the_same_bits(void** state)
{
  (void)state;

  hold_equal(dil_loops_pick());
#if defined(__x86_64__)
  if (dil_cpu_has(DIL_CPU_AVX2)) {
    hold_equal(&dil_loops_avx2);
  }
#endif
}

static void
the_cross_entropy_is_that_of_the_softmax(void** state)
{
  (void)state;

  float logits[N_CLASSES];
  fill(6U, N_CLASSES, logits);
  double sum = 0.0;
  for (size_t c = 0U; c < N_CLASSES; ++c) {
    sum += exp((double)logits[c]);
  }

  const uint8_t target = 77U;
  const double expected = log(sum) - (double)logits[target];
  const double nats =
    dil_loops_pick()->cross_entropy(1U, logits, &target, 1.0f);
  assert_true(fabs(nats - expected) < 1e-5);

  double total = 0.0;
  for (size_t c = 0U; c < N_CLASSES; ++c) {
    total += (double)logits[c];
  }
  assert_true(fabs(total) < 1e-5);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_instruction_set_gives_the_same_bits),
    cmocka_unit_test(products_of_all_sizes_are_sums_of_products),
    cmocka_unit_test(the_cross_entropy_is_that_of_the_softmax),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
