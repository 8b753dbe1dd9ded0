// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "micro.h"

#include "arena.h"
#include "rng.h"
#include "series.h"
#include "stopwatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_ROUNDS 7U

/// Seconds for each thing in each round
static const double turn_s = 0.02;

void
micro_use(const void* const value)
{
  __asm__ volatile("" : : "r"(value) : "memory");
}

void*
micro_memory(const size_t size)
{
  void* const memory = dil_allocate(size);
  if (!memory) {
    fputs("out of memory\n", stderr);
    exit(EXIT_FAILURE);
  }

  return memory;
}

float*
micro_floats(const size_t n)
{
  float* const values = (float*)micro_memory(n * sizeof(*values));
  const DilRng rng = dil_rng_stream(1U, n);
  for (size_t i = 0U; i < n; ++i) {
    values[i] = 2.0f * dil_rng_uniform(rng, i) - 1.0f;
  }

  return values;
}

/// Nanoseconds a thing
static double
time_thing(const Micro* const micro)
{
  micro->run(micro->context);
  const double start = dil_thread_s();
  double elapsed = 0.0;
  double n = 0.0;
  do {
    micro->run(micro->context);
    n += micro->n_things;
    elapsed = dil_thread_s() - start;
  } while (elapsed < turn_s);

  return 1e9 * elapsed / n;
}

static void
measure(const Micro* const micros, const size_t n_micros)
{
  DilSeries* const series =
    (DilSeries*)micro_memory(n_micros * sizeof(*series));
  for (uint32_t round = 0U; round < N_ROUNDS; ++round) {
    for (size_t i = 0U; i < n_micros; ++i) {
      dil_series_add(&series[i], time_thing(&micros[i]));
    }
  }

  for (size_t i = 0U; i < n_micros; ++i) {
    const DilFigure figure = dil_series_figure(&series[i]);
    printf("%-40s %9.4g ns a %s (%.4g to %.4g)\n",
           micros[i].name,
           figure.median,
           micros[i].thing,
           figure.low,
           figure.high);
  }

  free(series);
}

int
micro_main(const int argc,
           char** const argv,
           const Micro* const micros,
           const size_t n_micros)
{
  const int is_once = argc == 2 && !strcmp(argv[1], "--once");
  if (argc > 1 && !is_once) {
    fprintf(stderr, "Usage: %s [--once]\n", argv[0]);
    return 2;
  }

  if (is_once) {
    for (size_t i = 0U; i < n_micros; ++i) {
      micros[i].run(micros[i].context);
    }
  } else {
    measure(micros, n_micros);
  }

  return EXIT_SUCCESS;
}
