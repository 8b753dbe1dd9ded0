// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "vector_avx512.h"

#include "loops_body.h"

const DilLoops dil_loops_avx512 = LOOPS;
