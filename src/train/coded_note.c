// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "coded_note.h"

#include "learner.h"
#include "mulaw.h"
#include "predictor.h"

#include <stdlib.h>
#include <string.h>

static DilStatus
allocate(const size_t n, DilCodedNote* const note)
{
  note->n = n;
  note->classes = (uint8_t*)calloc(n, 1U);
  note->predictions = (float*)calloc(n, sizeof(float));
  note->decoded = (float*)calloc(n, sizeof(float));
  note->inputs = (float*)calloc(n, DIL_N_INPUTS * sizeof(float));
  return note->classes && note->predictions && note->decoded && note->inputs
           ? DIL_OK
           : DIL_NO_MEMORY;
}

void
dil_coded_note_clear(DilCodedNote* const note)
{
  free(note->classes);
  free(note->predictions);
  free(note->decoded);
  free(note->inputs);
  memset(note, 0, sizeof(*note));
}

static void
code(const DilPerformance* const performance,
     const DilPresetSettings* const settings,
     DilCodedNote* const note)
{
  const uint32_t rate = (uint32_t)settings->rate;
  DilPredictor predictor;
  float table[DIL_N_CLASSES];
  dil_mulaw_table(table);
  dil_predictor_start(&predictor,
                      &settings->coefficients,
                      (double)rate /
                        dil_frequency(performance->tone->key, DIL_TONE_A4_HZ));

  float before = 0.0f;
  for (size_t t = 0U; t < note->n; ++t) {
    dil_predictor_inputs(&predictor, note->inputs + t * DIL_N_INPUTS);
    const float sound = dil_performance_sample(performance, rate, t);
    const float x = dil_predictor_emphasise(&predictor, sound, before);
    const uint32_t class = dil_mulaw_encode(x - predictor.prediction);
    note->predictions[t] = predictor.prediction;
    note->classes[t] = (uint8_t)(class ? class : 1U);
    (void)dil_predictor_push(&predictor, table[note->classes[t]]);
    note->decoded[t] = predictor.previous;
    before = sound;
  }
}

DilStatus
dil_coded_note_make(const DilPerformance* const performance,
                    const DilPresetSettings* const settings,
                    DilCodedNote* const out)
{
  const size_t length =
    dil_performance_length(performance, (uint32_t)settings->rate);
  const size_t n_windows = length / DIL_TARGET_STEPS;
  DilCodedNote note = {NULL, NULL, NULL, NULL, 0U};
  const DilStatus status =
    allocate((n_windows ? n_windows : 1U) * DIL_TARGET_STEPS, &note);
  if (status) {
    dil_coded_note_clear(&note);
    return status;
  }

  code(performance, settings, &note);
  *out = note;
  return DIL_OK;
}

void
dil_coded_note_window(const DilCodedNote* const note,
                      const DilShape* const shape,
                      const DilPerformance* const performance,
                      const DilPresetSettings* const settings,
                      const size_t start,
                      DilExample* const example)
{
  const DilWindow window = {.n_context = DIL_CONTEXT_STEPS,
                            .n_targets = DIL_TARGET_STEPS,
                            .start = start,
                            .coefficients = settings->coefficients};
  dil_example_make(
    shape, performance, (uint32_t)settings->rate, &window, example);

  // An example's loop begins shortly before it; this note's began at the onset
  for (size_t i = example->n_before; i < example->n_steps; ++i) {
    const size_t t = start + i - DIL_CONTEXT_STEPS;
    memcpy(example->inputs + i * DIL_N_INPUTS,
           note->inputs + t * DIL_N_INPUTS,
           DIL_N_INPUTS * sizeof(*note->inputs));
    example->classes[i] =
      (uint8_t)(t ? note->classes[t - 1U] : DIL_SILENT_CLASS);
  }

  memcpy(example->targets, note->classes + start, DIL_TARGET_STEPS);
}
