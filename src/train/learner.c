// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "learner.h"

#include "draw.h"
#include "graph.h"
#include "initial_weights.h"
#include "loops.h"
#include "panels.h"
#include "rng.h"
#include "segment.h"
#include "transfer.h"
#include "units.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Parts of the parameters that are summed and stepped on their own
#define N_CHUNKS 16U

static const float beta1 = 0.9f;
static const float beta2 = 0.99f;
static const float average_decay = 0.999f;
static const double largest_norm = 1.0;

/// What is drawn at random, as a stream of the seed
enum { WINDOW_STREAM = 1024 };

/// What a thread works with
typedef struct {
  DilGraph* graph;
  DilExample example;
} Thread;

struct DilLearnerImpl {
  DilLearnerSettings settings;
  DilPool* pool;
  const DilLoops* loops;
  DilPanels* panels;
  DilLearnerState state;
  Thread* threads;                  ///< [dil_pool_n_threads()]
  float* gradients;                 ///< [DIL_N_WINDOWS][n_values]
  double nats[DIL_N_WINDOWS];       ///< Of each window
  double squares[N_CHUNKS];         ///< Of the summed gradient
  DilAdam adam;                     ///< Of this step
  DilTones tones[DIL_N_TONE_KINDS]; ///< To learn from
};

static DilStatus
list_tones(DilLearner* const learner)
{
  DilStatus status = DIL_OK;
  for (uint32_t i = 0U; i < DIL_N_TONE_KINDS && !status; ++i) {
    status = dil_tones_new(
      learner->settings.corpus, false, (DilToneKind)i, &learner->tones[i]);
  }

  return status;
}

static bool
allocate(DilLearner* const learner)
{
  const DilShape* const shape = &learner->settings.shape;
  const size_t n = learner->state.n_values;
  DilLearnerState* const state = &learner->state;
  const uint32_t n_threads = dil_pool_n_threads(learner->pool);

  learner->panels = dil_panels_new(shape);
  learner->gradients = (float*)calloc(DIL_N_WINDOWS * n, sizeof(float));
  state->values = (float*)calloc(n, sizeof(float));
  state->mean = (float*)calloc(n, sizeof(float));
  state->variance = (float*)calloc(n, sizeof(float));
  state->average = (float*)calloc(n, sizeof(float));
  learner->threads = (Thread*)calloc(n_threads, sizeof(*learner->threads));
  if (!learner->panels || !learner->gradients || !state->values ||
      !state->mean || !state->variance || !state->average ||
      !learner->threads || list_tones(learner)) {
    return false;
  }

  for (uint32_t i = 0U; i < n_threads; ++i) {
    Thread* const thread = &learner->threads[i];
    thread->graph =
      dil_graph_new(learner->panels, DIL_CONTEXT_STEPS, DIL_TARGET_STEPS);
    if (!thread->graph ||
        dil_example_new(
          shape, DIL_CONTEXT_STEPS, DIL_TARGET_STEPS, &thread->example)) {
      return false;
    }
  }

  return true;
}

/// What is averaged over the steps begins with the first values
static void
begin_average(const DilLearnerState* const state)
{
  memcpy(state->average, state->values, state->n_values * sizeof(float));
}

DilLearner*
dil_learner_new(const DilLearnerSettings* const settings, DilPool* const pool)
{
  DilLearner* const learner = (DilLearner*)calloc(1U, sizeof(*learner));
  if (!learner) {
    return NULL;
  }

  // Our own threads share the work; a product runs in the thread that asks
  openblas_set_num_threads(1);

  learner->settings = *settings;
  learner->pool = pool;
  learner->loops = dil_loops_pick();
  learner->state.n_values = dil_layout(&settings->shape).n_values;
  if (!allocate(learner)) {
    dil_learner_free(learner);
    return NULL;
  }

  dil_initial_weights(&settings->shape, settings->seed, learner->state.values);
  begin_average(&learner->state);
  return learner;
}

void
dil_learner_begin_from(DilLearner* const learner, const DilPreset* const preset)
{
  dil_transfer(preset,
               learner->settings.corpus->instruments,
               &learner->settings.shape,
               learner->state.values);
  begin_average(&learner->state);
}

void
dil_learner_free(DilLearner* const learner)
{
  if (!learner) {
    return;
  }

  for (uint32_t i = 0U;
       learner->threads && i < dil_pool_n_threads(learner->pool);
       ++i) {
    dil_graph_free(learner->threads[i].graph);
    dil_example_clear(&learner->threads[i].example);
  }
  dil_panels_free(learner->panels);
  free(learner->gradients);
  free(learner->state.values);
  free(learner->state.mean);
  free(learner->state.variance);
  free(learner->state.average);
  for (uint32_t i = 0U; i < DIL_N_TONE_KINDS; ++i) {
    dil_tones_clear(&learner->tones[i]);
  }
  free(learner->threads);
  free(learner);
}

DilLearnerState*
dil_learner_state(DilLearner* const learner)
{
  return &learner->state;
}

static void
make_example(const DilLearner* const learner,
             const DilPerformance* const performance,
             DilWindow* const window,
             DilExample* const example)
{
  window->coefficients = learner->settings.coefficients;
  dil_example_make(&learner->settings.shape,
                   performance,
                   learner->settings.corpus->rate,
                   window,
                   example);
}

static void
draw_example(const DilLearner* const learner,
             const uint64_t index,
             DilExample* const example)
{
  const DilRng rng =
    dil_rng_stream(learner->settings.seed, WINDOW_STREAM + index);
  DilPerformance performance = {0};
  DilWindow window = {0};
  dil_draw_window(
    rng, learner->tones, learner->settings.corpus->rate, &performance, &window);
  make_example(learner, &performance, &window, example);
}

static void
draw_plain_example(const void* const context,
                   const uint64_t number,
                   DilExample* const example)
{
  draw_example((const DilLearner*)context, number, example);
}

DilStatus
dil_learner_begin_rounding(DilLearner* const learner)
{
  Thread* const own = &learner->threads[0];
  DilStatus status = dil_panels_set_units(learner->panels, NULL);
  dil_panels_update(learner->panels, learner->state.average);
  status = status ? status
                  : dil_units_find(own->graph,
                                   learner->panels,
                                   draw_plain_example,
                                   learner,
                                   &own->example,
                                   &learner->state.units);
  return status ? status : dil_learner_resume_rounding(learner);
}

bool
dil_learner_is_rounding(const DilLearner* const learner)
{
  return learner->state.units.input[0] > 0.0f;
}

DilStatus
dil_learner_resume_rounding(DilLearner* const learner)
{
  return dil_panels_set_units(
    learner->panels,
    dil_learner_is_rounding(learner) ? &learner->state.units : NULL);
}

static void
learn_windows(void* const context, const uint32_t thread)
{
  DilLearner* const learner = (DilLearner*)context;
  const uint32_t n_threads = dil_pool_n_threads(learner->pool);
  const float scale = 1.0f / (float)(DIL_N_WINDOWS * DIL_TARGET_STEPS);
  Thread* const own = &learner->threads[thread];

  for (uint32_t i = thread; i < DIL_N_WINDOWS; i += n_threads) {
    draw_example(
      learner, learner->state.step * DIL_N_WINDOWS + i, &own->example);
    learner->nats[i] =
      dil_graph_run(own->graph,
                    learner->panels,
                    &own->example,
                    scale,
                    learner->gradients + i * learner->state.n_values);
  }
}

static size_t
chunk_begin(const DilLearner* const learner, const uint32_t chunk)
{
  return learner->state.n_values * chunk / N_CHUNKS;
}

static void
sum_gradients(void* const context, const uint32_t thread)
{
  DilLearner* const learner = (DilLearner*)context;
  const uint32_t n_threads = dil_pool_n_threads(learner->pool);
  for (uint32_t chunk = thread; chunk < N_CHUNKS; chunk += n_threads) {
    const size_t begin = chunk_begin(learner, chunk);
    const size_t n = chunk_begin(learner, chunk + 1U) - begin;
    for (uint32_t i = 1U; i < DIL_N_WINDOWS; ++i) {
      learner->loops->add(n,
                          learner->gradients + i * learner->state.n_values +
                            begin,
                          learner->gradients + begin);
    }
    learner->squares[chunk] =
      learner->loops->sum_squares(n, learner->gradients + begin);
  }
}

static void
step_chunks(void* const context, const uint32_t thread)
{
  DilLearner* const learner = (DilLearner*)context;
  DilLearnerState* const state = &learner->state;
  const uint32_t n_threads = dil_pool_n_threads(learner->pool);
  for (uint32_t chunk = thread; chunk < N_CHUNKS; chunk += n_threads) {
    const size_t begin = chunk_begin(learner, chunk);
    learner->loops->adam(chunk_begin(learner, chunk + 1U) - begin,
                         &learner->adam,
                         learner->gradients + begin,
                         state->mean + begin,
                         state->variance + begin,
                         state->values + begin,
                         state->average + begin);
  }
}

static void
set_adam(DilLearner* const learner, const double learning_rate)
{
  double squares = 0.0;
  for (uint32_t chunk = 0U; chunk < N_CHUNKS; ++chunk) {
    squares += learner->squares[chunk];
  }

  const double norm = sqrt(squares);
  const double t = (double)(learner->state.step + 1U);
  DilAdam* const adam = &learner->adam;
  adam->beta1 = beta1;
  adam->beta2 = beta2;
  adam->rate = (float)(learning_rate / (1.0 - pow((double)beta1, t)));
  adam->correction = (float)(1.0 / (1.0 - pow((double)beta2, t)));
  adam->scale = norm > largest_norm ? (float)(largest_norm / norm) : 1.0f;
  adam->decay = fminf(average_decay, (float)(t / (t + 9.0)));
}

double
dil_learner_step(DilLearner* const learner, const double learning_rate)
{
  dil_panels_update(learner->panels, learner->state.values);
  dil_pool_run(learner->pool, learn_windows, learner);
  dil_pool_run(learner->pool, sum_gradients, learner);
  set_adam(learner, learning_rate);
  dil_pool_run(learner->pool, step_chunks, learner);
  ++learner->state.step;

  double nats = 0.0;
  for (uint32_t i = 0U; i < DIL_N_WINDOWS; ++i) {
    nats += learner->nats[i];
  }

  return nats / (log(2.0) * (double)(DIL_N_WINDOWS * DIL_TARGET_STEPS));
}

DilStatus
dil_learner_network(const DilLearner* const learner, DilNetwork** const out)
{
  const DilLearnerState* const state = &learner->state;
  const DilStatus status = dil_network_new(&learner->settings.shape, out);
  if (!status) {
    (*out)->units = state->units;
    memcpy((*out)->values, state->average, state->n_values * sizeof(float));
  }

  return status;
}
