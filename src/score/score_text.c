// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "score_private.h"

#include "text.h"
#include "utf8.h"

#include <string.h>

void
dil_score_copy_text(char* const text,
                    const size_t size,
                    const uint8_t* const bytes,
                    const size_t n)
{
  size_t n_written = 0U;
  uint32_t code = 0U;
  DilTextReader reader = dil_text_begin(bytes, n);
  while (dil_text_next(&reader, &code)) {
    char character[4];
    const size_t length =
      dil_text_put(dil_is_control(code) ? ' ' : code, character);
    if (n_written + length >= size) {
      break;
    }

    memcpy(text + n_written, character, length);
    n_written += length;
  }

  text[n_written] = '\0';
}
