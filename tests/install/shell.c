// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "shell.h"

#include "support/test.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/// Some of these build; the limit is for one that hangs
#define LIMIT_S 300U

static Run*
run_line(const char* const format, va_list arguments)
{
  char line[4096];
  const int length = vsnprintf(line, sizeof(line), format, arguments);
  assert_true(length > 0 && (size_t)length < sizeof(line));

  Run* const run = run_start((const char* const[]){"sh", "-c", line, NULL});
  run_wait(run, LIMIT_S);
  return run;
}

static char*
output_of(Run* const run)
{
  if (run->status) {
    print_error("%s%s", run->output.text, run->errors.text);
  }
  assert_int_equal(run->status, 0);

  char* const text = run->output.text;
  run->output.text = NULL;
  run_free(run);
  return text;
}

Run*
shell_run(const char* const format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  Run* const run = run_line(format, arguments);
  va_end(arguments);
  return run;
}

char*
shell(const char* const format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  char* const text = output_of(run_line(format, arguments));
  va_end(arguments);
  return text;
}

void
shell_do(const char* const format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  free(output_of(run_line(format, arguments)));
  va_end(arguments);
}
