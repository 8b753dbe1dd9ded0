// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_H
#define DIL_TEST_H

// cmocka.h needs these four before it
// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

/// How often a test does the same, and how often with sanitizers, which take
/// many times as long and see the same memory each time
#ifdef DIL_IS_SANITIZED
#  define TIMES(usual, few) (few)
#else
#  define TIMES(usual, few) (usual)
#endif

#endif // DIL_TEST_H
