// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/evaluate.h"

#include "baseline.h"
#include "corpus.h"
#include "draw.h"
#include "held_out_bits.h"
#include "message.h"
#include "pool.h"
#include "precision.h"
#include "preset_corpus.h"
#include "preset_data.h"

#include <stdlib.h>

/// An evaluation under way
typedef struct {
  const DilEvaluationSettings* settings;
  const DilPreset* preset;
  DilWeightFormat format; ///< Asked for
  DilCorpus* corpus;
  DilPool* pool;
  DilTones held_out;
  DilEvaluation* result;
  DilEvaluationCallback callback;
  void* user;
  double done_before; ///< Progress at the beginning of the stage
  double done_after;  ///< ... at its end
} Evaluation;

DilEvaluationSettings
dil_evaluation_settings(void)
{
  const DilEvaluationSettings settings = {
    NULL, NULL, 0U, 1U, DIL_MEASURED_S, DIL_PRECISION_DEFAULT};
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

/// Tell the callback how far it is
static bool
report(void* const user, const size_t n_done, const size_t n_notes)
{
  const Evaluation* const e = (const Evaluation*)user;
  const double share = (double)n_done / (double)n_notes;
  return !e->callback ||
         e->callback(e->user,
                     e->done_before + share * (e->done_after - e->done_before));
}

/// A stage of the evaluation, which takes it so far
static DilMeasure
stage(Evaluation* const e, const double done_before, const double done_after)
{
  const DilMeasure measure = {
    e->corpus, &e->preset->settings, e->settings->seconds, e->pool, report, e};
  e->done_before = done_before;
  e->done_after = done_after;
  return measure;
}

static DilStatus
count_classes(Evaluation* const e, uint64_t counts[DIL_N_CLASSES])
{
  const DilMeasure measure = stage(e, 0.2, 0.3);
  DilTones tones;
  DilStatus status = dil_measured_tones(e->corpus, false, &tones);
  if (!status) {
    status = dil_measure_counts(&measure, &tones, counts);
    dil_tones_clear(&tones);
  }

  return status;
}

static DilStatus
measure(Evaluation* const e)
{
  uint64_t counts[DIL_N_CLASSES];
  DilNoteBits* const notes = e->result->notes;
  DilStatus status = count_classes(e, counts);
  if (!status) {
    const DilMeasure baselines = stage(e, 0.3, 0.4);
    status = dil_measure_baselines(&baselines, counts, &e->held_out, notes);
  }
  if (!status) {
    const DilMeasure network = stage(e, 0.4, 1.0);
    status = dil_measure_network(
      &network, e->preset->network, e->format, &e->held_out, notes);
  }
  if (!status) {
    dil_note_bits_average(notes, e->result->n_notes, &e->result->mean);
  }

  return status;
}

static bool
allocate(Evaluation* const e)
{
  e->pool = dil_pool_new(e->settings->n_threads);
  e->result = (DilEvaluation*)calloc(1U, sizeof(*e->result));
  if (!e->pool || !e->result ||
      dil_measured_tones(e->corpus, true, &e->held_out)) {
    return false;
  }

  e->result->n_notes = e->held_out.n_tones;
  e->result->notes =
    (DilNoteBits*)calloc(e->held_out.n_tones, sizeof(*e->result->notes));
  return e->result->notes != NULL;
}

static void
release(Evaluation* const e)
{
  dil_tones_clear(&e->held_out);
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

  Evaluation e = {.settings = settings,
                  .preset = settings->preset,
                  .format = format,
                  .callback = callback,
                  .user = user};
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
  return status;
}
