// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_PRODUCT_H
#define DIL_TRAIN_PRODUCT_H

#include <cblas.h>
#include <stddef.h>

// The three products of a linear layer, y = W x for n row vectors x, with
// weights [n_out][n_in] and rows at a distance of `_stride` floats

/// y [n][n_out] += x [n][n_in] W^T
static inline void
dil_product_forward(const size_t n,
                    const size_t n_out,
                    const size_t n_in,
                    const float* const x,
                    const size_t x_stride,
                    const float* const weights,
                    float* const y,
                    const size_t y_stride)
{
  cblas_sgemm(CblasRowMajor,
              CblasNoTrans,
              CblasTrans,
              (blasint)n,
              (blasint)n_out,
              (blasint)n_in,
              1.0f,
              x,
              (blasint)x_stride,
              weights,
              (blasint)n_in,
              1.0f,
              y,
              (blasint)y_stride);
}

/// dW [n_out][n_in] = beta dW + dy^T x
static inline void
dil_product_weights(const size_t n,
                    const size_t n_out,
                    const size_t n_in,
                    const float* const dy,
                    const size_t dy_stride,
                    const float* const x,
                    const size_t x_stride,
                    const float beta,
                    float* const d_weights)
{
  cblas_sgemm(CblasRowMajor,
              CblasTrans,
              CblasNoTrans,
              (blasint)n_out,
              (blasint)n_in,
              (blasint)n,
              1.0f,
              dy,
              (blasint)dy_stride,
              x,
              (blasint)x_stride,
              beta,
              d_weights,
              (blasint)n_in);
}

/// dx [n][n_in] = beta dx + dy [n][n_out] W
static inline void
dil_product_inputs(const size_t n,
                   const size_t n_out,
                   const size_t n_in,
                   const float* const dy,
                   const size_t dy_stride,
                   const float* const weights,
                   const float beta,
                   float* const dx,
                   const size_t dx_stride)
{
  cblas_sgemm(CblasRowMajor,
              CblasNoTrans,
              CblasNoTrans,
              (blasint)n,
              (blasint)n_in,
              (blasint)n_out,
              1.0f,
              dy,
              (blasint)dy_stride,
              weights,
              (blasint)n_in,
              beta,
              dx,
              (blasint)dx_stride);
}

#endif // DIL_TRAIN_PRODUCT_H
