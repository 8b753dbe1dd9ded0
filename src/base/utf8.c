// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "utf8.h"

/// Bytes of a character by its first byte, or 0 if none begins so
static size_t
length_from(const uint8_t first)
{
  return first < 0x80U                     ? 1U
         : first >= 0xC2U && first < 0xE0U ? 2U
         : first >= 0xE0U && first < 0xF0U ? 3U
         : first >= 0xF0U && first < 0xF5U ? 4U
                                           : 0U;
}

size_t
dil_utf8_length(const uint8_t* const text, const size_t n, uint32_t* const code)
{
  static const uint32_t least[] = {0U, 0U, 0x80U, 0x800U, 0x10000U};

  const size_t length = length_from(text[0]);
  *code = length > 1U ? text[0] & (0x7FU >> length) : text[0];
  for (size_t i = 1U; i < length; ++i) {
    if (i >= n || (text[i] & 0xC0U) != 0x80U) {
      return 0U;
    }
    *code = (*code << 6U) | (text[i] & 0x3FU);
  }

  const bool is_surrogate = *code >= 0xD800U && *code < 0xE000U;
  return *code >= least[length] && *code <= 0x10FFFFU && !is_surrogate ? length
                                                                       : 0U;
}

bool
dil_is_utf8(const uint8_t* const text, const size_t n)
{
  uint32_t code = 0U;
  size_t at = 0U;
  while (at < n) {
    const size_t length = dil_utf8_length(text + at, n - at, &code);
    if (!length) {
      return false;
    }

    at += length;
  }

  return true;
}

bool
dil_is_control(const uint32_t code)
{
  return code < 0x20U || (code >= 0x7FU && code < 0xA0U);
}
