// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#define VEC_HAS_DOT

#include "vector_neon.h"

#include "kernel_table.h"
#include "vector_bytes.h"

const DilKernel dil_kernel_neon_dot =
  {VEC_SET, VEC_WIDTH, PANEL_VECTORS, VEC_ZERO_BYTE, dil_run_neon, run_bytes};
