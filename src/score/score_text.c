// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "score_private.h"

#include "utf8.h"

#include <stdbool.h>
#include <string.h>

void
dil_score_copy_text(char* const text,
                    const size_t size,
                    const uint8_t* const bytes,
                    const size_t n)
{
  const bool is_latin = !dil_is_utf8(bytes, n);
  size_t n_written = 0U;

  for (size_t at = 0U; at < n;) {
    uint8_t character[4] = {bytes[at]};
    uint32_t code = bytes[at];
    size_t length = is_latin ? 1U : dil_utf8_length(bytes + at, n - at, &code);
    memcpy(character, bytes + at, length);
    at += length;

    if (is_latin && character[0] >= 0x80U) {
      length = 2U;
      character[1] = (uint8_t)(0x80U | (character[0] & 0x3FU));
      character[0] = (uint8_t)(0xC0U | (character[0] >> 6U));
    }

    if (dil_is_control(code)) {
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
