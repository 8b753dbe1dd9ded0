// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "report.h"

#include "printable.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/// Format one line: a file's name and texts may have anything in them
static void
format_line(char line[1024], const char* const format, va_list arguments)
{
  vsnprintf(line, 1024U, format, arguments);
  dil_make_printable(line);
}

/// Print a prefix and one line to standard error
static void
print_error(const char* const prefix,
            const char* const format,
            va_list arguments)
{
  char line[1024];
  format_line(line, format, arguments);
  fprintf(stderr, "%s%s\n", prefix, line);
}

int
complain(const char* const format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  print_error("dilaton: ", format, arguments);
  va_end(arguments);
  return EXIT_FAILED;
}

void
remark(const char* const format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  print_error("", format, arguments);
  va_end(arguments);
}

int
complain_failure(const DilStatus status, const DilMessage* const message)
{
  (void)complain("%s", message->text);
  return status == DIL_BAD_ARGUMENT ? EXIT_USAGE : EXIT_FAILED;
}

int
complain_usage(const char* const format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  print_error("dilaton: ", format, arguments);
  va_end(arguments);
  return EXIT_USAGE;
}

void
print_row(const char* const label, const char* const format, ...)
{
  char line[1024];
  va_list arguments;
  va_start(arguments, format);
  format_line(line, format, arguments);
  va_end(arguments);
  printf("%-12s %s\n", label, line);
}

int
finish_output(void)
{
  const bool is_broken = ferror(stdout);
  errno = is_broken ? EIO : 0;
  if (fflush(stdout) || is_broken) {
    return complain("standard output: %s", strerror(errno));
  }

  return EXIT_DONE;
}
