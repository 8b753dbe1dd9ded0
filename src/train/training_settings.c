// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "training_settings.h"

#include "learner.h"
#include "message.h"
#include "number.h"
#include "transfer.h"
#include "utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Steps of linear warm-up of the learning rate
static const double n_warm_up = 100.0;

/// Share of the highest learning rate that is left at the end
static const double final_rate = 0.03;

DilTrainingSettings
dil_training_settings(void)
{
  DilTrainingSettings settings = {0};
  settings.rate = 24000U;
  settings.minutes = 60.0;
  settings.n_threads = 1U;
  settings.seed = 1U;
  settings.n_residual = 32U;
  settings.n_skip = 64U;
  settings.n_layers = 16U;
  settings.cycle = 8U;
  settings.a = 0.85f;
  settings.b = 0.8f;
  settings.emphasis = DIL_EMPHASIS_CHOSEN;
  settings.learning_rate = 0.003;
  settings.save_minutes = 3.0;
  return settings;
}

DilShape
dil_training_shape(const DilTrainingSettings* const settings)
{
  const DilShape shape = {settings->n_residual,
                          settings->n_skip,
                          settings->n_layers,
                          settings->cycle,
                          (uint32_t)settings->n_sources};
  return shape;
}

double
dil_training_rate(const DilTrainingSettings* const settings,
                  const uint64_t step,
                  const double share)
{
  static const double pi = 3.141592653589793;

  const double wave = 0.5 + 0.5 * cos(pi * share);
  const double warm_up = fmin(((double)step + 1.0) / n_warm_up, 1.0);
  return settings->learning_rate * warm_up *
         (final_rate + (1.0 - final_rate) * wave);
}

char*
dil_training_checkpoint(const DilTrainingSettings* const s)
{
  static const char* const suffix = ".checkpoint";

  if (s->checkpoint) {
    return strdup(s->checkpoint);
  }

  const size_t n = strlen(s->output) + strlen(suffix) + 1U;
  char* const path = (char*)malloc(n);
  if (path) {
    snprintf(path, n, "%s%s", s->output, suffix);
  }

  return path;
}

/// Refuse what a preset could not hold, and before the training, not after
static DilStatus
check_text(const char* const text,
           const char* const what,
           DilMessage* const message)
{
  return !text || dil_is_utf8((const uint8_t*)text, strlen(text))
           ? DIL_OK
           : dil_fail(
               message, DIL_BAD_ARGUMENT, "%s: %s is not UTF-8", text, what);
}

/// Refuse what is no General MIDI program
static DilStatus
check_program(const char* const text, DilMessage* const message)
{
  uint64_t program = 0U;
  return !text || dil_whole_read(text, strlen(text), 127U, &program)
           ? DIL_OK
           : dil_fail(message,
                      DIL_BAD_ARGUMENT,
                      "program number %s: is not a whole number from 0 to 127",
                      text);
}

static DilStatus
check_texts(const DilTrainingSettings* const s, DilMessage* const message)
{
  DilStatus status = check_text(s->title, "the title", message);
  status = status ? status : check_text(s->licence, "the licence", message);
  for (size_t i = 0U; i < s->n_sources && !status; ++i) {
    const DilTrainingSource* const source = &s->sources[i];
    const char* const name = source->name ? source->name : source->path;
    status = check_text(name, "the instrument's name", message);
    status =
      status ? status : check_text(source->credits, "the credits", message);
    status =
      status ? status : check_text(source->family, "the family", message);
    status = status ? status : check_program(source->gm_program, message);
  }

  return status;
}

DilStatus
dil_training_check(const DilTrainingSettings* const s,
                   DilMessage* const message)
{
  if (!s->n_sources || s->n_sources > 64U) {
    return dil_fail(message, DIL_BAD_ARGUMENT, "1 to 64 instruments, please");
  }
  if (!s->output) {
    return dil_fail(message, DIL_BAD_ARGUMENT, "no preset to write");
  }
  if (s->rate < 8000U || s->rate > 48000U) {
    return dil_fail(message, DIL_BAD_ARGUMENT, "rate is not 8000 to 48000");
  }
  if (!s->n_threads || s->n_threads > 64U) {
    return dil_fail(message, DIL_BAD_ARGUMENT, "threads are not 1 to 64");
  }
  if (!s->n_steps && !(s->minutes > 0.0)) {
    return dil_fail(message, DIL_BAD_ARGUMENT, "no time to train");
  }
  if (!(s->a >= 0.0f && s->a < 1.0f && s->b >= 0.0f && s->b < 1.0f)) {
    return dil_fail(
      message, DIL_BAD_ARGUMENT, "predictor coefficients are not 0 to 1");
  }
  if (s->emphasis != DIL_EMPHASIS_CHOSEN &&
      !(s->emphasis >= 0.0f && s->emphasis <= 0.95f)) {
    return dil_fail(message, DIL_BAD_ARGUMENT, "emphasis is not 0 to 0.95");
  }
  if (!(s->learning_rate > 0.0 && s->learning_rate <= 1.0)) {
    return dil_fail(message, DIL_BAD_ARGUMENT, "learning rate is not 0 to 1");
  }
  if (s->precision == DIL_PRECISION_F32 || s->precision == DIL_PRECISION_F16) {
    return dil_fail(
      message, DIL_BAD_ARGUMENT, "weights are trained for bf16 or int8");
  }
  if (!(s->save_minutes > 0.0)) {
    return dil_fail(message, DIL_BAD_ARGUMENT, "no time between checkpoints");
  }

  const DilShape shape = dil_training_shape(s);
  if (dil_shape_check(&shape) ||
      dil_shape_receptive_field(&shape) > DIL_CONTEXT_STEPS) {
    return dil_fail(message,
                    DIL_BAD_ARGUMENT,
                    "network: too many channels or layers, or a receptive "
                    "field of more than %u steps",
                    DIL_CONTEXT_STEPS);
  }

  const DilStatus status =
    s->from ? dil_transfer_check(s->from, s, message) : DIL_OK;
  return status ? status : check_texts(s, message);
}

/// Add a text, if there is one; how many that are
static size_t
add_kind(DilTrainingKinds* const kinds,
         const size_t n,
         const size_t instrument,
         const char* const field,
         const char* const value)
{
  if (!value) {
    return 0U;
  }

  snprintf(kinds->keys[n],
           sizeof(kinds->keys[n]),
           "instrument.%zu.%s",
           instrument,
           field);
  const DilPresetText text = {kinds->keys[n], value};
  kinds->texts[n] = text;
  return 1U;
}

size_t
dil_training_kinds(const DilTrainingSettings* const settings,
                   DilTrainingKinds* const kinds)
{
  size_t n = 0U;
  memset(kinds, 0, sizeof(*kinds));
  for (size_t i = 0U; i < settings->n_sources; ++i) {
    const DilTrainingSource* const source = &settings->sources[i];
    n += add_kind(kinds, n, i, "program", source->gm_program);
    n += add_kind(kinds, n, i, "family", source->family);
  }

  return n;
}
