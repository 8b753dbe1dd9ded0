// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "command.h"
#include "font_program.h"
#include "interrupt.h"
#include "options.h"
#include "progress.h"
#include "report.h"

#include "dilaton/trainer.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char purpose[] =
  "Train a preset from recordings: SFZ instruments with their samples, or\n"
  "programs of SoundFonts (.sf2, .sf3).  With several, one network learns all\n"
  "of them, and each is a program of the preset.  Ctrl-C stops and saves;\n"
  "--resume goes on.  Beside the preset a checkpoint is kept,\n"
  "PRESET.checkpoint; both are replaced.";

/// What the command line said, in the types that options have
typedef struct {
  DilTrainingSettings settings;
  TextList names;
  TextList credits;
  TextList programs;
  int64_t rate;
  int64_t n_steps;
  int64_t n_threads;
  int64_t n_residual;
  int64_t n_skip;
  int64_t n_layers;
  int64_t cycle;
  double a;
  double b;
  bool is_quiet;
} Request;

#define FIELD(name) offsetof(Request, name)

/// What the callbacks need
typedef struct {
  Progress progress;
  const Request* request;
  uint64_t first_step;  ///< Of this session
  uint64_t last_step;   ///< Known so far
  double held_out_bits; ///< Last known
} Session;

static void
set_defaults(Request* const request)
{
  memset(request, 0, sizeof(*request));
  request->settings = dil_training_settings();
  request->rate = request->settings.rate;
  request->n_threads = default_threads();
  request->n_residual = request->settings.n_residual;
  request->n_skip = request->settings.n_skip;
  request->n_layers = request->settings.n_layers;
  request->cycle = request->settings.cycle;
  request->a = (double)request->settings.a;
  request->b = (double)request->settings.b;
}

// clang-format off
static const Option options[] = {
  { OPTION_TEXT, 'o', "output", "PRESET", FIELD(settings.output), 0, 0, NULL,
    "Preset to write (needed)" },
  { OPTION_NUMBER, 'm', "minutes", "M", FIELD(settings.minutes), 0.001, 1e6, NULL,
    "Time to train (60)" },
  { OPTION_INTEGER, 's', "steps", "N", FIELD(n_steps), 1, 1e12, NULL,
    "Train for this many steps of the optimiser instead" },
  { OPTION_TEXT, 0, "resume", "FILE", FIELD(settings.resume), 0, 0, NULL,
    "Go on from this checkpoint, with the settings that it was made with" },
  { OPTION_TEXT, 0, "checkpoint", "FILE", FIELD(settings.checkpoint), 0, 0, NULL,
    "Checkpoint to write (PRESET.checkpoint)" },
  { OPTION_NUMBER, 0, "save-minutes", "M", FIELD(settings.save_minutes), 0.01, 1e6,
    NULL, "Time between checkpoints (3)" },
  { OPTION_LIST, 0, "name", "TEXT", FIELD(names), 0, 0, NULL,
    "Name of the instrument; once for each, in order (the file's name)" },
  { OPTION_LIST, 0, "credits", "TEXT", FIELD(credits), 0, 0, NULL,
    "Licence and authors of the recordings; once for each" },
  FONT_PROGRAM_OPTION(FIELD(programs)),
  { OPTION_TEXT, 0, "title", "TEXT", FIELD(settings.title), 0, 0, NULL,
    "Title of the preset (the first name)" },
  { OPTION_TEXT, 0, "licence", "TEXT", FIELD(settings.licence), 0, 0, NULL,
    "Licence of the preset, as people may use it (none is written)" },
  { OPTION_INTEGER, 'r', "rate", "HZ", FIELD(rate), 8000, 48000, NULL,
    "Rate at which the network makes samples (24000)" },
  { OPTION_INTEGER, 0, "residual", "N", FIELD(n_residual), 1, 1024, NULL,
    "Residual channels (32)" },
  { OPTION_INTEGER, 0, "skip", "N", FIELD(n_skip), 1, 4096, NULL,
    "Skip channels (64)" },
  { OPTION_INTEGER, 0, "layers", "N", FIELD(n_layers), 1, 256, NULL,
    "Gated layers (16)" },
  { OPTION_INTEGER, 0, "cycle", "N", FIELD(cycle), 1, 16, NULL,
    "Dilations are 1, 2, 4, ... over N layers, then again (8)" },
  { OPTION_NUMBER, 0, "short-term", "A", FIELD(a), 0, 0.999, NULL,
    "Coefficient of the short-term predictor (0.85)" },
  { OPTION_NUMBER, 0, "long-term", "B", FIELD(b), 0, 0.999, NULL,
    "Coefficient of the long-term predictor (0.8)" },
  { OPTION_NUMBER, 0, "learning-rate", "X", FIELD(settings.learning_rate), 1e-7, 1,
    NULL, "Of Adam, at its highest (0.003)" },
  { OPTION_SEED, 0, "seed", "N", FIELD(settings.seed), 0, 0, NULL,
    "Seed of all random numbers (1)" },
  { OPTION_INTEGER, 't', "threads", "N", FIELD(n_threads), 1, 64, NULL,
    "Threads (one a processor); the preset does not depend on their number" },
  { OPTION_FLAG, 'q', "quiet", NULL, FIELD(is_quiet), 0, 0, NULL,
    "Print nothing but errors" }
};
// clang-format on

static int
parse(const int argc,
      char** const argv,
      Request* const r,
      TextList* const paths)
{
  static const Usage usage = {"train INSTRUMENT... -o PRESET",
                              purpose,
                              options,
                              sizeof(options) / sizeof(options[0]),
                              1U,
                              MAX_TEXTS};

  const int status = options_parse(&usage, argc, argv, r, paths);
  if (status != OPTIONS_GO_ON) {
    return status;
  }

  return r->settings.output
           ? OPTIONS_GO_ON
           : complain_usage("-o PRESET is needed; see dilaton train --help");
}

static void
use_request(Request* const r,
            const TextList* const paths,
            DilTrainingSource sources[MAX_TEXTS])
{
  DilTrainingSettings* const s = &r->settings;
  memset(sources, 0, MAX_TEXTS * sizeof(*sources));
  for (size_t i = 0U; i < paths->n_texts; ++i) {
    sources[i].path = paths->texts[i];
    sources[i].name = i < r->names.n_texts ? r->names.texts[i] : NULL;
    sources[i].credits = i < r->credits.n_texts ? r->credits.texts[i] : NULL;
  }

  s->sources = sources;
  s->n_sources = paths->n_texts;
  s->rate = (uint32_t)r->rate;
  s->n_steps = (uint64_t)r->n_steps;
  s->n_threads = (uint32_t)r->n_threads;
  s->n_residual = (uint32_t)r->n_residual;
  s->n_skip = (uint32_t)r->n_skip;
  s->n_layers = (uint32_t)r->n_layers;
  s->cycle = (uint32_t)r->cycle;
  s->a = (float)r->a;
  s->b = (float)r->b;
}

static void
show_training(Session* const session, const DilTrainingProgress* const p)
{
  char left[16] = "?";
  char held_out[32] = "";
  char line[160];
  if (isfinite(p->left_s)) {
    format_time(p->left_s, left);
  }
  if (!isnan(p->held_out_bits)) {
    snprintf(held_out, sizeof(held_out), ", %.3f held out", p->held_out_bits);
  }

  snprintf(line,
           sizeof(line),
           "step %llu, %.3f bits a sample%s, %.1f k samples/s, %s left",
           (unsigned long long)p->step,
           p->bits,
           held_out,
           1e-3 * p->samples_per_s,
           left);
  progress_text(&session->progress, line);
}

static bool
follow(void* const user, const DilTrainingProgress* const p)
{
  Session* const session = (Session*)user;
  if (!strcmp(p->stage, "reading")) {
    const double done =
      (double)p->step / (double)(p->n_steps ? p->n_steps : 1U);
    progress_bar(&session->progress, done, "reading recordings");
  } else {
    show_training(session, p);
    session->last_step = p->step;
    session->held_out_bits = p->held_out_bits;
  }

  return !interrupt_seen();
}

static void
warn(void* const user, const char* const line)
{
  Session* const session = (Session*)user;
  if (!session->request->is_quiet) {
    progress_clear(&session->progress);
    (void)complain("warning: %s", line);
  }
}

static void
print_summary(const Session* const session, const bool is_stopped)
{
  const DilTrainingSettings* const s = &session->request->settings;
  fprintf(stderr,
          "%s: %llu steps of training%s\n",
          s->output,
          (unsigned long long)session->last_step,
          is_stopped ? ", stopped and saved" : "");
  if (is_stopped) {
    fprintf(stderr,
            "Go on with the same command and --resume %s%s\n",
            s->checkpoint ? s->checkpoint : s->output,
            s->checkpoint ? "" : ".checkpoint");
  }
}

/// Find out now, and not after an hour, that a file cannot be made; exit status
static int
check_writable(const char* const path)
{
  const char* const slash = strrchr(path, '/');
  const int n = slash ? (int)(slash - path) : 0;
  char folder[4096] = ".";
  if (slash) {
    snprintf(folder, sizeof(folder), "%.*s", n ? n : 1, path);
  }

  const bool is_there = !access(path, F_OK);
  return access(folder, W_OK | X_OK) || (is_there && access(path, W_OK))
           ? complain("%s: %s", path, strerror(errno))
           : EXIT_DONE;
}

int
command_train(int argc, char** argv)
{
  Request request;
  TextList paths;
  DilTrainingSource sources[MAX_TEXTS];
  set_defaults(&request);
  const int result = parse(argc, argv, &request, &paths);
  if (result != OPTIONS_GO_ON) {
    return result;
  }

  use_request(&request, &paths, sources);
  if (font_programs_use(&request.programs, sources, paths.n_texts)) {
    return EXIT_USAGE;
  }

  const char* const checkpoint = request.settings.checkpoint;
  if (check_writable(request.settings.output) ||
      (checkpoint && check_writable(checkpoint))) {
    return EXIT_FAILED;
  }

  Session session = {0};
  session.request = &request;
  progress_begin(&session.progress, request.is_quiet);
  interrupt_watch();

  DilMessage message;
  const DilStatus status =
    dil_train(&request.settings, follow, warn, &session, &message);
  progress_clear(&session.progress);

  // Stopped while it was still reading, there was nothing to save
  const bool is_saved = status == DIL_CANCELLED && session.last_step;
  if (status && !is_saved) {
    return complain_failure(status, &message);
  }

  if (!request.is_quiet) {
    print_summary(&session, status == DIL_CANCELLED);
  }
  return EXIT_DONE;
}
