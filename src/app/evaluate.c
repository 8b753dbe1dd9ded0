// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "command.h"
#include "font_program.h"
#include "instruments.h"
#include "interrupt.h"
#include "json_output.h"
#include "learned_keys.h"
#include "options.h"
#include "preset_path.h"
#include "progress.h"
#include "report.h"
#include "sound.h"

#include "dilaton/evaluate.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char purpose[] =
  "Measure how many bits a sample of recordings costs, given its past, on the\n"
  "notes that a preset was not trained on.  Beside it are linear prediction\n"
  "AR(p), fitted to each of these very notes, and the frequencies of the\n"
  "classes in the training notes.  All code the same classes of the same "
  "notes.\n"
  "Silence is the entropy of the classes where a note has the least.\n"
  "A preset of several instruments takes their files in the order of its\n"
  "training.";

/// What the command line said
typedef struct {
  DilEvaluationSettings settings;
  TextList programs;
  TextList keys;
  int64_t n_threads;
  int weights; ///< Index of sound_weights
  bool is_json;
  bool is_quiet;
} Request;

#define FIELD(name) offsetof(Request, name)

// clang-format off
static const Option options[] = {
  { OPTION_FLAG, 0, "json", NULL, FIELD(is_json), 0, 0, NULL,
    "Print JSON, with each note" },
  FONT_PROGRAM_OPTION(FIELD(programs)),
  LEARNED_KEYS_OPTION(FIELD(keys)),
  { OPTION_NUMBER, 's', "seconds", "S", FIELD(settings.seconds), 0.1, 60, NULL,
    "Longest part of a note that is measured (4)" },
  { OPTION_INTEGER, 't', "threads", "N", FIELD(n_threads), 1, 64, NULL,
    "Threads (one a processor); the result does not depend on their number" },
  { OPTION_CHOICE, 0, "weights", "FORMAT", FIELD(weights), 0, 0, sound_weights,
    "Round weights as when they are held as f32, bf16, f16 or int8 "
    "(the preset's, or bf16, which gives the figure of its training)" },
  { OPTION_FLAG, 'q', "quiet", NULL, FIELD(is_quiet), 0, 0, NULL,
    "Print no progress and no warnings" }
};
// clang-format on

/// What the callbacks need
typedef struct {
  Progress progress;
  bool is_quiet;
} Session;

static bool
follow(void* const user, const double done)
{
  Session* const session = (Session*)user;
  progress_bar(&session->progress, done, done < 0.2 ? "reading" : "measuring");
  return !interrupt_seen();
}

static void
warn(void* const user, const char* const line)
{
  Session* const session = (Session*)user;
  if (!session->is_quiet) {
    progress_clear(&session->progress);
    (void)complain("warning: %s", line);
  }
}

static json_t*
bits_json(const DilNoteBits* const bits)
{
  json_t* const linear = json_object();
  for (size_t i = 0U; i < DIL_N_LINEAR; ++i) {
    char order[16];
    snprintf(order, sizeof(order), "%u", dil_linear_orders[i]);
    json_object_set_new(linear, order, json_real(bits->linear[i]));
  }

  return json_pack("{s:I, s:f, s:o, s:f, s:f}",
                   "samples",
                   (json_int_t)bits->n_samples,
                   "preset",
                   bits->preset,
                   "linear",
                   linear,
                   "unigram",
                   bits->unigram,
                   "silence",
                   bits->silence);
}

static json_t*
evaluation_json(const DilEvaluation* const evaluation)
{
  json_t* const notes = json_array();
  for (size_t i = 0U; i < evaluation->n_notes; ++i) {
    const DilNoteBits* const bits = &evaluation->notes[i];
    json_t* const note = bits_json(bits);
    json_object_set_new(note, "key", json_real(bits->key));
    json_object_set_new(note, "velocity", json_real((double)bits->velocity));
    json_object_set_new(note, "instrument", json_integer(bits->instrument));
    json_array_append_new(notes, note);
  }

  json_t* const result = bits_json(&evaluation->mean);
  json_object_set_new(result, "notes", notes);
  return result;
}

static void
print_evaluation(const DilEvaluation* const evaluation)
{
  const DilNoteBits* const mean = &evaluation->mean;
  printf("Bits a sample on %zu held-out note%s, %llu samples\n",
         evaluation->n_notes,
         evaluation->n_notes > 1U ? "s" : "",
         (unsigned long long)mean->n_samples);
  print_row("preset", "%7.3f", mean->preset);
  for (size_t i = 0U; i < DIL_N_LINEAR; ++i) {
    char label[16];
    snprintf(label, sizeof(label), "AR(%u)", dil_linear_orders[i]);
    print_row(label, "%7.3f", mean->linear[i]);
  }
  print_row("unigram", "%7.3f", mean->unigram);
  print_row("silence", "%7.3f", mean->silence);
}

static int
evaluate(const Request* const request)
{
  Session session = {0};
  DilEvaluation* evaluation = NULL;
  DilMessage message;
  session.is_quiet = request->is_quiet;
  progress_begin(&session.progress, request->is_quiet);
  interrupt_watch();
  const DilStatus status = dil_evaluate(
    &request->settings, follow, warn, &session, &evaluation, &message);
  progress_clear(&session.progress);
  if (status) {
    return complain_failure(status, &message);
  }

  int result = EXIT_DONE;
  if (request->is_json) {
    result = json_print(evaluation_json(evaluation));
  } else {
    print_evaluation(evaluation);
    result = finish_output();
  }

  dil_evaluation_free(evaluation);
  return result;
}

int
command_evaluate(int argc, char** argv)
{
  static const Usage usage = {"evaluate PRESET SOURCE...",
                              purpose,
                              options,
                              sizeof(options) / sizeof(options[0]),
                              2U,
                              MAX_TEXTS};
  Request request;
  memset(&request, 0, sizeof(request));
  request.settings = dil_evaluation_settings();
  request.n_threads = default_threads();
  request.weights = -1;
  TextList operands;
  int result = options_parse(&usage, argc, argv, &request, &operands);
  if (result != OPTIONS_GO_ON) {
    return result;
  }

  result = font_programs_list(
    &request.programs, operands.texts + 1U, operands.n_texts - 1U);
  if (result != OPTIONS_GO_ON) {
    return result;
  }

  DilTrainingSource sources[MAX_TEXTS];
  const size_t n_sources =
    instruments_group(operands.texts + 1, operands.n_texts - 1U, sources);
  if (font_programs_use(&request.programs, sources, n_sources) ||
      learned_keys_use(&request.keys, sources, n_sources)) {
    return EXIT_USAGE;
  }

  DilPreset* preset = NULL;
  DilMessage message;
  if (preset_load(operands.texts[0], &preset, NULL, &message)) {
    return complain("%s", message.text);
  }

  request.settings.preset = preset;
  request.settings.sources = sources;
  request.settings.n_sources = n_sources;
  request.settings.n_threads = (uint32_t)request.n_threads;
  request.settings.precision = (DilPrecision)(request.weights + 1);
  result = evaluate(&request);
  dil_preset_free(preset);
  return result;
}
