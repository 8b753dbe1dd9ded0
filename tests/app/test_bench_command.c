// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/file.h"
#include "support/run.h"
#include "support/temp.h"
#include "support/test.h"
#include "support/tiny_preset.h"

#include "kernel.h"

#include <jansson.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char demo[] = DIL_SOURCE_DIR "/presets/demo.mid";

static const char*
save_tiny(TempFolder* const folder)
{
  const char* const path = temp_path(folder, "tiny.safetensors");
  TinyPreset description = tiny_preset_defaults();
  description.rate = 8000.0f; // A second of it takes a third of the time
  assert_int_equal(tiny_preset_save(&description, path, NULL), DIL_OK);
  return path;
}

/// What a run printed, parsed; it may have printed nothing else
static json_t*
parse(Run* const run)
{
  assert_int_equal(run->status, 0);
  assert_int_equal(run->errors.size, 0);
  json_error_t error;
  json_t* const report =
    json_loads(run->output.text, JSON_REJECT_DUPLICATES, &error);
  if (!report) {
    fail_msg("%s, line %d", error.text, error.line);
  }
  run_free(run);
  return report;
}

/// The value at a path of keys such as "machine.cores"
static json_t*
value_at(json_t* const root, const char* const path)
{
  char copy[128];
  char* rest = NULL;
  json_t* value = root;
  snprintf(copy, sizeof(copy), "%s", path);
  for (char* key = strtok_r(copy, ".", &rest); key;
       key = strtok_r(NULL, ".", &rest)) {
    value = json_object_get(value, key);
    if (!value) {
      fail_msg("no %s in the report", path);
    }
  }

  return value;
}

/// A figure's numbers are there and in order; its lowest
static double
assert_ordered(json_t* const figure)
{
  const double low = json_number_value(value_at(figure, "min"));
  const double median = json_number_value(value_at(figure, "median"));
  const double high = json_number_value(value_at(figure, "max"));
  assert_true(low <= median && median <= high);
  return low;
}

/// They are above 0, too
static void
assert_figure(json_t* const figure)
{
  assert_true(assert_ordered(figure) > 0.0);
}

static void
check_format(json_t* const format, const bool is_vector)
{
  static const json_int_t voices[] = {1, 2, 4, 8, 16};

  assert_true(json_is_string(value_at(format, "weights")));
  assert_true(json_is_real(value_at(format, "weight_bytes_per_sample")));
  json_t* const speeds = value_at(format, "speeds");
  assert_int_equal(json_array_size(speeds), 5);
  for (size_t i = 0U; i < 5U; ++i) {
    json_t* const speed = json_array_get(speeds, i);
    assert_int_equal(json_integer_value(value_at(speed, "voices")), voices[i]);
    assert_figure(value_at(speed, "samples_per_s"));
    assert_figure(value_at(speed, "real_time_factor"));
    assert_int_equal(json_is_null(value_at(speed, "peak_share")), !is_vector);
  }

  static const char* const limits[] = {"read_bytes_per_s",
                                       "one_voice_roofline_samples_per_s",
                                       "one_voice_roofline_share"};
  for (size_t i = 0U; i < 3U; ++i) {
    assert_int_equal(json_is_null(value_at(format, limits[i])), !is_vector);
  }
}

/// Those that this processor can run, in their order, and no others
static void
check_kernels(json_t* const report)
{
  json_t* const kernels = value_at(report, "kernels");
  size_t n = 0U;
  for (size_t i = 0U; i < dil_n_kernels(); ++i) {
    const DilKernel* const kernel = dil_kernel_at(i);
    if (dil_kernel_is_available(kernel)) {
      json_t* const entry = json_array_get(kernels, n++);
      const char* const name = json_string_value(value_at(entry, "kernel"));
      assert_string_equal(name, dil_kernel_name(kernel));
      // A difference of times, which on a busy machine may be below 0
      (void)assert_ordered(value_at(entry, "sampling_s"));
      json_t* const formats = value_at(entry, "formats");
      assert_int_equal(json_array_size(formats), 4);
      for (size_t f = 0U; f < 4U; ++f) {
        check_format(json_array_get(formats, f), i > 0U);
      }
    }
  }

  assert_int_equal(json_array_size(kernels), n);
  assert_string_equal(json_string_value(value_at(report, "machine.kernel")),
                      dil_kernel_name(dil_kernel_pick(NULL)));
}

static void
the_report_has_everything_with_units(void** state)
{
  static const char* const figures[] = {"two_threads.ratio",
                                        "openblas_sgemv.by_rows_samples_per_s",
                                        "openblas_sgemv.ratio_to_by_rows.f32",
                                        "openblas_sgemv.ratio_to_by_rows.bf16",
                                        "melody.real_time_factor",
                                        "melody.lanes_ratio.f32",
                                        "melody.lanes_ratio.bf16",
                                        "melody.one_thread_s.bf16",
                                        "training.samples_per_s"};
  static const char largest_products[] =
    "answer.largest_network_of_8_voices.products_per_sample";
  static const char* const integers[] = {"machine.cores",
                                         "network.layers",
                                         "network.products_per_sample",
                                         "rounds",
                                         "melody.notes",
                                         "blocks.blocks",
                                         "engine_16_voices_bytes",
                                         "training.threads",
                                         largest_products};
  static const char* const texts[] = {
    "dilaton", "machine.processor", "machine.compiler", "network.name"};
  static const char* const numbers[] = {"elapsed_s",
                                        "network.rate_hz",
                                        "blocks.p50_s",
                                        "blocks.p99_s",
                                        "blocks.p99_9_s",
                                        "blocks.p99_9_share",
                                        "answer.voices_per_core",
                                        "answer.voices"};

  json_t* const report = parse(RUN_DILATON("bench",
                                           "--quick",
                                           "--rounds=1",
                                           "--json",
                                           "-m",
                                           demo,
                                           "-p",
                                           save_tiny((TempFolder*)*state)));
  for (size_t i = 0U; i < sizeof(figures) / sizeof(figures[0]); ++i) {
    assert_figure(value_at(report, figures[i]));
  }
  for (size_t i = 0U; i < sizeof(integers) / sizeof(integers[0]); ++i) {
    assert_true(json_is_integer(value_at(report, integers[i])));
  }
  for (size_t i = 0U; i < sizeof(texts) / sizeof(texts[0]); ++i) {
    assert_true(json_is_string(value_at(report, texts[i])));
  }
  for (size_t i = 0U; i < sizeof(numbers) / sizeof(numbers[0]); ++i) {
    assert_true(json_is_real(value_at(report, numbers[i])));
  }

  check_kernels(report);
  json_decref(report);
}

static void
the_details_fit_80_columns(void** state)
{
  Run* const run = RUN_DILATON("bench",
                               "--quick",
                               "--details",
                               "-n1",
                               "-m",
                               demo,
                               "-p",
                               save_tiny((TempFolder*)*state));
  static const char* const labels[] = {"Machine ",
                                       "Program ",
                                       "\nplain ",
                                       "\nSampling ",
                                       "\nTwo threads ",
                                       "\nOpenBLAS ",
                                       "\nMelody ",
                                       "\nBlocks ",
                                       "\nTraining ",
                                       "\nOthers "};
  assert_int_equal(run->status, 0);
  assert_int_equal(run->errors.size, 0);
  for (size_t i = 0U; i < sizeof(labels) / sizeof(labels[0]); ++i) {
    if (!strstr(run->output.text, labels[i])) {
      fail_msg("no \"%s\" in the report", labels[i]);
    }
  }

  // The processor's and the compiler's names are as long as they are
  char* rest = NULL;
  char* line = strtok_r(run->output.text, "\n", &rest);
  for (; line; line = strtok_r(NULL, "\n", &rest)) {
    if (!!strncmp(line, "Machine ", 8U) && !!strncmp(line, "Program ", 8U) &&
        strlen(line) > 80U) {
      fail_msg("over 80 columns: %s", line);
    }
  }
  run_free(run);
}

static void
the_report_begins_with_how_many_voices_there_are_and_is_short(void** state)
{
  Run* const run = RUN_DILATON("bench",
                               "--quick",
                               "-n1",
                               "-m",
                               demo,
                               "-p",
                               save_tiny((TempFolder*)*state));
  assert_int_equal(run->status, 0);
  const char* const text = run->output.text;
  assert_int_equal(strncmp(text, "Voices       this machine plays ", 32U), 0);
  assert_non_null(strstr(text, " of tiny.safetensors at once,\n"));
  assert_non_null(strstr(text, "weights in bf16\n"));
  assert_null(strstr(run->output.text, "\nTraining "));
  assert_null(strstr(run->output.text, "\nplain "));
  run_free(run);
}

static void
without_a_melody_the_rest_is_measured(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  setenv("DILATON_KERNEL", "plain", 1);
  setenv("XDG_DATA_HOME", temp_folder(folder), 1);
  json_t* const report = parse(RUN_DILATON(
    "bench", "--quick", "-n", "1", "--json", "-p", save_tiny(folder)));
  assert_string_equal(json_string_value(value_at(report, "machine.kernel")),
                      "plain");
  assert_figure(value_at(report, "training.samples_per_s"));
  json_decref(report);
  unsetenv("XDG_DATA_HOME");

  setenv("DILATON_KERNEL", "abacus", 1);
  assert_refused(RUN_DILATON("bench", "--quick", "-p", save_tiny(folder)),
                 1,
                 "DILATON_KERNEL");
  unsetenv("DILATON_KERNEL");
}

static void
what_cannot_be_measured_is_named(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const preset = save_tiny(folder);
  const char* const missing = temp_path(folder, "missing.mid");
  assert_refused(RUN_DILATON("bench", "-p", "./none.safetensors"), 1, "none");
  assert_refused(
    RUN_DILATON("bench", "-p", preset, "-m", missing), 1, "missing.mid: ");
  assert_refused(
    RUN_DILATON("bench", "-p", preset, "-m", preset), 1, "tiny.safetensors: ");
  assert_refused(RUN_DILATON("bench", "--size", "XL"), 2, "--size");
  assert_refused(
    RUN_DILATON("bench", "--size", "S", "-p", preset), 2, "--size");
  assert_refused(RUN_DILATON("bench", "--rounds", "0"), 2, "--rounds");
  assert_refused(RUN_DILATON("bench", "--rounds", "100"), 2, "--rounds");
  assert_refused(RUN_DILATON("bench", "altosax"), 2, "altosax: ");
}

/// Whether a process has a function for a signal
static bool
is_caught(const pid_t process, const int signal)
{
  char path[64];
  char line[256];
  unsigned long long caught = 0U;
  snprintf(path, sizeof(path), "/proc/%ld/status", (long)process);
  FILE* const file = fopen(path, "r");
  assert_non_null(file);
  while (fgets(line, sizeof(line), file)) {
    if (!strncmp(line, "SigCgt:", 7U)) {
      caught = strtoull(line + 7, NULL, 16);
    }
  }

  (void)fclose(file);
  return caught >> (unsigned)(signal - 1) & 1U;
}

static void
a_signal_stops_it_with_one_line(void** state)
{
  static const int signals[] = {SIGINT, SIGTERM};

  const char* const preset = save_tiny((TempFolder*)*state);
  for (size_t i = 0U; i < 2U; ++i) {
    const char* const arguments[] = {
      DIL_PROGRAM, "bench", "-n", "99", "-p", preset, NULL};
    Run* const run = run_start(arguments);
    while (!is_caught(run->pid, signals[i])) {
      sched_yield();
    }

    run_signal(run, signals[i]);
    (void)run_wait(run, 60U);
    assert_refused(run, 1, "stopped");
  }
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, temp_setup, temp_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(the_report_has_everything_with_units),
    TEST(the_details_fit_80_columns),
    TEST(the_report_begins_with_how_many_voices_there_are_and_is_short),
    TEST(without_a_melody_the_rest_is_measured),
    TEST(what_cannot_be_measured_is_named),
    TEST(a_signal_stops_it_with_one_line),
  };

  return cmocka_run_group_tests_name("bench_command", tests, NULL, NULL);
}
