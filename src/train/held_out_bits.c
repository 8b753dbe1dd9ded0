// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "held_out_bits.h"

#include "baseline.h"
#include "coded_note.h"
#include "graph.h"
#include "panels.h"
#include "segment.h"

#include <cblas.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/// What a thread works with
typedef struct {
  DilGraph* graph;    ///< Or NULL: no network is measured
  DilExample example; ///< With it
  uint64_t counts[DIL_N_CLASSES];
  DilStatus status;
} Thread;

/// A measurement under way
typedef struct Work Work;

/// Measure a note; `index` is that of its tone
typedef DilStatus (*NoteTask)(const Work* work,
                              Thread* thread,
                              const DilPerformance* performance,
                              const DilCodedNote* note,
                              size_t index);

struct Work {
  const DilMeasure* measure;
  const DilTones* tones;
  NoteTask task;
  const DilShape* shape; ///< Of the network
  DilPanels* panels;     ///< Its weights, or NULL
  Thread* threads;       ///< [dil_pool_n_threads()]
  const uint64_t* counts;
  DilNoteBits* bits;     ///< [tones->n_tones]
  pthread_mutex_t mutex; ///< Of what follows
  size_t n_done;
  bool is_wanted; ///< The callback has not said stop
};

DilStatus
dil_measured_tones(const DilCorpus* const corpus,
                   const bool is_held_out,
                   DilTones* const out)
{
  const DilStatus status =
    dil_tones_new(corpus, is_held_out, DIL_TONE_RECORDED, out);
  if (status || out->n_tones) {
    return status;
  }

  dil_tones_clear(out);
  return dil_tones_new(corpus, is_held_out, DIL_TONE_SHIFTED, out);
}

size_t
dil_measure_cost(const DilMeasure* const measure, const DilTones* const tones)
{
  const uint32_t rate = measure->corpus->rate;
  size_t n_windows = 0U;
  for (size_t i = 0U; i < tones->n_tones; ++i) {
    const DilPerformance performance =
      dil_performance_of(tones->tones[i], rate, measure->seconds);
    n_windows +=
      1U + dil_performance_length(&performance, rate) / DIL_TARGET_STEPS;
  }

  // The way back, which only learning takes, is twice as long
  return (n_windows + 2U) / 3U;
}

/// Note that a tone is done; false when no more are wanted
static bool
report(Work* const w)
{
  const DilMeasure* const m = w->measure;
  pthread_mutex_lock(&w->mutex);
  ++w->n_done;
  w->is_wanted =
    w->is_wanted &&
    (!m->progress || m->progress(m->user, w->n_done, w->tones->n_tones));
  const bool is_wanted = w->is_wanted;
  pthread_mutex_unlock(&w->mutex);
  return is_wanted;
}

static DilStatus
measure_tone(const Work* const w, Thread* const thread, const size_t index)
{
  const DilMeasure* const m = w->measure;
  const DilPerformance performance =
    dil_performance_of(w->tones->tones[index], m->corpus->rate, m->seconds);
  DilCodedNote note;
  DilStatus status = dil_coded_note_make(&performance, m->settings, &note);
  if (!status) {
    status = w->task(w, thread, &performance, &note, index);
    dil_coded_note_clear(&note);
  }

  return status;
}

static void
measure_some(void* const context, const uint32_t index)
{
  Work* const w = (Work*)context;
  Thread* const thread = &w->threads[index];
  const uint32_t n_threads = dil_pool_n_threads(w->measure->pool);
  for (size_t i = index; i < w->tones->n_tones && !thread->status;
       i += n_threads) {
    thread->status = measure_tone(w, thread, i);
    if (!thread->status && !report(w)) {
      thread->status = DIL_CANCELLED;
    }
  }
}

/// Make what the threads need for the network
static DilStatus
add_graphs(Work* const w)
{
  for (uint32_t i = 0U; i < dil_pool_n_threads(w->measure->pool); ++i) {
    Thread* const thread = &w->threads[i];
    thread->graph =
      dil_graph_new(w->panels, DIL_CONTEXT_STEPS, DIL_TARGET_STEPS);
    if (!thread->graph ||
        dil_example_new(
          w->shape, DIL_CONTEXT_STEPS, DIL_TARGET_STEPS, &thread->example)) {
      return DIL_NO_MEMORY;
    }
  }

  return DIL_OK;
}

static DilStatus
run(Work* const w)
{
  pthread_mutex_init(&w->mutex, NULL);
  dil_pool_run(w->measure->pool, measure_some, w);
  pthread_mutex_destroy(&w->mutex);

  DilStatus status = DIL_OK;
  for (uint32_t i = 0U; i < dil_pool_n_threads(w->measure->pool); ++i) {
    status = status ? status : w->threads[i].status;
  }
  return status;
}

static Work
begin(const DilMeasure* const measure,
      const DilTones* const tones,
      const NoteTask task,
      DilNoteBits* const bits)
{
  const Work work = {.measure = measure,
                     .tones = tones,
                     .task = task,
                     .bits = bits,
                     .is_wanted = true,
                     .threads = (Thread*)calloc(
                       dil_pool_n_threads(measure->pool), sizeof(Thread))};
  return work;
}

static void
end(Work* const w)
{
  for (uint32_t i = 0U; w->threads && i < dil_pool_n_threads(w->measure->pool);
       ++i) {
    dil_graph_free(w->threads[i].graph);
    dil_example_clear(&w->threads[i].example);
  }

  dil_panels_free(w->panels);
  free(w->threads);
}

static DilStatus
add_network_bits(const Work* const w,
                 Thread* const thread,
                 const DilPerformance* const performance,
                 const DilCodedNote* const note,
                 const size_t index)
{
  double nats = 0.0;
  for (size_t start = 0U; start < note->n; start += DIL_TARGET_STEPS) {
    dil_coded_note_window(note,
                          w->shape,
                          performance,
                          w->measure->settings,
                          start,
                          &thread->example);
    nats +=
      dil_graph_run(thread->graph, w->panels, &thread->example, 0.0f, NULL);
  }

  DilNoteBits* const bits = &w->bits[index];
  bits->key = performance->tone->key;
  bits->velocity = performance->velocity;
  bits->instrument = performance->tone->instrument;
  bits->n_samples = note->n;
  bits->preset = nats / log(2.0) / (double)note->n;
  return DIL_OK;
}

DilStatus
dil_measure_network(const DilMeasure* const measure,
                    const DilNetwork* const network,
                    const DilWeightFormat format,
                    const DilTones* const held_out,
                    DilNoteBits* const bits)
{
  // The pool's threads share the work; a product runs in the one that asks
  openblas_set_num_threads(1);

  Work work = begin(measure, held_out, add_network_bits, bits);
  DilNetwork* rounded = NULL;
  work.shape = &network->shape;
  work.panels = dil_panels_new(&network->shape);
  DilStatus status = work.threads && work.panels
                       ? dil_weights_round(network, format, &rounded)
                       : DIL_NO_MEMORY;
  if (!status && format == DIL_WEIGHTS_INT8) {
    status = dil_panels_set_units(work.panels, &rounded->units);
  }
  if (!status) {
    dil_panels_update(work.panels, rounded->values);
    status = add_graphs(&work);
  }

  status = status ? status : run(&work);
  dil_network_free(rounded);
  end(&work);
  return status;
}

static DilStatus
add_baselines(const Work* const w,
              Thread* const thread,
              const DilPerformance* const performance,
              const DilCodedNote* const note,
              const size_t index)
{
  (void)thread;
  (void)performance;

  DilNoteBits* const bits = &w->bits[index];
  const double n = (double)note->n;
  bits->n_samples = note->n;
  bits->unigram = w->counts ? dil_unigram_bits(w->counts, note) / n : 0.0;
  for (uint32_t i = 0U; i < DIL_N_LINEAR; ++i) {
    DilLinear linear;
    dil_linear_fit(note->decoded, note->n, dil_linear_orders[i], &linear);
    bits->linear[i] = dil_linear_bits(&linear, note) / n;
  }

  return dil_silence_bits(note, &bits->silence);
}

DilStatus
dil_measure_baselines(const DilMeasure* const measure,
                      const uint64_t* const counts,
                      const DilTones* const held_out,
                      DilNoteBits* const bits)
{
  Work work = begin(measure, held_out, add_baselines, bits);
  work.counts = counts;
  const DilStatus status = work.threads ? run(&work) : DIL_NO_MEMORY;
  end(&work);
  return status;
}

static DilStatus
add_counts(const Work* const w,
           Thread* const thread,
           const DilPerformance* const performance,
           const DilCodedNote* const note,
           const size_t index)
{
  (void)w;
  (void)performance;
  (void)index;

  for (size_t t = 0U; t < note->n; ++t) {
    ++thread->counts[note->classes[t]];
  }

  return DIL_OK;
}

DilStatus
dil_measure_counts(const DilMeasure* const measure,
                   const DilTones* const tones,
                   uint64_t* const counts)
{
  Work work = begin(measure, tones, add_counts, NULL);
  const DilStatus status = work.threads ? run(&work) : DIL_NO_MEMORY;
  memset(counts, 0, DIL_N_CLASSES * sizeof(*counts));
  for (uint32_t i = 0U; !status && i < dil_pool_n_threads(measure->pool); ++i) {
    for (size_t q = 0U; q < DIL_N_CLASSES; ++q) {
      counts[q] += work.threads[i].counts[q];
    }
  }

  end(&work);
  return status;
}
