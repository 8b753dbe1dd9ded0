// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "bench_output.h"

#include "bench.h"
#include "blocks.h"
#include "report.h"

#include "dilaton/version.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

/// Digits after the point, so that about three digits are shown
static int
n_digits(const double figure)
{
  const double value = fabs(figure);
  return value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
}

/// "1.93 (1.90 to 1.95)"
static const char*
figure_text(const DilSeries* const series, const double scale, char text[64])
{
  const DilFigure figure = dil_series_figure(series);
  const int digits = n_digits(scale * figure.median);
  snprintf(text,
           64U,
           "%.*f (%.*f to %.*f)",
           digits,
           scale * figure.median,
           digits,
           scale * figure.low,
           digits,
           scale * figure.high);
  return text;
}

static void
print_machine(const DilBenchReport* const report, const char* const network)
{
  const DilMachine* const machine = &report->machine;
  const DilNetworkSize* const size = &report->size;
  print_row("Machine",
            "%s, %u core%s",
            machine->processor,
            machine->n_cores,
            machine->n_cores > 1U ? "s" : "");
  print_row("Program",
            "dilaton %s, kernel %s, compiled with %s",
            DIL_VERSION,
            report->kernels[report->usual_kernel].name,
            machine->compiler);
  print_row("Network",
            "%s: %u layers, %u residual and %u skip channels,",
            network,
            size->n_layers,
            size->n_residual,
            size->n_skip);
  print_row("",
            "%llu multiply-adds a sample, %g Hz",
            (unsigned long long)size->n_products,
            report->rate_hz);
  print_row("Rounds",
            "%u, in %.0f s; medians, and in brackets the range",
            report->n_rounds,
            report->elapsed_s);
}

/// What a table of kernels, formats and voices shows of a cell
typedef const DilSeries* (*CellSeries)(const DilBenchFormat* format, size_t v);

static const DilSeries*
speed_of(const DilBenchFormat* const format, const size_t v)
{
  return &format->speeds[v];
}

static const DilSeries*
share_of(const DilBenchFormat* const format, const size_t v)
{
  return &format->peak_shares[v];
}

/// Whether a kernel's figures of a format are not those of another
static bool
is_of_its_own(const DilBenchKernel* const kernel, const size_t f)
{
  return kernel->is_whole || f + 1U == DIL_BENCH_FORMATS;
}

/// A row of medians and, last, the widest range in it, or nothing if there are
/// none
static void
print_cells(const DilBenchKernel* const kernel,
            const size_t f,
            const CellSeries series_of,
            const double* const scales)
{
  double widest = 0.0;
  if (!series_of(&kernel->formats[f], 0U)->n_rounds ||
      !is_of_its_own(kernel, f)) {
    return;
  }

  printf("%-10s %-5s", kernel->name, dil_bench_formats[f]);
  for (size_t v = 0U; v < DIL_BENCH_N_VOICES; ++v) {
    const DilSeries* const series = series_of(&kernel->formats[f], v);
    const DilFigure figure = dil_series_figure(series);
    const double value = scales[v] * figure.median;
    widest = fmax(widest, (figure.high - figure.low) / figure.median);
    printf(" %10.*f", n_digits(value), value);
  }
  printf(" %6.0f %%\n", 100.0 * widest);
}

static void
print_table(const DilBenchReport* const report,
            const char* const title,
            const CellSeries series_of,
            const double* const scales)
{
  printf("\n%s\n%-16s", title, "");
  for (size_t v = 0U; v < DIL_BENCH_N_VOICES; ++v) {
    const uint32_t n = dil_bench_voices[v];
    printf(" %3u voice%s", n, n > 1U ? "s" : " ");
  }
  printf("    range\n");
  for (size_t k = 0U; k < report->n_kernels; ++k) {
    for (size_t f = 0U; f < DIL_BENCH_FORMATS; ++f) {
      print_cells(&report->kernels[k], f, series_of, scales);
    }
  }
}

static void
print_tables(const DilBenchReport* const report)
{
  double thousands[DIL_BENCH_N_VOICES];
  double factors[DIL_BENCH_N_VOICES];
  double percents[DIL_BENCH_N_VOICES];
  for (size_t v = 0U; v < DIL_BENCH_N_VOICES; ++v) {
    thousands[v] = 1e-3;
    factors[v] = 1.0 / (report->rate_hz * (double)dil_bench_voices[v]);
    percents[v] = 100.0;
  }

  print_table(report,
              "One core: thousand samples a second, of all voices together",
              speed_of,
              thousands);
  print_table(
    report, "One core: times real time, all voices at once", speed_of, factors);
  print_table(report,
              "Share of the peak of multiply-adds, in percent",
              share_of,
              percents);
}

/// What bounds one voice: weights are read once a sample
static void
print_rooflines(const DilBenchReport* const report)
{
  printf("\nOne voice, beside what reading its weights and multiply-adds allow"
         "\n%-16s %7s %10s %10s %10s %9s %11s\n",
         "",
         "weights",
         "reading",
         "peak",
         "roofline",
         "reached",
         "share");
  for (size_t k = 0U; k < report->n_kernels; ++k) {
    const DilBenchKernel* const kernel = &report->kernels[k];
    for (size_t f = 0U; f < DIL_BENCH_FORMATS && kernel->peak.n_rounds; ++f) {
      const DilBenchFormat* const format = &kernel->formats[f];
      if (!is_of_its_own(kernel, f)) {
        continue;
      }

      printf("%-10s %-5s %4.0f kB %5.0f GB/s %5.1f G/s %7.0f k/s %6.0f k/s"
             " %9.0f %%\n",
             kernel->name,
             dil_bench_formats[f],
             1e-3 * format->n_bytes,
             1e-9 * dil_series_figure(&format->bandwidth).median,
             1e-9 * dil_series_figure(&kernel->peak).median,
             1e-3 * dil_series_figure(&format->roofline).median,
             1e-3 * dil_series_figure(&format->speeds[0]).median,
             100.0 * dil_series_figure(&format->roofline_share).median);
    }
  }
}

static void
print_sampling(const DilBenchReport* const report)
{
  char text[64];
  char other[64];
  for (size_t k = 0U; k < report->n_kernels; ++k) {
    const DilBenchKernel* const kernel = &report->kernels[k];
    const char* const label = k ? "" : "Sampling";
    if (!kernel->is_whole) {
      continue;
    }

    figure_text(&kernel->draw_s, 1e9, text);
    if (kernel->draw_cycles.n_rounds) {
      print_row(label,
                "%s: %s cycles, %s ns",
                kernel->name,
                figure_text(&kernel->draw_cycles, 1.0, other),
                text);
    } else {
      print_row(label, "%s: %s ns", kernel->name, text);
    }
  }

  if (report->clock_hz.n_rounds) {
    print_row("",
              "cycles at %s GHz, from the time that",
              figure_text(&report->clock_hz, 1e-9, text));
    print_row("", "64-bit multiplications take");
  }
}

static void
print_melody(const DilBenchMelody* const melody, const char* const name)
{
  char text[64];
  if (!melody->factor.n_rounds) {
    print_row("Melody", "none was found");
    return;
  }

  print_row("Melody",
            "%.1f s of %s, %llu notes, on %u thread%s:",
            melody->whole.sound_s,
            name,
            (unsigned long long)melody->whole.n_notes,
            melody->whole.n_threads,
            melody->whole.n_threads > 1U ? "s" : "");
  print_row("", "%s times real time", figure_text(&melody->factor, 1.0, text));
  for (size_t f = 0U; f < DIL_BENCH_FORMATS; ++f) {
    if (melody->lane_ratios[f].n_rounds) {
      print_row("",
                "one thread, %s: in lanes %s times one by one",
                dil_bench_formats[f],
                figure_text(&melody->lane_ratios[f], 1.0, text));
    }
  }
}

static void
print_blocks(const DilBenchBlocks* const blocks)
{
  print_row("Blocks",
            "%u of %u frames at %u Hz, %u voices, %.0f us of sound each:",
            blocks->n_blocks,
            DIL_BLOCK_FRAMES,
            DIL_BLOCK_RATE,
            DIL_BLOCK_VOICES,
            1e6 * blocks->block_s);
  print_row("",
            "half in %.0f us (%.0f %%), 99 %% in %.0f us (%.0f %%),",
            1e6 * blocks->p50_s,
            100.0 * blocks->p50_s / blocks->block_s,
            1e6 * blocks->p99_s,
            100.0 * blocks->p99_s / blocks->block_s);
  print_row("",
            "99.9 %% in %.0f us (%.0f %%)",
            1e6 * blocks->p999_s,
            100.0 * blocks->p999_s / blocks->block_s);
  if (blocks->n_bytes) {
    print_row("Memory",
              "%.1f MB for an engine of 16 voices",
              1e-6 * (double)blocks->n_bytes);
  }
}

static void
print_training(const DilBenchTraining* const training)
{
  char text[64];
  print_row("Training",
            "%s k/s on %u thread%s",
            figure_text(&training->speed, 1e-3, text),
            training->n_threads,
            training->n_threads > 1U ? "s" : "");
  print_row("",
            "%u layers, %u residual and %u skip channels; made-up tones",
            training->size.n_layers,
            training->size.n_residual,
            training->size.n_skip);
}

static void
print_products(const DilBenchProducts* const products)
{
  static const char* const ways[DIL_BENCH_WAYS] = {"as stored", "turned"};

  char speed[64];
  print_row("OpenBLAS",
            "the same network by cblas_sgemv, in kernels for %s",
            products->core);
  for (size_t i = 0U; i < DIL_BENCH_WAYS; ++i) {
    const DilSeries* const ratios = products->ratios[i];
    print_row("",
              "matrices %s: %s k/s, beside which",
              ways[i],
              figure_text(&products->speeds[i], 1e-3, speed));
    print_row(
      "",
      "one voice: %.1f times as many in f32, %.1f in bf16, %.1f in int8",
      dil_series_figure(&ratios[0]).median,
      dil_series_figure(&ratios[1]).median,
      dil_series_figure(&ratios[3]).median);
  }
}

static void
print_details(const DilBenchReport* const report, const char* const melody)
{
  char text[64];
  print_tables(report);
  print_rooflines(report);
  puts("");
  print_sampling(report);
  print_row("Two threads",
            "8 voices each: %s times one thread",
            figure_text(&report->threads.ratio, 1.0, text));
  print_products(&report->products);
  print_melody(&report->melody, melody);
  print_blocks(&report->blocks);
  print_training(&report->training);
  print_row("Others",
            "at equal precision (f32) one voice ties with the best back end");
  print_row("", "of RTNeural; what is faster here are smaller weights, and");
  print_row("", "voices in lock-step.  A voice costs 6 to 13 times one of a");
  print_row("", "SoundFont synthesizer");
}

/// "1 voice" or "12 voices", rounded down
static const char*
voices_text(const double n, char text[32])
{
  const unsigned whole = (unsigned)floor(n);
  snprintf(text, 32U, "%u voice%s", whole, whole == 1U ? "" : "s");
  return text;
}

static void
print_answer(const DilBenchReport* const report, const char* const network)
{
  const DilBenchAnswer* const answer = &report->answer;
  const uint32_t n_cores = report->machine.n_cores;
  char text[32];
  print_row("Voices",
            "this machine plays %s of %s at once,",
            voices_text(answer->voices, text),
            network);
  print_row("",
            "one of its %u core%s %s, at %g Hz with weights in %s",
            n_cores,
            n_cores > 1U ? "s" : "",
            voices_text(answer->voices_a_core, text),
            report->rate_hz,
            dil_bench_formats[answer->format]);
  if (answer->largest.n_products) {
    print_row("",
              "8 voices play here of networks up to about %u residual and",
              answer->largest.n_residual);
    print_row("",
              "%u skip channels in %u layers",
              answer->largest.n_skip,
              answer->largest.n_layers);
  } else {
    print_row("", "no network of so many layers plays 8 voices here");
  }
}

void
bench_print(const DilBenchReport* const report,
            const BenchNames* const names,
            const bool is_detailed)
{
  print_answer(report, names->network);
  print_machine(report, names->network);
  if (is_detailed) {
    print_details(report, names->melody);
  }
}
