// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "rounds.h"

#include "arena.h"
#include "kernel.h"
#include "message.h"
#include "network.h"
#include "pool.h"
#include "stopwatch.h"

#include <stdlib.h>

const uint32_t dil_bench_voices[DIL_BENCH_N_VOICES] = {1U, 2U, 4U, 8U, 16U};

/// Values that a reader takes at once
#define READ_UNIT 256U

/// Voices on each of two threads, and frames that they make
#define N_TOGETHER 8U

/// Place of formats
enum { F32, BF16, F16, INT8 };

/// Bytes of a layer's weight, by format
static const double weight_bytes[DIL_BENCH_FORMATS] = {4.0, 2.0, 2.0, 1.0};

/// Weights that a sample of a lone voice reads, in bytes; the map of the inputs
/// is always F32, the output never less than BF16
static double
n_bytes(const DilNetworkSize* const size, const uint32_t format)
{
  const double s = (double)size->n_skip;
  const double n_input = (double)DIL_N_INPUTS * (double)size->n_residual;
  const double n_output = s * s + s * (double)DIL_N_CLASSES;
  const double n_layers = (double)size->n_products - n_input - n_output;
  return n_input * weight_bytes[F32] +
         n_output * weight_bytes[format == INT8 ? BF16 : format] +
         n_layers * weight_bytes[format];
}

static DilStatus
prepare_kernel(DilBenchRun* const run, const DilKernel* const kernel)
{
  DilBenchReport* const report = run->report;
  const size_t k = report->n_kernels++;
  DilBenchKernel* const entry = &report->kernels[k];
  DilStatus status = DIL_OK;
  entry->name = dil_kernel_name(kernel);
  entry->is_whole = dil_kernel_is_whole(kernel);
  run->peaks[k] = dil_peak_of(entry->name);
  for (uint32_t f = 0U; !status && f < DIL_BENCH_FORMATS; ++f) {
    entry->formats[f].n_bytes = n_bytes(&report->size, f);
    if (entry->is_whole || f == INT8) {
      status = dil_voices_new(
        run->settings->preset, entry->name, f, &run->voices[k][f]);
    }
  }

  return status;
}

static DilStatus
prepare_kernels(DilBenchRun* const run)
{
  DilBenchReport* const report = run->report;
  const DilKernel* const usual = dil_kernel_pick(NULL);
  if (!usual) {
    return dil_fail(run->message,
                    DIL_UNSUPPORTED,
                    "DILATON_KERNEL names no kernel for this processor");
  }

  DilStatus status = DIL_OK;
  for (size_t i = 0U; !status && i < dil_n_kernels(); ++i) {
    const DilKernel* const kernel = dil_kernel_at(i);
    if (kernel == usual) {
      report->usual_kernel = report->n_kernels;
    }
    if (dil_kernel_is_available(kernel) &&
        report->n_kernels < DIL_BENCH_KERNELS) {
      status = prepare_kernel(run, kernel);
    }
  }

  return status ? dil_fail_memory(run->message) : DIL_OK;
}

static DilStatus
prepare_rest(DilBenchRun* const run)
{
  const DilBenchSettings* const settings = run->settings;
  DilBenchReport* const report = run->report;
  const DilBenchKernel* const usual = &report->kernels[report->usual_kernel];
  DilBenchTraining* const training = &report->training;
  training->size = report->size;
  training->n_threads =
    report->machine.n_cores < 64U ? report->machine.n_cores : 64U;

  const size_t n_blocks = (size_t)settings->n_rounds * settings->n_blocks;
  run->n_values =
    ((size_t)(n_bytes(&report->size, F32) / 4.0) / READ_UNIT + 1U) * READ_UNIT;
  run->bytes = (float*)dil_allocate(run->n_values * sizeof(float));
  run->block_times = (double*)calloc(n_blocks + 1U, sizeof(double));
  run->pair = dil_pool_new(2U);
  if (!run->bytes || !run->block_times || !run->pair ||
      dil_voices_new(settings->preset, usual->name, BF16, &run->other) ||
      dil_yardstick_new(settings->preset, false, &run->yardsticks[0]) ||
      dil_yardstick_new(settings->preset, true, &run->yardsticks[1]) ||
      dil_learning_new(&training->size, training->n_threads, &run->learning)) {
    return dil_fail_memory(run->message);
  }

  // Pages that were never written to would all be one
  for (size_t i = 0U; i < run->n_values; ++i) {
    run->bytes[i] = (float)i;
  }

  return dil_blocks_new(
    settings->preset, &run->blocks, &report->blocks.n_bytes, run->message);
}

DilStatus
dil_bench_prepare(DilBenchRun* const run)
{
  const DilStatus status = prepare_kernels(run);
  return status ? status : prepare_rest(run);
}

void
dil_bench_release(DilBenchRun* const run)
{
  for (size_t k = 0U; k < DIL_BENCH_KERNELS; ++k) {
    for (size_t f = 0U; f < DIL_BENCH_FORMATS; ++f) {
      dil_voices_free(run->voices[k][f]);
    }
  }

  for (size_t i = 0U; i < DIL_BENCH_WAYS; ++i) {
    dil_yardstick_free(run->yardsticks[i]);
  }
  dil_voices_free(run->other);
  dil_blocks_free(run->blocks);
  dil_learning_free(run->learning);
  dil_pool_free(run->pair);
  free(run->block_times);
  free(run->bytes);
}

DilStatus
dil_bench_tell(const DilBenchRun* const run, const double done)
{
  const DilBenchSettings* const settings = run->settings;
  const double rounds = (double)run->round + run->done + run->share * done;
  return settings->progress &&
             !settings->progress(settings->context,
                                 rounds / (double)settings->n_rounds,
                                 run->what)
           ? DIL_CANCELLED
           : DIL_OK;
}

/// Add the figure of this round that another series has
static void
add_same(const DilSeries* const other, DilSeries* const series)
{
  if (other->n_rounds) {
    dil_series_add(series, other->values[other->n_rounds - 1U]);
  }
}

/// A format of a kernel, or what it has in common with the kernel before it
static void
measure_format(DilBenchRun* const run, const size_t k, const size_t f)
{
  const double turn_s = run->settings->turn_s;
  DilBenchKernel* const kernel = &run->report->kernels[k];
  DilBenchFormat* const format = &kernel->formats[f];
  const DilPeak* const peak = run->peaks[k];
  const size_t n = (size_t)(format->n_bytes / 4.0) / READ_UNIT * READ_UNIT;
  if (!kernel->is_whole && f != INT8) {
    const DilBenchFormat* const same = &kernel[-1].formats[f];
    add_same(&same->bandwidth, &format->bandwidth);
    for (size_t v = 0U; v < DIL_BENCH_N_VOICES; ++v) {
      add_same(&same->speeds[v], &format->speeds[v]);
    }
    return;
  }

  if (peak && n) {
    dil_series_add(&format->bandwidth,
                   dil_peak_bandwidth(peak, run->bytes, n, turn_s));
  }
  for (size_t v = 0U; v < DIL_BENCH_N_VOICES; ++v) {
    dil_series_add(
      &format->speeds[v],
      dil_voices_speed(run->voices[k][f], dil_bench_voices[v], turn_s));
  }
}

/// Peaks, and the speed of all numbers of voices, of one kernel
static DilStatus
measure_kernel(DilBenchRun* const run, const size_t k)
{
  const double turn_s = run->settings->turn_s;
  DilBenchKernel* const kernel = &run->report->kernels[k];
  const DilPeak* const peak = run->peaks[k];
  if (peak) {
    dil_series_add(&kernel->peak, dil_peak_products(peak, turn_s));
  }

  for (size_t f = 0U; f < DIL_BENCH_FORMATS; ++f) {
    measure_format(run, k, f);
  }

  const double n_kernels = (double)run->report->n_kernels;
  return dil_bench_tell(run, (double)(k + 1U) / n_kernels);
}

static DilStatus
measure_kernels(DilBenchRun* const run)
{
  DilStatus status = DIL_OK;
  for (size_t k = 0U; !status && k < run->report->n_kernels; ++k) {
    status = measure_kernel(run, k);
  }

  return status;
}

static DilStatus
measure_drawing(DilBenchRun* const run)
{
  for (size_t k = 0U; k < run->report->n_kernels; ++k) {
    DilBenchKernel* const kernel = &run->report->kernels[k];
    double draw_s = 0.0;
    if (!kernel->is_whole) {
      add_same(&kernel[-1].draw_s, &kernel->draw_s);
      add_same(&kernel[-1].draw_cycles, &kernel->draw_cycles);
      continue;
    }
    if (dil_voices_draw_time(
          kernel->name, 3.0 * run->settings->turn_s, &draw_s)) {
      return dil_fail_memory(run->message);
    }

    // At once, for the clock may move
    const double hz = dil_clock_hz();
    dil_series_add(&kernel->draw_s, draw_s);
    if (hz > 0.0) {
      dil_series_add(&kernel->draw_cycles, draw_s * hz);
    }
  }

  const double hz = dil_clock_hz();
  if (hz > 0.0) {
    dil_series_add(&run->report->clock_hz, hz);
  }
  return DIL_OK;
}

static DilStatus
measure_products(DilBenchRun* const run)
{
  for (size_t i = 0U; i < DIL_BENCH_WAYS; ++i) {
    dil_series_add(
      &run->report->products.speeds[i],
      dil_yardstick_speed(run->yardsticks[i], run->settings->turn_s));
  }

  return DIL_OK;
}

/// What two threads do at once
typedef struct {
  DilVoices* voices[2];
  size_t n_frames;
} Pair;

static void
run_half(void* const context, const uint32_t thread)
{
  const Pair* const pair = (const Pair*)context;
  dil_voices_run(pair->voices[thread], N_TOGETHER, pair->n_frames);
}

static DilStatus
measure_threads(DilBenchRun* const run)
{
  static const double n_steps = 64.0 * (double)N_TOGETHER;

  const double turn_s = run->settings->turn_s;
  const size_t usual = run->report->usual_kernel;
  const size_t k = usual - (run->report->kernels[usual].is_whole ? 0U : 1U);
  DilVoices* const voices = run->voices[k][BF16];
  const double speed = dil_voices_speed(voices, N_TOGETHER, turn_s);
  Pair pair = {{voices, run->other},
               1U + (size_t)(3.0 * turn_s * speed / n_steps)};

  run_half(&pair, 1U);
  const double start_s = dil_wall_s();
  run_half(&pair, 0U);
  const double middle_s = dil_wall_s();
  dil_pool_run(run->pair, run_half, &pair);
  dil_series_add(&run->report->threads.one_s, middle_s - start_s);
  dil_series_add(&run->report->threads.two_s, dil_wall_s() - middle_s);
  return DIL_OK;
}

static DilStatus
measure_blocks(DilBenchRun* const run)
{
  const uint32_t n = run->settings->n_blocks;
  dil_blocks_run(run->blocks, n, run->block_times + run->n_block_times);
  run->n_block_times += n;
  return DIL_OK;
}

static bool
is_wanted(void* const context)
{
  const DilBenchRun* const run = (const DilBenchRun*)context;
  return !dil_bench_tell(run, 0.5);
}

static DilStatus
render(DilBenchRun* const run,
       const DilPrecision precision,
       const uint32_t n_threads,
       const uint32_t n_lanes,
       DilOffline* const offline)
{
  const DilBenchSettings* const settings = run->settings;
  const DilOffline request = {.seconds = settings->melody_s,
                              .precision = precision,
                              .n_threads = n_threads,
                              .n_lanes = n_lanes};
  *offline = request;
  return dil_offline_render(
    offline, settings->preset, settings->melody, is_wanted, run, run->message);
}

static DilStatus
measure_melody(DilBenchRun* const run)
{
  static const DilPrecision precisions[] = {DIL_PRECISION_F32,
                                            DIL_PRECISION_BF16};

  DilBenchMelody* const melody = &run->report->melody;
  DilOffline* const whole = &melody->whole;
  if (!run->settings->melody) {
    return DIL_OK;
  }

  DilStatus status =
    render(run, DIL_PRECISION_DEFAULT, run->report->machine.n_cores, 0U, whole);
  if (!status) {
    dil_series_add(&melody->factor, whole->sound_s / whole->wall_s);
  }
  for (size_t f = 0U; !status && f < 2U; ++f) {
    DilOffline alone;
    DilOffline lanes;
    status = render(run, precisions[f], 1U, 1U, &alone);
    status = status ? status : render(run, precisions[f], 1U, 0U, &lanes);
    if (!status) {
      dil_series_add(&melody->alone_s[f], alone.wall_s);
      dil_series_add(&melody->lanes_s[f], lanes.wall_s);
    }
  }

  return status;
}

static DilStatus
measure_training(DilBenchRun* const run)
{
  dil_series_add(
    &run->report->training.speed,
    dil_learning_speed(run->learning, 10.0 * run->settings->turn_s));
  return DIL_OK;
}

const DilBenchStage dil_bench_stages[] = {
  {"sampling", 0.2, measure_drawing},
  {"kernels", 1.2, measure_kernels},
  {"OpenBLAS", 0.1, measure_products},
  {"two threads", 0.2, measure_threads},
  {"blocks", 0.6, measure_blocks},
  {"a melody offline", 4.0, measure_melody},
  {"training", 0.3, measure_training},
  {NULL, 0.0, NULL},
};
