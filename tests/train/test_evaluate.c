// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/test.h"

#include "baseline.h"
#include "mulaw.h"
#include "rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_SAMPLES 40000U

/// Fill `x` [N_SAMPLES] with an autoregressive process of order 2
static void
make_process(float* const x, const double deviation)
{
  const DilRng rng = dil_rng_stream(3U, 4U);
  double past[2] = {0.0, 0.0};
  for (size_t t = 0U; t < N_SAMPLES; ++t) {
    const double now =
      1.6 * past[0] - 0.8 * past[1] + deviation * dil_rng_normal(rng, t);
    past[1] = past[0];
    past[0] = now;
    x[t] = (float)now;
  }
}

static void
a_fit_finds_the_coefficients_of_a_process(void** state)
{
  (void)state;
  float* const x = (float*)calloc(N_SAMPLES, sizeof(*x));
  assert_non_null(x);
  make_process(x, 0.01);
  for (uint32_t order = 2U; order <= DIL_MAX_ORDER; order += 15U) {
    DilLinear linear;
    dil_linear_fit(x, N_SAMPLES, order, &linear);
    assert_true(fabs(linear.coefficients[0] - 1.6) < 0.02);
    assert_true(fabs(linear.coefficients[1] + 0.8) < 0.02);
    for (uint32_t i = 2U; i < order; ++i) {
      assert_true(fabs(linear.coefficients[i]) < 0.03);
    }
    assert_true(fabs(sqrt(linear.variance) / 0.01 - 1.0) < 0.02);
  }
  free(x);
}

static void
a_fit_to_silence_predicts_silence(void** state)
{
  (void)state;
  static const float x[100] = {0.0f};
  DilLinear linear;
  dil_linear_fit(x, 100U, 32U, &linear);
  for (uint32_t i = 0U; i < 32U; ++i) {
    assert_true(isfinite(linear.coefficients[i]));
  }
  assert_true(linear.variance > 0.0);
}

/// A note that is coded with no prediction, from samples
static DilCodedNote
code(const float* const x, const size_t n)
{
  DilCodedNote note = {(uint8_t*)calloc(n, 1U),
                       (float*)calloc(n, sizeof(float)),
                       (float*)calloc(n, sizeof(float)),
                       NULL,
                       n};
  float table[DIL_N_CLASSES];
  dil_mulaw_table(table);
  assert_non_null(note.classes);
  assert_non_null(note.predictions);
  assert_non_null(note.decoded);
  for (size_t t = 0U; t < n; ++t) {
    note.classes[t] = (uint8_t)dil_mulaw_encode(x[t]);
    note.decoded[t] = table[note.classes[t]];
  }
  return note;
}

static void
white_noise_costs_its_entropy(void** state)
{
  (void)state;
  static const double deviation = 0.05;
  const DilRng rng = dil_rng_stream(5U, 6U);
  float* const x = (float*)calloc(N_SAMPLES, sizeof(*x));
  assert_non_null(x);

  // Differential entropy, less the mean of the logarithm of the class widths
  double entropy = log2(deviation * sqrt(2.0 * 3.14159265 * 2.718281828));
  for (size_t t = 0U; t < N_SAMPLES; ++t) {
    x[t] = (float)(deviation * dil_rng_normal(rng, t));
    const double slope =
      255.0 / (log(256.0) * (1.0 + 255.0 * fabs((double)x[t])));
    entropy -= log2(1.0 / (127.0 * slope)) / N_SAMPLES;
  }

  DilCodedNote note = code(x, N_SAMPLES);
  DilLinear linear;
  dil_linear_fit(note.decoded, note.n, 2U, &linear);
  const double bits = dil_linear_bits(&linear, &note) / N_SAMPLES;
  assert_true(fabs(bits - entropy) < 0.03);
  dil_coded_note_clear(&note);
  free(x);
}

static void
an_outlier_costs_at_most_18_bits(void** state)
{
  (void)state;
  float x[1000] = {0.0f};
  x[500] = 0.9f;
  DilCodedNote note = code(x, 1000U);
  DilLinear linear = {1U, {0.0}, 1e-9};
  const double loud = dil_linear_bits(&linear, &note);
  note.classes[500] = DIL_SILENT_CLASS;
  note.decoded[500] = 0.0f;
  const double quiet = dil_linear_bits(&linear, &note);
  assert_true(quiet < 100.0);

  // One sample, and the wide Gaussian after it
  assert_true(loud - quiet > 17.0);
  assert_true(loud - quiet < 18.0 + 500.0 * 12.0);
  assert_true(isfinite(loud));
  dil_coded_note_clear(&note);
}

static void
a_unigram_costs_what_was_counted(void** state)
{
  (void)state;
  uint64_t counts[DIL_N_CLASSES];
  memset(counts, 0, sizeof(counts));
  const float x[4] = {0.0f, 0.0f, 0.5f, -0.5f};
  DilCodedNote note = code(x, 4U);
  assert_true(fabs(dil_unigram_bits(counts, &note) - 32.0) < 1e-9);

  counts[DIL_SILENT_CLASS] = 255U + 256U;
  const double expected = 2.0 * log2(767.0 / 512.0) + 2.0 * log2(767.0);
  assert_true(fabs(dil_unigram_bits(counts, &note) - expected) < 1e-9);
  dil_coded_note_clear(&note);
}

static void
silence_costs_the_entropy_of_its_hiss(void** state)
{
  (void)state;
  static const size_t n = 51200U;
  const DilRng rng = dil_rng_stream(7U, 8U);
  float* const x = (float*)calloc(n, sizeof(*x));
  assert_non_null(x);

  // Noise, and at the end a twentieth with two classes equally often
  for (size_t t = 0U; t < n; ++t) {
    x[t] = t < n - n / 20U ? (float)(0.1 * dil_rng_normal(rng, t))
           : dil_rng_uniform(rng, t) < 0.5f ? 0.0f
                                            : 1.8e-4f;
  }

  double silence = (double)NAN;
  DilCodedNote note = code(x, n);
  assert_int_equal(dil_silence_bits(&note, &silence), DIL_OK);
  assert_true(fabs(silence - 1.0) < 0.01);

  // Without any, it is what costs least
  note.n = n / 2U;
  assert_int_equal(dil_silence_bits(&note, &silence), DIL_OK);
  assert_true(silence > 4.0);
  dil_coded_note_clear(&note);
  free(x);
}

static void
a_mean_weighs_notes_by_their_samples(void** state)
{
  (void)state;
  const DilNoteBits notes[] = {
    {60.0, 64.0f, 0U, 1000U, 4.0, {6.0, 5.0, 4.5}, 8.0, 1.0},
    {61.0, 64.0f, 0U, 3000U, 2.0, {2.0, 1.0, 0.5}, 4.0, 2.0}};
  DilNoteBits mean;
  dil_note_bits_average(notes, 2U, &mean);
  assert_int_equal(mean.n_samples, 4000);
  assert_true(fabs(mean.preset - 2.5) < 1e-12);
  assert_true(fabs(mean.linear[0] - 3.0) < 1e-12);
  assert_true(fabs(mean.unigram - 5.0) < 1e-12);
  assert_true(fabs(mean.silence - 1.75) < 1e-12);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_fit_finds_the_coefficients_of_a_process),
    cmocka_unit_test(a_fit_to_silence_predicts_silence),
    cmocka_unit_test(white_noise_costs_its_entropy),
    cmocka_unit_test(an_outlier_costs_at_most_18_bits),
    cmocka_unit_test(a_unigram_costs_what_was_counted),
    cmocka_unit_test(silence_costs_the_entropy_of_its_hiss),
    cmocka_unit_test(a_mean_weighs_notes_by_their_samples),
  };

  return cmocka_run_group_tests_name("evaluate", tests, NULL, NULL);
}
