// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/fault.h"
#include "support/test.h"

#include "power_blend.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#define N          24000U
#define N_PARTIALS 5U

static const double tau = 6.283185307179586;
static const double pitches[] = {0.0023, 0.01, 0.0497};
static const float shares[] = {0.0f, 0.25f, 0.5f, 0.75f, 1.0f};

/// Sizes of partials, of which each tone lacks some that the other has
static const double sizes[2][N_PARTIALS] = {{1.0, 0.5, 0.0, 0.3, 0.0},
                                            {0.5, 0.0, 0.6, 0.3, 0.1}};

/// A tone of some partials, `phase` of whose all is added to their own
static float*
make(const double pitch, const double* const of, const double phase)
{
  float* const samples = (float*)calloc(N, sizeof(*samples));
  assert_non_null(samples);
  for (size_t t = 0U; t < N; ++t) {
    for (size_t k = 0U; k < N_PARTIALS; ++k) {
      const double angle = tau * (double)(k + 1U) * pitch * (double)t;
      samples[t] += (float)(0.2 * of[k] * cos(angle + phase + (double)(k * k)));
    }
  }

  return samples;
}

/// Size of what is in the middle of a tone at a frequency
static double
size_at(const float* const samples, const double frequency)
{
  double re = 0.0;
  double im = 0.0;
  const size_t begin = N / 4U;
  const size_t n = N / 2U;
  for (size_t t = 0U; t < n; ++t) {
    const double angle = tau * frequency * (double)(begin + t);
    const double window = 1.0 - cos(tau * (double)t / (double)n);
    re += window * (double)samples[begin + t] * cos(angle);
    im -= window * (double)samples[begin + t] * sin(angle);
  }

  return 4.0 * hypot(re, im) / (double)N / 0.2;
}

static void
power_of_each_partial_lies_as_far_between_as_the_share(void** state)
{
  (void)state;
  static float out[N];
  for (size_t p = 0U; p < 3U; ++p) {
    float* const x = make(pitches[p], sizes[0], 0.0);
    float* const y = make(pitches[p], sizes[1], 0.0);
    for (size_t s = 0U; s < 5U; ++s) {
      const double b = (double)shares[s];
      assert_int_equal(dil_power_blend(x, y, N, pitches[p], shares[s], out),
                       DIL_OK);
      for (size_t k = 0U; k < N_PARTIALS; ++k) {
        const double wanted =
          (1.0 - b) * sizes[0][k] * sizes[0][k] + b * sizes[1][k] * sizes[1][k];
        const double size = size_at(out, (double)(k + 1U) * pitches[p]);
        assert_true(fabs(size - sqrt(wanted)) < 0.01);
      }
    }
    free(x);
    free(y);
  }
}

static void
a_tone_blended_with_itself_stays(void** state)
{
  (void)state;
  static float out[N];
  float* const x = make(pitches[1], sizes[0], 0.5);
  assert_int_equal(dil_power_blend(x, x, N, pitches[1], 0.5f, out), DIL_OK);
  for (size_t t = 0U; t < N; ++t) {
    assert_true(fabsf(out[t] - x[t]) < 1e-5f);
  }
  free(x);
}

static void
what_cancels_is_not_amplified_without_end(void** state)
{
  (void)state;
  static float out[N];
  float* const x = make(pitches[1], sizes[0], 0.0);
  float* const y = make(pitches[1], sizes[0], 0.5 * tau);
  assert_int_equal(dil_power_blend(x, y, N, pitches[1], 0.49f, out), DIL_OK);
  for (size_t t = 0U; t < N; ++t) {
    assert_true(fabsf(out[t]) < 0.05f * 0.4f);
  }
  free(x);
  free(y);
}

static void
silence_stays_silent(void** state)
{
  (void)state;
  static const float silence[N];
  static float out[N];
  out[7] = 1.0f;
  assert_int_equal(dil_power_blend(silence, silence, N, pitches[0], 0.5f, out),
                   DIL_OK);
  for (size_t t = 0U; t < N; ++t) {
    assert_true(out[t] == 0.0f);
  }
}

static void
before_the_onset_of_both_it_is_quiet(void** state)
{
  (void)state;
  static float out[N];
  float* const x = make(pitches[2], sizes[0], 0.0);
  float* const y = make(pitches[2], sizes[1], 0.0);
  for (size_t t = 0U; t < N / 2U; ++t) {
    x[t] = 0.0f;
    y[t] = 0.0f;
  }
  assert_int_equal(dil_power_blend(x, y, N, pitches[2], 0.5f, out), DIL_OK);

  // The filter rings for a few periods, here of 20 samples
  for (size_t t = 0U; t < N / 2U - 100U; ++t) {
    assert_true(fabsf(out[t]) < 0.005f);
  }
  free(x);
  free(y);
}

static DilStatus
blend_some(void* const context)
{
  (void)context;
  static const float x[] = {0.1f, 0.2f, 0.3f};
  float out[3];
  return dil_power_blend(x, x, 3U, 0.1, 0.5f, out);
}

static void
it_survives_every_failing_allocation(void** state)
{
  (void)state;
  assert_true(fault_for_each(blend_some, NULL, DIL_NO_MEMORY) == 2U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(power_of_each_partial_lies_as_far_between_as_the_share),
    cmocka_unit_test(a_tone_blended_with_itself_stays),
    cmocka_unit_test(what_cancels_is_not_amplified_without_end),
    cmocka_unit_test(silence_stays_silent),
    cmocka_unit_test(before_the_onset_of_both_it_is_quiet),
    cmocka_unit_test(it_survives_every_failing_allocation),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
