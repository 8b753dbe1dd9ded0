// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#define DIL_LOOPS      dil_loops_plain
#define DIL_LOOPS_NAME "plain"
#include "loops_body.inc"
