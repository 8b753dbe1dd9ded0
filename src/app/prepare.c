// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "command.h"
#include "font_program.h"
#include "interrupt.h"
#include "learned_keys.h"
#include "options.h"
#include "prepare_table.h"
#include "progress.h"
#include "report.h"
#include "sustained.h"

#include "dilaton/prepare.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const char purpose[] =
  "Listen to the recordings of one instrument, say what was understood, and\n"
  "write it as an SFZ file with a FLAC file for each note, to be heard,\n"
  "corrected and trained on.  SOURCE is an SFZ file, a program of a "
  "SoundFont,\n"
  "a folder of recordings, recordings, or a long one that is cut into its\n"
  "notes.  Names may tell keys (C4, Db4, 60) and dynamics (pp to fff, v64);\n"
  "what they do not tell is heard.  \"dilaton train\" prepares by itself.";

/// What the command line said
typedef struct {
  const char* folder;
  const char* report;
  TextList programs;
  TextList keys;
  TextList sustained;
  TextList phase_locks;
  int64_t n_threads;
  bool is_quiet;
} Request;

#define FIELD(name) offsetof(Request, name)

// clang-format off
static const Option options[] = {
  { OPTION_TEXT, 'o', "output", "FOLDER", FIELD(folder), 0, 0, NULL,
    "Folder to make and write to (needed, unless there is a report)" },
  { OPTION_TEXT, 0, "report", "FILE", FIELD(report), 0, 0, NULL,
    "CSV file for all that was measured, a row for each recording" },
  FONT_PROGRAM_OPTION(FIELD(programs)),
  LEARNED_KEYS_OPTION(FIELD(keys)),
  SUSTAINED_OPTION(FIELD(sustained)),
  PHASE_LOCK_OPTION(FIELD(phase_locks)),
  { OPTION_INTEGER, 't', "threads", "N", FIELD(n_threads), 1, 64, NULL,
    "Threads (one a processor); the result does not depend on their number" },
  { OPTION_FLAG, 'q', "quiet", NULL, FIELD(is_quiet), 0, 0, NULL,
    "Print nothing but errors" }
};
// clang-format on

static bool
follow(void* const user, const size_t n_done, const size_t n_total)
{
  Progress* const progress = (Progress*)user;
  progress_bar(progress,
               (double)n_done / (double)(n_total ? n_total : 1U),
               "listening to recordings");
  return !interrupt_seen();
}

static int
show(const Request* const request, const DilPreparation* const preparation)
{
  if (request->is_quiet) {
    return EXIT_DONE;
  }

  for (size_t i = 0U; i < preparation->n_lines; ++i) {
    (void)complain("warning: %s", preparation->lines[i]);
  }
  prepare_table_print(preparation);
  return finish_output();
}

static int
write_all(const Request* const request, const DilPreparation* const preparation)
{
  DilMessage message;
  int result = show(request, preparation);
  if (!result && request->folder) {
    const DilStatus status =
      dil_preparation_write(preparation, request->folder, &message);
    result = status ? complain_failure(status, &message) : EXIT_DONE;
  }
  if (!result && request->report) {
    result = prepare_table_write(preparation, request->report);
  }
  if (!result && request->folder && !request->is_quiet) {
    remark("Train on it: dilaton train %s/*.sfz -o PRESET.safetensors",
           request->folder);
  }

  return result;
}

static int
prepare(const Request* const request, const DilTrainingSource* const source)
{
  Progress progress;
  DilMessage message;
  DilPreparation* preparation = NULL;
  progress_begin(&progress, request->is_quiet);
  interrupt_watch();
  const DilStatus status = dil_prepare(source,
                                       (uint32_t)request->n_threads,
                                       follow,
                                       &progress,
                                       &preparation,
                                       &message);
  progress_clear(&progress);
  if (status) {
    return complain_failure(status, &message);
  }

  const int result = write_all(request, preparation);
  dil_preparation_free(preparation);
  return result;
}

int
command_prepare(int argc, char** argv)
{
  static const Usage usage = {"prepare SOURCE... -o FOLDER",
                              purpose,
                              options,
                              sizeof(options) / sizeof(options[0]),
                              1U,
                              MAX_TEXTS};
  Request request;
  TextList paths;
  memset(&request, 0, sizeof(request));
  request.n_threads = default_threads();
  int result = options_parse(&usage, argc, argv, &request, &paths);
  if (result != OPTIONS_GO_ON) {
    return result;
  }

  result = font_programs_list(&request.programs, paths.texts, paths.n_texts);
  if (result != OPTIONS_GO_ON) {
    return result;
  }
  if (!request.folder && !request.report) {
    return complain_usage("-o FOLDER is needed; see dilaton prepare --help");
  }

  DilTrainingSource source = {.path = paths.texts[0],
                              .more = paths.texts + 1,
                              .n_more = paths.n_texts - 1U};
  if (font_programs_use(&request.programs, &source, 1U) ||
      learned_keys_use(&request.keys, &source, 1U) ||
      sustained_use(&request.sustained, &source, 1U) ||
      phase_lock_use(&request.phase_locks, &source, 1U)) {
    return EXIT_USAGE;
  }

  return prepare(&request, &source);
}
