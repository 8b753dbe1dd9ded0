// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

/// Drawing a class: the definition, with all that restricts it, and a step of
/// each kernel with hardly anything before its logits

#include "micro.h"

#include "kernel.h"
#include "rng.h"
#include "sample_preset.h"
#include "sampler.h"
#include "voices.h"

#include <stdio.h>
#include <stdlib.h>

#define N_DRAWS 16U

/// Most kernels
#define N_KERNELS 4U

/// A way to draw
typedef struct {
  DilSampling sampling;
  float* logits; ///< [N_DRAWS][DIL_N_CLASSES]
  uint64_t n_drawn;
} Drawing;

static void
draw(void* const context)
{
  Drawing* const drawing = (Drawing*)context;
  uint32_t sum = 0U;
  for (size_t i = 0U; i < N_DRAWS; ++i) {
    sum += dil_sampler_draw(
      &drawing->sampling,
      1.0f / drawing->sampling.temperature,
      drawing->logits + i * DIL_N_CLASSES,
      dil_rng_bits(dil_rng_stream(1U, 2U), drawing->n_drawn++));
  }

  micro_use(&sum);
}

static void
step(void* const context)
{
  dil_voices_run((DilVoices*)context, 1U, 1U);
}

/// A step of 64 for each kernel; number of kernels
static size_t
add_kernels(const DilPreset* const preset,
            DilVoices** const voices,
            Micro* const micros)
{
  size_t n = 0U;
  for (size_t i = 0U; i < dil_n_kernels() && n < N_KERNELS; ++i) {
    const DilKernel* const kernel = dil_kernel_at(i);
    if (dil_kernel_is_available(kernel) &&
        !dil_voices_new(preset, dil_kernel_name(kernel), 0U, &voices[n])) {
      Micro* const micro = &micros[n];
      micro->thing = "step";
      micro->n_things = 64.0;
      micro->run = step;
      micro->context = voices[n++];
      snprintf(micro->name,
               sizeof(micro->name),
               "%s, a network of one layer",
               dil_kernel_name(kernel));
    }
  }

  return n;
}

int
main(int argc, char** argv)
{
  static const DilNetworkSize size = {8U, 16U, 1U, 1U, 1U, 0U};

  float* const logits = micro_floats((size_t)N_DRAWS * DIL_N_CLASSES);
  for (size_t i = 0U; i < (size_t)N_DRAWS * DIL_N_CLASSES; ++i) {
    logits[i] *= 6.0f;
  }

  Drawing plain = {{1.0f, 1.0f, DIL_N_CLASSES, false, 0.0f}, logits, 0U};
  Drawing top_k = {{1.0f, 1.0f, 40U, false, 0.0f}, logits, 0U};
  Drawing top_p = {{1.0f, 0.95f, DIL_N_CLASSES, false, 0.0f}, logits, 0U};
  Drawing greedy = {{1.0f, 1.0f, DIL_N_CLASSES, true, 0.0f}, logits, 0U};
  Micro micros[4U + N_KERNELS] = {{"draw", "draw", N_DRAWS, draw, &plain},
                                  {"top-k 40", "draw", N_DRAWS, draw, &top_k},
                                  {"top-p 0.95", "draw", N_DRAWS, draw, &top_p},
                                  {"greedy", "draw", N_DRAWS, draw, &greedy}};
  DilPreset* preset = NULL;
  DilVoices* voices[N_KERNELS] = {NULL};
  if (dil_sample_preset_new(&size, 1U, &preset)) {
    return EXIT_FAILURE;
  }

  const size_t n = 4U + add_kernels(preset, voices, micros + 4U);
  const int status = micro_main(argc, argv, micros, n);
  for (size_t i = 0U; i < N_KERNELS; ++i) {
    dil_voices_free(voices[i]);
  }
  dil_preset_free(preset);
  free(logits);
  return status;
}
