// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "shell.h"

#include "support/test.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define LINE_SIZE 4096

/// Some of these build; the limit is for one that hangs
#define LIMIT_S 300U

static void
print_line(char line[LINE_SIZE], const char* const format, va_list arguments)
{
  const int length = vsnprintf(line, LINE_SIZE, format, arguments);
  assert_true(length > 0 && length < LINE_SIZE);
}

Run*
shell_run(const char* const format, ...)
{
  char line[LINE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  print_line(line, format, arguments);
  va_end(arguments);

  Run* const run = run_start((const char* const[]){"sh", "-c", line, NULL});
  run_wait(run, LIMIT_S);
  return run;
}

char*
shell_output(Run* const run)
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
