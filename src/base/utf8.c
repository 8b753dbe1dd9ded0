// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "utf8.h"

#include <string.h>

/// What stands for what cannot be read
#define REPLACEMENT 0xFFFDU

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

void
dil_utf16_write(const char* const text, uint16_t* const out, const size_t size)
{
  size_t n = 0U;
  for (const uint8_t* at = (const uint8_t*)text; *at;) {
    uint32_t code = 0U;
    const size_t length = dil_utf8_length(at, 4U, &code);
    code = length ? code : REPLACEMENT;
    at += length ? length : 1U;

    if (n + (code < 0x10000U ? 1U : 2U) >= size) {
      break;
    }
    if (code >= 0x10000U) {
      out[n++] = (uint16_t)(0xD800U + ((code - 0x10000U) >> 10U));
      code = 0xDC00U + (code & 0x3FFU);
    }
    out[n++] = (uint16_t)code;
  }

  out[n] = 0U;
}

/// Bytes of a character in UTF-8, which are written to `out`
static size_t
encode(const uint32_t code, uint8_t out[4])
{
  static const uint8_t marks[] = {0U, 0U, 0xC0U, 0xE0U, 0xF0U};

  const size_t length =
    1U + (code >= 0x80U) + (code >= 0x800U) + (code >= 0x10000U);
  for (size_t i = 0U; i < length; ++i) {
    const uint32_t bits = code >> (6U * (length - 1U - i));
    out[i] = (uint8_t)(i ? 0x80U | (bits & 0x3FU) : marks[length] | bits);
  }
  return length;
}

void
dil_utf16_read(const uint16_t* const text,
               const size_t n,
               char* const out,
               const size_t size)
{
  size_t n_bytes = 0U;
  for (size_t i = 0U; i < n && text[i]; ++i) {
    uint8_t bytes[4];
    uint32_t code = text[i];
    if ((code & 0xFC00U) == 0xD800U && i + 1U < n &&
        (text[i + 1U] & 0xFC00U) == 0xDC00U) {
      code = 0x10000U + ((code & 0x3FFU) << 10U) + (text[++i] & 0x3FFU);
    }

    const bool is_alone = (code & 0xFFFFF800U) == 0xD800U;
    const size_t length = encode(is_alone ? REPLACEMENT : code, bytes);
    if (n_bytes + length >= size) {
      break;
    }
    memcpy(out + n_bytes, bytes, length);
    n_bytes += length;
  }

  out[n_bytes] = '\0';
}

bool
dil_is_control(const uint32_t code)
{
  return code < 0x20U || (code >= 0x7FU && code < 0xA0U);
}
