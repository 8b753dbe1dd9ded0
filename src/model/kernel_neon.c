// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "vector_neon.h"

#define VEC_RUN dil_run_neon

#include "kernel_table.h"
#include "vector_bytes.h"
#include "vector_step.h"

const DilKernel dil_kernel_neon =
  {VEC_SET, VEC_WIDTH, PANEL_VECTORS, VEC_ZERO_BYTE, VEC_RUN, run_bytes};
