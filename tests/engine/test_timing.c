// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "band.h"

#include "support/test.h"

#include <math.h>
#include <stdlib.h>

static int
setup(void** state)
{
  *state = band_new(24000.0f);
  return 0;
}

static int
teardown(void** state)
{
  band_free((Band*)*state);
  return 0;
}

static void
onset_comes_the_latency_after_its_event(void** state)
{
  // Before the first tap of the resampler reaches the onset all is zero, and
  // within twice the latency the first samples have come through
  static const uint32_t rates[] = {24000U, 44100U, 48000U, 96000U};
  Band* const band = (Band*)*state;
  for (size_t r = 0U; r < 4U; ++r) {
    const DilEngineSettings settings = band_settings(rates[r]);
    const DilEvent event = band_event(1000U, DIL_EVENT_NOTE_ON, 72U, 127.0f);
    band_play(band, &settings, &event, 1U, 64U, 6000U);
    const uint32_t latency = dil_engine_latency(band->engine);
    assert_int_equal(latency, dil_latency(24000.0, rates[r]));
    for (size_t i = 0U; i < 1000U; ++i) {
      assert_true(band->out[0][i] == 0.0f);
    }
    assert_true(band_rms(band, 1000U, 1002U + 2U * latency) > 0.0);
  }
}

/// Frames by which the output at a rate is late, by best correlation with the
/// same at the model rate
static size_t
measured_latency(Band* const band, const uint32_t factor)
{
  const DilEvent event = band_event(0U, DIL_EVENT_NOTE_ON, 60U, 127.0f);
  DilEngineSettings settings = band_settings(24000U);
  band_play(band, &settings, &event, 1U, 64U, 4000U);
  float* const model = band_copy(band);
  settings.rate = 24000U * factor;
  band_play(band, &settings, &event, 1U, 64U, 8000U * (size_t)factor);

  size_t best = 0U;
  double highest = 0.0;
  for (size_t lag = 0U; lag < 500U; ++lag) {
    double sum = 0.0;
    for (size_t i = 0U; i < 4000U; ++i) {
      sum += (double)model[i] * (double)band->out[0][factor * i + lag];
    }
    best = (sum > highest) ? lag : best;
    highest = fmax(sum, highest);
  }

  free(model);
  return best;
}

static void
measured_latency_is_the_reported_one(void** state)
{
  Band* const band = (Band*)*state;
  for (uint32_t factor = 1U; factor <= 4U; factor *= 2U) {
    const size_t measured = measured_latency(band, factor);
    assert_int_equal(measured, dil_engine_latency(band->engine));
    assert_true(factor == 1U ? measured == 0U : measured > 90U);
  }
}

static void
least_latency_only_delays(void** state)
{
  Band* const band = (Band*)*state;
  const DilEvent event = band_event(0U, DIL_EVENT_NOTE_ON, 60U, 100.0f);
  DilEngineSettings settings = band_settings(48000U);
  band_play(band, &settings, &event, 1U, 64U, 8000U);
  float* const expected = band_copy(band);
  const uint32_t own = dil_engine_latency(band->engine);
  settings.min_latency = own + 55U;
  band_play(band, &settings, &event, 1U, 64U, 8000U);
  assert_int_equal(dil_engine_latency(band->engine), own + 55U);
  assert_memory_equal(
    band->out[0] + 55U, expected, (8000U - 55U) * sizeof(float));
  free(expected);
}

static void
nothing_sounds_beyond_the_tail(void** state)
{
  Band* const band = (Band*)*state;
  const DilEngineSettings settings = band_settings(48000U);
  const DilEvent events[] = {band_event(0U, DIL_EVENT_NOTE_ON, 60U, 127.0f),
                             band_event(5000U, DIL_EVENT_NOTE_OFF, 60U, 0.0f)};
  band_play(band, &settings, events, 2U, 64U, 20000U);
  const size_t end = 5000U + dil_engine_tail(band->engine);
  assert_true(end < 12000U);
  assert_true(band_rms(band, end - 3000U, end) > 0.0);
  assert_true(band_rms(band, end, 20000U) == 0.0);
}

#define TIMING_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TIMING_TEST(onset_comes_the_latency_after_its_event),
    TIMING_TEST(measured_latency_is_the_reported_one),
    TIMING_TEST(least_latency_only_delays),
    TIMING_TEST(nothing_sounds_beyond_the_tail),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
