// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#define VEC_HAS_DOT

#include "vector_avx512.h"

#include "kernel_table.h"
#include "vector_bytes.h"

const DilKernel dil_kernel_avx512_vnni =
  {VEC_SET, VEC_WIDTH, PANEL_VECTORS, VEC_ZERO_BYTE, dil_run_avx512, run_bytes};
