// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_COLUMNS_H
#define DIL_APP_COLUMNS_H

#include <stddef.h>

/// Columns of a line of UTF-8 in a terminal: two for those of East Asia and
/// pictures; what is not UTF-8 has one a byte
size_t
columns_of(const char* text);

/// Bytes of the longest start of a text that fits into so many columns
size_t
columns_bytes(const char* text, size_t n_columns);

/**
   Copy a text as far as it fits, an ellipsis last if it does not.

   @param n_columns At least 1.
   @param out [size] result.
*/
void
columns_fit(const char* text, size_t n_columns, char* out, size_t size);

#endif // DIL_APP_COLUMNS_H
