// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_SORT_H
#define DIL_BASE_SORT_H

#include <stddef.h>

/// Sort numbers, none of them NAN, from least to greatest
void
dil_sort(double* values, size_t n);

#endif // DIL_BASE_SORT_H
