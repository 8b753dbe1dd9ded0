// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "printable.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Bytes of a character by its first byte, or 0 if none begins so
static size_t
length_from(const unsigned char first)
{
  return first < 0x80U                     ? 1U
         : first >= 0xC2U && first < 0xE0U ? 2U
         : first >= 0xE0U && first < 0xF0U ? 3U
         : first >= 0xF0U && first < 0xF5U ? 4U
                                           : 0U;
}

/// Bytes of the valid UTF-8 character at `c`, or 0; a NUL ends every character
static size_t
character_length(const unsigned char* const c, uint32_t* const code)
{
  static const uint32_t least[] = {0U, 0U, 0x80U, 0x800U, 0x10000U};

  const size_t n = length_from(c[0]);
  *code = n > 1U ? c[0] & (0x7FU >> n) : c[0];
  for (size_t i = 1U; i < n; ++i) {
    if ((c[i] & 0xC0U) != 0x80U) {
      return 0U;
    }
    *code = (*code << 6U) | (c[i] & 0x3FU);
  }

  const bool is_surrogate = *code >= 0xD800U && *code < 0xE000U;
  return *code >= least[n] && *code <= 0x10FFFFU && !is_surrogate ? n : 0U;
}

void
dil_make_printable(char* const text)
{
  unsigned char* c = (unsigned char*)text;
  while (*c) {
    uint32_t code = 0U;
    const size_t n = character_length(c, &code);
    const bool is_control = code < 0x20U || (code >= 0x7FU && code < 0xA0U);
    if (n && !is_control) {
      c += n;
    } else {
      *c++ = '?';
    }
  }
}
