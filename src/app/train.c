// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "command.h"
#include "font_program.h"
#include "instruments.h"
#include "interrupt.h"
#include "learned_keys.h"
#include "options.h"
#include "progress.h"
#include "report.h"
#include "sustained.h"
#include "training_files.h"
#include "training_log.h"

#include "dilaton/trainer.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char purpose[] =
  "Train a preset from recordings: SFZ instruments with their samples,\n"
  "programs of SoundFonts (.sf2, .sf3), folders of recordings, or recordings,\n"
  "which together are one instrument; \"dilaton prepare\" shows how they are\n"
  "understood.  With several instruments, one network learns all of them, and\n"
  "each is a program of the preset.  Ctrl-C stops and saves;\n"
  "--resume goes on.  Beside the preset a checkpoint is kept,\n"
  "PRESET.checkpoint; both are replaced.";

/// What the command line said, in the types that options have
typedef struct {
  DilTrainingSettings settings;
  TextList names;
  TextList gm_programs;
  TextList families;
  TextList credits;
  TextList programs;
  TextList keys;
  TextList sustained;
  TextList phase_locks;
  int64_t rate;
  int64_t n_steps;
  int64_t n_threads;
  int64_t n_residual;
  int64_t n_skip;
  int64_t n_layers;
  int64_t cycle;
  int weights; ///< Index of formats
  double a;
  double b;
  const char* log;
  bool is_quiet;
} Request;

#define FIELD(name) offsetof(Request, name)

static const char* const formats[] = {"bf16", "int8", NULL};

/// What the callbacks need
typedef struct {
  Progress progress;
  TrainingLog log;
  const Request* request;
  uint64_t last_step; ///< Known so far
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
  { OPTION_LIST, 0, "program-number", "N", FIELD(gm_programs), 0, 0, NULL,
    "General MIDI program that it plays, 0 to 127; once for each" },
  { OPTION_LIST, 0, "family", "NAME", FIELD(families), 0, 0, NULL,
    "General MIDI family, such as Strings, if it has no program; once for each" },
  { OPTION_TEXT, 0, "log", "FILE", FIELD(log), 0, 0, NULL,
    "CSV file for the course of the training, a row every 30 s" },
  FONT_PROGRAM_OPTION(FIELD(programs)),
  LEARNED_KEYS_OPTION(FIELD(keys)),
  SUSTAINED_OPTION(FIELD(sustained)),
  PHASE_LOCK_OPTION(FIELD(phase_locks)),
  { OPTION_TEXT, 0, "title", "TEXT", FIELD(settings.title), 0, 0, NULL,
    "Title of the preset (the first name)" },
  { OPTION_TEXT, 0, "licence", "TEXT", FIELD(settings.licence), 0, 0, NULL,
    "Licence of the preset, as people may use it (none is written)" },
  { OPTION_RATE, 'r', "rate", "HZ", FIELD(rate), 8000, 48000, NULL,
    "Rate at which the network makes samples (24000)" },
  { OPTION_INTEGER, 0, "residual", "N", FIELD(n_residual), 1, 256, NULL,
    "Residual channels (32)" },
  { OPTION_INTEGER, 0, "skip", "N", FIELD(n_skip), 1, 512, NULL,
    "Skip channels (64)" },
  { OPTION_INTEGER, 0, "layers", "N", FIELD(n_layers), 1, 64, NULL,
    "Gated layers (16)" },
  { OPTION_INTEGER, 0, "cycle", "N", FIELD(cycle), 1, 9, NULL,
    "Dilations are 1, 2, 4, ... over N layers, then again (8)" },
  { OPTION_NUMBER, 0, "short-term", "A", FIELD(a), 0, 0.999, NULL,
    "Coefficient of the short-term predictor (0.85)" },
  { OPTION_NUMBER, 0, "long-term", "B", FIELD(b), 0, 0.999, NULL,
    "Coefficient of the long-term predictor (0.8)" },
  { OPTION_NUMBER, 0, "learning-rate", "X", FIELD(settings.learning_rate), 1e-7, 1,
    NULL, "Of Adam, at its highest (0.003)" },
  { OPTION_CHOICE, 0, "weights", "FORMAT", FIELD(weights), 0, 0, formats,
    "How weights are to be held, bf16 or int8; for int8 the last quarter of "
    "the training rounds them (bf16)" },
  { OPTION_SEED, 0, "seed", "N", FIELD(settings.seed), 0, 0, NULL,
    "Seed of all random numbers, 0 to 65535 (1)" },
  { OPTION_INTEGER, 't', "threads", "N", FIELD(n_threads), 1, 64, NULL,
    "Threads (one a processor); the preset does not depend on their number" },
  { OPTION_FLAG, 'q', "quiet", NULL, FIELD(is_quiet), 0, 0, NULL,
    "Print nothing but errors" }
};
// clang-format on

/// Refuse texts that no instrument is there for
static int
check_count(const char* const option,
            const TextList* const texts,
            const size_t n_instruments)
{
  return texts->n_texts <= n_instruments
           ? OPTIONS_GO_ON
           : complain_usage("--%s: given %zu times, for %zu instrument%s",
                            option,
                            texts->n_texts,
                            n_instruments,
                            n_instruments > 1U ? "s" : "");
}

static int
parse(const int argc,
      char** const argv,
      Request* const r,
      TextList* const paths)
{
  static const Usage usage = {"train SOURCE... -o PRESET",
                              purpose,
                              options,
                              sizeof(options) / sizeof(options[0]),
                              1U,
                              MAX_TEXTS};

  const int status = options_parse(&usage, argc, argv, r, paths);
  if (status != OPTIONS_GO_ON) {
    return status;
  }

  const int listed =
    font_programs_list(&r->programs, paths->texts, paths->n_texts);
  if (listed != OPTIONS_GO_ON) {
    return listed;
  }

  if (!r->settings.output) {
    return complain_usage("-o PRESET is needed; see dilaton train --help");
  }

  static const char* const names[] = {
    "name", "credits", "program-number", "family", "sustained", "phase-lock"};
  const TextList* const lists[] = {&r->names,
                                   &r->credits,
                                   &r->gm_programs,
                                   &r->families,
                                   &r->sustained,
                                   &r->phase_locks};
  int result = OPTIONS_GO_ON;
  DilTrainingSource sources[MAX_TEXTS];
  const size_t n_instruments =
    instruments_group(paths->texts, paths->n_texts, sources);
  for (size_t i = 0U; i < 6U && result == OPTIONS_GO_ON; ++i) {
    result = check_count(names[i], lists[i], n_instruments);
  }
  return result;
}

static const char*
text_of(const TextList* const list, const size_t i)
{
  return i < list->n_texts ? list->texts[i] : NULL;
}

static void
use_request(Request* const r,
            const TextList* const paths,
            DilTrainingSource sources[MAX_TEXTS])
{
  DilTrainingSettings* const s = &r->settings;
  const size_t n_sources =
    instruments_group(paths->texts, paths->n_texts, sources);
  for (size_t i = 0U; i < n_sources; ++i) {
    sources[i].name = text_of(&r->names, i);
    sources[i].credits = text_of(&r->credits, i);
    sources[i].gm_program = text_of(&r->gm_programs, i);
    sources[i].family = text_of(&r->families, i);
  }

  s->sources = sources;
  s->n_sources = n_sources;
  s->rate = (uint32_t)r->rate;
  s->n_steps = (uint64_t)r->n_steps;
  s->n_threads = (uint32_t)r->n_threads;
  s->n_residual = (uint32_t)r->n_residual;
  s->n_skip = (uint32_t)r->n_skip;
  s->n_layers = (uint32_t)r->n_layers;
  s->cycle = (uint32_t)r->cycle;
  s->a = (float)r->a;
  s->b = (float)r->b;
  s->precision = r->weights ? DIL_PRECISION_INT8 : DIL_PRECISION_BF16;
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
  training_log_note(&session->log, p, line);
}

/// Name a save, or what takes a while at the end
static void
show_stage(Session* const session, const DilTrainingProgress* const p)
{
  char line[TRAINING_PATH_SIZE + 64U];
  if (!strcmp(p->stage, "saved")) {
    snprintf(line,
             sizeof(line),
             "saved %s at step %llu",
             session->request->settings.output,
             (unsigned long long)p->step);
  } else {
    snprintf(line,
             sizeof(line),
             "listening: which noise, temperature and high-pass fit");
  }

  progress_text(&session->progress, line);
  training_log_say(&session->log, line);
}

static bool
follow(void* const user, const DilTrainingProgress* const p)
{
  Session* const session = (Session*)user;
  if (!strcmp(p->stage, "listening")) {
    return !interrupt_seen(); // On any thread
  }

  if (!strcmp(p->stage, "reading")) {
    const double done =
      (double)p->step / (double)(p->n_steps ? p->n_steps : 1U);
    progress_bar(&session->progress, done, "reading recordings");
  } else if (!strcmp(p->stage, "read")) {
    progress_clear(&session->progress);
    if (!session->request->is_quiet) {
      sustained_show(p->instruments, p->n_instruments);
    }
  } else {
    if (!strcmp(p->stage, "training")) {
      show_training(session, p);
    } else {
      show_stage(session, p);
    }
    session->last_step = p->step;
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
  remark("%s: %llu steps of training%s",
         s->output,
         (unsigned long long)session->last_step,
         is_stopped ? ", stopped and saved" : "");
  if (!is_stopped) {
    remark("Play it: dilaton play --keyboard -p %s", s->output);
    remark("Render with it: dilaton render MELODY -p %s -o OUT.wav", s->output);
  } else {
    remark("Go on with the same command and --resume %s", s->checkpoint);
  }
}

int
command_train(int argc, char** argv)
{
  Request request;
  TextList paths;
  DilTrainingSource sources[MAX_TEXTS];
  set_defaults(&request);
  int result = parse(argc, argv, &request, &paths);
  if (result != OPTIONS_GO_ON) {
    return result;
  }

  use_request(&request, &paths, sources);
  if (font_programs_use(
        &request.programs, sources, request.settings.n_sources) ||
      learned_keys_use(&request.keys, sources, request.settings.n_sources) ||
      sustained_use(&request.sustained, sources) ||
      phase_lock_use(&request.phase_locks, sources)) {
    return EXIT_USAGE;
  }

  char checkpoint[TRAINING_PATH_SIZE];
  result = training_files_name(&request.settings, checkpoint);
  result = result ? result : training_files_check(&request.settings);
  if (result) {
    return result;
  }

  Session session = {0};
  session.request = &request;
  if (training_log_open(&session.log,
                        request.log,
                        request.settings.resume != NULL,
                        request.is_quiet)) {
    return EXIT_FAILED;
  }

  progress_begin(&session.progress, request.is_quiet);
  interrupt_watch();

  DilMessage message;
  const DilStatus status =
    dil_train(&request.settings, follow, warn, &session, &message);
  progress_clear(&session.progress);
  const int logged = training_log_close(&session.log);

  // Stopped while it was still reading, there was nothing to save
  const bool is_saved = status == DIL_CANCELLED && session.last_step;
  if (status && !is_saved) {
    return complain_failure(status, &message);
  }

  if (!request.is_quiet) {
    print_summary(&session, status == DIL_CANCELLED);
  }
  return logged;
}
