// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/trainer.h"

#include "checkpoint.h"
#include "clock.h"
#include "corpus.h"
#include "emphasis_choice.h"
#include "learner.h"
#include "loud_peak.h"
#include "message.h"
#include "pool.h"
#include "sampling_choice.h"
#include "training_corpus.h"
#include "training_course.h"
#include "training_meter.h"
#include "training_preset.h"
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
  DilCoefficients coefficients; ///< Of the predictor
  DilTrainingMeter meter;
  DilTrainingClock clock;
  DilSampling sampling;   ///< Of the preset
  DilFreeRunScore score;  ///< Of its notes in free run; NAN before the end
  double earlier_s;       ///< Training time of earlier sessions
  double start_s;         ///< Monotonic time at which this session began
  double saved_s;         ///< ... at which it was last saved
  double told_s;          ///< ... at which the callback was last called
  double samples_per_s;   ///< Running mean
  bool is_stuck;          ///< Nothing is learned
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

/// Tell where the training stands; false if it is to stop
static bool
tell(const Training* const t, const char* const stage, const double left_s)
{
  const DilTrainingProgress progress = {
    stage,
    dil_learner_state(t->learner)->step,
    t->settings->n_steps,
    t->clock.elapsed_s,
    left_s,
    t->clock.bits,
    t->clock.held_out_bits,
    t->meter.baselines.linear[DIL_N_LINEAR - 1U],
    t->meter.baselines.silence,
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

  t->clock.elapsed_s = t->earlier_s + dil_monotonic_s() - t->start_s;
}

/// Measure the held-out notes, and find out whether anything is learned
static DilStatus
measure_held_out(Training* const t)
{
  double bits = (double)NAN;
  if (dil_training_meter_read(&t->meter, t->learner, &bits)) {
    return dil_fail_memory(t->message);
  }

  const bool is_learning =
    dil_training_note(&t->clock,
                      dil_learner_state(t->learner)->step,
                      bits,
                      dil_training_meter_bound(&t->meter));
  t->is_stuck = !is_learning && !t->settings->is_patient;
  return DIL_OK;
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
  const DilTrained trained = {t->settings,
                              t->corpus,
                              t->learner,
                              &t->clock,
                              &t->coefficients,
                              &t->meter.baselines,
                              dil_learner_state(t->learner)->step,
                              t->sampling,
                              t->score};
  const DilStatus saved =
    status ? status : dil_training_preset_save(&trained, t->message);
  if (!saved) {
    (void)tell(t, "saved", (double)NAN);
  }
  return saved;
}

/// Tell of a stage of the choice, and whether to go on; that it is not wanted
/// is kept
static bool
is_stage_wanted(Training* const t, const char* const stage)
{
  if (!tell(t, stage, (double)NAN)) {
    atomic_store(&t->is_stopped, true);
  }
  return !atomic_load(&t->is_stopped);
}

/// Whether the choice is to go on: asks, on one thread at once
static bool
is_choice_wanted(void* const user)
{
  Training* const t = (Training*)user;
  if (!atomic_flag_test_and_set(&t->is_asking)) {
    (void)is_stage_wanted(t, "listening");
    atomic_flag_clear(&t->is_asking);
  }

  return !atomic_load(&t->is_stopped);
}

/// Choose by what notes sound like; DIL_OK too if it was stopped
static DilStatus
choose_sampling(Training* const t)
{
  DilNetwork* network = NULL;
  DilStatus status = dil_learner_network(t->learner, &network);
  if (!status && is_stage_wanted(t, "choosing")) {
    const DilFreeRunner runner = {
      network, t->corpus, t->coefficients, is_choice_wanted, t};
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

/// Learn a step, and what comes with it now and then
static DilStatus
go_on(Training* const t)
{
  DilStatus status = begin_rounding(t);
  if (status) {
    return status;
  }

  learn_step(t);
  const uint64_t step = dil_learner_state(t->learner)->step;
  if (!isfinite(t->clock.bits)) {
    return dil_fail(t->message,
                    DIL_UNSUPPORTED,
                    "the training has run away at step %" PRIu64
                    ": a lower learning rate may help",
                    step);
  }

  if (step % t->meter.interval == 0U) {
    status = measure_held_out(t);
  }
  if (!status &&
      dil_monotonic_s() - t->saved_s > 60.0 * t->settings->save_minutes) {
    status = save(t);
  }
  return status;
}

/// Choose, measure and save at the end
static DilStatus
finish(Training* const t, const bool is_whole)
{
  const bool was_stuck = t->is_stuck;
  const uint64_t step = dil_learner_state(t->learner)->step;
  const bool is_measured =
    step % t->meter.interval == 0U && !isnan(t->clock.held_out_bits);
  DilStatus status = is_measured ? DIL_OK : measure_held_out(t);
  t->is_stuck = was_stuck;
  if (!status && is_whole && !was_stuck) {
    status = choose_sampling(t);
  }

  return status ? status : save(t);
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

  while (!status && is_wanted && !t->is_stuck && progress_of(t) < 1.0) {
    status = go_on(t);
    is_wanted = status || tell_training(t);
  }

  status = status ? status : finish(t, is_wanted);
  if (status) {
    return status;
  }

  if (t->is_stuck) {
    return dil_fail(t->message,
                    DIL_UNSUPPORTED,
                    "nothing is learned: after %" PRIu64
                    " steps held-out notes cost %.2f bits a sample, without "
                    "a network %.2f",
                    dil_learner_state(t->learner)->step,
                    t->clock.held_out_bits,
                    fmin(t->meter.baselines.linear[DIL_N_LINEAR - 1U],
                         t->meter.baselines.unigram));
  }

  return is_wanted && !atomic_load(&t->is_stopped)
           ? DIL_OK
           : dil_fail(t->message, DIL_CANCELLED, "stopped");
}

static DilStatus
prepare(Training* const t)
{
  const DilTrainingSettings* const s = t->settings;
  DilCoefficients* const c = &t->coefficients;
  *c = (DilCoefficients){s->a, s->b, s->emphasis, 1.0f};
  if (dil_corpus_emphasis_gain(t->corpus, c->emphasis, &c->gain)) {
    return dil_fail_memory(t->message);
  }

  const DilLearnerSettings settings = {
    dil_training_shape(s), t->corpus, s->seed, t->coefficients};
  t->pool = dil_pool_new(s->n_threads);
  t->learner = t->pool ? dil_learner_new(&settings, t->pool) : NULL;
  if (!t->learner) {
    return dil_fail_memory(t->message);
  }

  if (dil_training_meter_set(
        s, &t->coefficients, t->corpus, t->pool, &t->meter)) {
    return dil_fail_memory(t->message);
  }
  if (s->from) {
    dil_learner_begin_from(t->learner, s->from);
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
  DilTrainingSettings settled = *settings;
  training.settings = &settled;
  training.callback = callback;
  training.user = user;
  training.message = message;
  training.sampling =
    (DilSampling){1.0f, 1.0f, DIL_N_CLASSES, false, early_noise};
  training.score.distance_db = (double)NAN;
  atomic_flag_clear(&training.is_asking);
  training.clock = dil_training_clock();
  training.checkpoint = dil_training_checkpoint(settings);
  if (!training.checkpoint) {
    return dil_fail_memory(message);
  }

  status = dil_training_corpus_load(
    settings, callback, warning, user, &training.corpus, message);
  if (!status && dil_emphasis_settle(training.corpus, &settled)) {
    status = dil_fail_memory(message);
  }
  status = status ? status : prepare(&training);
  status = status ? status : learn(&training);

  dil_training_meter_clear(&training.meter);
  dil_learner_free(training.learner);
  dil_pool_free(training.pool);
  dil_corpus_free(training.corpus);
  free(training.checkpoint);
  return status;
}
