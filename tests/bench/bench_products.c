// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

/// The trainer's matrix products for the shapes of the usual network, beside
/// OpenBLAS's on one thread

#include "micro.h"

#include "loops.h"

#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>

#define N_ROWS 1024U

/// Outputs and inputs of a layer
typedef struct {
  size_t n_out;
  size_t n_in;
} Shape;

static const Shape shapes[] = {{64U, 64U}, {32U, 32U}, {64U, 32U}, {256U, 64U}};

enum { N_SHAPES = sizeof(shapes) / sizeof(shapes[0]) };

/// A product's operands
typedef struct {
  Shape shape;
  float* in;      ///< [N_ROWS][n_in]
  float* weights; ///< [n_in][n_out]
  float* out;     ///< [N_ROWS][n_out]
} Operands;

static void
multiply(void* const context)
{
  const Operands* const o = (const Operands*)context;
  const DilProduct product = {.n_rows = N_ROWS,
                              .n_columns = o->shape.n_out,
                              .n_inner = o->shape.n_in,
                              .left = o->in,
                              .left_step = o->shape.n_in,
                              .right = o->weights,
                              .right_step = o->shape.n_out,
                              .result = o->out,
                              .result_step = o->shape.n_out};
  dil_loops_pick()->multiply(&product);
}

static void
multiply_by_openblas(void* const context)
{
  const Operands* const o = (const Operands*)context;
  const blasint n_out = (blasint)o->shape.n_out;
  const blasint n_in = (blasint)o->shape.n_in;
  cblas_sgemm(CblasRowMajor,
              CblasNoTrans,
              CblasNoTrans,
              (blasint)N_ROWS,
              n_out,
              n_in,
              1.0f,
              o->in,
              n_in,
              o->weights,
              n_out,
              1.0f,
              o->out,
              n_out);
}

static void
describe(Micro* const micro,
         Operands* const operands,
         const char* const whose,
         void (*const run)(void*))
{
  const Shape* const shape = &operands->shape;
  micro->thing = "multiply-add";
  micro->n_things = (double)N_ROWS * (double)(shape->n_out * shape->n_in);
  micro->run = run;
  micro->context = operands;
  snprintf(micro->name,
           sizeof(micro->name),
           "%s, %zu inputs to %zu outputs",
           whose,
           shape->n_in,
           shape->n_out);
}

int
main(int argc, char** argv)
{
  Operands operands[N_SHAPES];
  Micro micros[2U * N_SHAPES];
  openblas_set_num_threads(1);
  for (size_t i = 0U; i < N_SHAPES; ++i) {
    Operands* const o = &operands[i];
    o->shape = shapes[i];
    o->in = micro_floats(N_ROWS * o->shape.n_in);
    o->weights = micro_floats(o->shape.n_in * o->shape.n_out);
    o->out = micro_floats(N_ROWS * o->shape.n_out);
    describe(&micros[2U * i], o, "ours", multiply);
    describe(&micros[2U * i + 1U], o, "OpenBLAS", multiply_by_openblas);
  }

  const int status = micro_main(argc, argv, micros, 2U * N_SHAPES);
  for (size_t i = 0U; i < N_SHAPES; ++i) {
    free(operands[i].in);
    free(operands[i].weights);
    free(operands[i].out);
  }
  return status;
}
