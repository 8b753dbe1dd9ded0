// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#define VEC_HAS_DOT

#include "vector_avx2.h"

#include "kernel_table.h"
#include "vector_bytes.h"

const DilKernel dil_kernel_avx_vnni =
  {VEC_SET, VEC_WIDTH, PANEL_VECTORS, VEC_ZERO_BYTE, dil_run_avx2, run_bytes};
