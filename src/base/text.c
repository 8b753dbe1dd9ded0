// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "text.h"

#include "message.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

static const uint32_t replacement = 0xFFFDU;

DilTextReader
dil_text_begin(const uint8_t* const bytes, const size_t n)
{
  static const struct {
    char mark[4];
    size_t n;
    DilTextEncoding encoding;
  } marks[] = {{"\xEF\xBB\xBF", 3U, DIL_TEXT_UTF8},
               {"\xFE\xFF", 2U, DIL_TEXT_UTF16_BIG},
               {"\xFF\xFE", 2U, DIL_TEXT_UTF16_LITTLE}};

  DilTextReader reader = {bytes, n, 0U, DIL_TEXT_UTF8};
  for (size_t i = 0U; i < sizeof(marks) / sizeof(marks[0]); ++i) {
    if (n >= marks[i].n && !memcmp(bytes, marks[i].mark, marks[i].n)) {
      reader.at = marks[i].n;
      reader.encoding = marks[i].encoding;
    }
  }

  if (reader.encoding == DIL_TEXT_UTF8 &&
      !dil_is_utf8(bytes + reader.at, n - reader.at)) {
    reader.encoding = DIL_TEXT_LATIN1;
  }

  return reader;
}

static uint32_t
unit_at(const DilTextReader* const reader, const size_t at)
{
  const uint32_t first = reader->bytes[at];
  const uint32_t second = reader->bytes[at + 1U];
  return (reader->encoding == DIL_TEXT_UTF16_BIG) ? first << 8U | second
                                                  : second << 8U | first;
}

// Source: RFC 2781, section 2.2
static bool
next_of_utf16(DilTextReader* const reader, uint32_t* const code)
{
  if (reader->n - reader->at < 2U) {
    return false;
  }

  *code = unit_at(reader, reader->at);
  reader->at += 2U;
  if (*code < 0xD800U || *code >= 0xE000U) {
    return true;
  }

  const uint32_t high = *code;
  const uint32_t low =
    (reader->n - reader->at < 2U) ? 0U : unit_at(reader, reader->at);
  *code = replacement;
  if (high < 0xDC00U && low >= 0xDC00U && low < 0xE000U) {
    *code = 0x10000U + ((high - 0xD800U) << 10U) + (low - 0xDC00U);
    reader->at += 2U;
  }

  return true;
}

bool
dil_text_next(DilTextReader* const reader, uint32_t* const code)
{
  if (reader->encoding == DIL_TEXT_UTF16_BIG ||
      reader->encoding == DIL_TEXT_UTF16_LITTLE) {
    return next_of_utf16(reader, code);
  }

  if (reader->at >= reader->n) {
    return false;
  }

  const uint8_t* const place = reader->bytes + reader->at;
  *code = *place;
  reader->at += (reader->encoding == DIL_TEXT_LATIN1)
                  ? 1U
                  : dil_utf8_length(place, reader->n - reader->at, code);
  return true;
}

size_t
dil_text_put(const uint32_t code, char bytes[4])
{
  static const uint8_t leads[] = {0x00U, 0x00U, 0xC0U, 0xE0U, 0xF0U};

  const size_t n = code < 0x80U      ? 1U
                   : code < 0x800U   ? 2U
                   : code < 0x10000U ? 3U
                                     : 4U;
  uint32_t left = code;
  for (size_t i = n - 1U; i; --i) {
    bytes[i] = (char)(0x80U | (left & 0x3FU));
    left >>= 6U;
  }

  bytes[0] = (char)(leads[n] | left);
  return n;
}

DilStatus
dil_text_decode(const uint8_t* const bytes,
                const size_t n,
                char** const text,
                size_t* const n_text,
                DilMessage* const message)
{
  // Two bytes become three at most, and one of Latin-1 two
  char* const result = (n <= SIZE_MAX / 4U) ? (char*)malloc(2U * n + 1U) : NULL;
  if (!result) {
    return dil_fail_memory(message);
  }

  size_t used = 0U;
  uint32_t code = 0U;
  DilTextReader reader = dil_text_begin(bytes, n);
  while (dil_text_next(&reader, &code)) {
    char character[4];
    const size_t length = dil_text_put(code, character);
    memcpy(result + used, character, length);
    used += length;
  }

  result[used] = '\0';
  *text = result;
  *n_text = used;
  return DIL_OK;
}
