// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "score_private.h"

#include <stdbool.h>
#include <string.h>

// Bytes of the UTF-8 character at `bytes`, 0 if there is none.  Overlong forms,
// surrogates and what is beyond Unicode are not told apart: nothing here needs
// the character's number.
static size_t
character_size(const uint8_t* const bytes, const size_t n)
{
  const uint8_t lead = bytes[0];
  const size_t size = lead < 0x80U   ? 1U
                      : lead < 0xC2U ? 0U
                      : lead < 0xE0U ? 2U
                      : lead < 0xF0U ? 3U
                      : lead < 0xF5U ? 4U
                                     : 0U;
  if (size > n) {
    return 0U;
  }

  for (size_t i = 1U; i < size; ++i) {
    if ((bytes[i] & 0xC0U) != 0x80U) {
      return 0U;
    }
  }

  return size;
}

static bool
is_utf8(const uint8_t* const bytes, const size_t n)
{
  size_t at = 0U;
  while (at < n) {
    const size_t size = character_size(bytes + at, n - at);
    if (!size) {
      return false;
    }

    at += size;
  }

  return true;
}

// Controls below space, DEL, and U+0080 to U+009F, which terminals obey too
static bool
is_control(const uint8_t* const character, const size_t size)
{
  return (size == 1U && (character[0] < 0x20U || character[0] == 0x7FU)) ||
         (size == 2U && character[0] == 0xC2U && character[1] < 0xA0U);
}

void
dil_score_copy_text(char* const text,
                    const size_t size,
                    const uint8_t* const bytes,
                    const size_t n)
{
  const bool is_latin = !is_utf8(bytes, n);
  size_t n_written = 0U;

  for (size_t at = 0U; at < n;) {
    uint8_t character[4] = {bytes[at]};
    size_t length = is_latin ? 1U : character_size(bytes + at, n - at);
    memcpy(character, bytes + at, length);
    at += length;

    if (is_latin && character[0] >= 0x80U) {
      length = 2U;
      character[1] = (uint8_t)(0x80U | (character[0] & 0x3FU));
      character[0] = (uint8_t)(0xC0U | (character[0] >> 6U));
    }

    if (is_control(character, length)) {
      length = 1U;
      character[0] = ' ';
    }

    if (n_written + length >= size) {
      break;
    }

    memcpy(text + n_written, character, length);
    n_written += length;
  }

  text[n_written] = '\0';
}
