// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "command.h"
#include "file_check.h"
#include "font_program.h"
#include "instruments.h"
#include "interrupt.h"
#include "learned_keys.h"
#include "options.h"
#include "preset_path.h"
#include "progress.h"
#include "report.h"
#include "sustained.h"
#include "training_files.h"
#include "training_log.h"
#include "training_show.h"

#include "dilaton/trainer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
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
  double emphasis;
  const char* log;
  const char* listen;
  const char* from;
  bool is_quiet;
} Request;

#define FIELD(name) offsetof(Request, name)

static const char* const formats[] = {"bf16", "int8", NULL};

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
  request->emphasis = (double)request->settings.emphasis;
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
  { OPTION_TEXT, 0, "from", "PRESET", FIELD(from), 0, 0, NULL,
    "Begin with the weights of this preset, a name or a file, instead of random "
    "ones" },
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
  { OPTION_TEXT, 0, "listen", "FILE.wav", FIELD(listen), 0, 0, NULL,
    "Sound file to write with each checkpoint: a scale played by the preset" },
  { OPTION_FLAG, 0, "no-early-stop", NULL, FIELD(settings.is_patient), 0, 0, NULL,
    "Go on where nothing is learned, which ends a training unless told" },
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
  { OPTION_NUMBER, 0, "emphasis", "C", FIELD(emphasis), 0, 0.95, NULL,
    "How far the treble of what is learned is raised, which the preset undoes; 0 "
    "for none (chosen by the recordings)" },
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
    "name", "credits", "program-number", "family"};
  const TextList* const lists[] = {
    &r->names, &r->credits, &r->gm_programs, &r->families};
  int result = OPTIONS_GO_ON;
  DilTrainingSource sources[MAX_TEXTS];
  const size_t n_instruments =
    instruments_group(paths->texts, paths->n_texts, sources);
  for (size_t i = 0U; i < 4U && result == OPTIONS_GO_ON; ++i) {
    result = instruments_check_count(names[i], lists[i], n_instruments);
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
  s->emphasis = (float)r->emphasis;
  s->precision = r->weights ? DIL_PRECISION_INT8 : DIL_PRECISION_BF16;
}

/// Load the preset to begin with, if there is to be one
static int
load_first(Request* const r, DilPreset** const preset)
{
  DilMessage message;
  char* path = NULL;
  if (!r->from) {
    return EXIT_DONE;
  }

  const DilStatus status = preset_load(r->from, preset, &path, &message);
  int result = status ? complain_failure(status, &message) : EXIT_DONE;
  if (!result && is_same_file(path, r->settings.output)) {
    result = complain_usage("%s: is an input, and would be replaced", path);
  }

  r->settings.from = *preset;
  free(path);
  return result;
}

/// Train, and say how it went
static int
train(TrainingShow* const show)
{
  DilMessage message;
  progress_begin(&show->progress, show->is_quiet);
  interrupt_watch();
  const DilStatus status = dil_train(
    show->settings, training_show_follow, training_show_warn, show, &message);
  progress_clear(&show->progress);
  const int logged = training_log_close(&show->log);

  // Stopped while it was still reading, there was nothing to save
  const bool is_stopped = status == DIL_CANCELLED && show->last_step;
  if (status && !is_stopped) {
    const int result = complain_failure(status, &message);
    if (status == DIL_UNSUPPORTED && show->is_saved) {
      remark("Go on all the same with --resume %s --no-early-stop",
             show->settings->checkpoint);
    }
    return result;
  }

  if (!show->is_quiet) {
    training_show_end(show, is_stopped);
  }
  return show->is_unheard ? EXIT_FAILED : logged;
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
      sustained_use(&request.sustained, sources, request.settings.n_sources) ||
      phase_lock_use(
        &request.phase_locks, sources, request.settings.n_sources)) {
    return EXIT_USAGE;
  }

  char checkpoint[TRAINING_PATH_SIZE];
  result = training_files_name(&request.settings, checkpoint);
  result =
    result ? result : training_files_check(&request.settings, request.listen);
  if (result) {
    return result;
  }

  DilPreset* first = NULL;
  TrainingShow show = {0};
  show.settings = &request.settings;
  show.listen = request.listen;
  show.is_quiet = request.is_quiet;
  result = load_first(&request, &first);
  if (!result && training_log_open(&show.log,
                                   request.log,
                                   request.settings.resume != NULL,
                                   request.is_quiet)) {
    result = EXIT_FAILED;
  }

  result = result ? result : train(&show);
  dil_preset_free(first);
  return result;
}
