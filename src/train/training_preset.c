// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "training_preset.h"

#include "message.h"
#include "number.h"
#include "preset_data.h"
#include "training_settings.h"
#include "transfer.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/// Figures of a training, for people
typedef struct {
  char steps[32];
  char minutes[32];
  char bits[32];
  char linear[32];
  char silence[32];
  char seed[32];
  char share[32];
  char distance[32];
} Figures;

static Figures
print_figures(const DilTrained* const t)
{
  const DilNoteBits* const baselines = t->baselines;
  Figures f;
  snprintf(f.steps, sizeof(f.steps), "%" PRIu64, t->step);
  snprintf(f.seed, sizeof(f.seed), "%" PRIu64, t->settings->seed);
  dil_number_print(
    f.minutes, sizeof(f.minutes), "%.1f", t->clock->elapsed_s / 60.0);
  dil_number_print(f.bits, sizeof(f.bits), "%.3f", t->clock->held_out_bits);
  dil_number_print(
    f.linear, sizeof(f.linear), "%.3f", baselines->linear[DIL_N_LINEAR - 1U]);
  dil_number_print(f.silence, sizeof(f.silence), "%.3f", baselines->silence);
  dil_number_print(f.share, sizeof(f.share), "%.3f", DIL_HELD_OUT_SHARE);
  dil_number_print(
    f.distance, sizeof(f.distance), "%.2f", t->score.distance_db);
  return f;
}

static DilStatus
save(const DilTrained* const t,
     const DilNetwork* const network,
     DilMessage* const message)
{
  const DilTrainingSettings* const s = t->settings;
  const DilPrecision precision = dil_learner_is_rounding(t->learner)
                                   ? DIL_PRECISION_INT8
                                   : DIL_PRECISION_DEFAULT;
  const DilPresetSettings settings = {
    (float)s->rate, *t->coefficients, t->sampling, precision};
  const Figures f = print_figures(t);
  char origin[DIL_N_ORIGIN] = "";
  if (s->from) {
    dil_transfer_origin(s->from, origin);
  }

  const DilPresetText texts[] = {
    {"title", s->title ? s->title : t->corpus->instruments[0].name},
    {"training.steps", f.steps},
    {"training.minutes", f.minutes},
    {"training.seed", f.seed},
    {s->from ? "training.from" : NULL, origin},
    {"training.held_out", f.share},
    {"training.bits_held_out", f.bits},
    {"training.bits_linear", f.linear},
    {"training.bits_silence", f.silence},
    {isnan(t->score.distance_db) ? NULL : "training.mel_distance", f.distance},
    {s->licence ? "licence" : NULL, s->licence}};
  enum { n_own = sizeof(texts) / sizeof(texts[0]) };
  DilTrainingKinds kinds;
  DilPresetText all[n_own + DIL_MAX_KINDS];
  const size_t n_texts = n_own + dil_training_kinds(s, &kinds);
  memcpy(all, texts, sizeof(texts));
  memcpy(all + n_own, kinds.texts, sizeof(kinds.texts));

  return dil_preset_save(s->output,
                         network,
                         &settings,
                         t->corpus->instruments,
                         t->corpus->envelopes,
                         all,
                         n_texts,
                         message);
}

DilStatus
dil_training_preset_save(const DilTrained* const trained,
                         DilMessage* const message)
{
  DilNetwork* network = NULL;
  if (dil_learner_network(trained->learner, &network)) {
    return dil_fail_memory(message);
  }

  const DilStatus status = save(trained, network, message);
  dil_network_free(network);
  return status;
}
