// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "columns.h"

#include "utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/// From this character on, most are wide
static const uint32_t first_wide = 0x1100U;

/// From there to there they are not: quotes, dashes, arrows, boxes
static const uint32_t first_narrow = 0x1200U;
static const uint32_t end_narrow = 0x2E80U;

/// Bytes and columns of the first character of a text that is not empty
static size_t
first_character(const char* const text, size_t* const n_columns)
{
  uint32_t code = 0U;
  const size_t n = dil_utf8_length((const uint8_t*)text, strlen(text), &code);
  const bool is_wide =
    n && code >= first_wide && !(code >= first_narrow && code < end_narrow);
  *n_columns = is_wide ? 2U : 1U;
  return n ? n : 1U;
}

size_t
columns_of(const char* const text)
{
  size_t n_columns = 0U;
  for (const char* at = text; *at;) {
    size_t n = 0U;
    at += first_character(at, &n);
    n_columns += n;
  }

  return n_columns;
}

size_t
columns_bytes(const char* const text, const size_t n_columns)
{
  size_t n_used = 0U;
  const char* at = text;
  while (*at) {
    size_t n = 0U;
    const size_t n_bytes = first_character(at, &n);
    if (n_used + n > n_columns) {
      break;
    }

    n_used += n;
    at += n_bytes;
  }

  return (size_t)(at - text);
}

void
columns_fit(const char* const text,
            const size_t n_columns,
            char* const out,
            const size_t size)
{
  const bool is_whole = columns_of(text) <= n_columns;
  const size_t n = columns_bytes(text, is_whole ? n_columns : n_columns - 1U);
  snprintf(out, size, "%.*s%s", (int)n, text, is_whole ? "" : "\xE2\x80\xA6");
}
