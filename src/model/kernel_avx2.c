// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "vector_avx2.h"

#include "kernel_table.h"
#include "vector_step.h"

const DilKernel dil_kernel_avx2 = {VEC_SET, VEC_WIDTH, PANEL_VECTORS, run};
