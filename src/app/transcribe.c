// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "command.h"
#include "file_check.h"
#include "general_midi.h"
#include "options.h"
#include "report.h"

#include "dilaton/score.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const char purpose[] =
  "Write the notes of a melody that was sung, hummed or played, one note at a\n"
  "time, as a MIDI file, so that they can be corrected and played.  The pitch\n"
  "wheel (two semitones up and down) follows what lies between the keys, such "
  "as\n"
  "vibrato and slides; --snap leaves it out.  MIDI and ABC files are taken "
  "too.";

/// What the command line said
typedef struct {
  const char* output;
  int64_t transpose;
  bool is_snapped;
  bool is_quiet;
} Request;

#define FIELD(name) offsetof(Request, name)

// clang-format off
static const Option options[] = {
  { OPTION_TEXT, 'o', "output", "OUT.mid", FIELD(output), 0, 0, NULL,
    "MIDI file to write (needed)" },
  { OPTION_FLAG, 0, "snap", NULL, FIELD(is_snapped), 0, 0, NULL,
    "Write keys alone, without the pitch between them" },
  { OPTION_INTEGER, 0, "transpose", "N", FIELD(transpose), -127, 127, NULL,
    "Move all notes by this many semitones (0)" },
  { OPTION_FLAG, 'q', "quiet", NULL, FIELD(is_quiet), 0, 0, NULL,
    "Print nothing but errors" }
};
// clang-format on

static void
describe(const DilScore* const score, const char* const output)
{
  const DilNote* const notes = dil_score_notes(score);
  const size_t n_notes = dil_score_n_notes(score);
  unsigned lowest = notes[0].key;
  unsigned highest = notes[0].key;
  for (size_t i = 1U; i < n_notes; ++i) {
    lowest = notes[i].key < lowest ? notes[i].key : lowest;
    highest = notes[i].key > highest ? notes[i].key : highest;
  }

  char low[8];
  char high[8];
  dil_key_name(lowest, low);
  dil_key_name(highest, high);
  remark("%s: %zu note%s, %s to %s, %.1f s",
         output,
         n_notes,
         n_notes > 1U ? "s" : "",
         low,
         high,
         dil_score_duration_s(score));
}

static int
transcribe(const Request* const request, const char* const path)
{
  DilScoreOptions how = dil_score_defaults();
  how.transpose = (int32_t)request->transpose;
  how.with_bends = !request->is_snapped;
  DilScore* score = NULL;
  DilMessage message;
  DilStatus status = dil_score_load(path, &how, &score, &message);
  for (size_t i = 0U;
       !status && !request->is_quiet && i < dil_score_n_warnings(score);
       ++i) {
    (void)complain("warning: %s", dil_score_warning(score, i));
  }

  if (!status) {
    status = dil_score_save(score, request->output, &message);
  }

  if (!status && !request->is_quiet) {
    describe(score, request->output);
  }

  dil_score_free(score);
  return status ? complain_failure(status, &message) : EXIT_DONE;
}

int
command_transcribe(int argc, char** argv)
{
  static const Usage usage = {"transcribe RECORDING -o OUT.mid",
                              purpose,
                              options,
                              sizeof(options) / sizeof(options[0]),
                              1U,
                              1U};
  Request request;
  memset(&request, 0, sizeof(request));
  TextList operands;
  const int result = options_parse(&usage, argc, argv, &request, &operands);
  if (result != OPTIONS_GO_ON) {
    return result;
  }

  const char* const path = operands.texts[0];
  if (!request.output) {
    return complain_usage("transcribe needs -o OUT.mid");
  }

  if (is_same_file(path, request.output)) {
    return complain_usage("%s: is an input, and would be replaced", path);
  }

  return transcribe(&request, path);
}
