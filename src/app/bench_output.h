// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_BENCH_OUTPUT_H
#define DIL_APP_BENCH_OUTPUT_H

#include <jansson.h>
#include <stdbool.h>

/// What was measured; see bench.h
struct DilBenchReport;

/// Names for what was measured
typedef struct {
  const char* network; ///< Preset, or "random"
  const char* melody;  ///< Its file's name
} BenchNames;

/**
   The report as an object, with the unit of a figure at the end of its name.  A
   figure is an object with "median", "min" and "max", or null if it could not
   be measured here.
*/
json_t*
bench_json(const struct DilBenchReport* report, const BenchNames* names);

/**
   Print the report for people, in 80 columns: how many voices there are.

   @param is_detailed Everything before that.
*/
void
bench_print(const struct DilBenchReport* report,
            const BenchNames* names,
            bool is_detailed);

#endif // DIL_APP_BENCH_OUTPUT_H
