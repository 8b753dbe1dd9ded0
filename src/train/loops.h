// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_LOOPS_H
#define DIL_TRAIN_LOOPS_H

#include "cpu.h"

#include <stddef.h>
#include <stdint.h>

/// One step of Adam over a range of parameters
typedef struct {
  float rate;       ///< Learning rate, bias correction of m included
  float beta1;      ///< Decay of the mean
  float beta2;      ///< Decay of the variance
  float correction; ///< 1 / (1 - beta2^step)
  float scale;      ///< Applied to the gradient first
  float decay;      ///< Of the weights' average
} DilAdam;

/// A matrix product: result [n_rows][n_columns] = initial + left right
typedef struct {
  size_t n_rows;
  size_t n_columns;     ///< A multiple of n_lanes
  size_t n_inner;       ///< Terms of each sum
  const float* left;    ///< [n_rows][n_inner]; turned, [n_inner][n_rows]
  size_t left_step;     ///< Floats from a row of `left` to the next
  const float* right;   ///< [n_inner][n_columns]
  size_t right_step;    ///< Floats from a row of `right` to the next
  const float* initial; ///< [n_columns] of every row, or NULL: `result` itself
  float* result;        ///< Overlaps nothing else
  size_t result_step;   ///< Floats from a row of `result` to the next
} DilProduct;

/**
   The trainer's inner loops.

   Written once, in loops_body.h and products.h, and compiled for several
   instruction sets.  All give the same bits, but for the matrix products: those
   round once for each term where the processor can, and twice elsewhere.
*/
typedef struct {
  DilCpuSet set;  ///< Instructions that they take
  size_t n_lanes; ///< Channels are padded to a multiple of this

  /// A product, each sum over `n_inner` in ascending order
  void (*multiply)(const DilProduct* product);

  /// The same with `left` turned
  void (*multiply_turned)(const DilProduct* product);

  /**
     h [n][2R] to tanh of the first and sigmoid of the second half, in place,
     and their product to z [n][R].
  */
  void (*gates)(size_t n, size_t r, float* h, float* z);

  /// The same as dil_byte_gate() has them
  void (*byte_gates)(size_t n, size_t r, float* h, float* z);

  /// The product of the halves of h, results of gates(), to z [n][R] again
  void (*gates_again)(size_t n, size_t r, const float* h, float* z);

  /**
     Gradient through gates(): h [n][2R] holds its results and receives the
     gradient of its input; dz [n][R].
  */
  void (*gates_gradient)(size_t n, size_t r, float* h, const float* dz);

  /**
     Cross entropy of softmax(logits) [n][256] with the targets [n], summed, in
     nats; logits are replaced by (softmax - one-hot) times `scale`.
  */
  double (*cross_entropy)(size_t n,
                          float* logits,
                          const uint8_t* targets,
                          float scale);

  /// x [n] limited to at least 0
  void (*relu)(size_t n, float* x);

  /// dx [n] set to 0 where x, the result of relu(), is 0
  void (*relu_gradient)(size_t n, const float* x, float* dx);

  /// x [n] to the nearest multiple of `unit` in +-63 units, as where weights
  /// are bytes
  void (*count)(size_t n, float unit, float* x);

  /// x [n] to its hyperbolic tangent
  void (*tanh)(size_t n, float* x);

  /// dx [n] times the derivative of the tanh() whose result is x
  void (*tanh_gradient)(size_t n, const float* x, float* dx);

  /// sums [n_columns] += the rows of x [n][n_columns]
  void (*sum_rows)(size_t n, size_t n_columns, const float* x, float* sums);

  /// Sum of squares of x [n], in a fixed order
  double (*sum_squares)(size_t n, const float* x);

  /// to [n] += from [n]
  void (*add)(size_t n, const float* from, float* to);

  /**
     Adam over [n] parameters, and their running average.

     Source: Kingma and Ba, "Adam", arXiv:1412.6980, algorithm 1.
  */
  void (*adam)(size_t n,
               const DilAdam* adam,
               const float* gradient,
               float* mean,
               float* variance,
               float* values,
               float* average);
} DilLoops;

/// The fastest loops that this processor runs; any thread
const DilLoops*
dil_loops_pick(void);

extern const DilLoops dil_loops_plain;
#if defined(__x86_64__)
extern const DilLoops dil_loops_avx2;
extern const DilLoops dil_loops_avx512;
#elif defined(__aarch64__)
extern const DilLoops dil_loops_neon;
#endif

#endif // DIL_TRAIN_LOOPS_H
