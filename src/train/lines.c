// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "lines.h"

#include "message.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

DilStatus
dil_lines_add(DilLines* const lines, const char* const format, ...)
{
  char text[sizeof(DilMessage)];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);

  DilMessage line;
  (void)dil_fail(&line, DIL_BAD_FILE, "%s", text);
  char** const texts =
    (char**)realloc((void*)lines->texts, (lines->n + 1U) * sizeof(*texts));
  if (!texts) {
    return DIL_NO_MEMORY;
  }

  lines->texts = texts;
  texts[lines->n] = strdup(line.text);
  if (!texts[lines->n]) {
    return DIL_NO_MEMORY;
  }

  ++lines->n;
  return DIL_OK;
}

DilStatus
dil_lines_move(DilLines* const from, DilLines* const to)
{
  DilStatus status = DIL_OK;
  for (size_t i = 0U; i < from->n && !status; ++i) {
    status = dil_lines_add(to, "%s", from->texts[i]);
  }

  dil_lines_clear(from);
  return status;
}

void
dil_lines_clear(DilLines* const lines)
{
  for (size_t i = 0U; i < lines->n; ++i) {
    free(lines->texts[i]);
  }

  free((void*)lines->texts);
  memset(lines, 0, sizeof(*lines));
}
