// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "training_corpus.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/// Who is told
typedef struct {
  DilTrainingCallback callback;
  void* user;
} Listener;

static bool
tell_reading(void* const user, const size_t n_done, const size_t n_total)
{
  const Listener* const listener = (const Listener*)user;
  const DilTrainingProgress progress = {.stage = "reading",
                                        .step = n_done,
                                        .n_steps = n_total,
                                        .bits = (double)NAN,
                                        .held_out_bits = (double)NAN,
                                        .linear_bits = (double)NAN,
                                        .silence_bits = (double)NAN};
  return !listener->callback || listener->callback(listener->user, &progress);
}

DilStatus
dil_training_corpus_load(const DilTrainingSettings* const s,
                         const DilTrainingCallback callback,
                         const DilTrainingWarning warning,
                         void* const user,
                         DilCorpus** const out,
                         DilMessage* const message)
{
  const DilCorpusSettings settings = {.rate = s->rate,
                                      .seed = s->seed,
                                      .held_out = DIL_HELD_OUT_SHARE,
                                      .n_shifted = DIL_N_SHIFTED,
                                      .n_threads = s->n_threads,
                                      .has_blends = true};
  Listener listener = {callback, user};
  const DilStatus status = dil_corpus_load(
    s->sources, s->n_sources, &settings, tell_reading, &listener, out, message);
  for (size_t i = 0U; !status && warning && i < (*out)->n_warnings; ++i) {
    warning(user, (*out)->warnings[i]);
  }

  return status;
}
