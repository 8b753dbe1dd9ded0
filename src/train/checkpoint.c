// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "checkpoint.h"

#include "message.h"
#include "number.h"
#include "safetensors.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Room for what identifies a training
#define N_IDENTITY 256U

/// A tensor of the optimiser's state
typedef struct {
  const char* name;
  float* values;
} Part;

static void
list_parts(const DilLearnerState* const state, Part parts[4])
{
  const Part list[4] = {{"values", state->values},
                        {"mean", state->mean},
                        {"variance", state->variance},
                        {"average", state->average}};
  memcpy(parts, list, sizeof(list));
}

/// Everything that, if it were another, would make another training
static void
identify(const DilTrainingSettings* const s,
         const DilCorpus* const corpus,
         char text[N_IDENTITY])
{
  size_t n_samples = 0U;
  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    n_samples += corpus->tones[i].n_samples;
  }

  dil_number_print(
    text,
    N_IDENTITY,
    "rate %u, seed %" PRIu64
    ", channels %u and %u, layers %u, cycle %u, predictor %.6g %.6g %.6g, "
    "%zu tones of %zu samples%s%s",
    s->rate,
    s->seed,
    s->n_residual,
    s->n_skip,
    s->n_layers,
    s->cycle,
    (double)s->a,
    (double)s->b,
    (double)s->emphasis,
    corpus->n_tones,
    n_samples,
    s->from ? ", from " : "",
    s->from ? dil_preset_hash(s->from) : "");
}

static DilStatus
add_metadata(DilSafetensorsWriter* const file,
             const char* const identity,
             const DilLearnerState* const state,
             const DilTrainingClock* const clock,
             DilMessage* const message)
{
  char step[32];
  char elapsed[32];
  char bits[32];
  char held_out[32];
  char best[32];
  char best_step[32];
  snprintf(step, sizeof(step), "%" PRIu64, state->step);
  dil_number_print(elapsed, sizeof(elapsed), "%.17g", clock->elapsed_s);
  dil_number_print(bits, sizeof(bits), "%.17g", clock->bits);
  dil_number_print(held_out, sizeof(held_out), "%.17g", clock->held_out_bits);
  dil_number_print(best, sizeof(best), "%.17g", clock->best_bits);
  snprintf(best_step, sizeof(best_step), "%" PRIu64, clock->best_step);

  const char* const texts[][2] = {{"dilaton.checkpoint", "1"},
                                  {"training", identity},
                                  {"step", step},
                                  {"elapsed", elapsed},
                                  {"bits", bits},
                                  {"held_out_bits", held_out},
                                  {"best_bits", best},
                                  {"best_step", best_step}};
  DilStatus status = DIL_OK;
  for (size_t i = 0U; i < sizeof(texts) / sizeof(texts[0]) && !status; ++i) {
    status =
      dil_safetensors_writer_metadata(file, texts[i][0], texts[i][1], message);
  }

  return status;
}

/// The units of activations, if rounding has begun
static DilStatus
add_units(DilSafetensorsWriter* const file,
          const DilUnits* const units,
          DilMessage* const message)
{
  const size_t shape[] = {DIL_MAX_LAYERS};
  if (!(units->input[0] > 0.0f)) {
    return DIL_OK;
  }

  const DilStatus status = dil_safetensors_writer_f32(
    file, "input.unit", DIL_DTYPE_F32, 1U, shape, units->input, message);
  return status ? status
                : dil_safetensors_writer_f32(file,
                                             "gate.unit",
                                             DIL_DTYPE_F32,
                                             1U,
                                             shape,
                                             units->gate,
                                             message);
}

static DilStatus
read_units(const DilSafetensors* const file,
           DilUnits* const units,
           DilMessage* const message)
{
  const size_t shape[] = {DIL_MAX_LAYERS};
  if (!dil_safetensors_find(file, "input.unit")) {
    memset(units, 0, sizeof(*units));
    return DIL_OK;
  }

  const DilStatus status =
    dil_safetensors_f32(file, "input.unit", 1U, shape, units->input, message);
  return status ? status
                : dil_safetensors_f32(
                    file, "gate.unit", 1U, shape, units->gate, message);
}

DilStatus
dil_checkpoint_save(const char* const path,
                    const DilTrainingSettings* const settings,
                    const DilCorpus* const corpus,
                    const DilLearnerState* const state,
                    const DilTrainingClock* const clock,
                    DilMessage* const message)
{
  Part parts[4];
  char identity[N_IDENTITY];
  DilSafetensorsWriter* file = NULL;
  list_parts(state, parts);
  identify(settings, corpus, identity);
  DilStatus status = dil_safetensors_writer_new(&file, message);
  if (status) {
    return status;
  }

  status = add_metadata(file, identity, state, clock, message);
  for (size_t i = 0U; i < 4U && !status; ++i) {
    status = dil_safetensors_writer_f32(file,
                                        parts[i].name,
                                        DIL_DTYPE_F32,
                                        1U,
                                        &state->n_values,
                                        parts[i].values,
                                        message);
  }

  status = status ? status : add_units(file, &state->units, message);
  status = status ? status : dil_safetensors_writer_save(file, path, message);
  dil_safetensors_writer_free(file);
  return status;
}

/// Steps that a double counts exactly, far more than there will ever be
static const double max_steps = 9007199254740992.0;

static double
read_number(const DilSafetensors* const file, const char* const key)
{
  double number = (double)NAN;
  (void)dil_number_read(dil_safetensors_metadata(file, key), &number);
  return number;
}

/// Steps, 0 if the file does not tell
static uint64_t
read_steps(const DilSafetensors* const file, const char* const key)
{
  return (uint64_t)fmin(fmax(read_number(file, key), 0.0), max_steps);
}

static DilStatus
check_identity(const DilSafetensors* const file,
               const char* const path,
               const char* const identity,
               DilMessage* const message)
{
  const char* const version =
    dil_safetensors_metadata(file, "dilaton.checkpoint");
  const char* const training = dil_safetensors_metadata(file, "training");
  if (!version || !training || !dil_safetensors_metadata(file, "step")) {
    return dil_fail(
      message, DIL_BAD_FILE, "%s: not a checkpoint of a training", path);
  }

  if (!!strcmp(version, "1")) {
    return dil_fail(
      message, DIL_UNSUPPORTED, "%s: checkpoint of another version", path);
  }

  if (!!strcmp(training, identity)) {
    return dil_fail(message,
                    DIL_BAD_ARGUMENT,
                    "%s: of another training (%.120s, not %.120s)",
                    path,
                    training,
                    identity);
  }

  return DIL_OK;
}

DilStatus
dil_checkpoint_load(const char* const path,
                    const DilTrainingSettings* const settings,
                    const DilCorpus* const corpus,
                    DilLearnerState* const state,
                    DilTrainingClock* const clock,
                    DilMessage* const message)
{
  Part parts[4];
  char identity[N_IDENTITY];
  DilSafetensors* file = NULL;
  list_parts(state, parts);
  identify(settings, corpus, identity);
  DilStatus status = dil_safetensors_load(path, &file, message);
  if (status) {
    return status;
  }

  status = check_identity(file, path, identity, message);
  for (size_t i = 0U; i < 4U && !status; ++i) {
    status = dil_safetensors_f32(
      file, parts[i].name, 1U, &state->n_values, parts[i].values, message);
  }

  status = status ? status : read_units(file, &state->units, message);
  if (!status) {
    state->step = read_steps(file, "step");
    clock->elapsed_s = fmax(read_number(file, "elapsed"), 0.0);
    clock->bits = read_number(file, "bits");
    clock->held_out_bits = read_number(file, "held_out_bits");
    clock->best_bits = read_number(file, "best_bits");
    clock->best_step = read_steps(file, "best_step");
  }

  dil_safetensors_free(file);
  return status;
}
