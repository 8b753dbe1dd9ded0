// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "learning.h"

#include "learner.h"
#include "pool.h"
#include "stopwatch.h"

#include "dilaton/trainer.h"

#include <math.h>
#include <stdlib.h>

#define RATE        24000U
#define N_TONES     12U
#define N_SAMPLES   12000U
#define N_HARMONICS 12U

struct DilLearning {
  DilPool* pool;
  DilLearner* learner;
  DilCorpus corpus;
  DilInstrument instrument;
  DilTone tones[N_TONES];
  float* samples; ///< [N_TONES][N_SAMPLES]
};

/// A sine from its two values before
static void
add_harmonic(float* const samples, const double turns, const double level)
{
  const double angle = 2.0 * acos(-1.0) * turns;
  const double factor = 2.0 * cos(angle);
  double a = 0.0;
  double b = level * sin(angle);
  for (size_t t = 0U; t < N_SAMPLES; ++t) {
    const double decay = 1.0 - 0.9 * (double)t / (double)N_SAMPLES;
    const double next = factor * b - a;
    samples[t] += (float)(a * decay);
    a = b;
    b = next;
  }
}

static void
make_tone(DilLearning* const learning, const uint32_t index)
{
  DilTone* const tone = &learning->tones[index];
  const double key = 48.0 + 2.0 * (double)index;
  const double turns = 440.0 / (double)RATE * exp2((key - 69.0) / 12.0);
  tone->samples = learning->samples + (size_t)index * N_SAMPLES;
  tone->n_samples = N_SAMPLES;
  tone->key = key;
  tone->lo_velocity = 1.0f;
  tone->hi_velocity = 127.0f;
  tone->release_s = 0.1f;
  tone->is_held_out = index % 6U == 5U;
  for (uint32_t h = 1U; h <= N_HARMONICS && turns * h < 0.45; ++h) {
    add_harmonic(tone->samples, turns * h, 0.3 / (double)h);
  }
}

static DilStatus
begin(DilLearning* const learning,
      const DilNetworkSize* const size,
      const uint32_t n_threads)
{
  const DilTrainingSettings usual = dil_training_settings();
  const DilInstrument instrument = {.name = "tones",
                                    .credits = "",
                                    .lo_key = 48,
                                    .hi_key = 71,
                                    .release_s = 0.1f,
                                    .veltrack = 100.0f};
  learning->instrument = instrument;
  learning->corpus.tones = learning->tones;
  learning->corpus.n_tones = N_TONES;
  learning->corpus.instruments = &learning->instrument;
  learning->corpus.n_instruments = 1U;
  learning->corpus.rate = RATE;
  learning->corpus.gain = 1.0f;
  learning->samples =
    (float*)calloc((size_t)N_TONES * N_SAMPLES, sizeof(*learning->samples));
  learning->pool = dil_pool_new(n_threads);
  if (!learning->samples || !learning->pool) {
    return DIL_NO_MEMORY;
  }

  for (uint32_t i = 0U; i < N_TONES; ++i) {
    make_tone(learning, i);
  }

  const DilShape shape = {
    size->n_residual, size->n_skip, size->n_layers, size->cycle, 1U};
  const DilLearnerSettings settings = {
    shape, &learning->corpus, usual.seed, {usual.a, usual.b, 0.0f, 1.0f}};
  learning->learner = dil_learner_new(&settings, learning->pool);
  return learning->learner ? DIL_OK : DIL_NO_MEMORY;
}

/// Take the usual network where a window does not reach as far back as this
static void
limit_size(DilNetworkSize* const size)
{
  DilShape shape = {
    size->n_residual, size->n_skip, size->n_layers, size->cycle, 1U};
  if (dil_shape_receptive_field(&shape) > DIL_CONTEXT_STEPS) {
    const DilTrainingSettings usual = dil_training_settings();
    shape.n_residual = usual.n_residual;
    shape.n_skip = usual.n_skip;
    shape.n_layers = usual.n_layers;
    shape.cycle = usual.cycle;
  }

  const DilNetworkSize limited = {shape.n_residual,
                                  shape.n_skip,
                                  shape.n_layers,
                                  shape.cycle,
                                  1U,
                                  dil_shape_n_products(&shape)};
  *size = limited;
}

DilStatus
dil_learning_new(DilNetworkSize* const size,
                 const uint32_t n_threads,
                 DilLearning** const out)
{
  DilLearning* const learning = (DilLearning*)calloc(1U, sizeof(*learning));
  if (!learning) {
    return DIL_NO_MEMORY;
  }

  limit_size(size);
  const DilStatus status = begin(learning, size, n_threads);
  if (status) {
    dil_learning_free(learning);
  } else {
    *out = learning;
  }
  return status;
}

void
dil_learning_free(DilLearning* const learning)
{
  if (learning) {
    dil_learner_free(learning->learner);
    dil_pool_free(learning->pool);
    free(learning->samples);
    free(learning);
  }
}

double
dil_learning_speed(DilLearning* const learning, const double time_s)
{
  static const double learning_rate = 0.0001;

  const double start = dil_wall_s();
  double elapsed = 0.0;
  double n_learned = 0.0;
  do {
    (void)dil_learner_step(learning->learner, learning_rate);
    n_learned += (double)DIL_N_WINDOWS * (double)DIL_TARGET_STEPS;
    elapsed = dil_wall_s() - start;
  } while (elapsed < time_s);

  return n_learned / elapsed;
}
