// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "printable.h"

#include "utf8.h"

#include <stddef.h>
#include <stdint.h>

void
dil_make_printable(char* const text)
{
  uint8_t* c = (uint8_t*)text;
  while (*c) {
    uint32_t code = 0U;
    const size_t n = dil_utf8_length(c, 4U, &code);
    if (n && !dil_is_control(code)) {
      c += n;
    } else {
      *c++ = '?';
    }
  }
}
