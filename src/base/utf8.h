// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_UTF8_H
#define DIL_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
   Bytes of the first character of a text, or 0 if it is not valid UTF-8.

   Source: RFC 3629, section 4: overlong forms, surrogates and what is beyond
   U+10FFFF are not valid.

   @param text [n]; or NUL-terminated, and then `n` may be greater.
   @param n Bytes to look at, at least 1.
   @param code Result, the character's number; means nothing if it has none.
*/
size_t
dil_utf8_length(const uint8_t* text, size_t n, uint32_t* code);

/// Whether `text` [n] is UTF-8 from end to end
bool
dil_is_utf8(const uint8_t* text, size_t n);

/**
   Write UTF-8 as UTF-16, what is not valid as U+FFFD.

   Source: RFC 2781, section 2.1.

   @param out [size], at least 1; a 0 ends it, which may cut characters off.
*/
void
dil_utf16_write(const char* text, uint16_t* out, size_t size);

/**
   Read UTF-16 as UTF-8, surrogates that are alone as U+FFFD.

   Source: RFC 2781, section 2.2.

   @param text [n], or less if a 0 ends it.
   @param out [size], at least 1; a NUL ends it, which may cut characters off.
*/
void
dil_utf16_read(const uint16_t* text, size_t n, char* out, size_t size);

/// Whether a terminal obeys the character and does not show it: U+0000 to
/// U+001F and U+007F to U+009F
bool
dil_is_control(uint32_t code);

#endif // DIL_BASE_UTF8_H
