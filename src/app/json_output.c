// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "json_output.h"

#include "options.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Replace bytes beyond ASCII, for text of unknown encoding
static json_t*
replaced_text(const char* const text)
{
  static const char* const replacement = "\xEF\xBF\xBD";

  char* const copy = (char*)calloc(strlen(text) + 1U, 3U);
  if (!copy) {
    return NULL;
  }

  char* end = copy;
  for (const char* c = text; *c; ++c) {
    if ((unsigned char)*c < 0x80U) {
      *end++ = *c;
    } else {
      memcpy(end, replacement, 3U);
      end += 3;
    }
  }

  json_t* const result = json_string(copy);
  free(copy);
  return result;
}

json_t*
json_text(const char* const text)
{
  json_t* const result = json_string(text);
  return result ? result : replaced_text(text);
}

int
json_print(json_t* const value)
{
  char* const text =
    value ? json_dumps(value, JSON_INDENT(2) | JSON_REAL_PRECISION(7)) : NULL;
  json_decref(value);
  if (!text) {
    return complain("out of memory");
  }

  puts(text);
  free(text);
  return finish_output();
}
