// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "vector_neon.h"

#include "kernel_table.h"
#include "vector_step.h"

const DilKernel dil_kernel_neon = {VEC_SET, VEC_WIDTH, PANEL_VECTORS, run};
