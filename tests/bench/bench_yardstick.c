// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

/// A sample of one voice by the usual kernel in each weight format, beside the
/// same network by OpenBLAS's cblas_sgemv(), matrix after matrix, which draws
/// nothing

#include "micro.h"

#include "kernel.h"
#include "sample_preset.h"
#include "voices.h"
#include "yardstick.h"

#include <stdio.h>
#include <stdlib.h>

enum { N_STEPS = 64, N_WAYS = 2, N_MICROS = DIL_N_FORMATS + N_WAYS };

static const char* const formats[DIL_N_FORMATS] = {"f32",
                                                   "bf16",
                                                   "f16",
                                                   "int8"};
static const char* const ways[N_WAYS] = {"by rows", "by columns"};

static void
run_voice(void* const context)
{
  dil_voices_run((DilVoices*)context, 1U, 1U);
}

static void
run_yardstick(void* const context)
{
  dil_yardstick_run((DilYardstick*)context, N_STEPS);
}

static void
describe(Micro* const micro,
         const char* const whose,
         const char* const how,
         void (*const run)(void*),
         void* const context)
{
  snprintf(micro->name, sizeof(micro->name), "%s, %s", whose, how);
  micro->thing = "sample";
  micro->n_things = (double)N_STEPS;
  micro->run = run;
  micro->context = context;
}

int
main(int argc, char** argv)
{
  // The alto saxophone's
  static const DilNetworkSize size = {32U, 64U, 16U, 8U, 1U, 0U};

  const char* const kernel = dil_kernel_name(dil_kernel_pick(NULL));
  DilPreset* preset = NULL;
  DilVoices* voices[DIL_N_FORMATS] = {NULL};
  DilYardstick* yardsticks[N_WAYS] = {NULL};
  Micro micros[N_MICROS];
  int status = dil_sample_preset_new(&size, 1U, &preset) ? 1 : 0;
  for (uint32_t f = 0U; f < DIL_N_FORMATS && !status; ++f) {
    status = dil_voices_new(preset, kernel, f, &voices[f]) ? 1 : 0;
    describe(&micros[f], kernel, formats[f], run_voice, voices[f]);
  }
  for (size_t i = 0U; i < N_WAYS && !status; ++i) {
    status = dil_yardstick_new(preset, i > 0U, &yardsticks[i]) ? 1 : 0;
    describe(&micros[DIL_N_FORMATS + i],
             "OpenBLAS",
             ways[i],
             run_yardstick,
             yardsticks[i]);
  }

  status = status ? status : micro_main(argc, argv, micros, N_MICROS);
  for (size_t i = 0U; i < N_WAYS; ++i) {
    dil_yardstick_free(yardsticks[i]);
  }
  for (size_t f = 0U; f < DIL_N_FORMATS; ++f) {
    dil_voices_free(voices[f]);
  }
  dil_preset_free(preset);
  return status;
}
