// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/trainer.h"

#include "checkpoint.h"
#include "clock.h"
#include "corpus.h"
#include "learner.h"
#include "message.h"
#include "number.h"
#include "pool.h"
#include "preset_data.h"
#include "sampling_choice.h"
#include "training_settings.h"

#include <inttypes.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Noise of presets that are saved before it is chosen
static const float early_noise = 2.0f;

/// Share of the training that is done before weights are rounded, if they are
static const double share_before_rounding = 0.75;

/// Steps between measurements on held-out notes
#define N_STEPS_BETWEEN_MEASURES 500U

/// Seconds between calls of the progress callback
static const double progress_interval_s = 0.25;

/// A training under way
typedef struct {
  const DilTrainingSettings* settings;
  DilTrainingCallback callback;
  void* user;
  DilMessage* message;
  char* checkpoint; ///< File, owned
  DilPool* pool;
  DilCorpus* corpus;
  DilLearner* learner;
  DilTrainingClock clock;
  DilSampling sampling;   ///< Of the preset
  DilFreeRunScore score;  ///< Of its notes in free run; NAN before the end
  double earlier_s;       ///< Training time of earlier sessions
  double start_s;         ///< Monotonic time at which this session began
  double saved_s;         ///< ... at which it was last saved
  double told_s;          ///< ... at which the callback was last called
  double samples_per_s;   ///< Running mean
  atomic_flag is_asking;  ///< A thread calls the callback while it chooses
  atomic_bool is_stopped; ///< ... which has said that it is to stop
} Training;

/// Share of the training that is done, 0 to 1
static double
progress_of(const Training* const t)
{
  const DilTrainingSettings* const s = t->settings;
  const double share =
    s->n_steps
      ? (double)dil_learner_state(t->learner)->step / (double)s->n_steps
      : t->clock.elapsed_s / (60.0 * s->minutes);
  return fmin(share, 1.0);
}

static bool
tell_reading(void* const user, const size_t n_done, const size_t n_total)
{
  Training* const t = (Training*)user;
  const DilTrainingProgress progress = {.stage = "reading",
                                        .step = n_done,
                                        .n_steps = n_total,
                                        .bits = (double)NAN,
                                        .held_out_bits = (double)NAN};
  return !t->callback || t->callback(t->user, &progress);
}

/// Tell where the training stands; false if it is to stop
static bool
tell(const Training* const t, const char* const stage, const double left_s)
{
  const DilTrainingProgress progress = {stage,
                                        dil_learner_state(t->learner)->step,
                                        t->settings->n_steps,
                                        t->clock.elapsed_s,
                                        left_s,
                                        t->clock.bits,
                                        t->clock.held_out_bits,
                                        t->samples_per_s,
                                        t->corpus->instruments,
                                        t->corpus->n_instruments};
  return !t->callback || t->callback(t->user, &progress);
}

static bool
tell_training(Training* const t)
{
  const double now = dil_monotonic_s();
  const bool is_last = progress_of(t) >= 1.0;
  if (!t->callback || (!is_last && now - t->told_s < progress_interval_s)) {
    return true;
  }

  t->told_s = now;
  const double share = progress_of(t);
  const double elapsed = t->clock.elapsed_s;
  return tell(
    t, "training", share > 0.0 ? elapsed / share * (1.0 - share) : (double)NAN);
}

/// The network that a preset holds
static DilStatus
average_network(const Training* const t, DilNetwork** const out)
{
  const DilLearnerState* const state = dil_learner_state(t->learner);
  const DilShape shape = dil_training_shape(t->settings);
  const DilStatus status = dil_network_new(&shape, out);
  if (!status) {
    (*out)->units = state->units;
    memcpy((*out)->values, state->average, state->n_values * sizeof(float));
  }

  return status;
}

static DilStatus
save_preset(const Training* const t)
{
  const DilTrainingSettings* const s = t->settings;
  const DilLearnerState* const state = dil_learner_state(t->learner);
  const DilPrecision precision = dil_learner_is_rounding(t->learner)
                                   ? DIL_PRECISION_INT8
                                   : DIL_PRECISION_DEFAULT;
  const DilPresetSettings settings = {
    (float)s->rate, s->a, s->b, t->sampling, precision};
  DilNetwork* network = NULL;
  if (average_network(t, &network)) {
    return dil_fail_memory(t->message);
  }

  char steps[32];
  char minutes[32];
  char bits[32];
  char seed[32];
  char share[32];
  char distance[32];
  snprintf(steps, sizeof(steps), "%" PRIu64, state->step);
  dil_number_print(minutes, sizeof(minutes), "%.1f", t->clock.elapsed_s / 60.0);
  dil_number_print(bits, sizeof(bits), "%.3f", t->clock.held_out_bits);
  snprintf(seed, sizeof(seed), "%" PRIu64, s->seed);
  dil_number_print(share, sizeof(share), "%.3f", DIL_HELD_OUT_SHARE);
  dil_number_print(distance, sizeof(distance), "%.2f", t->score.distance_db);
  const DilPresetText texts[] = {
    {"title", s->title ? s->title : t->corpus->instruments[0].name},
    {"training.steps", steps},
    {"training.minutes", minutes},
    {"training.seed", seed},
    {"training.held_out", share},
    {"training.bits_held_out", bits},
    {isnan(t->score.distance_db) ? NULL : "training.mel_distance", distance},
    {s->licence ? "licence" : NULL, s->licence}};
  enum { n_own = sizeof(texts) / sizeof(texts[0]) };
  DilTrainingKinds kinds;
  DilPresetText all[n_own + DIL_MAX_KINDS];
  const size_t n_texts = n_own + dil_training_kinds(s, &kinds);
  memcpy(all, texts, sizeof(texts));
  memcpy(all + n_own, kinds.texts, sizeof(kinds.texts));

  const DilStatus status = dil_preset_save(s->output,
                                           network,
                                           &settings,
                                           t->corpus->instruments,
                                           t->corpus->envelopes,
                                           all,
                                           n_texts,
                                           t->message);
  dil_network_free(network);
  return status;
}

static void
learn_step(Training* const t)
{
  static const double inertia = 0.99;

  const double before = dil_monotonic_s();
  const double rate = dil_training_rate(
    t->settings, dil_learner_state(t->learner)->step, progress_of(t));
  const double bits = dil_learner_step(t->learner, rate);
  const double after = dil_monotonic_s();
  const double speed =
    (double)(DIL_N_WINDOWS * DIL_TARGET_STEPS) / fmax(after - before, 1e-9);
  const bool is_first = !(t->samples_per_s > 0.0);
  t->clock.bits = isnan(t->clock.bits)
                    ? bits
                    : inertia * t->clock.bits + (1.0 - inertia) * bits;
  t->samples_per_s =
    is_first ? speed : inertia * t->samples_per_s + (1.0 - inertia) * speed;

  if (dil_learner_state(t->learner)->step % N_STEPS_BETWEEN_MEASURES == 0U) {
    t->clock.held_out_bits = dil_learner_held_out_bits(t->learner);
  }

  t->clock.elapsed_s = t->earlier_s + dil_monotonic_s() - t->start_s;
}

static DilStatus
save(Training* const t)
{
  const DilStatus status = dil_checkpoint_save(t->checkpoint,
                                               t->settings,
                                               t->corpus,
                                               dil_learner_state(t->learner),
                                               &t->clock,
                                               t->message);
  t->saved_s = dil_monotonic_s();
  const DilStatus saved = status ? status : save_preset(t);
  if (!saved) {
    (void)tell(t, "saved", (double)NAN);
  }
  return saved;
}

/// Whether the choice is to go on: asks, on one thread at once
static bool
is_choice_wanted(void* const user)
{
  Training* const t = (Training*)user;
  if (!atomic_flag_test_and_set(&t->is_asking)) {
    if (!tell(t, "listening", (double)NAN)) {
      atomic_store(&t->is_stopped, true);
    }
    atomic_flag_clear(&t->is_asking);
  }

  return !atomic_load(&t->is_stopped);
}

/// Choose by what notes sound like; DIL_OK too if it was stopped
static DilStatus
choose_sampling(Training* const t)
{
  const DilTrainingSettings* const s = t->settings;
  DilNetwork* network = NULL;
  DilStatus status = average_network(t, &network);
  if (!status && tell(t, "choosing", (double)NAN)) {
    const DilFreeRunner runner = {
      network, t->corpus, s->a, s->b, is_choice_wanted, t};
    status = dil_sampling_choose(
      &runner, t->pool, &t->sampling, t->corpus->instruments, &t->score);
  }

  dil_network_free(network);
  return status && status != DIL_CANCELLED ? dil_fail_memory(t->message)
                                           : DIL_OK;
}

/// Round from now on if it is time to
static DilStatus
begin_rounding(const Training* const t)
{
  return t->settings->precision == DIL_PRECISION_INT8 &&
             !dil_learner_is_rounding(t->learner) &&
             progress_of(t) >= share_before_rounding &&
             dil_learner_begin_rounding(t->learner)
           ? dil_fail_memory(t->message)
           : DIL_OK;
}

static DilStatus
learn(Training* const t)
{
  DilStatus status = DIL_OK;
  bool is_wanted = true;
  (void)tell(t, "read", (double)NAN);
  t->start_s = dil_monotonic_s();
  t->saved_s = t->start_s;
  if (progress_of(t) >= 1.0) {
    // Resumed where there is nothing left to do, which is to be told as well
    (void)tell_training(t);
  }

  while (!status && is_wanted && progress_of(t) < 1.0) {
    status = begin_rounding(t);
    if (status) {
      break;
    }

    learn_step(t);
    is_wanted = tell_training(t);
    if (dil_monotonic_s() - t->saved_s > 60.0 * t->settings->save_minutes) {
      status = save(t);
    }
  }

  if (!status) {
    t->clock.held_out_bits = dil_learner_held_out_bits(t->learner);
    status = is_wanted ? choose_sampling(t) : DIL_OK;
    is_wanted = is_wanted && !atomic_load(&t->is_stopped);
    status = status ? status : save(t);
  }

  return status       ? status
         : !is_wanted ? dil_fail(t->message, DIL_CANCELLED, "stopped")
                      : DIL_OK;
}

static DilStatus
prepare(Training* const t)
{
  const DilTrainingSettings* const s = t->settings;
  const DilLearnerSettings settings = {
    dil_training_shape(s), t->corpus, s->seed, s->a, s->b};
  t->pool = dil_pool_new(s->n_threads);
  t->learner = t->pool ? dil_learner_new(&settings, t->pool) : NULL;
  if (!t->learner) {
    return dil_fail_memory(t->message);
  }

  if (!s->resume) {
    return DIL_OK;
  }

  const DilStatus status = dil_checkpoint_load(s->resume,
                                               s,
                                               t->corpus,
                                               dil_learner_state(t->learner),
                                               &t->clock,
                                               t->message);
  t->earlier_s = t->clock.elapsed_s;
  return status                                    ? status
         : dil_learner_resume_rounding(t->learner) ? dil_fail_memory(t->message)
                                                   : DIL_OK;
}

static DilStatus
read_corpus(Training* const t, const DilTrainingWarning warning)
{
  const DilTrainingSettings* const s = t->settings;
  const DilCorpusSettings settings = {.rate = s->rate,
                                      .seed = s->seed,
                                      .held_out = DIL_HELD_OUT_SHARE,
                                      .n_shifted = DIL_N_SHIFTED,
                                      .n_threads = s->n_threads};
  const DilStatus status = dil_corpus_load(s->sources,
                                           s->n_sources,
                                           &settings,
                                           tell_reading,
                                           t,
                                           &t->corpus,
                                           t->message);
  for (size_t i = 0U; !status && warning && i < t->corpus->n_warnings; ++i) {
    warning(t->user, t->corpus->warnings[i]);
  }

  return status;
}

DilStatus
dil_train(const DilTrainingSettings* const settings,
          const DilTrainingCallback callback,
          const DilTrainingWarning warning,
          void* const user,
          DilMessage* const message)
{
  DilStatus status = dil_training_check(settings, message);
  if (status) {
    return status;
  }

  Training training = {0};
  training.settings = settings;
  training.callback = callback;
  training.user = user;
  training.message = message;
  training.sampling =
    (DilSampling){1.0f, 1.0f, DIL_N_CLASSES, false, early_noise};
  training.score.distance_db = (double)NAN;
  atomic_flag_clear(&training.is_asking);
  training.clock.bits = (double)NAN;
  training.clock.held_out_bits = (double)NAN;
  training.checkpoint = dil_training_checkpoint(settings);
  if (!training.checkpoint) {
    return dil_fail_memory(message);
  }

  status = read_corpus(&training, warning);
  status = status ? status : prepare(&training);
  status = status ? status : learn(&training);

  dil_learner_free(training.learner);
  dil_pool_free(training.pool);
  dil_corpus_free(training.corpus);
  free(training.checkpoint);
  return status;
}
