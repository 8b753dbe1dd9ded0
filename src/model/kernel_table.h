// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_KERNEL_TABLE_H
#define DIL_MODEL_KERNEL_TABLE_H

#include "cpu.h"
#include "kernel.h"
#include "lane.h"
#include "weights.h"

#include <stddef.h>
#include <stdint.h>

struct DilGroup;

/**
   Advance lanes in lock-step, see dil_lanes_run() and dil_lanes_follow().

   @param classes [n_lanes][n_steps] classes to take, or NULL to draw them.
   @param out [n_lanes][n_steps] samples when classes are drawn, otherwise
   [n_lanes][n_steps][DIL_N_CLASSES] logits.
*/
typedef void
DilRun(const DilWeights* weights,
       DilLane* const* lanes,
       size_t n_lanes,
       size_t n_steps,
       const uint8_t* const* classes,
       float* const* out);

/// What a kernel is: the one function that makes sound, and how it wants
/// weights
struct DilKernel {
  DilCpuSet set;      ///< Instructions that it takes, which name it
  uint32_t width;     ///< Floats in a vector, to which outputs are padded
  uint32_t n_vectors; ///< Vectors in a panel of packed weights; 0: not packed
  uint32_t zero_byte; ///< What stands for an activation of zero: 0 or 64

  DilRun* run; ///< All of a step, from the lane to its sample

  /// A step of a group of lanes where weights are bytes, from x to the logits;
  /// NULL: `run` does it
  void (*run_bytes)(const struct DilGroup* group);
};

/// What kernels that differ only in how they multiply bytes have in common
DilRun dil_run_avx2;
DilRun dil_run_avx512;
DilRun dil_run_neon;

extern const DilKernel dil_kernel_plain;
extern const DilKernel dil_kernel_avx2;
extern const DilKernel dil_kernel_avx_vnni;
extern const DilKernel dil_kernel_avx512;
extern const DilKernel dil_kernel_avx512_vnni;
extern const DilKernel dil_kernel_neon;
extern const DilKernel dil_kernel_neon_dot;

#endif // DIL_MODEL_KERNEL_TABLE_H
