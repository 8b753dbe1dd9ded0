// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/evaluate.h"

#include "baseline.h"
#include "coded_note.h"
#include "corpus.h"
#include "graph.h"
#include "learner.h"
#include "message.h"
#include "panels.h"
#include "pool.h"
#include "precision.h"
#include "preset_corpus.h"
#include "preset_data.h"

#include <cblas.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

const uint32_t dil_linear_orders[DIL_N_LINEAR] = {2U, 16U, 32U};

/// What a thread works with
typedef struct {
  DilGraph* graph;
  DilExample example;
  uint64_t counts[DIL_N_CLASSES]; ///< Of the tones that it has counted
  DilStatus status;
} Thread;

/// An evaluation under way
typedef struct {
  const DilEvaluationSettings* settings;
  const DilPreset* preset;
  DilWeightFormat format; ///< Asked for
  DilNetwork* network;    ///< The preset's, rounded to it
  DilCorpus* corpus;
  DilPool* pool;
  DilPanels* panels;
  Thread* threads;       ///< [dil_pool_n_threads()]
  const DilTone** tones; ///< [corpus->n_tones] those of the stage under way
  size_t n_tones;
  DilEvaluation* result;
  uint64_t counts[DIL_N_CLASSES];
  DilEvaluationCallback callback;
  void* user;
  pthread_mutex_t mutex; ///< Of what follows
  size_t n_done;         ///< Tones
  double done_before;    ///< Progress at the beginning of the stage
  double done_after;     ///< ... at its end
  bool is_wanted;        ///< The callback has not said stop
} Evaluation;

DilEvaluationSettings
dil_evaluation_settings(void)
{
  const DilEvaluationSettings settings = {
    NULL, NULL, 0U, 1U, 4.0, DIL_PRECISION_F32};
  return settings;
}

void
dil_evaluation_free(DilEvaluation* const evaluation)
{
  if (evaluation) {
    free(evaluation->notes);
    free(evaluation);
  }
}

static double
network_bits(const Evaluation* const e,
             Thread* const thread,
             const DilPerformance* const performance,
             const DilCodedNote* const note)
{
  double nats = 0.0;
  for (size_t start = 0U; start < note->n; start += DIL_TARGET_STEPS) {
    dil_coded_note_window(note,
                          &e->preset->network->shape,
                          performance,
                          &e->preset->settings,
                          start,
                          &thread->example);
    nats +=
      dil_graph_run(thread->graph, e->panels, &thread->example, 0.0f, NULL);
  }

  return nats / log(2.0);
}

/// Note that a tone is done; false when no more are wanted
static bool
report(Evaluation* const e)
{
  pthread_mutex_lock(&e->mutex);
  ++e->n_done;
  const double share = (double)e->n_done / (double)e->n_tones;
  const double done = e->done_before + share * (e->done_after - e->done_before);
  e->is_wanted = e->is_wanted && (!e->callback || e->callback(e->user, done));
  const bool is_wanted = e->is_wanted;
  pthread_mutex_unlock(&e->mutex);
  return is_wanted;
}

static void
count_tones(void* const context, const uint32_t index)
{
  Evaluation* const e = (Evaluation*)context;
  Thread* const thread = &e->threads[index];
  const uint32_t n_threads = dil_pool_n_threads(e->pool);
  for (size_t i = index; i < e->n_tones && !thread->status; i += n_threads) {
    DilCodedNote note;
    const DilPerformance performance =
      dil_performance_of(e->tones[i], e->corpus->rate, e->settings->seconds);
    thread->status =
      dil_coded_note_make(&performance, &e->preset->settings, &note);
    for (size_t t = 0U; !thread->status && t < note.n; ++t) {
      ++thread->counts[note.classes[t]];
    }
    if (!thread->status) {
      dil_coded_note_clear(&note);
      thread->status = report(e) ? DIL_OK : DIL_CANCELLED;
    }
  }
}

static DilStatus
measure_tone(const Evaluation* const e,
             Thread* const thread,
             const DilTone* const tone,
             DilNoteBits* const bits)
{
  DilCodedNote note;
  const DilPerformance performance =
    dil_performance_of(tone, e->corpus->rate, e->settings->seconds);
  const DilStatus status =
    dil_coded_note_make(&performance, &e->preset->settings, &note);
  if (status) {
    return status;
  }

  const double n = (double)note.n;
  bits->key = tone->key;
  bits->velocity = performance.velocity;
  bits->instrument = tone->instrument;
  bits->n_samples = note.n;
  bits->preset = network_bits(e, thread, &performance, &note) / n;
  bits->unigram = dil_unigram_bits(e->counts, &note) / n;
  for (size_t i = 0U; i < DIL_N_LINEAR; ++i) {
    DilLinear linear;
    dil_linear_fit(note.decoded, note.n, dil_linear_orders[i], &linear);
    bits->linear[i] = dil_linear_bits(&linear, &note) / n;
  }

  dil_coded_note_clear(&note);
  return DIL_OK;
}

static void
measure_tones(void* const context, const uint32_t index)
{
  Evaluation* const e = (Evaluation*)context;
  Thread* const thread = &e->threads[index];
  const uint32_t n_threads = dil_pool_n_threads(e->pool);
  for (size_t i = index; i < e->n_tones && !thread->status; i += n_threads) {
    thread->status = measure_tone(e, thread, e->tones[i], &e->result->notes[i]);
    if (!thread->status && !report(e)) {
      thread->status = DIL_CANCELLED;
    }
  }
}

/// Run a task over the tones that are held out, or over those that are not
static DilStatus
run_stage(Evaluation* const e,
          const DilPoolTask task,
          const double done_before,
          const double done_after)
{
  e->n_done = 0U;
  e->done_before = done_before;
  e->done_after = done_after;
  dil_pool_run(e->pool, task, e);

  DilStatus status = DIL_OK;
  for (uint32_t i = 0U; i < dil_pool_n_threads(e->pool); ++i) {
    status = status ? status : e->threads[i].status;
  }
  return status;
}

/// Choose the tones at recorded pitches, or all where an instrument has none
static void
choose_tones(Evaluation* const e, const bool is_held_out)
{
  e->n_tones = 0U;
  for (int pass = 0; pass < 2 && !e->n_tones; ++pass) {
    for (size_t i = 0U; i < e->corpus->n_tones; ++i) {
      const DilTone* const tone = &e->corpus->tones[i];
      if (tone->is_held_out == is_held_out && (pass || !tone->is_shifted)) {
        e->tones[e->n_tones++] = tone;
      }
    }
  }
}

static DilStatus
measure(Evaluation* const e)
{
  choose_tones(e, false);
  DilStatus status = run_stage(e, count_tones, 0.2, 0.3);
  for (uint32_t i = 0U; i < dil_pool_n_threads(e->pool); ++i) {
    for (size_t q = 0U; q < DIL_N_CLASSES; ++q) {
      e->counts[q] += e->threads[i].counts[q];
    }
  }

  choose_tones(e, true);
  e->result->n_notes = e->n_tones;
  e->result->notes =
    (DilNoteBits*)calloc(e->n_tones, sizeof(*e->result->notes));
  status = status             ? status
           : e->result->notes ? run_stage(e, measure_tones, 0.3, 1.0)
                              : DIL_NO_MEMORY;
  if (!status) {
    dil_note_bits_average(
      e->result->notes, e->result->n_notes, &e->result->mean);
  }
  return status;
}

static bool
allocate(Evaluation* const e)
{
  const DilShape* const shape = &e->preset->network->shape;
  e->pool = dil_pool_new(e->settings->n_threads);
  e->panels = dil_panels_new(shape);
  e->threads = (Thread*)calloc(e->settings->n_threads, sizeof(*e->threads));
  e->tones = (const DilTone**)calloc(e->corpus->n_tones, sizeof(*e->tones));
  e->result = (DilEvaluation*)calloc(1U, sizeof(*e->result));
  if (!e->pool || !e->panels || !e->threads || !e->tones || !e->result ||
      dil_weights_round(e->preset->network, e->format, &e->network)) {
    return false;
  }

  if (e->format == DIL_WEIGHTS_INT8 &&
      dil_panels_set_units(e->panels, &e->network->units)) {
    return false;
  }

  dil_panels_update(e->panels, e->network->values);
  for (uint32_t i = 0U; i < e->settings->n_threads; ++i) {
    Thread* const thread = &e->threads[i];
    thread->graph =
      dil_graph_new(e->panels, DIL_CONTEXT_STEPS, DIL_TARGET_STEPS);
    if (!thread->graph ||
        dil_example_new(
          shape, DIL_CONTEXT_STEPS, DIL_TARGET_STEPS, &thread->example)) {
      return false;
    }
  }

  return true;
}

static void
release(Evaluation* const e)
{
  for (uint32_t i = 0U; e->threads && i < e->settings->n_threads; ++i) {
    dil_graph_free(e->threads[i].graph);
    dil_example_clear(&e->threads[i].example);
  }
  free(e->threads);
  free((void*)e->tones);
  dil_panels_free(e->panels);
  dil_network_free(e->network);
  dil_pool_free(e->pool);
  dil_corpus_free(e->corpus);
  dil_evaluation_free(e->result);
}

static bool
tell_reading(void* const user, const size_t n_done, const size_t n_total)
{
  const Evaluation* const e = (const Evaluation*)user;
  return !e->callback ||
         e->callback(e->user, 0.2 * (double)n_done / (double)n_total);
}

static DilStatus
read_corpus(Evaluation* const e,
            const DilTrainingWarning warning,
            DilMessage* const message)
{
  const DilEvaluationSettings* const s = e->settings;
  const DilStatus status = dil_preset_corpus_load(
    s->preset, s->sources, s->n_threads, tell_reading, e, &e->corpus, message);
  for (size_t i = 0U; !status && warning && i < e->corpus->n_warnings; ++i) {
    warning(e->user, e->corpus->warnings[i]);
  }
  return status;
}

static DilStatus
check_settings(const DilEvaluationSettings* const s, DilMessage* const message)
{
  const uint32_t n_instruments = dil_preset_n_instruments(s->preset);
  if (s->n_sources != n_instruments) {
    return dil_fail(message,
                    DIL_BAD_ARGUMENT,
                    "the preset has %u instrument%s, each of which needs its "
                    "file, and %zu %s given",
                    n_instruments,
                    n_instruments > 1U ? "s" : "",
                    s->n_sources,
                    s->n_sources == 1U ? "is" : "are");
  }

  if (!s->n_threads || s->n_threads > 64U ||
      !(s->seconds >= 0.1 && s->seconds <= 60.0)) {
    return dil_fail(
      message, DIL_BAD_ARGUMENT, "threads or seconds out of range");
  }

  if (dil_shape_receptive_field(&s->preset->network->shape) >
      DIL_CONTEXT_STEPS) {
    return dil_fail(message,
                    DIL_UNSUPPORTED,
                    "the preset's receptive field is over %u steps",
                    DIL_CONTEXT_STEPS);
  }

  return DIL_OK;
}

DilStatus
dil_evaluate(const DilEvaluationSettings* const settings,
             const DilEvaluationCallback callback,
             const DilTrainingWarning warning,
             void* const user,
             DilEvaluation** const out,
             DilMessage* const message)
{
  DilStatus status = check_settings(settings, message);
  DilWeightFormat format = DIL_WEIGHTS_F32;
  status = status ? status
                  : dil_preset_weight_format(
                      settings->preset, settings->precision, &format, message);
  if (status) {
    return status;
  }

  // Our own threads share the work; a product runs in the thread that asks
  openblas_set_num_threads(1);

  Evaluation e = {.settings = settings,
                  .preset = settings->preset,
                  .format = format,
                  .callback = callback,
                  .user = user,
                  .mutex = PTHREAD_MUTEX_INITIALIZER,
                  .is_wanted = true};
  status = read_corpus(&e, warning, message);
  if (!status) {
    status = allocate(&e) ? measure(&e) : DIL_NO_MEMORY;
    if (status) {
      (void)dil_fail(message, status, "%s", dil_status_text(status));
    }
  }

  if (!status) {
    *out = e.result;
    e.result = NULL;
  }
  release(&e);
  pthread_mutex_destroy(&e.mutex);
  return status;
}
