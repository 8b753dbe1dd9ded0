// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "line.h"

#include "number.h"

#include <stdarg.h>

void
line_print(char line[LINE_SIZE], const char* const format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  dil_number_vprint(line, LINE_SIZE, format, arguments);
  va_end(arguments);
}
