// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sort.h"

#include <stdlib.h>

static int
compare(const void* const left, const void* const right)
{
  const double a = *(const double*)left;
  const double b = *(const double*)right;
  return (a > b) - (a < b);
}

void
dil_sort(double* const values, const size_t n)
{
  qsort(values, n, sizeof(*values), compare);
}
