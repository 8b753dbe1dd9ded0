// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

/// The elementary functions, one value at a time, and the trainer's, in vectors

#include "micro.h"

#include "elementary.h"
#include "loops.h"

#include <stdlib.h>
#include <string.h>

#define N_VALUES 1024U

/// Inputs and results
typedef struct {
  float* in;
  float* out;
} Values;

#define DEFINE_RUN(name, expression)                                           \
  static void run_##name(void* const context)                                  \
  {                                                                            \
    const Values* const values = (const Values*)context;                       \
    for (size_t i = 0U; i < N_VALUES; ++i) {                                   \
      const float x = values->in[i];                                           \
      values->out[i] = (expression);                                           \
    }                                                                          \
    micro_use(values->out);                                                    \
  }

DEFINE_RUN(tanh, dil_tanh(4.0f * x))
DEFINE_RUN(gate, dil_gate(4.0f * x, -4.0f * x))
DEFINE_RUN(exp, dil_exp(20.0f * x))
DEFINE_RUN(log2, dil_log2(1.5f + x))
DEFINE_RUN(sin_turns, dil_sin_turns(x))

static void
run_gates(void* const context)
{
  const Values* const values = (const Values*)context;
  dil_loops_pick()->gates(
    N_VALUES / 64U, 32U, values->out, values->out + N_VALUES);
}

int
main(int argc, char** argv)
{
  Values values = {micro_floats(N_VALUES), micro_floats(2U * N_VALUES)};
  const Micro micros[] = {
    {"tanh", "value", N_VALUES, run_tanh, &values},
    {"gate", "value", N_VALUES, run_gate, &values},
    {"exp", "value", N_VALUES, run_exp, &values},
    {"log2", "value", N_VALUES, run_log2, &values},
    {"sin_turns", "value", N_VALUES, run_sin_turns, &values},
    {"the trainer's gates", "value", 0.5 * N_VALUES, run_gates, &values}};
  const int status =
    micro_main(argc, argv, micros, sizeof(micros) / sizeof(micros[0]));
  free(values.in);
  free(values.out);
  return status;
}
