// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "bench.h"

#include "blocks.h"
#include "message.h"
#include "network.h"
#include "precision.h"
#include "rounds.h"
#include "sort.h"
#include "stopwatch.h"

#include <stdlib.h>

const char* const dil_bench_formats[DIL_BENCH_FORMATS] = {"f32",
                                                          "bf16",
                                                          "f16",
                                                          "int8"};

DilBenchSettings
dil_bench_defaults(void)
{
  const DilBenchSettings settings = {
    .n_rounds = 7U, .turn_s = 0.02, .melody_s = 10.0, .n_blocks = 1500U};
  return settings;
}

static DilStatus
run_round(DilBenchRun* const run)
{
  double total = 0.0;
  for (const DilBenchStage* stage = dil_bench_stages; stage->run; ++stage) {
    total += stage->weight;
  }

  DilStatus status = DIL_OK;
  run->done = 0.0;
  for (const DilBenchStage* s = dil_bench_stages; !status && s->run; ++s) {
    run->what = s->what;
    run->share = s->weight / total;
    status = dil_bench_tell(run, 0.0);
    status = status ? status : s->run(run);
    run->done += run->share;
  }

  return status;
}

static void
conclude_format(const DilBenchReport* const report,
                const DilBenchKernel* const kernel,
                DilBenchFormat* const format)
{
  const double n_products = (double)report->size.n_products;
  DilSeries by_bandwidth = format->bandwidth;
  DilSeries by_peak = kernel->peak;
  for (uint32_t i = 0U; i < by_bandwidth.n_rounds; ++i) {
    by_bandwidth.values[i] /= format->n_bytes;
    by_peak.values[i] /= n_products;
  }

  dil_series_set_least(&format->roofline, &by_bandwidth, &by_peak);
  dil_series_set_ratio(
    &format->roofline_share, 1.0, &format->speeds[0], &format->roofline);
  for (size_t v = 0U; v < DIL_BENCH_N_VOICES; ++v) {
    dil_series_set_ratio(
      &format->peak_shares[v], n_products, &format->speeds[v], &kernel->peak);
  }
}

static void
conclude_blocks(DilBenchRun* const run)
{
  DilBenchBlocks* const blocks = &run->report->blocks;
  const uint32_t n = run->n_block_times;
  blocks->n_blocks = n;
  blocks->block_s = (double)DIL_BLOCK_FRAMES / (double)DIL_BLOCK_RATE;
  if (n) {
    dil_sort(run->block_times, n);
    blocks->p50_s = dil_percentile(run->block_times, n, 0.5);
    blocks->p99_s = dil_percentile(run->block_times, n, 0.99);
    blocks->p999_s = dil_percentile(run->block_times, n, 0.999);
  }
}

/// The largest network whose samples take so many multiply-adds at most
static DilNetworkSize
largest_network(const DilNetworkSize* const like, const double n_products)
{
  DilNetworkSize largest = *like;
  largest.n_residual = 0U;
  largest.n_skip = 0U;
  largest.n_products = 0U;
  for (uint32_t r = 8U; r <= 256U; r += 8U) {
    const DilShape shape = {
      r, 2U * r, like->n_layers, like->cycle, like->n_instruments};
    const size_t n = dil_shape_n_products(&shape);
    if ((double)n <= n_products) {
      largest.n_residual = r;
      largest.n_skip = 2U * r;
      largest.n_products = n;
    }
  }

  return largest;
}

/// Two cores do `threads.ratio` times the work of one, and more do as each pair
static void
conclude_answer(const DilBenchRun* const run)
{
  static const size_t eight_voices = 3U;

  DilBenchReport* const report = run->report;
  DilBenchAnswer* const answer = &report->answer;
  DilWeightFormat format = DIL_WEIGHTS_BF16;
  if (dil_preset_weight_format(
        run->settings->preset, DIL_PRECISION_DEFAULT, &format, NULL)) {
    format = DIL_WEIGHTS_BF16;
  }
  answer->format = (size_t)format;

  const DilBenchKernel* const kernel = &report->kernels[report->usual_kernel];
  const double speed =
    dil_series_figure(&kernel->formats[format].speeds[eight_voices]).median;
  const double pair = dil_series_figure(&report->threads.ratio).median;
  const uint32_t n_cores = report->machine.n_cores;
  const double share = n_cores > 1U ? 0.5 * pair : 1.0;
  answer->voices_a_core = speed / report->rate_hz;
  answer->voices = answer->voices_a_core * (double)n_cores * share;
  answer->largest =
    largest_network(&report->size,
                    (double)report->size.n_products * answer->voices /
                      (double)dil_bench_voices[eight_voices]);
}

static void
conclude_products(DilBenchReport* const report)
{
  const DilBenchKernel* const kernel = &report->kernels[report->usual_kernel];
  DilBenchProducts* const products = &report->products;
  products->core = dil_yardstick_core();
  for (size_t i = 0U; i < DIL_BENCH_WAYS; ++i) {
    for (size_t f = 0U; f < DIL_BENCH_FORMATS; ++f) {
      dil_series_set_ratio(&products->ratios[i][f],
                           1.0,
                           &kernel->formats[f].speeds[0],
                           &products->speeds[i]);
    }
  }
}

/// What follows from the series
static void
conclude(DilBenchRun* const run)
{
  DilBenchReport* const report = run->report;
  DilBenchThreads* const threads = &report->threads;
  DilBenchMelody* const melody = &report->melody;
  for (size_t k = 0U; k < report->n_kernels; ++k) {
    DilBenchKernel* const kernel = &report->kernels[k];
    for (size_t f = 0U; f < DIL_BENCH_FORMATS; ++f) {
      conclude_format(report, kernel, &kernel->formats[f]);
    }
  }

  conclude_products(report);
  for (size_t f = 0U; f < DIL_BENCH_FORMATS; ++f) {
    dil_series_set_ratio(
      &melody->lane_ratios[f], 1.0, &melody->alone_s[f], &melody->lanes_s[f]);
  }

  dil_series_set_ratio(&threads->ratio, 2.0, &threads->one_s, &threads->two_s);
  conclude_blocks(run);
  conclude_answer(run);
}

DilStatus
dil_bench_run(const DilBenchSettings* const settings,
              DilBenchReport** const out,
              DilMessage* const message)
{
  DilBenchReport* const report = (DilBenchReport*)calloc(1U, sizeof(*report));
  if (!report) {
    return dil_fail_memory(message);
  }

  const double start_s = dil_wall_s();
  DilBenchRun run = {
    .settings = settings, .report = report, .message = message};
  report->machine = dil_machine();
  report->size = dil_network_size(settings->preset);
  report->rate_hz = (double)dil_preset_rate(settings->preset);
  report->n_rounds = settings->n_rounds;

  DilStatus status = dil_bench_prepare(&run);
  for (; !status && run.round < settings->n_rounds; ++run.round) {
    status = run_round(&run);
  }

  if (!status) {
    conclude(&run);
    report->elapsed_s = dil_wall_s() - start_s;
    *out = report;
  } else {
    free(report);
  }
  dil_bench_release(&run);
  return status;
}
