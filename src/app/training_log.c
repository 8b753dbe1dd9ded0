// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "training_log.h"

#include "clock.h"
#include "command.h"
#include "number.h"
#include "report.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

/// Seconds between lines and rows
static const double interval_s = 30.0;

int
training_log_open(TrainingLog* const log,
                  const char* const path,
                  const bool is_resumed,
                  const bool is_quiet)
{
  log->path = path;
  log->file = NULL;
  log->has_lines = !is_quiet && !isatty(STDERR_FILENO);
  log->told_s = dil_monotonic_s();
  if (!path) {
    return EXIT_DONE;
  }

  log->file = fopen(path, is_resumed ? "a" : "w");
  if (!log->file) {
    return complain("%s: %s", path, strerror(errno));
  }

  if (!is_resumed) {
    fprintf(log->file,
            "step,seconds,bits,bits_held_out,samples_per_s,bits_ar32,"
            "bits_silence\n");
  }
  return EXIT_DONE;
}

/// A number of the table, or nothing for NAN
static void
print_cell(FILE* const file, const double value, const char* const end)
{
  char text[32] = "";
  if (!isnan(value)) {
    dil_number_print(text, sizeof(text), "%.6g", value);
  }

  fprintf(file, "%s%s", text, end);
}

void
training_log_note(TrainingLog* const log,
                  const DilTrainingProgress* const progress,
                  const char* const text)
{
  const double now_s = dil_monotonic_s();
  const bool is_last = progress->n_steps && progress->step == progress->n_steps;
  if (!is_last && now_s - log->told_s < interval_s) {
    return;
  }

  log->told_s = now_s;
  training_log_say(log, text);
  if (log->file) {
    fprintf(log->file, "%" PRIu64 ",", progress->step);
    print_cell(log->file, progress->elapsed_s, ",");
    print_cell(log->file, progress->bits, ",");
    print_cell(log->file, progress->held_out_bits, ",");
    print_cell(log->file, progress->samples_per_s, ",");
    print_cell(log->file, progress->linear_bits, ",");
    print_cell(log->file, progress->silence_bits, "\n");
    fflush(log->file);
  }
}

void
training_log_say(const TrainingLog* const log, const char* const text)
{
  if (log->has_lines) {
    remark("%s", text);
  }
}

int
training_log_close(TrainingLog* const log)
{
  if (!log->file) {
    return EXIT_DONE;
  }

  const bool is_bad = ferror(log->file) != 0;
  const bool is_lost = fclose(log->file) != 0;
  log->file = NULL;
  return (is_bad || is_lost) ? complain("%s: could not be written", log->path)
                             : EXIT_DONE;
}
