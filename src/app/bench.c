// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "bench.h"

#include "bench_output.h"
#include "command.h"
#include "interrupt.h"
#include "json_output.h"
#include "options.h"
#include "preset_path.h"
#include "progress.h"
#include "report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char purpose[] = "Measure how many voices this machine plays at "
                              "once.  --details shows how fast\n"
                              "it makes sound with each kernel that it can "
                              "run, each format of weights, 1 to\n"
                              "16 voices, beside the most that the processor "
                              "could do; then sampling, threads,\n"
                              "rendering, blocks of live sound, and training.  "
                              "All is measured in turn in each\n"
                              "round, and the medians are printed.  It takes "
                              "a minute or two, in which nothing\n"
                              "else should run.";

/// Tune of the demo, and the track that it is on
static const char demo_file[] = "demo.mid";
static const int32_t demo_track = 2;

/// Most bytes of a path
#define MAX_PATH 4096U

/// Networks by --size
static const char* const size_names[] = {"S", "M", "L", NULL};
static const DilNetworkSize sizes[] = {{24U, 48U, 16U, 8U, 1U, 0U},
                                       {32U, 64U, 20U, 10U, 1U, 0U},
                                       {48U, 96U, 30U, 10U, 1U, 0U}};

/// What the command line said
typedef struct {
  const char* preset;
  int size; ///< Index, or -1
  const char* melody;
  int64_t n_rounds; ///< 0 unless told
  bool is_short;
  bool is_detailed;
  bool is_json;
  bool is_quiet;
} Request;

#define FIELD(name) offsetof(Request, name)

// clang-format off
static const Option options[] = {
  { OPTION_TEXT, 'p', "preset", "PRESET", FIELD(preset), 0, 0, NULL,
    "Preset to measure with: a file or a name (altosax)" },
  { OPTION_CHOICE, 0, "size", "SIZE", FIELD(size), 0, 0, size_names,
    "Measure a network of random weights instead: S, M or L" },
  { OPTION_TEXT, 'm', "melody", "FILE", FIELD(melody), 0, 0, NULL,
    "Melody to render (the tune of the demo)" },
  { OPTION_INTEGER, 'n', "rounds", "N", FIELD(n_rounds), 1, DIL_MAX_ROUNDS,
    NULL, "Rounds (7)" },
  { OPTION_FLAG, 0, "quick", NULL, FIELD(is_short), 0, 0, NULL,
    "Measure less long, for a first look: 3 rounds, some ten seconds" },
  { OPTION_FLAG, 0, "details", NULL, FIELD(is_detailed), 0, 0, NULL,
    "Print all that was measured" },
  { OPTION_FLAG, 0, "json", NULL, FIELD(is_json), 0, 0, NULL,
    "Print JSON, with all that was measured" },
  { OPTION_FLAG, 'q', "quiet", NULL, FIELD(is_quiet), 0, 0, NULL,
    "Print no progress" }
};
// clang-format on

/// What is loaded
typedef struct {
  DilPreset* preset;
  DilScore* melody;           ///< NULL if the demo's is not there
  char melody_path[MAX_PATH]; ///< For its name
} Subject;

static bool
follow(void* const context, const double done, const char* const what)
{
  progress_bar((Progress*)context, done, what);
  return !interrupt_seen();
}

static DilStatus
load_preset(const Request* const request,
            Subject* const subject,
            DilMessage* const message)
{
  if (request->size < 0) {
    return preset_load(request->preset ? request->preset : DIL_USUAL_PRESET,
                       &subject->preset,
                       NULL,
                       message);
  }

  const DilStatus status =
    dil_sample_preset_new(&sizes[request->size], 1U, &subject->preset);
  if (status) {
    snprintf(
      message->text, sizeof(message->text), "%s", dil_status_text(status));
  }
  return status;
}

static DilStatus
load_melody(const Request* const request,
            Subject* const subject,
            DilMessage* const message)
{
  DilScoreOptions score = dil_score_defaults();
  if (request->melody) {
    snprintf(subject->melody_path, MAX_PATH, "%s", request->melody);
    return dil_score_load(request->melody, &score, &subject->melody, message);
  }

  score.track = demo_track;
  return preset_folder_file(demo_file, subject->melody_path, MAX_PATH)
           ? dil_score_load(
               subject->melody_path, &score, &subject->melody, message)
           : DIL_OK;
}

static DilStatus
load(const Request* const request,
     Subject* const subject,
     DilMessage* const message)
{
  const DilStatus status = load_preset(request, subject, message);
  return status ? status : load_melody(request, subject, message);
}

static void
unload(Subject* const subject)
{
  dil_score_free(subject->melody);
  dil_preset_free(subject->preset);
}

/// What follows the last slash
static const char*
file_name(const char* const path)
{
  const char* const slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static int
print(const Request* const request,
      const Subject* const subject,
      const DilBenchReport* const report)
{
  const char* const preset =
    request->preset ? request->preset : DIL_USUAL_PRESET;
  const BenchNames names = {request->size < 0 ? file_name(preset)
                                              : size_names[request->size],
                            file_name(subject->melody_path)};
  if (request->is_json) {
    return json_print(bench_json(report, &names));
  }

  bench_print(report, &names, request->is_detailed);
  return finish_output();
}

static int
measure(const Request* const request, const Subject* const subject)
{
  Progress progress;
  DilMessage message;
  DilBenchReport* report = NULL;
  DilBenchSettings settings = dil_bench_defaults();
  if (request->is_short) {
    settings.n_rounds = 3U;
    settings.turn_s = 0.004;
    settings.melody_s = 2.0;
    settings.n_blocks = 300U;
  }

  settings.preset = subject->preset;
  settings.melody = subject->melody;
  settings.n_rounds =
    request->n_rounds ? (uint32_t)request->n_rounds : settings.n_rounds;
  settings.progress = follow;
  settings.context = &progress;
  interrupt_watch();
  progress_begin(&progress, request->is_quiet);
  const DilStatus status = dil_bench_run(&settings, &report, &message);
  progress_clear(&progress);
  if (status == DIL_CANCELLED) {
    return complain("bench: stopped");
  }
  if (status) {
    return complain_failure(status, &message);
  }

  const int result = print(request, subject, report);
  free(report);
  return result;
}

int
command_bench(int argc, char** argv)
{
  static const Usage usage = {
    "bench", purpose, options, sizeof(options) / sizeof(options[0]), 0U, 0U};
  Request request = {.size = -1};
  TextList operands;
  const int parsed = options_parse(&usage, argc, argv, &request, &operands);
  if (parsed != OPTIONS_GO_ON) {
    return parsed;
  }

  if (request.preset && request.size >= 0) {
    return complain_usage("--size: takes the place of --preset");
  }

  DilMessage message;
  Subject subject = {NULL, NULL, ""};
  const DilStatus status = load(&request, &subject, &message);
  const int result =
    status ? complain_failure(status, &message) : measure(&request, &subject);
  unload(&subject);
  return result;
}
