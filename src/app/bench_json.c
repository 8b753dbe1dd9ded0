// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "bench_output.h"

#include "bench.h"
#include "blocks.h"
#include "json_output.h"

#include "dilaton/version.h"

#include <math.h>

/// A figure, `scale` times what was measured
static json_t*
figure_json(const DilSeries* const series, const double scale)
{
  if (!series->n_rounds) {
    return json_null();
  }

  const DilFigure figure = dil_series_figure(series);
  return json_pack("{s:f, s:f, s:f}",
                   "median",
                   scale * figure.median,
                   "min",
                   scale * figure.low,
                   "max",
                   scale * figure.high);
}

static json_t*
machine_json(const DilBenchReport* const report)
{
  const DilMachine* const machine = &report->machine;
  return json_pack("{s:o, s:I, s:s, s:s, s:o}",
                   "processor",
                   json_text(machine->processor),
                   "cores",
                   (json_int_t)machine->n_cores,
                   "kernel",
                   report->kernels[report->usual_kernel].name,
                   "compiler",
                   machine->compiler,
                   "clock_hz",
                   figure_json(&report->clock_hz, 1.0));
}

static json_t*
size_json(const DilNetworkSize* const size)
{
  return json_pack("{s:I, s:I, s:I, s:I, s:I}",
                   "residual_channels",
                   (json_int_t)size->n_residual,
                   "skip_channels",
                   (json_int_t)size->n_skip,
                   "layers",
                   (json_int_t)size->n_layers,
                   "dilation_cycle",
                   (json_int_t)size->cycle,
                   "products_per_sample",
                   (json_int_t)size->n_products);
}

static json_t*
network_json(const DilBenchReport* const report, const char* const name)
{
  json_t* const network = size_json(&report->size);
  json_object_set_new(network, "name", json_text(name));
  json_object_set_new(network, "rate_hz", json_real(report->rate_hz));
  return network;
}

static json_t*
speed_json(const DilBenchReport* const report,
           const DilBenchFormat* const format,
           const size_t v)
{
  const uint32_t n_voices = dil_bench_voices[v];
  return json_pack(
    "{s:I, s:o, s:o, s:o}",
    "voices",
    (json_int_t)n_voices,
    "samples_per_s",
    figure_json(&format->speeds[v], 1.0),
    "real_time_factor",
    figure_json(&format->speeds[v], 1.0 / (report->rate_hz * (double)n_voices)),
    "peak_share",
    figure_json(&format->peak_shares[v], 1.0));
}

static json_t*
format_json(const DilBenchReport* const report,
            const DilBenchFormat* const format,
            const char* const name)
{
  json_t* const speeds = json_array();
  for (size_t v = 0U; v < DIL_BENCH_N_VOICES; ++v) {
    json_array_append_new(speeds, speed_json(report, format, v));
  }

  return json_pack("{s:s, s:f, s:o, s:o, s:o, s:o}",
                   "weights",
                   name,
                   "weight_bytes_per_sample",
                   format->n_bytes,
                   "read_bytes_per_s",
                   figure_json(&format->bandwidth, 1.0),
                   "one_voice_roofline_samples_per_s",
                   figure_json(&format->roofline, 1.0),
                   "one_voice_roofline_share",
                   figure_json(&format->roofline_share, 1.0),
                   "speeds",
                   speeds);
}

static json_t*
kernel_json(const DilBenchReport* const report,
            const DilBenchKernel* const kernel)
{
  json_t* const formats = json_array();
  for (size_t f = 0U; f < DIL_BENCH_FORMATS; ++f) {
    json_array_append_new(
      formats, format_json(report, &kernel->formats[f], dil_bench_formats[f]));
  }

  return json_pack("{s:s, s:o, s:o, s:o, s:o}",
                   "kernel",
                   kernel->name,
                   "peak_products_per_s",
                   figure_json(&kernel->peak, 1.0),
                   "sampling_s",
                   figure_json(&kernel->draw_s, 1.0),
                   "sampling_cycles",
                   figure_json(&kernel->draw_cycles, 1.0),
                   "formats",
                   formats);
}

/// An object of figures, one for each format that was measured
static json_t*
formats_json(const DilSeries* const series)
{
  json_t* const result = json_object();
  for (size_t f = 0U; f < DIL_BENCH_FORMATS; ++f) {
    if (series[f].n_rounds) {
      json_object_set_new(
        result, dil_bench_formats[f], figure_json(&series[f], 1.0));
    }
  }

  return result;
}

static json_t*
products_json(const DilBenchProducts* const products)
{
  return json_pack("{s:o, s:o, s:o, s:o, s:o}",
                   "kernels_for",
                   json_text(products->core),
                   "by_rows_samples_per_s",
                   figure_json(&products->speeds[0], 1.0),
                   "by_columns_samples_per_s",
                   figure_json(&products->speeds[1], 1.0),
                   "ratio_to_by_rows",
                   formats_json(products->ratios[0]),
                   "ratio_to_by_columns",
                   formats_json(products->ratios[1]));
}

static json_t*
melody_json(const DilBenchMelody* const melody, const char* const name)
{
  if (!melody->factor.n_rounds) {
    return json_null();
  }

  return json_pack("{s:o, s:f, s:I, s:I, s:o, s:o, s:o, s:o}",
                   "name",
                   json_text(name),
                   "sound_s",
                   melody->whole.sound_s,
                   "notes",
                   (json_int_t)melody->whole.n_notes,
                   "threads",
                   (json_int_t)melody->whole.n_threads,
                   "real_time_factor",
                   figure_json(&melody->factor, 1.0),
                   "one_thread_one_lane_s",
                   formats_json(melody->alone_s),
                   "one_thread_s",
                   formats_json(melody->lanes_s),
                   "lanes_ratio",
                   formats_json(melody->lane_ratios));
}

static json_t*
blocks_json(const DilBenchBlocks* const blocks)
{
  return json_pack("{s:I, s:I, s:I, s:I, s:f, s:f, s:f, s:f, s:f}",
                   "frames",
                   (json_int_t)DIL_BLOCK_FRAMES,
                   "rate_hz",
                   (json_int_t)DIL_BLOCK_RATE,
                   "voices",
                   (json_int_t)DIL_BLOCK_VOICES,
                   "blocks",
                   (json_int_t)blocks->n_blocks,
                   "block_s",
                   blocks->block_s,
                   "p50_s",
                   blocks->p50_s,
                   "p99_s",
                   blocks->p99_s,
                   "p99_9_s",
                   blocks->p999_s,
                   "p99_9_share",
                   blocks->p999_s / blocks->block_s);
}

static json_t*
training_json(const DilBenchTraining* const training)
{
  return json_pack("{s:o, s:I, s:o}",
                   "network",
                   size_json(&training->size),
                   "threads",
                   (json_int_t)training->n_threads,
                   "samples_per_s",
                   figure_json(&training->speed, 1.0));
}

static json_t*
answer_json(const DilBenchAnswer* const answer)
{
  return json_pack("{s:s, s:f, s:f, s:o}",
                   "weights",
                   dil_bench_formats[answer->format],
                   "voices_per_core",
                   answer->voices_a_core,
                   "voices",
                   answer->voices,
                   "largest_network_of_8_voices",
                   size_json(&answer->largest));
}

json_t*
bench_json(const DilBenchReport* const report, const BenchNames* const names)
{
  json_t* const kernels = json_array();
  for (size_t k = 0U; k < report->n_kernels; ++k) {
    json_array_append_new(kernels, kernel_json(report, &report->kernels[k]));
  }

  return json_pack("{s:s, s:o, s:o, s:I, s:f, s:o, "
                   "s:o, s:{s:I, s:o}, s:o, s:o, s:I,"
                   " s:o, s:o}",
                   "dilaton",
                   DIL_VERSION,
                   "machine",
                   machine_json(report),
                   "network",
                   network_json(report, names->network),
                   "rounds",
                   (json_int_t)report->n_rounds,
                   "elapsed_s",
                   report->elapsed_s,
                   "kernels",
                   kernels,
                   "openblas_sgemv",
                   products_json(&report->products),
                   "two_threads",
                   "voices_each",
                   (json_int_t)8,
                   "ratio",
                   figure_json(&report->threads.ratio, 1.0),
                   "melody",
                   melody_json(&report->melody, names->melody),
                   "blocks",
                   blocks_json(&report->blocks),
                   "engine_16_voices_bytes",
                   (json_int_t)report->blocks.n_bytes,
                   "training",
                   training_json(&report->training),
                   "answer",
                   answer_json(&report->answer));
}
