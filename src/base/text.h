// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_TEXT_H
#define DIL_BASE_TEXT_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How the characters of a text are written
typedef enum {
  DIL_TEXT_UTF8,
  DIL_TEXT_UTF16_BIG,
  DIL_TEXT_UTF16_LITTLE,
  DIL_TEXT_LATIN1 ///< Each byte is the number of a character
} DilTextEncoding;

/// A text of any encoding that is read character by character
typedef struct {
  const uint8_t* bytes; ///< [n]
  size_t n;
  size_t at; ///< Next byte
  DilTextEncoding encoding;
} DilTextReader;

/**
   Begin to read a text as people's programs write it.

   A byte-order mark tells UTF-8 and UTF-16 and is no part of the text (Unicode
   15.0, section 23.8).  Without one, a text is UTF-8 if it can be, and Latin-1
   if not, which any bytes are.
*/
DilTextReader
dil_text_begin(const uint8_t* bytes, size_t n);

/**
   Take the next character; false at the end.

   @param code Its number; U+FFFD for half a pair of UTF-16.
*/
bool
dil_text_next(DilTextReader* reader, uint32_t* code);

/**
   Write a character as UTF-8.

   @param code Its number, below 0x110000 and no surrogate.
   @return Bytes written, 1 to 4.
*/
size_t
dil_text_put(uint32_t code, char bytes[4]);

/**
   Copy a text of any encoding as UTF-8, without its mark.

   @param text Result, [n_text] and a NUL; to be released with free().
*/
DIL_NODISCARD DilStatus
dil_text_decode(const uint8_t* bytes,
                size_t n,
                char** text,
                size_t* n_text,
                DilMessage* message);

#endif // DIL_BASE_TEXT_H
