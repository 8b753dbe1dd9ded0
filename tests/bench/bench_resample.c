// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

/// The engine's resampler, from model rates to host rates

#include "micro.h"

#include "resample.h"

#include <stdio.h>
#include <stdlib.h>

#define N_FRAMES 512U
#define N_STEPS  4096U

/// A conversion
typedef struct {
  uint32_t rate_in;
  uint32_t rate_out;
  DilResampler* resampler;
  uint64_t frame;
  float* in;
  float* out[2];
} Conversion;

static void
convert(void* const context)
{
  Conversion* const c = (Conversion*)context;
  const float* const in[2] = {c->in, c->in};
  const uint64_t first = dil_steps_before(c->frame, c->rate_in, c->rate_out);
  c->frame += N_FRAMES;
  const uint64_t end = dil_steps_before(c->frame, c->rate_in, c->rate_out);
  dil_resampler_run(c->resampler, in, (size_t)(end - first), c->out, N_FRAMES);
  micro_use(c->out[0]);
}

static int
make(Conversion* const c, Micro* const micro)
{
  c->in = micro_floats(N_STEPS);
  c->out[0] = micro_floats(N_FRAMES);
  c->out[1] = micro_floats(N_FRAMES);
  micro->thing = "frame";
  micro->n_things = N_FRAMES;
  micro->run = convert;
  micro->context = c;
  snprintf(
    micro->name, sizeof(micro->name), "%u to %u Hz", c->rate_in, c->rate_out);
  return dil_resampler_new(c->rate_in,
                           c->rate_out,
                           dil_resampler_latency(c->rate_in, c->rate_out),
                           N_STEPS,
                           &c->resampler)
           ? EXIT_FAILURE
           : EXIT_SUCCESS;
}

int
main(int argc, char** argv)
{
  Conversion conversions[] = {{.rate_in = 24000U, .rate_out = 44100U},
                              {.rate_in = 24000U, .rate_out = 48000U},
                              {.rate_in = 24000U, .rate_out = 192000U},
                              {.rate_in = 48000U, .rate_out = 24000U},
                              {.rate_in = 48000U, .rate_out = 48000U}};
  enum { N = sizeof(conversions) / sizeof(conversions[0]) };
  Micro micros[N];
  int status = EXIT_SUCCESS;
  for (size_t i = 0U; i < N && !status; ++i) {
    status = make(&conversions[i], &micros[i]);
  }

  status = status ? status : micro_main(argc, argv, micros, N);
  for (size_t i = 0U; i < N; ++i) {
    dil_resampler_free(conversions[i].resampler);
    free(conversions[i].in);
    free(conversions[i].out[0]);
    free(conversions[i].out[1]);
  }
  return status;
}
