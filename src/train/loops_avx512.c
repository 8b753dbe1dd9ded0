// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#define DIL_LOOPS      dil_loops_avx512
#define DIL_LOOPS_NAME "avx512"
#include "loops_body.inc"
