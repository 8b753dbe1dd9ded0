// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BENCH_YARDSTICK_H
#define DIL_BENCH_YARDSTICK_H

#include "dilaton/preset.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
   The same network as most would write it: OpenBLAS's cblas_sgemv() for each of
   its matrices, in fp32 on one thread, one sample a call, with a queue for each
   layer.

   It makes logits and stops there: conditioning, predictor and sampling cost it
   nothing.  Its gates are the trainer's.
*/
typedef struct DilYardstick DilYardstick;

/**
   Make one at the beginning of a note.

   Sets OpenBLAS, for the whole process, to one thread a product.

   @param is_turned Give matrices column by column instead of row by row, in
   which OpenBLAS may be faster or slower.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_yardstick_new(const DilPreset* preset, bool is_turned, DilYardstick** out);

/// Free a yardstick; NULL is fine
void
dil_yardstick_free(DilYardstick* yardstick);

/**
   Make one step.

   @param code Class of the step before.
   @param inputs [DIL_N_INPUTS] inputs of the step, of dil_predictor_inputs().
   @param biases [layers][2 residual] of the note's frame, of
   dil_condition_biases().
   @return [256] logits, until the next step.
*/
const float*
dil_yardstick_step(DilYardstick* yardstick,
                   uint8_t code,
                   const float* inputs,
                   const float* biases);

/// Make some steps, to see how long they take
void
dil_yardstick_run(DilYardstick* yardstick, size_t n_steps);

/// The processor whose kernels OpenBLAS has chosen, which may be an older one
const char*
dil_yardstick_core(void);

/// Samples a second of this thread's time, measured for `time_s` seconds of it
double
dil_yardstick_speed(DilYardstick* yardstick, double time_s);

#endif // DIL_BENCH_YARDSTICK_H
