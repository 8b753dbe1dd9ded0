// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "resample.h"

#include "rng.h"

#include "support/fault.h"
#include "support/test.h"

#include <math.h>
#include <samplerate.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_STEPS 8192U

static const double tau = 6.283185307179586;

/// Model and host rates in use, and some that nobody uses
static const uint32_t rate_pairs[][2] = {{24000U, 48000U},
                                         {24000U, 44100U},
                                         {24000U, 96000U},
                                         {16000U, 48000U},
                                         {16000U, 44100U},
                                         {24000U, 384000U},
                                         {24000U, 8000U},
                                         {96000U, 8000U},
                                         {24000U, 44101U},
                                         {48000U, 44100U},
                                         {24000U, 24000U},
                                         {4000U, 383999U}};

#define N_PAIRS (sizeof(rate_pairs) / sizeof(rate_pairs[0]))

typedef double (*Signal)(double time_s, double frequency);

static double
sine(const double time_s, const double frequency)
{
  return time_s < 0.0 ? 0.0 : 0.5 * sin(tau * frequency * time_s);
}

static double
noise(const double time_s, const double frequency)
{
  const DilRng rng = dil_rng_stream(1U, (uint64_t)frequency);
  return time_s < 0.0
           ? 0.0
           : (double)dil_rng_uniform(rng, (uint64_t)(time_s * 1e6)) - 0.5;
}

static double
constant(const double time_s, const double frequency)
{
  (void)frequency;
  return time_s < 0.0 ? 0.0 : 0.25;
}

/// A conversion of a whole signal in blocks of some size
typedef struct {
  uint32_t rate_in;
  uint32_t rate_out;
  uint32_t latency;
  size_t n_frames;
  size_t block; ///< Frames a call, or 0 for random sizes
  size_t start; ///< Frame to begin at
  Signal signals[2];
  double frequency;
} Job;

static void
fill(const Job* const job,
     const size_t channel,
     const uint64_t first,
     const size_t n,
     float* const steps)
{
  for (size_t i = 0U; i < n; ++i) {
    const double time_s = (double)(first + i) / (double)job->rate_in;
    steps[i] = (float)job->signals[channel](time_s, job->frequency);
  }
}

/// [2][n_frames], to be freed
static float*
convert(const Job* const job)
{
  static float steps[2][MAX_STEPS];

  const float* const in[2] = {steps[0], steps[1]};
  const DilRng rng = dil_rng_stream(7U, 0U);
  float* const result = (float*)calloc(2U * job->n_frames, sizeof(float));
  DilResampler* resampler = NULL;
  assert_non_null(result);
  assert_int_equal(
    dil_resampler_new(
      job->rate_in, job->rate_out, job->latency, MAX_STEPS, &resampler),
    DIL_OK);

  size_t frame = job->start;
  dil_resampler_reset(resampler, frame);
  for (uint64_t call = 0U; frame < job->n_frames; ++call) {
    const size_t wanted =
      job->block ? job->block : dil_rng_bits(rng, call) % 300U;
    const size_t n_left = job->n_frames - frame;
    const size_t n = wanted < n_left ? wanted : n_left;
    const uint64_t first = dil_steps_before(frame, job->rate_in, job->rate_out);
    const size_t n_steps =
      (size_t)(dil_steps_before(frame + n, job->rate_in, job->rate_out) -
               first);
    float* const out[2] = {result + frame, result + job->n_frames + frame};
    fill(job, 0U, first, n_steps, steps[0]);
    fill(job, 1U, first, n_steps, steps[1]);
    dil_resampler_run(resampler, in, n_steps, out, n);
    frame += n;
  }

  dil_resampler_free(resampler);
  return result;
}

static Job
job_of(const uint32_t* const rates)
{
  const Job job = {rates[0],
                   rates[1],
                   dil_resampler_latency(rates[0], rates[1]),
                   4000U,
                   100U,
                   0U,
                   {sine, noise},
                   440.0};
  return job;
}

static double
lower_rate(const uint32_t* const rates)
{
  return (double)(rates[0] < rates[1] ? rates[0] : rates[1]);
}

static void
steps_before_a_frame_are_the_rates_ratio_rounded_up(void** state)
{
  (void)state;

  for (size_t pair = 0U; pair < N_PAIRS; ++pair) {
    const uint64_t in = rate_pairs[pair][0];
    const uint64_t out = rate_pairs[pair][1];
    for (uint64_t frame = 0U; frame < 100000U; frame += 77U) {
      const uint64_t steps =
        dil_steps_before(frame, (uint32_t)in, (uint32_t)out);
      assert_true(steps * out >= frame * in);
      assert_true(steps == 0U || (steps - 1U) * out < frame * in);
    }

    // 300 thousand years on
    const uint64_t late = out * 10000000000000U;
    assert_true(dil_steps_before(late, (uint32_t)in, (uint32_t)out) ==
                in * 10000000000000U);
  }
}

static void
latency_is_about_two_milliseconds(void** state)
{
  (void)state;

  assert_int_equal(dil_resampler_latency(24000U, 48000U), 97U);
  assert_int_equal(dil_resampler_latency(24000U, 96000U), 195U);
  assert_int_equal(dil_resampler_latency(16000U, 48000U), 146U);
  assert_int_equal(dil_resampler_latency(24000U, 24000U), 0U);
}

static void
block_size_is_invisible(void** state)
{
  (void)state;

  for (size_t pair = 0U; pair < N_PAIRS; ++pair) {
    Job job = job_of(rate_pairs[pair]);
    float* const expected = convert(&job);
    static const size_t blocks[] = {0U, 1U, 17U, 64U, 511U};
    for (size_t i = 0U; i < 5U; ++i) {
      job.block = blocks[i];
      float* const result = convert(&job);
      assert_memory_equal(result, expected, 2U * job.n_frames * sizeof(float));
      free(result);
    }
    free(expected);
  }
}

static void
equal_channels_come_out_equal_and_as_if_computed_twice(void** state)
{
  (void)state;

  for (size_t pair = 0U; pair < N_PAIRS; ++pair) {
    Job job = job_of(rate_pairs[pair]);
    float* const different = convert(&job);
    job.signals[1] = sine;
    float* const same = convert(&job);
    const size_t size = job.n_frames * sizeof(float);
    assert_memory_equal(same, different, size);
    assert_memory_equal(same, same + job.n_frames, size);
    free(same);
    free(different);
  }
}

/// SNR in dB against the signal itself, after the beginning
static double
snr_db(const Job* const job, const float* const out)
{
  double signal = 0.0;
  double error = 0.0;
  for (size_t frame = job->n_frames / 2U; frame < job->n_frames; ++frame) {
    const double time_s =
      ((double)frame - (double)job->latency) / (double)job->rate_out;
    const double expected = job->signals[0](time_s, job->frequency);
    signal += expected * expected;
    error += ((double)out[frame] - expected) * ((double)out[frame] - expected);
  }

  return 10.0 * log10(signal / (error + 1e-30));
}

static void
sines_of_the_pass_band_arrive_at_their_exact_time_and_level(void** state)
{
  (void)state;

  static const double shares[] = {0.01, 0.1, 0.25, 0.4, 0.44};
  for (size_t pair = 0U; pair < N_PAIRS; ++pair) {
    for (size_t i = 0U; i < 5U; ++i) {
      Job job = job_of(rate_pairs[pair]);
      job.n_frames = 40000U;
      job.latency += (uint32_t)i;
      job.frequency = shares[i] * lower_rate(rate_pairs[pair]);
      float* const out = convert(&job);
      assert_true(snr_db(&job, out) > 95.0);
      free(out);
    }
  }
}

static void
a_constant_comes_out_as_the_same_constant(void** state)
{
  (void)state;

  for (size_t pair = 0U; pair < N_PAIRS; ++pair) {
    Job job = job_of(rate_pairs[pair]);
    job.n_frames = 30000U;
    job.signals[0] = constant;
    float* const out = convert(&job);
    for (size_t frame = 20000U; frame < job.n_frames; ++frame) {
      assert_true(fabsf(out[frame] - 0.25f) < 1e-6f);
    }
    free(out);
  }
}

static void
what_the_lower_rate_cannot_hold_is_removed(void** state)
{
  (void)state;

  static const uint32_t pairs[][2] = {
    {24000U, 8000U}, {96000U, 8000U}, {48000U, 44100U}};
  for (size_t pair = 0U; pair < 3U; ++pair) {
    Job job = job_of(pairs[pair]);
    job.n_frames = 20000U;
    job.frequency = 0.52 * job.rate_out;
    float* const out = convert(&job);
    for (size_t frame = 2000U; frame < job.n_frames; ++frame) {
      assert_true(fabsf(out[frame]) < 0.5f * 3e-5f);
    }
    free(out);
  }
}

static void
equal_rates_copy(void** state)
{
  (void)state;

  const uint32_t rates[2] = {24000U, 24000U};
  Job job = job_of(rates);
  assert_int_equal(job.latency, 0U);
  for (job.latency = 0U; job.latency < 200U; job.latency += 99U) {
    float* const out = convert(&job);
    for (size_t frame = 0U; frame < job.n_frames; ++frame) {
      const double time_s =
        ((double)frame - (double)job.latency) / (double)job.rate_out;
      assert_true(out[frame] == (float)sine(time_s, job.frequency));
    }
    free(out);
  }
}

static void
reset_begins_again(void** state)
{
  (void)state;

  static const float ones[2][50] = {{1.0f}, {0.5f}};
  const float* const in[2] = {ones[0], ones[1]};
  float first[2][100];
  float second[2][100];
  float* const a[2] = {first[0], first[1]};
  float* const b[2] = {second[0], second[1]};
  DilResampler* resampler = NULL;
  assert_int_equal(dil_resampler_new(24000U, 48000U, 120U, 64U, &resampler),
                   DIL_OK);
  dil_resampler_run(resampler, in, 50U, a, 100U);
  dil_resampler_run(resampler, in, 50U, b, 100U);
  assert_memory_not_equal(first, second, sizeof(first));
  dil_resampler_reset(resampler, 0U);
  dil_resampler_run(resampler, in, 50U, b, 100U);
  assert_memory_equal(first, second, sizeof(first));
  dil_resampler_free(resampler);
}

/// A whole signal through libsamplerate in blocks of steps, its frames counted
static size_t
convert_by_libsamplerate(const Job* const job,
                         const size_t block,
                         float* const out)
{
  int error = 0;
  SRC_STATE* const src = src_new(SRC_SINC_MEDIUM_QUALITY, 1, &error);
  assert_non_null(src);

  const size_t n_steps =
    (size_t)dil_steps_before(job->n_frames, job->rate_in, job->rate_out);
  size_t n_made = 0U;
  for (size_t first = 0U; first < n_steps; first += block) {
    float steps[512];
    const size_t n = (n_steps - first < block) ? n_steps - first : block;
    fill(job, 0U, first, n, steps);
    SRC_DATA data = {steps,
                     out + n_made,
                     (long)n,
                     (long)(job->n_frames + 100U - n_made),
                     0,
                     0,
                     first + n == n_steps,
                     (double)job->rate_out / (double)job->rate_in};
    assert_int_equal(src_process(src, &data), 0);
    assert_int_equal(data.input_frames_used, n);
    n_made += (size_t)data.output_frames_gen;
  }

  src_delete(src);
  return n_made;
}

static void
libsamplerate_agrees_and_is_asked_whether_it_hears_blocks(void** state)
{
  (void)state;

  static const uint32_t pairs[][2] = {
    {24000U, 48000U}, {24000U, 44100U}, {16000U, 44100U}};
  for (size_t pair = 0U; pair < 3U; ++pair) {
    Job job = job_of(pairs[pair]);
    job.frequency = 0.3 * job.rate_in;
    job.n_frames = 200000U;
    float* const ours = convert(&job);
    float* const one = (float*)calloc(job.n_frames + 100U, sizeof(float));
    float* const other = (float*)calloc(job.n_frames + 100U, sizeof(float));
    const size_t n_one = convert_by_libsamplerate(&job, 512U, one);
    const size_t n_other = convert_by_libsamplerate(&job, 1U, other);

    size_t n_different = n_one != n_other;
    for (size_t i = 0U; i < n_one && i < n_other; ++i) {
      n_different += one[i] != other[i];
    }
    print_message("libsamplerate, %u to %u Hz, blocks of 512 and 1: %zu of "
                  "%zu frames differ\n",
                  job.rate_in,
                  job.rate_out,
                  n_different,
                  n_one);

    for (size_t i = 2000U; i < job.n_frames - 2000U; ++i) {
      assert_true(fabsf(ours[i + job.latency] - one[i]) < 2e-5f);
    }
    free(other);
    free(one);
    free(ours);
  }
}

static DilStatus
make_resampler(void* const context)
{
  (void)context;

  DilResampler* resampler = NULL;
  const DilStatus status =
    dil_resampler_new(24000U, 48000U, 98U, 100U, &resampler);
  dil_resampler_free(resampler);
  return status;
}

static void
failed_allocations_are_reported(void** state)
{
  (void)state;

  assert_true(fault_for_each(make_resampler, NULL, DIL_NO_MEMORY) >= 4U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(steps_before_a_frame_are_the_rates_ratio_rounded_up),
    cmocka_unit_test(latency_is_about_two_milliseconds),
    cmocka_unit_test(block_size_is_invisible),
    cmocka_unit_test(equal_channels_come_out_equal_and_as_if_computed_twice),
    cmocka_unit_test(
      sines_of_the_pass_band_arrive_at_their_exact_time_and_level),
    cmocka_unit_test(a_constant_comes_out_as_the_same_constant),
    cmocka_unit_test(what_the_lower_rate_cannot_hold_is_removed),
    cmocka_unit_test(equal_rates_copy),
    cmocka_unit_test(reset_begins_again),
    cmocka_unit_test(libsamplerate_agrees_and_is_asked_whether_it_hears_blocks),
    cmocka_unit_test(failed_allocations_are_reported),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
