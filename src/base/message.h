// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_MESSAGE_H
#define DIL_BASE_MESSAGE_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

/**
   Write the reason of a failure and return its status, to be used as
   `return dil_fail(message, DIL_BAD_FILE, "%s: no header", path);`.

   Whatever the arguments hold, the text becomes one line of valid UTF-8; see
   dil_make_printable().

   @param message Written if not NULL; cut at its size.
   @param status Any status but DIL_OK.
   @param format One line without a newline, naming the file first.
   @return `status`.
*/
DIL_PRINTF(3, 4)
DilStatus
dil_fail(DilMessage* message, DilStatus status, const char* format, ...);

/// dil_fail() with DIL_NO_MEMORY and its text
static inline DilStatus
dil_fail_memory(DilMessage* const message)
{
  (void)dil_fail(message, DIL_NO_MEMORY, "%s", dil_status_text(DIL_NO_MEMORY));

  // A constant, so that analyzers see that it is not DIL_OK
  return DIL_NO_MEMORY;
}

/**
   dil_fail() for the errno of a failed call: "`path`: No such file ...", of a
   path that is very long only its end.

   ENOENT, EACCES and their kin give DIL_NOT_FOUND, the rest DIL_IO_ERROR.
*/
DilStatus
dil_fail_errno(DilMessage* message, const char* path, int error);

#endif // DIL_BASE_MESSAGE_H
