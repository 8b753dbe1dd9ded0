// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "message.h"

#include "number.h"
#include "printable.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

/// Most bytes of a path in a message, which has room for a reason as well
#define MAX_PATH_SHOWN 360U

DilStatus
dil_fail(DilMessage* const message,
         const DilStatus status,
         const char* const format,
         ...)
{
  if (message) {
    va_list arguments;
    va_start(arguments, format);
    dil_number_vprint(message->text, sizeof(message->text), format, arguments);
    va_end(arguments);
    dil_make_printable(message->text);
  }

  return status;
}

DilStatus
dil_fail_errno(DilMessage* const message,
               const char* const path,
               const int error)
{
  char text[128] = "unknown error";
  (void)strerror_r(error, text, sizeof(text));

  const DilStatus status =
    (error == ENOMEM) ? DIL_NO_MEMORY
    : (error == ENOENT || error == EACCES || error == EISDIR ||
       error == ENOTDIR || error == EPERM || error == EROFS)
      ? DIL_NOT_FOUND
      : DIL_IO_ERROR;

  // Of a very long path the end, so that there is room for the reason
  const size_t n = strlen(path);
  const bool is_long = n > MAX_PATH_SHOWN;
  return dil_fail(message,
                  status,
                  "%s%s: %s",
                  is_long ? "..." : "",
                  is_long ? path + n - MAX_PATH_SHOWN : path,
                  text);
}
